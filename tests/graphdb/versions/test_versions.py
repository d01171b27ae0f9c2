"""The changes of an entry on both stores: what was shown before and after each, and its restoring."""

import pytest

from graphdb.claims import EXISTS, Rank, coordinator_source, own_source
from graphdb.errors import Contested, NotFound
from graphdb.fields.contact_point import contact_id
from graphdb.history import past
from graphdb.model import EdgeKind, Id, edge_id, term_id
from graphdb.proposals import proposals
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.versions import entry, recent, restoring
from graphdb.versions.restoring import Difference, Restorer
from graphdb.writing.plan import Drop, Set, Stamp, commit
from tests.graphdb.confirming.house import AT, CAFE, HOSTEL, HOUSE, NIGHT, NOW, PHONE, TODAY, build, edited
from tests.graphdb.world import contact, service, tie, write

COORDINATOR = Restorer(coordinator_source("0101"), "account:x", own=False)


@pytest.fixture
def house(each_world: GraphStore) -> GraphStore:
    """The actors of ``build``."""
    build(each_world)
    return each_world


def lines(store: GraphStore) -> list[tuple[str, object, object, bool]]:
    """The newest change of the house."""
    event = entry.history(store, HOUSE, NOW).events[0]
    return [(line.field, line.before, line.after, line.outweighed) for line in event.lines]


def differences(store: GraphStore, before: int) -> tuple[Difference, ...]:
    """What differs from what stood before a commit."""
    return restoring.differences(entry.timeline(store, HOUSE, NOW), before - 1)


def test_each_change_says_what_was_shown_before_and_after(house: GraphStore) -> None:
    edited(house, HOUSE, "phone", "+4574444444")
    assert lines(house) == [("phone", PHONE, "+4574444444", False)]
    edited(house, HOUSE, "phone", "+4574444444")
    assert lines(house) == [("phone", PHONE, "+4574444444", False)], "nothing was written"


def test_what_others_know_better_is_told_as_such(house: GraphStore) -> None:
    edited(house, HOUSE, "phone", "+4574444444")
    claim = next(one for one in house.claims([HOUSE])[HOUSE] if one.rank is Rank.MUNICIPALITY)
    change = Set(HOUSE, claim.source, claim.rank, "phone", "+4575555555", TODAY)
    commit(house, [change], Stamp(AT, "municipality", "test"))
    assert lines(house) == [("phone", PHONE, "+4575555555", True)]


def test_a_service_that_went_is_named(house: GraphStore) -> None:
    write(house, [*service("huset", "aften", day=TODAY)])
    new = next(edge for edge in house.edges([HOUSE]) if edge.id.endswith("aften"))
    claims = [claim for one in house.claims([new.id, new.dst]).values() for claim in one]
    commit(house, [Drop(claim.target, claim.source) for claim in claims], Stamp(AT, "municipality", "test"))
    (event, *_) = entry.history(house, HOUSE, NOW).events
    (gone,) = [line for line in event.lines if line.field == EXISTS]
    assert (gone.before, gone.after, gone.other) == (True, None, "aften")


@pytest.mark.parametrize("owner", [HOUSE, CAFE, HOSTEL])
def test_what_stood_while_the_owner_was_withheld_is_told_to_nobody(house: GraphStore, owner: Id) -> None:
    """Of the actor, its service and another actor it was of once. Seen red with a look at itself alone."""
    cook = contact_id(CAFE, "Kok")
    write(house, [*contact(CAFE, "Kok", phone="+4573333331"), tie(EdgeKind.CONTACTED_AT, HOSTEL, cook)])
    assert "+4573333331" in repr(entry.history(house, HOUSE, NOW, per_page=99))
    edited(house, owner, "visibility", "professionals")
    edited(house, cook, "phone", "+4573333332")
    edited(house, owner, "visibility", "public")
    edited(house, cook, "phone", "+4573333333")
    edited(house, NIGHT, "capacity", 7)
    shown = repr(entry.history(house, HOUSE, NOW, per_page=99))
    assert "+457333333" not in shown
    assert ("after=7" in shown) is (owner != HOUSE)


def test_pages_hold_all_of_it_once(house: GraphStore) -> None:
    for number in range(5):
        edited(house, HOUSE, "phone", f"+457444444{number}")
    whole = entry.history(house, HOUSE, NOW)
    pages = [entry.history(house, HOUSE, NOW, page=page, per_page=2).events for page in (1, 2, 3, 4)]
    assert [event for page in pages for event in page][: whole.total] == list(whole.events)
    with pytest.raises(NotFound):
        entry.history(house, "actor:x:nobody", NOW)


