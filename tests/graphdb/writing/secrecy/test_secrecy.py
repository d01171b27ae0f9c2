"""A secret address is kept nowhere: not in the view, the claims, or the history."""

from pathlib import Path

import pytest

from graphdb.claims import Claim, Rank
from graphdb.connect import open_store
from graphdb.model import EdgeKind, Id, NodeKind, edge_id, node_id
from graphdb.records import RecordWrite
from graphdb.store import GraphStore, What
from graphdb.upkeep import check, transfer
from graphdb.writing.plan import Drop, Edit, Plan, Put, commit
from graphdb.writing.secrecy.marks import SECRET_PLACE
from tests.graphdb.writing.test_plan import BED, HERBERG, PLACE, TOWN, UNIT, link, node, small, stamp

STREET = "Broen 1"


def write(store: GraphStore, *edits: Edit) -> Plan:
    return commit(store, edits, stamp())[0]


def flagged(target: Id = HERBERG) -> Put:
    return node(target, NodeKind.ACTOR, name="Krisecenteret", kind="bo_109", secret_address=True)


def assert_forgotten(store: GraphStore) -> None:
    assert STREET not in transfer.dump(store).decode()
    assert PLACE in store.get([PLACE])
    assert check.check(store).faults == ()


def test_an_address_that_comes_with_the_flag_is_not_kept(store: GraphStore) -> None:
    edits = [edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target == HERBERG)]
    plan = write(store, flagged(), *edits)
    assert [(refusal.target, refusal.field) for refusal in plan.refused] == [(PLACE, "address")]
    assert_forgotten(store)


def test_an_address_that_comes_with_a_text_that_names_its_street_takes_it_along(store: GraphStore) -> None:
    """No history knows the street: the file says both at once, and says both again the next day."""
    house = node_id("place", "x", "andet")
    edits = (
        flagged(),
        node(BED, NodeKind.SERVICE, name="Seng", description="Mød op på Skjulestedet 7"),
        node(house, NodeKind.PLACE, address="Skjulestedet 7"),
        link(EdgeKind.IN, house, TOWN),
        link(EdgeKind.LOCATED_AT, BED, house),
    )
    write(store, *small())
    for _ in range(2):
        write(store, *edits)
        assert "Skjulestedet" not in transfer.dump(store).decode()
    assert store.get([BED])[BED].text("name") == "Seng"
    assert check.check(store).faults == ()


def test_the_flag_redacts_what_was_said_earlier(store: GraphStore) -> None:
    write(store, *small())
    assert STREET in transfer.dump(store).decode()
    write(store, flagged())
    assert_forgotten(store)


def test_the_flag_redacts_an_address_that_was_already_taken_back(store: GraphStore) -> None:
    write(store, *small())
    write(store, node(PLACE, NodeKind.PLACE, name="Huset"))
    write(store, flagged())
    assert_forgotten(store)


def test_a_later_import_cannot_bring_it_back(store: GraphStore) -> None:
    write(store, *small())
    write(store, flagged())
    plan = write(store, node(PLACE, NodeKind.PLACE, "register", address=STREET, city="Brostad"))
    assert plan.refused
    assert_forgotten(store)


@pytest.mark.parametrize("seen_by", [{}, {"visibility": "municipality"}])
@pytest.mark.parametrize("way", ["unit", "service", "new place"])
def test_units_services_and_places_inherit_the_flag(
    store: GraphStore, way: str, seen_by: dict[str, str]
) -> None:
    """Also over relations that are not for everybody: seen red with those left out of the view."""
    house = node_id("place", "x", "andet")
    bare = [
        edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target.startswith("LOCATED"))
    ]
    ties = {
        "unit": [
            node(UNIT, NodeKind.ACTOR, name="Afdelingen", kind="bo_109"),
            link(EdgeKind.PART_OF, UNIT, HERBERG, **seen_by),
        ],
        "service": [],
        "new place": [],
    }[way]
    holder = {"unit": UNIT, "service": BED, "new place": HERBERG}[way]
    write(store, *bare, flagged(), *ties)
    plan = write(
        store,
        node(house, NodeKind.PLACE, address="Skjulestedet 7"),
        link(EdgeKind.IN, house, TOWN),
        link(EdgeKind.LOCATED_AT, holder, house, **seen_by),
    )
    assert [refusal.target for refusal in plan.refused] == [house]
    assert "Skjulestedet" not in transfer.dump(store).decode()


