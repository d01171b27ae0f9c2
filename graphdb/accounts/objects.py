"""What a right to an object may come from: of which actors and municipalities an actor is part.

A role for an actor holds for its units too, and for all that is shown as one with it. A role for a
municipality holds for the actors that have an address there or name it among the areas they serve. Who serves
a whole region or the country, and has no address, is nobody's but the administrator's.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from graphdb.errors import NotFound
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.message import message
from graphdb.model import Id, NodeKind
from graphdb.search import index as indexes
from graphdb.search.entries import UNTIL
from graphdb.search.index.columns import AREAS, NONE, TOWNS
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore

NOWHERE: Final = "landet"
"""In the place of a municipality: the actors that belong to none, as who serves the whole country. No role
holds for it, so only an administrator decides there."""
_ACTOR = f"{NodeKind.ACTOR.lower()}:"


def holders(store: GraphStore, object_id: str, today: str) -> frozenset[str]:
    """The ids of actors and codes of municipalities whose roles hold for an object too; itself is one.

    ``object_id`` is either: an actor's id, or a municipality's code. Of what nobody knows it is alone.
    """
    if not object_id.startswith(_ACTOR):
        return frozenset({object_id})
    linker = read_linker(store)
    index = indexes.current(store, today)
    above = list(_upward(index, linker.canonical(object_id)))
    municipalities = municipalities_of(index, above[0])
    return frozenset({object_id, *linker.all_of(above), *municipalities})


def municipalities_of(index: Index, actor: Id) -> frozenset[str]:
    """The codes of the municipalities where an actor or its services have an address, or which they name."""
    slot = index.columns.find(actor)
    if slot == NONE:
        return frozenset()
    units = np.flatnonzero(index.owner == slot)
    lists = [index.columns.lists[name] for name in (AREAS, TOWNS)]
    codes = {index.code(number) for pairs in lists for number in pairs.codes[np.isin(pairs.slots, units)]}
    areas = {_running(code, index.today) for code in codes}
    return frozenset(area for area in areas if _is_town(index, area))


def belonging(store: GraphStore, municipality: str, linker: Linker, today: str) -> Callable[[Id], bool]:
    """Whether what an actor's id is shown under belongs to a municipality, or to NOWHERE.

    Raises NotFound for what is no municipality.
    """
    index = indexes.current(store, today)
    towns = {area.text("code") for area in index.terms.municipalities(index.today)}
    if municipality not in towns | {NOWHERE}:
        raise NotFound(message("directory.no_municipality", code=municipality))
    return lambda actor: municipality in (municipalities_of(index, linker.canonical(actor)) or {NOWHERE})


def actors_of(index: Index, municipality: str) -> frozenset[Id]:
    """The ids of the actors that have, or whose services have, an address there, or that name it."""
    lists = [index.columns.lists[name] for name in (AREAS, TOWNS)]
    slots = {
        int(index.owner[slot])
        for pairs in lists
        for slot, code in zip(pairs.slots, pairs.codes, strict=True)
        if _running(index.code(int(code)), index.today) == municipality
    }
    return frozenset(index.id(slot) for slot in slots if slot != NONE)


def _running(area: str, today: str) -> str:
    """The code of an area that is served on that day, "" when the agreement has ended."""
    code, dated, until = area.partition(UNTIL)
    return code if not dated or until >= today else ""


def _is_town(index: Index, code: str) -> bool:
    area = index.terms.areas.get(code)
    return area is not None and area.text("level") == "municipality"


def _upward(index: Index, actor: Id) -> Iterator[Id]:
    """The actor, and those it is part of, in that order."""
    seen: set[Id] = set()
    waiting = [actor]
    while waiting:
        actor = waiting.pop()
        if actor in seen:
            continue
        seen.add(actor)
        yield actor
        slot = index.columns.find(actor)
        if slot != NONE:
            uppers = (int(index.columns.numbers[name][slot]) for name in ("parent", "above"))
            waiting += [index.id(upper) for upper in uppers if upper != NONE]
