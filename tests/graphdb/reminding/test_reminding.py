"""Who is asked by mail and when, who is rung, and that nobody gets a mail twice, on both stores."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.confirming import asked
from graphdb.doubts import doubts
from graphdb.errors import Contested, NotFound
from graphdb.mailing import post
from graphdb.mailing.smtp import NotSent
from graphdb.message import message
from graphdb.reminding import calls, rounds
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Step
from graphdb.reminding.sending import send_due
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Stamp, commit
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, TODAY, answer, ask, build, edited, still

TOWN = "9901"
BY = "account:x"


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """A small house with a mail address, and a large hostel without one; all of it is eight months old."""
    build(each_world)
    yield each_world
    for kind in (rounds.KIND, post.KIND, asked.KIND, doubts.KIND):
        for record in each_world.records.list(kind, now="").items:
            each_world.records.delete(record.kind, record.id)


def after(days: float) -> datetime:
    """A moment so many days later."""
    return NOW + timedelta(days=days)


def one(store: GraphStore, actor: str = HOUSE, days: float = 0) -> Due | None:
    """What comes next for an actor."""
    return next((each for each in due(store, TOWN, after(days)) if each.actor.id == actor), None)


def step(store: GraphStore, days: float, actor: str = HOUSE) -> Step | None:
    """The same, in a word."""
    what = one(store, actor, days)
    return None if what is None else what.step


class Box:
    """What was sent."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, one: Due) -> None:
        self.names.append(one.actor.text("name"))


def sent(store: GraphStore, days: float) -> list[str]:
    """Whom a run on that day mails."""
    box = Box()
    send_due(store, TOWN, after(days), box)
    return box.names


def all_answered(store: GraphStore) -> None:
    """On the next day the house's own people answer all that there is."""
    for question in ask(store, HOUSE, after(1)).by_key.values():
        answer(store, still(question), now=after(1))


def test_who_has_old_facts_is_asked_by_mail_or_rung(house: GraphStore) -> None:
    assert (step(house, 0), step(house, 0, HOSTEL)) == (Step.MAIL, Step.CALL)
    there = one(house)
    assert there is not None
    assert there.confirmed < TODAY
    assert {question.target for question in there.questions} >= {HOUSE}
    with pytest.raises(NotFound):
        due(house, "0000", NOW)


def test_a_mail_a_second_one_and_then_the_call_list(house: GraphStore) -> None:
    """A small actor gets one mail a month. Seen red with the second one after two weeks for all."""
    assert sent(house, 0) == ["huset"]
    for days in (0, 1, 13, 15, 29.9):
        assert (step(house, days), sent(house, days)) == (None, []), days
    assert step(house, 30) is Step.AGAIN
    assert sent(house, 30) == ["huset"]
    assert (step(house, 43), sent(house, 43)) == (None, [])
    assert step(house, 44) is Step.CALL
    assert sent(house, 44) == []


def test_a_larger_actor_gets_the_second_one_after_two_weeks(house: GraphStore) -> None:
    edited(house, HOSTEL, "email", "herberg@brostad.example")
    assert sent(house, 0) == ["herberget", "huset"]
    assert (sent(house, 13), sent(house, 14), sent(house, 15)) == ([], ["herberget"], [])
    assert step(house, 28, HOSTEL) is Step.CALL


def test_who_answers_is_left_alone(house: GraphStore) -> None:
    sent(house, 0)
    all_answered(house)
    assert (step(house, 40), sent(house, 40)) == (None, [])


def test_before_it_gets_old_the_coordinator_has_notice(house: GraphStore) -> None:
    """Seen red with a list of today alone."""
    all_answered(house)
    first = next(days for days in range(10, 800) if step(house, days) is Step.NOTICE)
    assert sent(house, first) == []
    assert [step(house, first + days) for days in (13, 14)] == [Step.NOTICE, Step.MAIL]


def test_a_larger_actor_has_notice_by_mail_and_is_asked_two_weeks_later(house: GraphStore) -> None:
    """One notice, and the month between two mails is two weeks after it. Seen red with a month."""
    edited(house, HOSTEL, "email", "herberg@brostad.example")
    for question in ask(house, HOSTEL, after(1)).by_key.values():
        answer(house, still(question), actor_id=HOSTEL, now=after(1))
    first = next(days for days in range(10, 800) if step(house, days, HOSTEL) is Step.NOTICE)
    assert [sent(house, first + days).count("herberget") for days in (0, 1, 13, 14)] == [1, 0, 0, 1]
    assert [sent(house, first + days).count("herberget") for days in (27, 28)] == [0, 1]
    assert step(house, first + 43, HOSTEL) is Step.CALL