def test_a_field_and_a_relation_come_back(house: GraphStore) -> None:
    """Also a relation of which nobody says anything any more; the chain of digests stands."""
    via = edge_id(EdgeKind.VIA, CAFE, term_id("ar_selv"))
    first = house.status().version + 1
    edited(house, HOUSE, "phone", "+4574444444")
    commit(house, [Drop(via, house.claims([via])[via][0].source)], Stamp(AT, "municipality", "test"))
    differing = {one.field: one for one in differences(house, first)}
    assert (differing["phone"].then, differing["phone"].now) == (PHONE, "+4574444444")
    assert (differing[EXISTS].target, differing[EXISTS].then) == (via, True)
    seen = house.status().version
    restoring.restore(house, HOUSE, tuple(differing.values()), COORDINATOR, "", seen, NOW)
    assert house.get([HOUSE])[HOUSE].text("phone") == PHONE
    assert via in {edge.id for edge in house.edges([CAFE])}
    assert house.status().version == seen + 1
    assert differences(house, first) == ()
    assert check(house).faults == ()


def test_what_came_since_can_go_again(house: GraphStore) -> None:
    """A field that nobody had filled in: the coordinator says that there is none."""
    first = house.status().version + 1
    edited(house, HOUSE, "website", "https://huset.example")
    chosen = differences(house, first)
    restoring.restore(house, HOUSE, chosen, COORDINATOR, "", house.status().version, NOW)
    assert house.get([HOUSE])[HOUSE].text("website") == ""


def test_what_others_changed_since_it_was_seen_is_theirs(house: GraphStore) -> None:
    first = house.status().version + 1
    edited(house, HOUSE, "phone", "+4574444444")
    chosen, seen = differences(house, first), house.status().version
    edited(house, HOUSE, "phone", "+4575555555")
    with pytest.raises(Contested):
        restoring.restore(house, HOUSE, chosen, COORDINATOR, "", seen, NOW)
    assert house.get([HOUSE])[HOUSE].text("phone") == "+4575555555"


def test_what_only_waits_is_theirs_too(house: GraphStore) -> None:
    """Seen red: what its own people wanted back was proposed against a name that they had not seen."""
    first = house.status().version + 1
    edited(house, HOUSE, "name", "Det nye hus")
    chosen, seen = differences(house, first), house.status().version
    edited(house, HOUSE, "name", "Det nyeste hus")
    own = Restorer(own_source(HOUSE), "account:x", own=True)
    with pytest.raises(Contested):
        restoring.restore(house, HOUSE, chosen, own, "", seen, NOW)
    assert proposals.waiting(house, HOUSE) == ()


def grown(store: GraphStore) -> None:
    """Write of the house again and again: numbers by two sources, a service that comes and goes, a group."""
    for number in range(6):
        edited(store, HOUSE, "phone", f"+457444440{number}")
        if number % 2:
            write(store, [*service("huset", f"aften{number}", day=TODAY)])
    claim = next(one for one in store.claims([HOUSE])[HOUSE] if one.rank is Rank.MUNICIPALITY)
    commit(
        store, [Set(HOUSE, claim.source, claim.rank, "phone", "+4575555555", TODAY)], Stamp(AT, "x", "test")
    )
    new = next(edge for edge in store.edges([HOUSE]) if edge.id.endswith("aften1"))
    claims = [claim for one in store.claims([new.id, new.dst]).values() for claim in one]
    commit(store, [Drop(claim.target, claim.source) for claim in claims], Stamp(AT, "municipality", "test"))
    edited(store, HOUSE, "phone", "+4574444499")


@pytest.mark.parametrize("most", [1, 3, 5, 8, 12])
def test_of_a_very_long_history_the_newest_part_is_told_as_it_is(
    house: GraphStore, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Red without the claims of before: the first number that is shown came out of nothing."""
    grown(house)
    whole = entry.history(house, HOUSE, NOW, per_page=100)
    line = entry.timeline(house, HOUSE, NOW)
    monkeypatch.setattr(recent, "MOST", most)
    monkeypatch.setattr(past, "AT_ONCE", 12)
    cut = entry.history(house, HOUSE, NOW, per_page=100)
    part = entry.timeline(house, HOUSE, NOW)
    assert (whole.is_cut, cut.is_cut) == (False, True)
    assert len(part.changes) <= most
    assert cut.events == whole.events[: len(cut.events)]
    for seq in {change.seq for change in part.changes}:
        assert restoring.differences(part, seq - 1) == restoring.differences(line, seq - 1)


def test_what_was_withheld_long_ago_stays_so_where_that_is_not_told_any_more(
    house: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red with only the newest changes asked: a number that was withheld once stood there."""
    point = contact_id(HOUSE, "Leder")
    write(house, [*contact(HOUSE, "Leder", phone="+4570102031", visibility="professionals")])
    edited(house, point, "visibility", "public")
    edited(house, point, "phone", "+4570102039")
    edited(house, HOUSE, "phone", "+4574444499")
    monkeypatch.setattr(recent, "MOST", 2)
    answer = entry.history(house, HOUSE, NOW)
    assert answer.is_cut
    assert [line.field for event in answer.events for line in event.lines] == ["phone"]
    assert "+4570102039" not in repr(answer.events)
