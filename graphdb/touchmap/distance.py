"""The nearest actor of a kind: by the distance between municipalities' centres, never by an address."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.cards.card import fictional_areas
from graphdb.model import Id
from graphdb.search.alternatives import distance
from graphdb.search.index.columns import Bools, Pairs
from graphdb.touchmap.candidates import Pool
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest actor, its municipality ("" when it only covers a larger area), and how far off."""

    slot: int
    id: Id
    kind: str
    municipality: str
    km: int | None


def nearest(vocabulary: Vocabulary, pool: Pool, kinds: Collection[str]) -> Found | None:
    """The nearest actor of one of these kinds, seen from where the person stays.

    None for the municipality's own units: no other municipality's may act. No actor with a secret address.
    """
    candidates = [
        one for kind in kinds if kind not in pool.kinds.municipal for one in _of_kind(vocabulary, pool, kind)
    ]
    return min(candidates, key=lambda one: _far(pool, one), default=None)


def kilometres(vocabulary: Vocabulary, a: str, b: str) -> int | None:
    """Between the centres of two areas; None when one has no position. Worked out once for each vocabulary:
    a map asks for each actor of each kind that is missing.
    """
    known = _kilometres.setdefault(vocabulary, {})
    if (a, b) not in known:
        areas = vocabulary.areas[a], vocabulary.areas[b]
        located = all("lat" in area.props and "lon" in area.props for area in areas)
        known[a, b] = round(distance(*areas)) if located else None
    return known[a, b]


_kilometres: WeakKeyDictionary[Vocabulary, dict[tuple[str, str], int | None]] = WeakKeyDictionary()


def _far(pool: Pool, one: Found) -> tuple[bool, int, int, Id]:
    return one.km is None, one.km or 0, int(pool.index.rank[one.slot]), one.id


def _of_kind(vocabulary: Vocabulary, pool: Pool, kind: str) -> Iterator[Found]:
    """All of a kind, each in every municipality it lies in, or else covers.

    A fictional municipality is never near a real one, nor the other way round.
    """
    index, slots = pool.index, pool.elsewhere(kind)
    if not slots.size:
        return
    home = pool.situation.staying
    fictional = fictional_areas(vocabulary)
    made_up = home in fictional
    left: Bools = np.zeros(index.size, np.bool_)
    left[slots] = True
    for name in ("towns", "areas"):
        pairs = index.columns.lists[name].only(left)
        for slot, code in _municipalities(vocabulary, pool, pairs):
            left[slot] = False
            if (code in fictional) == made_up:
                yield Found(slot, index.id(slot), kind, code, kilometres(vocabulary, home, code))
    for slot in np.flatnonzero(left).tolist():
        yield Found(slot, index.id(slot), kind, "", None)


def _municipalities(vocabulary: Vocabulary, pool: Pool, pairs: Pairs) -> Iterator[tuple[int, str]]:
    for slot, number in zip(pairs.slots.tolist(), pairs.codes.tolist(), strict=True):
        area = vocabulary.areas.get(pool.index.code(number))
        if area is not None and area.text("level") == "municipality":
            yield slot, pool.index.code(number)
