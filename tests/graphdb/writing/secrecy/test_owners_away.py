"""A flagged actor that is away still hides where its units and services are."""

import pytest

from graphdb.model import EdgeKind, Id, NodeKind, node_id
from graphdb.store import GraphStore
from graphdb.upkeep import check, transfer
from graphdb.writing.plan import Drop, Put
from graphdb.writing.secrecy.marks import SECRET_PLACE
from tests.graphdb.writing.secrecy.test_secrecy import flagged, write
from tests.graphdb.writing.test_plan import BED, HERBERG, TOWN, UNIT, link, node, small

HOUSE = node_id("place", "x", "andet")
THEIRS = node_id("service", "x", "andet")
HOLDERS = {"unit": UNIT, "service": BED, "unit's service": THEIRS}


def leave(store: GraphStore, way: str, **said: str) -> Id:
    """Write a flagged actor with all below it, take the actor away; answers what is to be at a place."""
    edits = [
        edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target.startswith("LOCATED"))
    ]
    if way == "service":
        edits.append(node(BED, NodeKind.SERVICE, name="Seng for natten", **said))
    else:
        edits.append(
            node(UNIT, NodeKind.ACTOR, name="Afdelingen", kind="bo_109", **(said if way == "unit" else {}))
        )
        edits.append(link(EdgeKind.PART_OF, UNIT, HERBERG))
    if way == "unit's service":
        edits.append(node(THEIRS, NodeKind.SERVICE, name="Samtaler", **said))
        edits.append(link(EdgeKind.OFFERS, UNIT, THEIRS))
    write(store, *edits, flagged())
    write(store, Drop(HERBERG, "a"))
    assert HERBERG not in store.get([HERBERG])
    return HOLDERS[way]


@pytest.mark.parametrize("way", HOLDERS)
def test_what_is_below_the_flag_keeps_it_while_the_flagged_actor_is_away(store: GraphStore, way: str) -> None:
    """The relation to the actor is hidden then, and the actor in no view: its last word counts."""
    holder = leave(store, way)
    plan = write(
        store,
        node(HOUSE, NodeKind.PLACE, address="Skjulestedet 7"),
        link(EdgeKind.IN, HOUSE, TOWN),
        link(EdgeKind.LOCATED_AT, holder, HOUSE),
    )
    assert [refusal.target for refusal in plan.refused] == [HOUSE]
    plan = write(store, node(HOUSE, NodeKind.PLACE, "register", address="Skjulestedet 7"))
    assert [refusal.target for refusal in plan.refused] == [HOUSE]
    write(store, flagged())
    assert "Skjulestedet" not in transfer.dump(store).decode()
    assert check.check(store).faults == ()


@pytest.mark.parametrize("way", HOLDERS)
def test_it_says_no_more_where_it_is_either(store: GraphStore, way: str) -> None:
    """Seen red with the flags of the plain view in ``_forget_streets``: the description kept the street."""
    holder = leave(store, way, description="Mød op på Skjulestedet 7")
    write(store, node(HOUSE, NodeKind.PLACE, address="Skjulestedet 7"), link(EdgeKind.IN, HOUSE, TOWN))
    write(store, link(EdgeKind.LOCATED_AT, holder, HOUSE))
    assert "Skjulestedet" not in transfer.dump(store).decode()
    assert "description" not in store.get([holder])[holder].props
    write(store, flagged())
    assert "Skjulestedet" not in transfer.dump(store).decode()
    assert check.check(store).faults == ()


def test_check_finds_a_place_without_a_mark_below_a_flag_that_is_away(store: GraphStore) -> None:
    """As a store has that was written to before owners that are away were asked about."""
    holder = leave(store, "service")
    write(store, node(HOUSE, NodeKind.PLACE, address="Skjulestedet 7"), link(EdgeKind.IN, HOUSE, TOWN))
    write(store, link(EdgeKind.LOCATED_AT, holder, HOUSE))
    assert check.check(store).faults == ()
    for mark in store.records.list(SECRET_PLACE, now="").items:
        store.records.delete(*mark.key)
    assert len(check.check(store).faults) == 1