def test_a_notice_that_came_to_nothing_is_given_again(house: GraphStore) -> None:
    """Others confirmed the facts since: the next round begins with its own."""
    old = rounds.Round(noticed="2026-01-01T08:00:00+00:00")
    assert old.lapsed(NOW)
    assert not rounds.Round(noticed=old.noticed, first=old.noticed).lapsed(NOW)
    assert rounds.Round(noticed=old.noticed).answered(["2026-01-02"])
    assert not rounds.Round().answered(["2026-01-02"])


def test_what_does_not_leave_is_tried_again(house: GraphStore) -> None:
    def refusing(_one: Due) -> None:
        raise NotSent(message("mailing.refused", code=550))

    (outcome,) = send_due(house, TOWN, NOW, refusing)
    assert outcome.reason
    assert step(house, 0) is Step.MAIL
    assert sent(house, 0.01) == ["huset"]


def test_two_at_once_send_one_mail(house: GraphStore) -> None:
    """The other begins while the first is sending."""
    box = Box()

    def slow(each: Due) -> None:
        assert send_due(house, TOWN, NOW, box) == []
        box(each)

    assert [outcome.reason for outcome in send_due(house, TOWN, NOW, slow)] == [""]
    assert box.names == ["huset"]


def confirmed(store: GraphStore, listed: Due, seen: int | None = None) -> None:
    """The coordinator confirms all that was asked about."""
    keys = [question.key for question in listed.questions]
    calls.confirm(store, listed, keys, TOWN, BY, store.status().version if seen is None else seen, NOW)


def test_confirmed_by_telephone_is_the_coordinators_word(house: GraphStore) -> None:
    (listed,) = calls.calls(house, TOWN, NOW)
    assert listed.actor.id == HOSTEL
    confirmed(house, listed)
    node = house.get([HOSTEL])[HOSTEL]
    assert node.prov["phone"].source == coordinator_source(TOWN)
    assert node.prov["phone"].confirmed_on == TODAY
    newest = house.commits(after=house.status().version - 1).items[0]
    assert (newest.by, newest.why) == (BY, calls.WHY)
    assert calls.calls(house, TOWN, NOW) == ()
    with pytest.raises(NotFound):
        calls.find(house, TOWN, HOSTEL, NOW)
    assert own_source(HOSTEL) not in {claim.source for claim in house.claims([HOSTEL])[HOSTEL]}


def test_who_was_not_there_is_left_alone_for_a_week(house: GraphStore) -> None:
    (listed,) = calls.calls(house, TOWN, NOW)
    calls.no_answer(house, listed, NOW)
    assert [step(house, days, HOSTEL) for days in (0, 6.9, 7)] == [Step.TRIED, Step.TRIED, Step.CALL]


def test_what_is_wrong_becomes_a_line(house: GraphStore) -> None:
    (listed,) = calls.calls(house, TOWN, NOW)
    calls.wrong(house, listed, "De er flyttet", NOW)
    (doubt,) = doubts.waiting(house, "2026-09-08", HOSTEL)
    assert doubt.text == "De er flyttet"
    assert step(house, 0, HOSTEL) is Step.TRIED


def test_what_others_changed_is_not_confirmed_unseen(house: GraphStore) -> None:
    """Also by a list that was read after the change, from a page that was shown before it."""
    (listed,) = calls.calls(house, TOWN, NOW)
    seen = house.status().version
    edited(house, HOSTEL, "phone", "+4579999999")
    for one in (listed, *calls.calls(house, TOWN, NOW)):
        with pytest.raises(Contested):
            confirmed(house, one, seen)


def test_only_what_was_on_the_page_is_confirmed(house: GraphStore) -> None:
    commit(house, [Clear(HOUSE, own_source(HOUSE), Rank.OWN, "email", TODAY)], Stamp(AT, "x", "test"))
    listed = calls.find(house, TOWN, HOUSE, NOW)
    first, second = listed.questions[:2]
    calls.confirm(house, listed, [first.key, "x y"], TOWN, BY, house.status().version, NOW)
    left = {question.key for question in calls.find(house, TOWN, HOUSE, NOW).questions}
    assert (first.key in left, second.key in left) == (False, True)
    with pytest.raises(NotFound):
        calls.confirm(house, listed, ["x y"], TOWN, BY, house.status().version, NOW)


def test_of_many_it_is_read_at_once(house: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as one by one. Seen red with nothing that was sent."""
    edited(house, HOSTEL, "email", "herberg@brostad.example")
    sent(house, 0)
    all_answered(house)
    one_by_one = [due(house, TOWN, after(days)) for days in (0, 15, 40)]
    assert any(each.round.first for several in one_by_one for each in several)
    monkeypatch.setattr("graphdb.reminding.due._FEW", 0)
    assert [due(house, TOWN, after(days)) for days in (0, 15, 40)] == one_by_one
