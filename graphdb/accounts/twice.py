"""Of what may stand twice, and of what was judged so, that which is a municipality's."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphdb.accounts.objects import actors_of
from graphdb.claims import RULE, coordinator_source
from graphdb.identity.candidates import PART_OF, Candidate, list_candidates
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.model import EdgeKind, Id
from graphdb.search import index as indexes
from graphdb.search.index.columns import NONE
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """A judgement that stands, as ``judging.VERDICTS``: ``first`` gives the id, or is the part."""

    first: Id
    second: Id
    verdict: str
    by_rule: bool = False


def list_local(store: GraphStore, municipality: str, today: str) -> tuple[Candidate, ...]:
    """The candidates of which both actors, or the actors of both services, are within it, the surest first.

    Places are judged with the actors that are there. Reads what is within it alone: a page waits for it.
    """
    index = indexes.current(store, today)
    inside = actors_of(index, municipality)
    local = (
        one
        for one in list_candidates(store, today=today, actors=inside)
        if inside.issuperset(_owner(index, end) for end in (one.first, one.second))
    )
    return tuple(sorted(local, key=lambda one: (-one.score, one.key)))


def list_decided(store: GraphStore, municipality: str, today: str) -> tuple[Standing, ...]:
    """What the municipality's coordinators judged, and what the rule did about two that are within it."""
    index, linker = indexes.current(store, today), read_linker(store)
    inside = actors_of(index, municipality)
    return tuple(
        sorted({*_judged(store, linker, index, municipality), *_parts(store, linker, inside, municipality)})
    )


def _owner(index: Index, thing: Id) -> Id:
    """The actor that something is or belongs to, "" for what the index does not know."""
    slot = index.columns.find(thing)
    return "" if slot == NONE or index.owner[slot] == NONE else index.id(int(index.owner[slot]))


def _judged(store: GraphStore, linker: Linker, index: Index, municipality: str) -> Iterator[Standing]:
    claims = store.claims(sorted(one.id for one in linker.judgements)) if linker.judgements else {}
    inside = actors_of(index, municipality)
    for one in linker.judgements:
        sources = {claim.source for claim in claims.get(one.id, ())}
        owners = {_owner(index, linker.canonical(end)) for end in (one.src, one.dst)}
        if coordinator_source(municipality) in sources:
            yield Standing(one.src, one.dst, one.verdict)
        elif RULE in sources and inside >= owners:
            yield Standing(one.src, one.dst, one.verdict, by_rule=True)


def _parts(store: GraphStore, linker: Linker, inside: frozenset[Id], municipality: str) -> Iterator[Standing]:
    edges = store.edges(inside, kinds=[EdgeKind.PART_OF], withheld=True) if inside else ()
    members = sorted({one for edge in edges for one in linker.members(edge.id)})
    for claims in (store.claims(members) if members else {}).values():
        for claim in claims:
            if claim.source == coordinator_source(municipality):
                yield Standing(claim.src, claim.dst, PART_OF)
