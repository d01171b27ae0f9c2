"""An actor is dropped by its list, and its own people said only the telephone: away, and nothing is lost."""

from typing import Final

import pytest

from graphdb.claims import Rank, own_source
from graphdb.message import message
from graphdb.model import EdgeKind, Id, NodeKind, edge_id, node_id
from graphdb.store import GraphStore
from graphdb.upkeep import check, transfer
from graphdb.writing.plan import Drop, Edit, Leaving, Plan, Put, Refusal, Set, commit
from graphdb.writing.secrecy.marks import read_marks
from tests.graphdb.writing.test_plan import BED, HERBERG, PLACE, TOWN, link, node, small, stamp

DAY: Final = "2026-03-02"
OWN: Final = own_source(HERBERG)
OLD, NEW = "+4575620000", "+4575620001"
HOUSE: Final = node_id("place", "x", "andet")
OFFERS: Final = edge_id(EdgeKind.OFFERS, HERBERG, BED)
DROP: Final = Drop(HERBERG, "a")


def write(store: GraphStore, *edits: Edit) -> Plan:
    return commit(store, edits, stamp())[0]


def own(field: str, value: str | bool) -> Set:
    return Set(HERBERG, OWN, Rank.OWN, field, value, DAY)


def listed(**values: str | bool) -> Put:
    return node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", **values)


@pytest.fixture
def corrected(store: GraphStore) -> GraphStore:
    """A small directory of one list, where the hostel's own people corrected the telephone."""
    write(store, *small())
    write(store, own("phone", OLD))
    return store


def phones(store: GraphStore) -> dict[str, object]:
    """By source what stands of the telephone, shown or not."""
    claims = store.claims([HERBERG]).get(HERBERG, ())
    return {claim.source: fact.value for claim in claims if (fact := claim.facts.get("phone"))}


def test_the_list_s_word_ends_and_the_owner_s_stands_until_it_is_back(corrected: GraphStore) -> None:
    """Seen red with ``merge`` for ``view_of`` in ``Draft.merge``, and in ``Draft.read``."""
    before = corrected.get([HERBERG])[HERBERG]
    plan = write(corrected, DROP)
    assert plan.refused == ()
    assert plan.leaving == (Leaving(HERBERG, "Herberget", (OWN,)),)
    assert [claim.source for claim in corrected.claims([HERBERG])[HERBERG]] == [OWN]
    assert (corrected.get([HERBERG]), corrected.entries([HERBERG])) == ({}, {})
    assert corrected.edges([HERBERG]) == frozenset()
    report = check.check(corrected)
    assert report.faults == ()
    assert message("upkeep.too_little", target=HERBERG, field="name") in report.notes
    write(corrected, listed())
    back = corrected.get([HERBERG])[HERBERG]
    assert (back.props, back.prov) == (before.props, before.prov)
    assert OFFERS in {edge.id for edge in corrected.edges([HERBERG])}
    assert check.check(corrected).faults == ()


def test_a_source_that_is_left_may_change_its_word_meanwhile(corrected: GraphStore) -> None:
    """Seen red with all that is new refused, also what the owner says of its own entry."""
    write(corrected, DROP)
    assert write(corrected, own("phone", NEW)).refused == ()
    assert (phones(corrected), corrected.get([HERBERG])) == ({OWN: NEW}, {})
    assert check.check(corrected).faults == ()
    write(corrected, listed())
    assert corrected.get([HERBERG])[HERBERG].text("phone") == NEW


def test_a_source_that_never_spoke_of_it_must_say_what_it_is(corrected: GraphStore) -> None:
    write(corrected, DROP)
    plan = write(corrected, node(HERBERG, NodeKind.ACTOR, "register", Rank.REGISTER, phone=NEW))
    assert plan.refused == (Refusal(HERBERG, "register", message("fields.required"), "name"),)
    assert phones(corrected) == {OWN: OLD}


def test_what_would_take_its_name_from_it_is_refused(corrected: GraphStore) -> None:
    """Only silence takes a thing out of the view."""
    plan = write(corrected, node(HERBERG, NodeKind.ACTOR, phone=NEW))
    assert plan.refused == (Refusal(HERBERG, "a", message("fields.required"), "name"),)
    assert corrected.get([HERBERG])[HERBERG].text("name") == "Herberget"


def test_what_comes_as_the_list_falls_silent_is_kept(corrected: GraphStore) -> None:
    assert write(corrected, DROP, own("phone", NEW)).refused == ()
    assert phones(corrected) == {OWN: NEW}


def house_of(holder: Id) -> list[Edit]:
    return [
        node(HOUSE, NodeKind.PLACE, address="Skjulestedet 7"),
        link(EdgeKind.IN, HOUSE, TOWN),
        link(EdgeKind.LOCATED_AT, holder, HOUSE),
    ]


def test_a_flag_that_the_owner_sets_meanwhile_hides_at_once(corrected: GraphStore) -> None:
    """Where it was once, and where its services are.

    Seen red with ``draft.nodes`` for ``nodes_said``, without what is left in ``WithOwnersAway``, and with
    only what the store shows taken for new.
    """
    write(corrected, *house_of(BED), Drop(edge_id(EdgeKind.LOCATED_AT, HERBERG, PLACE), "a"))
    write(corrected, DROP)
    write(corrected, own("secret_address", True))
    dump = transfer.dump(corrected).decode()
    assert ("Broen 1" in dump, "Skjulestedet" in dump) == (False, False)
    assert all(map(read_marks(corrected).hides, (PLACE, HOUSE)))
    assert check.check(corrected).faults == ()
    write(corrected, listed())
    assert corrected.get([HERBERG])[HERBERG].flag("secret_address")
    assert check.check(corrected).faults == ()


@pytest.mark.parametrize("by", ["a", OWN])
def test_a_flag_that_was_there_before_still_hides_where_its_services_are(
    corrected: GraphStore, by: str
) -> None:
    """Also when the list set it, whose word has ended: the owner says nothing against it.

    Seen red with marks that ask the present claims alone.
    """
    write(corrected, listed(secret_address=True) if by == "a" else own("secret_address", True))
    write(corrected, DROP)
    plan = write(corrected, *house_of(BED))
    assert [refusal.target for refusal in plan.refused] == [HOUSE]
    assert "Skjulestedet" not in transfer.dump(corrected).decode()
    assert check.check(corrected).faults == ()
    write(corrected, listed(secret_address=True))
    assert "Skjulestedet" not in transfer.dump(corrected).decode()
    assert check.check(corrected).faults == ()


def test_where_a_flagged_one_is_said_to_be_while_it_is_away_is_hidden(corrected: GraphStore) -> None:
    """A place that was open is under the flag from then on. Seen red without the hidden relations."""
    write(corrected, *house_of(BED)[:2], own("secret_address", True))
    write(corrected, DROP)
    assert "Skjulestedet" in transfer.dump(corrected).decode()
    write(corrected, link(EdgeKind.LOCATED_AT, HERBERG, HOUSE))
    assert "Skjulestedet" not in transfer.dump(corrected).decode()
    assert check.check(corrected).faults == ()