@pytest.mark.parametrize("seen_by", [{}, {"visibility": "professionals"}])
def test_a_unit_that_moves_under_the_flag_loses_its_address(
    store: GraphStore, seen_by: dict[str, str]
) -> None:
    top = node_id("actor", "x", "top")
    write(store, *small(), flagged(top))
    write(store, link(EdgeKind.PART_OF, HERBERG, top, **seen_by))
    assert_forgotten(store)


def test_the_flag_goes_down_relations_that_are_not_for_everybody(store: GraphStore) -> None:
    """The relations were there before the flag; a store tells them only when asked for what is withheld."""
    top = node_id("actor", "x", "top")
    write(store, *small(), node(top, NodeKind.ACTOR, name="Top", kind="bo_109"))
    write(store, link(EdgeKind.PART_OF, HERBERG, top, visibility="municipality"))
    write(store, link(EdgeKind.LOCATED_AT, HERBERG, PLACE, visibility="municipality"))
    assert store.edges([HERBERG], kinds=[EdgeKind.PART_OF, EdgeKind.LOCATED_AT]) == frozenset()
    withheld = store.edges([HERBERG], kinds=[EdgeKind.PART_OF, EdgeKind.LOCATED_AT], withheld=True)
    assert {edge.dst for edge in withheld} == {top, PLACE}
    write(store, flagged(top))
    assert_forgotten(store)


def test_an_actor_goes_with_its_relations_that_are_not_for_everybody(store: GraphStore) -> None:
    top = node_id("actor", "x", "top")
    write(store, *small(), node(top, NodeKind.ACTOR, name="Top", kind="bo_109"))
    write(store, link(EdgeKind.PART_OF, HERBERG, top, visibility="municipality"))
    write(store, Drop(top, "a"))
    assert store.get([top]) == {}
    assert store.edges([HERBERG], kinds=[EdgeKind.PART_OF], withheld=True) == frozenset()


LOWEST = node_id("actor", "x", "lejlighed")


def two_levels() -> list[Edit]:
    """A flat in a unit of the hostel; the flat is at the place, and a service of its own too."""
    bare = [
        edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target.startswith("LOCATED"))
    ]
    return [
        *bare,
        node(UNIT, NodeKind.ACTOR, name="Afdelingen", kind="bo_109"),
        node(LOWEST, NodeKind.ACTOR, name="Lejligheden", kind="bo_109"),
        link(EdgeKind.PART_OF, UNIT, HERBERG),
        link(EdgeKind.PART_OF, LOWEST, UNIT),
    ]


def test_a_flag_two_levels_up_hides_where_the_lowest_is_already(store: GraphStore) -> None:
    """Red when ``_under`` goes down one level only."""
    write(store, *two_levels(), link(EdgeKind.LOCATED_AT, LOWEST, PLACE))
    write(store, flagged())
    assert_forgotten(store)


def test_a_flag_two_levels_up_hides_where_the_lowest_comes_to(store: GraphStore) -> None:
    """Red when ``_flags`` goes up one level only."""
    write(store, *two_levels(), flagged(), Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), Drop(PLACE, "a"))
    house = node_id("place", "x", "andet")
    for holder in (LOWEST, BED):
        if holder == BED:
            write(store, Drop(edge_id(EdgeKind.OFFERS, HERBERG, BED), "a"), link(EdgeKind.OFFERS, UNIT, BED))
        house = node_id("place", "x", f"andet-{holder.rpartition(':')[2]}")
        home = node(house, NodeKind.PLACE, address="Skjulestedet 7")
        plan = write(store, home, link(EdgeKind.LOCATED_AT, holder, house))
        assert [refusal.target for refusal in plan.refused] == [house]
    assert "Skjulestedet" not in transfer.dump(store).decode()


@pytest.mark.parametrize("later", [False, True])
def test_where_on_the_map_is_as_secret_as_the_street(store: GraphStore, later: bool) -> None:
    """Red when ``ADDRESS`` lacks the coordinates."""
    house = node(PLACE, NodeKind.PLACE, address=STREET, lat=55.71234, lon=9.51234)
    write(store, *small(), *([] if later else [flagged()]), house)
    write(store, flagged())
    assert_forgotten(store)
    assert not {"lat", "lon"} & store.get([PLACE])[PLACE].props.keys()
    assert not any(number in transfer.dump(store).decode() for number in ("55.71234", "9.51234"))


