"""A small graph in which some stand twice, and the judgements that join them."""

from dataclasses import replace
from itertools import count
from typing import Final

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.codec import canonical, to_json
from graphdb.fields.relation import SAME, VERDICT
from graphdb.identity import judgements
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, Value, area_id, term_id
from graphdb.records import Record
from graphdb.store import GraphStore, Way, What
from graphdb.upkeep.check import check
from graphdb.writing import absence
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import AT

A, B, C = "actor:x:a", "actor:x:b", "actor:x:c"
S, P, Q = "service:x:s", "place:x:p", "place:x:q"
AREA, GROUP = area_id("9901"), term_id("rg_rus")
COORDINATOR = "coordinator:9901"
DAY, LATER = "2026-01-01", "2026-02-01"
RANKS: Final = {
    "register": Rank.REGISTER,
    "kommune": Rank.MUNICIPALITY,
    "own": Rank.OWN,
    COORDINATOR: Rank.COORDINATOR,
}


def said(target: Id, sort: NodeKind, day: str = DAY, source: str = "kommune", /, **props: Value) -> Put:
    """A claim on a node."""
    facts = {name: Fact(value, day, day) for name, value in props.items()}
    return Put(Claim(target, source, RANKS.get(source, Rank.MUNICIPALITY), sort, facts))


def actor(target: Id, day: str = DAY, source: str = "kommune", /, **props: Value) -> Put:
    """A claim on an actor."""
    return said(target, NodeKind.ACTOR, day, source, **{"name": target, "kind": "bo_110", **props})


def tie(
    sort: EdgeKind,
    src: Id,
    dst: Id,
    source: str = "kommune",
    day: str = DAY,
    /,
    *,
    mark: str = "",
    **props: Value,
) -> Put:
    """A claim on a relation."""
    facts = {name: Fact(value, day, day) for name, value in props.items()}
    rank = RANKS.get(source, Rank.MUNICIPALITY)
    return Put(relation(source, rank, sort, (src, dst), facts, mark=mark, dates=(day, day)))


def same(src: Id, dst: Id, verdict: str = SAME, source: str = COORDINATOR) -> Put:
    """A judgement."""
    return tie(EdgeKind.SAME, src, dst, source, **{VERDICT: verdict})


def unsaid(put: Put) -> Drop:
    """The same taken back."""
    return Drop(put.claim.target, put.claim.source)


NUMBERS: Final = count()


def put(store: GraphStore, *edits: Edit) -> None:
    """One commit, of which nothing may be refused."""
    plan, _ = commit(store, edits, Stamp(AT, "tests", "prøve", id=f"joined-{next(NUMBERS)}"))
    assert not plan.refused, plan.refused


def write(store: GraphStore, *edits: Edit) -> None:
    """The same, and it leaves the store sound; of the demo's ten thousand claims that takes a second."""
    put(store, *edits)
    assert check(store).faults == ()


_NEWEST: Final = (absence.NEWEST, judgements.NEWEST)


def contents(store: GraphStore) -> list[str]:
    """Claims, view, entries and records, without the numbers of commits."""
    kinds = (What.CLAIMS, What.NODES, What.EDGES, What.ENTRIES, What.RECORDS)
    items = (item for kind in kinds for item in store.scan(kind))
    return [_line(item) for item in items if not (isinstance(item, Record) and item.key in _NEWEST)]


def _line(item: object) -> str:
    assert isinstance(item, Claim | Node | Edge | Entry | Record)
    row = to_json(replace(item, n=0) if isinstance(item, Entry) else replace(item, version=0))
    return canonical(row)


def begin(store: GraphStore) -> None:
    """Two actors with a service and a place each, and what they are to others."""
    write(
        store,
        said(AREA, NodeKind.AREA, name="Vest", code="9901", level="municipality"),
        said(GROUP, NodeKind.RISK_GROUP, code="rg_rus"),
        actor(A, phone="+4571111111", description="Gammelt"),
        actor(B, LATER, "register", description="Nyt", website="https://example.org"),
        actor(C),
        said(S, NodeKind.SERVICE, name="Seng"),
        said(P, NodeKind.PLACE, address="Storegade 1", city="Vest"),
        tie(EdgeKind.OFFERS, B, S),
        tie(EdgeKind.LOCATED_AT, B, P),
        tie(EdgeKind.SERVES, A, AREA),
        tie(EdgeKind.SERVES, B, AREA, "register", agreement="driftsaftale"),
        tie(EdgeKind.REACHES, B, GROUP),
        tie(EdgeKind.PART_OF, B, A),
        tie(EdgeKind.RELATES, B, C, mark="henviser", kind="henviser"),
        tie(EdgeKind.RELATES, C, A, mark="henviser", kind="henviser"),
    )


def edges(store: GraphStore, target: Id) -> set[Id]:
    """The ids of its relations."""
    return {edge.id for edge in store.edges([target], way=Way.BOTH)}
