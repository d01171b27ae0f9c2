"""Groups against transitions: does anybody on this side tell anybody on the other."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphdb.claims import EXISTS
from graphdb.coverage.cells import Ground
from graphdb.coverage.matrix.row import Row
from graphdb.coverage.state import State
from graphdb.freshness.shelf_life import shelf_lives
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, code_of
from graphdb.rules.situation import codes
from graphdb.search.index.columns import Ints
from graphdb.store import Readable
from graphdb.vocabulary.catalogue import Vocabulary

_FROM: Final = "from_actor_types"
_TO: Final = "to_actor_types"


@dataclass(frozen=True, slots=True)
class Passage:
    """A transition of a group: those here who let go, those who take over, and what tells them."""

    transition: str
    risk_group: str
    senders: tuple[Id, ...]
    receivers: tuple[Id, ...]
    relations: tuple[Edge, ...]


def transition_rows(ground: Ground, relations: Iterable[Edge], today: str) -> Iterator[Row]:
    """A row for each group and transition; nobody has said that two do not tell each other, so it is grey."""
    for passage in passages(ground, relations, today):
        fresh = tuple(edge for edge in passage.relations if holds(ground.index.terms, edge, today))
        state = State.NOT_ASKED
        if passage.relations:
            state = State.COVERED if fresh else State.UNCONFIRMED
        yield Row(
            risk_group=passage.risk_group,
            column=passage.transition,
            state=state,
            actor_ids=tuple(dict.fromkeys(edge.src for edge in passage.relations)),
            fresh_ids=tuple(dict.fromkeys(edge.src for edge in fresh)),
            ready_ids=None,
        )


def passages(ground: Ground, relations: Iterable[Edge], today: str) -> Iterator[Passage]:
    """The transitions of today, for each group that goes through them."""
    known = [edge for edge in relations if edge.kind is EdgeKind.RELATES and not _ended(edge, today)]
    for row in ground.index.terms.list_terms(NodeKind.TRANSITION, today):
        senders = ground.presence.ids(codes(row, _FROM))
        receivers = ground.presence.ids(codes(row, _TO))
        telling = tuple(_telling(known, row, set(senders), set(receivers)))
        for group in codes(row, "risk_groups"):
            if group in ground.expected:
                yield Passage(code_of(row.id), group, senders, receivers, telling)


def kinds_at_transitions(vocabulary: Vocabulary, today: str) -> frozenset[str]:
    """The kinds of actors that let go or take over at any transition of today."""
    rows = vocabulary.list_terms(NodeKind.TRANSITION, today)
    return frozenset(kind for row in rows for column in (_FROM, _TO) for kind in codes(row, column))


def relations_here(
    store: Readable, grounds: Collection[Ground], kinds: Collection[str] | None = None
) -> Mapping[str, tuple[Edge, ...]]:
    """By municipality the relations between actors that are there, of some kinds or of all (None), in id
    order; one call to the store for all when there are any.
    """
    if not grounds:
        return {}
    index = next(iter(grounds)).index
    slots_by_town = {
        ground.municipality: ground.presence.slots if kinds is None else ground.presence.slots_of(kinds)
        for ground in grounds
    }
    actors = [index.id(slot) for slot in np.unique(np.concatenate([*slots_by_town.values()])).tolist()]
    unsorted = store.edges(actors, kinds=[EdgeKind.RELATES], among=True) if actors else ()
    edges = sorted(unsorted, key=lambda edge: edge.id)
    starts = np.fromiter((index.columns.find(edge.src) for edge in edges), np.int32)
    ends = np.fromiter((index.columns.find(edge.dst) for edge in edges), np.int32)
    return {
        code: tuple(edges[at] for at in _within(slots, starts, ends, index.size))
        for code, slots in slots_by_town.items()
    }


def _within(slots: Ints, starts: Ints, ends: Ints, size: int) -> list[int]:
    """The places of the relations that both begin and end in some slots."""
    here = np.zeros(size, np.bool_)
    here[slots] = True
    places: list[int] = np.flatnonzero(here[starts] & here[ends]).tolist()
    return places


def _telling(relations: Iterable[Edge], row: Node, senders: set[Id], receivers: set[Id]) -> Iterator[Edge]:
    wanted = row.text("relation_type")
    for edge in relations:
        if edge.src in senders and edge.dst in receivers and (not wanted or edge.text("kind") == wanted):
            yield edge


def holds(vocabulary: Vocabulary, edge: Edge, today: str) -> bool:
    """Whether a relation was confirmed within its shelf life."""
    origin = edge.prov.get(EXISTS)
    life = shelf_lives(vocabulary, today).of(EdgeKind.RELATES, EXISTS)
    return origin is not None and not life.past(origin.confirmed_on)


def _ended(edge: Edge, today: str) -> bool:
    until = edge.text("until")
    return bool(until) and until < today
