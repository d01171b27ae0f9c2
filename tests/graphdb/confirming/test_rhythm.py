"""An actor that wants to be asked more often is: behind the link, and by mail; never less often."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.confirming import asked, rhythm
from graphdb.confirming.questions import Questions
from graphdb.confirming.rhythm import Rhythm
from graphdb.errors import Conflict, InvalidValue
from graphdb.freshness.shelf_life import ShelfLife
from graphdb.model import Id, NodeKind
from graphdb.reminding.due import due
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.graphdb.confirming.house import HOSTEL, HOUSE, NOW, TODAY, answer, ask, key, still

USUAL, HALF_YEAR, QUARTER = "ask_as_now", "ask_every_6_months", "ask_every_3_months"
PHONE = key(HOUSE, "phone")


def choose(store: GraphStore, code: str, actor: Id = HOUSE) -> None:
    rhythm.choose(store, catalogue.read(store), actor, code, TODAY)


def keys(about: Questions) -> set[str]:
    return {one.key for one in (*about.shown, *([about.blind] if about.blind else []))}


def all_answered(store: GraphStore, actor: Id = HOUSE) -> None:
    for question in ask(store, actor).by_key.values():
        answer(store, still(question), actor_id=actor)


def test_a_small_actor_is_asked_by_its_rhythm_and_not_once_a_year(house: GraphStore) -> None:
    """Seen red with a pause of twelve months for all that are small."""
    all_answered(house)
    assert not keys(ask(house, now=NOW + timedelta(days=360)))
    choose(house, QUARTER)
    assert not keys(ask(house, now=NOW + timedelta(days=85)))
    assert len(keys(ask(house, now=NOW + timedelta(days=95)))) == 4
    choose(house, HALF_YEAR)
    assert not keys(ask(house, now=NOW + timedelta(days=175)))
    assert len(keys(ask(house, now=NOW + timedelta(days=185)))) == 4
    choose(house, USUAL)
    assert not keys(ask(house, now=NOW + timedelta(days=360)))


def test_of_a_large_one_each_fact_gets_old_by_its_rhythm(house: GraphStore) -> None:
    """The description holds for twelve months else."""
    all_answered(house, HOSTEL)
    later, what = NOW + timedelta(days=92), key(HOSTEL, "description")
    usual = ask(house, HOSTEL, later).by_key[what].urgency
    choose(house, QUARTER, HOSTEL)
    assert ask(house, HOSTEL, later).by_key[what].urgency > 3 * usual


def test_mail_leaves_when_the_rhythm_says_so(house: GraphStore) -> None:
    """Phone and mail address hold for six months, the hours for three. Seen red with the table alone."""
    all_answered(house)
    later = NOW + timedelta(days=100)

    def asked_by_mail() -> set[str]:
        return {question.field for one in due(house, "9901", later, [HOUSE]) for question in one.questions}

    assert asked_by_mail() == set()
    choose(house, QUARTER)
    assert {"phone", "phone_hours", "opening_hours"} <= asked_by_mail()
    (there,) = due(house, "9901", later, [HOUSE])
    assert there.rhythm
    choose(house, USUAL)
    assert due(house, "9901", later, [HOUSE]) == ()


def test_answers_leave_the_rhythm_and_the_rhythm_leaves_the_answers(house: GraphStore) -> None:
    """Both stand in one record. Seen red with a record of the days alone."""
    choose(house, QUARTER)
    all_answered(house)
    assert asked.read(house, HOUSE).rhythm == QUARTER
    days = asked.read(house, HOUSE).days
    choose(house, HALF_YEAR)
    assert (asked.read(house, HOUSE).days, asked.read(house, HOUSE).rhythm) == (days, HALF_YEAR)
    assert asked.read_all(house)[HOUSE] == asked.read(house, HOUSE)


def test_it_is_no_fact_of_the_actor(house: GraphStore) -> None:
    """The data is as it was, so there is nothing that a page, a file or the API could show."""
    before = house.status().version, house.get([HOUSE])[HOUSE]
    choose(house, QUARTER)
    assert (house.status().version, house.get([HOUSE])[HOUSE]) == before


def test_what_is_no_choice_is_refused(house: GraphStore) -> None:
    for code in ("", "ask_never", "gs_nyt"):
        with pytest.raises(InvalidValue):
            choose(house, code)
    assert asked.read(house, HOUSE).rhythm == ""


def test_a_choice_whose_row_is_gone_is_as_usual(house: GraphStore) -> None:
    terms = catalogue.read(house)
    for code in ("", USUAL, "ask_gone"):
        assert rhythm.chosen(terms, asked.Asked(HOUSE, {}, rhythm=code)) == rhythm.AS_USUAL


def test_somebody_answers_at_the_same_time(house: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record changes between reading and writing: it is read again. Seen red with one try."""
    read, times = asked.read, []

    def overtaken(store: GraphStore, actor: Id) -> asked.Asked:
        there = read(store, actor)
        times.append(actor)
        if len(times) < 3:
            store.records.write(there.with_day([PHONE], TODAY))
        return there

    monkeypatch.setattr(asked, "read", overtaken)
    choose(house, QUARTER)
    monkeypatch.undo()
    there = asked.read(house, HOUSE)
    assert (there.rhythm, PHONE in there.days, len(times)) == (QUARTER, True, 3)
    always = asked.Asked(HOUSE, {}, version=99)
    monkeypatch.setattr(asked, "read", lambda *_: always)
    with pytest.raises(Conflict):
        choose(house, HALF_YEAR)


@given(months=st.integers(1, 60), usual=st.integers(1, 60))
def test_it_is_never_longer_than_usual(months: int, usual: int) -> None:
    life = ShelfLife(f"{2026 - usual // 12}-0{1 + usual % 9}-01", "2001-01-01", call_critical=True)
    chosen = Rhythm(months)
    assert chosen.pause(usual) == min(months, usual)
    within = chosen.within(life, TODAY)
    assert within.good_since >= life.good_since
    assert (within.usable_since, within.call_critical) == (life.usable_since, True)
    assert rhythm.AS_USUAL.within(life, TODAY) == life
    assert rhythm.AS_USUAL.pause(usual) == usual


def test_every_row_says_what_it_is_and_one_changes_nothing(house: GraphStore) -> None:
    rows = rhythm.choices(catalogue.read(house), TODAY)
    assert [row.kind for row in rows] == [NodeKind.ASK_RHYTHM] * 3
    assert [row.number("months") for row in rows] == [None, 6, 3]
