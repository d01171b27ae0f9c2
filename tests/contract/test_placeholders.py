"""Entries that only a start kit names: both stores know them alike, and when they are no longer."""

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.fields.contact_point import contact_id
from graphdb.identity.placeholder import start_source
from graphdb.model import EdgeKind, NodeKind, area_id, node_id
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit

DAY = "2026-03-02"
SOURCE = start_source("0101")
UNIT = node_id("actor", SOURCE, "kom_bolig")
POINT = contact_id(UNIT, "Vagt")


def write(store: GraphStore, *edits: Edit) -> None:
    plan, _ = commit(store, list(edits), Stamp(f"{DAY}T08:00:00+00:00", "test", "prøve"))
    assert not plan.refused, plan.refused


def node(target: str, source: str, rank: Rank, kind: NodeKind, /, **values: str) -> Put:
    facts = {name: Fact(value, DAY, "") for name, value in values.items()}
    return Put(Claim(target, source, rank, kind, facts))


def waits(store: GraphStore) -> bool:
    """Whether it is a placeholder, and so found by no search; the store must be sound."""
    assert check(store).faults == ()
    current = index.current(store, DAY)
    assert (UNIT in current.actors("0101")) is not current.is_placeholder(UNIT)
    return current.is_placeholder(UNIT)


def test_an_entry_waits_as_long_as_the_start_kit_alone_speaks_of_it(store: GraphStore) -> None:
    """A contact point of another source is enough, and when that is gone it waits again.

    That it is a part of another actor is not: seen red, it counted as cover.
    """
    said = {"code": "0101", "name": "X", "level": "municipality"}
    town = node(area_id("0101"), "seed", Rank.REGISTER, NodeKind.AREA, **said)
    unit = node(UNIT, SOURCE, Rank.START, NodeKind.ACTOR, name="Boligsocial enhed, X", kind="kom_bolig")
    serves = relation(SOURCE, Rank.START, EdgeKind.SERVES, (UNIT, area_id("0101")), {}, dates=(DAY, ""))
    write(store, town, unit, Put(serves))
    assert waits(store)
    above = node(
        "actor:x:stab", "x", Rank.DIRECTORY, NodeKind.ACTOR, name="Socialområdet", kind="kom_kommune"
    )
    part = relation("x", Rank.DIRECTORY, EdgeKind.PART_OF, (UNIT, "actor:x:stab"), {}, dates=(DAY, ""))
    write(store, above, Put(part))
    assert waits(store)
    point = node(POINT, "x", Rank.DIRECTORY, NodeKind.CONTACT_POINT, role="Vagt", phone="+4589151000")
    leads = relation("x", Rank.DIRECTORY, EdgeKind.CONTACTED_AT, (UNIT, POINT), {}, dates=(DAY, ""))
    write(store, point, Put(leads))
    assert not waits(store)
    write(store, Drop(leads.target, "x"), Drop(POINT, "x"))
    assert waits(store)
    write(store, node(UNIT, "x", Rank.DIRECTORY, NodeKind.ACTOR, phone="+4589151000"))
    assert not waits(store)
    write(store, Drop(UNIT, "x"))
    assert waits(store)
