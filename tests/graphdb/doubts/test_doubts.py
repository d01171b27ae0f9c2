"""What anybody says is wrong: how long it is kept, and that it is asked about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from graphdb.confirming.questions import Questions
from graphdb.doubts import doubts
from graphdb.errors import InvalidValue, NotFound
from graphdb.store import GraphStore
from tests.graphdb.confirming.house import HOSTEL, HOUSE, NOW, ask, build, key
from tests.graphdb.identity.twice import same
from tests.graphdb.world import write


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """The actors of ``build`` in each kind of store."""
    build(each_world)
    yield each_world
    for record in each_world.records.list(doubts.KIND, now="").items:
        each_world.records.delete(record.kind, record.id)


def say(store: GraphStore, text: str = "", field: str = "", actor: str = HOSTEL, now: datetime = NOW) -> None:
    doubts.keep(store, doubts.doubt(actor, text, now, actor if field else "", field))


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def urgency(about: Questions, field: str) -> float:
    return about.by_key[key(HOSTEL, field)].urgency


def test_it_is_gone_after_90_days(house: GraphStore) -> None:
    say(house, "Nummeret er et andet", "phone")
    last = NOW.astimezone(UTC) + timedelta(days=90) - timedelta(seconds=1)
    assert [one.text for one in doubts.waiting(house, at(last))] == ["Nummeret er et andet"]
    assert doubts.waiting(house, at(last + timedelta(seconds=1))) == ()
    assert house.records.purge(at(NOW + timedelta(days=91))) >= 1
    assert house.records.list(doubts.KIND, now="").items == ()


def test_the_same_words_twice_are_one(house: GraphStore) -> None:
    say(house, "Nummeret er et andet")
    say(house, "Nummeret er et andet", now=NOW + timedelta(minutes=1))
    say(house, "Der er flyttet")
    say(house, "Nummeret er et andet", actor=HOUSE)
    assert len(doubts.waiting(house, at(NOW))) == 3
    assert len(doubts.waiting(house, at(NOW), HOSTEL)) == 2


def test_a_doubt_weighs_until_the_field_is_confirmed_after_it(house: GraphStore) -> None:
    """Seen red without the line that adds it."""
    before = ask(house, HOSTEL)
    say(house, field="phone")
    after = ask(house, HOSTEL)
    assert urgency(after, "phone") == 2 * urgency(before, "phone")
    assert urgency(after, "description") == urgency(before, "description")
    say(house, "Mere", "phone")
    assert urgency(ask(house, HOSTEL), "phone") == urgency(after, "phone")
    doubts.close(house, doubts.find(house, doubts.waiting(house, at(NOW))[0].id[:8], at(NOW)))
    doubts.close(house, doubts.waiting(house, at(NOW))[0])
    assert urgency(ask(house, HOSTEL), "phone") == urgency(before, "phone")


def test_an_old_doubt_does_not_outlive_a_confirmation(house: GraphStore) -> None:
    """All was confirmed on 5 January; what was said on the 4th is answered. Seen red without the dates."""
    january = datetime(2026, 1, 25, 12, tzinfo=UTC)
    before = urgency(ask(house, HOSTEL, january), "phone")
    said = doubts.doubt(HOSTEL, "", datetime(2026, 1, 4, 12, tzinfo=UTC), HOSTEL, "phone")
    doubts.keep(house, said)
    assert doubts.days(house, HOSTEL, january) == {(HOSTEL, "phone"): "2026-01-04"}
    assert urgency(ask(house, HOSTEL, january), "phone") == before > 0


def test_what_was_said_about_what_is_joined_since_weighs_for_what_it_is_shown_under(
    house: GraphStore,
) -> None:
    """Seen red with the doubts of the one id."""
    say(house, field="phone", actor=HOUSE, now=NOW - timedelta(days=1))
    say(house, "Mere", field="phone", actor=HOSTEL)
    assert doubts.days(house, HOSTEL, NOW) == {(HOSTEL, "phone"): "2026-09-07"}
    write(house, [same(HOSTEL, HOUSE)])
    for said in doubts.waiting(house, at(NOW), HOSTEL):
        doubts.close(house, said)
    assert doubts.days(house, HOSTEL, NOW) == {(HOSTEL, "phone"): "2026-09-06"}


@pytest.mark.parametrize("text", ["Ring til 010190-1234", "x" * 501, " \n", ""])
def test_what_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        doubts.doubt(HOUSE, text, NOW)
    assert refused.value.field == "text"


def test_a_beginning_that_is_no_doubt_finds_none(house: GraphStore) -> None:
    say(house, "Der er flyttet")
    for start in ("", "abc", "0" * 12):
        with pytest.raises(NotFound):
            doubts.find(house, start, at(NOW))