def test_others_keep_their_address(store: GraphStore) -> None:
    write(store, *small(), flagged(UNIT))
    assert store.get([PLACE])[PLACE].text("address") == STREET


def located(target: Id = HERBERG) -> Id:
    return edge_id(EdgeKind.LOCATED_AT, target, PLACE)


def test_an_address_that_leaves_as_the_flag_comes_is_forgotten_too(store: GraphStore) -> None:
    """Who marks a place as secret takes the address out of the same file."""
    write(store, *small())
    write(
        store, flagged(), Drop(located(), "a"), Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), Drop(PLACE, "a")
    )
    assert STREET not in transfer.dump(store).decode()
    assert PLACE not in store.get([PLACE])
    assert check.check(store).faults == ()


def test_an_address_that_left_before_the_flag_came_is_forgotten_too(store: GraphStore) -> None:
    write(store, *small())
    write(store, Drop(located(), "a"), Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), Drop(PLACE, "a"))
    write(store, flagged())
    assert STREET not in transfer.dump(store).decode()
    assert check.check(store).faults == ()


def test_who_has_moved_in_since_keeps_the_address(store: GraphStore) -> None:
    write(store, *small())
    write(store, node(UNIT, NodeKind.ACTOR, name="Biblioteket", kind="civ_ngo"))
    write(store, Drop(located(), "a"), link(EdgeKind.LOCATED_AT, UNIT, PLACE))
    plan = write(store, flagged())
    assert not plan.refused
    assert store.get([PLACE])[PLACE].text("address") == STREET
    assert check.check(store).faults == ()


def test_an_address_left_behind_with_nobody_at_it_goes(store: GraphStore) -> None:
    write(store, *small())
    write(store, flagged(), Drop(located(), "a"))
    assert_forgotten(store)


def test_a_house_with_a_past_that_the_flagged_move_into_loses_it(store: GraphStore) -> None:
    edits = [edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target == located())]
    write(store, *edits)
    write(store, node(PLACE, NodeKind.PLACE, name="Huset"))
    write(store, flagged())
    write(store, link(EdgeKind.LOCATED_AT, HERBERG, PLACE))
    assert_forgotten(store)


def test_a_secret_place_without_an_address_changes_once_only(store: GraphStore) -> None:
    edits = [edit for edit in small() if not (isinstance(edit, Put) and edit.claim.target == PLACE)]
    write(store, *edits, flagged(), node(PLACE, NodeKind.PLACE))
    plan = write(store, link(EdgeKind.LOCATED_AT, BED, PLACE))
    assert [one.claim.target for one in plan.effects] == [located(BED)]


def moved_out(store: GraphStore) -> None:
    """The flagged actor's link has left the file; the row of the place is still in it."""
    write(store, *small())
    write(store, flagged())
    write(store, Drop(located(), "a"))


def said_of(store: GraphStore, target: Id) -> list[Claim]:
    """The claims on it and on its relations."""
    claims = (item for item in store.scan(What.CLAIMS) if isinstance(item, Claim))
    return [claim for claim in claims if target in claim.target.split("|")]


def stated_again(store: GraphStore) -> Plan:
    return write(store, node(PLACE, NodeKind.PLACE, address=STREET, city="Brostad"))


@pytest.mark.parametrize("source", ["a", "register"])
def test_a_former_secret_place_stays_one_when_nobody_is_at_it(store: GraphStore, source: str) -> None:
    moved_out(store)
    plan = write(store, node(PLACE, NodeKind.PLACE, source, address=STREET))
    assert [(refusal.target, refusal.field) for refusal in plan.refused] == [(PLACE, "address")]
    assert_forgotten(store)


def test_it_stays_one_when_the_actor_is_gone_too(store: GraphStore) -> None:
    moved_out(store)
    write(store, *(Drop(item.target, "a") for item in store.claims([HERBERG])[HERBERG]))
    assert stated_again(store).refused
    assert_forgotten(store)


def test_it_stays_one_when_it_had_left_before_the_flag_came(store: GraphStore) -> None:
    write(store, *small())
    write(store, Drop(located(), "a"), Drop(edge_id(EdgeKind.IN, PLACE, TOWN), "a"), Drop(PLACE, "a"))
    write(store, flagged())
    assert stated_again(store).refused
    assert_forgotten(store)


def test_it_becomes_one_when_an_actor_that_had_left_altogether_comes_back_flagged(store: GraphStore) -> None:
    """Red with only those asked about where they were that are in the view when the flag comes."""
    write(store, *small())
    write(store, *(Drop(item.target, item.source) for item in said_of(store, HERBERG)))
    assert HERBERG not in store.get([HERBERG])
    write(store, flagged())
    assert stated_again(store).refused
    assert_forgotten(store)


def test_it_stays_one_when_others_move_in(store: GraphStore) -> None:
    moved_out(store)
    write(store, node(UNIT, NodeKind.ACTOR, name="Driften", kind="civ_ngo"))
    write(store, link(EdgeKind.LOCATED_AT, UNIT, PLACE))
    assert stated_again(store).refused
    assert_forgotten(store)


def test_it_stays_one_in_a_copy_of_the_store(store: GraphStore, tmp_path: Path) -> None:
    moved_out(store)
    transfer.export(store, tmp_path / "export.jsonl")
    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    copy.prepare()
    transfer.restore(copy, tmp_path / "export.jsonl")
    assert stated_again(copy).refused
    assert_forgotten(copy)
    copy.close()


def test_what_marks_a_place_does_not_name_it(store: GraphStore) -> None:
    """Its id may contain the street."""
    moved_out(store)
    marks = store.records.list(SECRET_PLACE, now="").items
    assert len(marks) == 1
    assert PLACE not in "".join(str(mark) for mark in marks)


OWN, CITY, REGISTER, BOOK = Rank.OWN, Rank.MUNICIPALITY, Rank.REGISTER, Rank.DIRECTORY


@pytest.mark.parametrize(
    ("edits", "open_again"),
    [
        ([node(HERBERG, NodeKind.ACTOR, name="H", kind="bo_110")], True),
        ([node(HERBERG, NodeKind.ACTOR, name="H", kind="bo_110", secret_address=False)], True),
        ([node(HERBERG, NodeKind.ACTOR, "own", OWN, secret_address=False)], True),
        ([node(HERBERG, NodeKind.ACTOR, "book", BOOK, secret_address=False)], False),
        ([node(HERBERG, NodeKind.ACTOR, "book", BOOK, name="H", kind="bo_110"), Drop(HERBERG, "a")], False),
        (
            [
                node(HERBERG, NodeKind.ACTOR, "b", BOOK, name="H", kind="bo_110", secret_address=False),
                Drop(HERBERG, "a"),
            ],
            False,
        ),
        (
            [
                node(HERBERG, NodeKind.ACTOR, "b", CITY, name="H", kind="bo_110", secret_address=False),
                Drop(HERBERG, "a"),
            ],
            True,
        ),
        ([node(HERBERG, NodeKind.ACTOR, name="Nyt navn", kind="bo_110", secret_address=True)], False),
    ],
    ids=[
        "taken back by who set it",
        "denied by who set it",
        "denied by somebody weightier",
        "denied by somebody lighter",
        "who set it falls silent",
        "denied by somebody lighter as who set it falls silent",
        "denied by an equal as who set it falls silent",
        "said again",
    ],
)
def test_only_who_set_the_flag_or_weighs_as_much_opens_the_place_again(
    store: GraphStore, edits: list[Edit], open_again: bool
) -> None:
    moved_out(store)
    write(store, *edits)
    assert bool(stated_again(store).refused) is not open_again
    assert (store.get([PLACE])[PLACE].text("address") == STREET) is open_again
    assert (store.records.list(SECRET_PLACE, now="").items == ()) is open_again
    assert check.check(store).faults == ()


def test_a_place_two_were_hidden_at_opens_when_both_say_so(store: GraphStore) -> None:
    write(store, *small(), flagged(), flagged(UNIT), link(EdgeKind.LOCATED_AT, UNIT, PLACE))
    write(store, Drop(located(), "a"), Drop(edge_id(EdgeKind.LOCATED_AT, UNIT, PLACE), "a"))
    write(store, node(HERBERG, NodeKind.ACTOR, name="H", kind="bo_110"))
    assert stated_again(store).refused
    write(store, node(UNIT, NodeKind.ACTOR, name="U", kind="bo_110"))
    assert not stated_again(store).refused


def test_check_finds_an_address_at_a_marked_place(store: GraphStore) -> None:
    """As a store has that was written to before places were marked."""
    moved_out(store)
    marks = store.records.list(SECRET_PLACE, now="").items
    write(store, node(HERBERG, NodeKind.ACTOR, name="H", kind="bo_110"))
    stated_again(store)
    store.records.write(*map(RecordWrite, marks))
    assert len(check.check(store).faults) == 1
