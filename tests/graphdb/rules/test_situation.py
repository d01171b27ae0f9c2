"""A question is checked against the vocabulary and completed by its starting point; nothing is guessed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graphdb.errors import InvalidValue
from graphdb.rules.situation import Question, Situation, read
from tests.graphdb.seed_terms import rows, seed_vocabulary

TODAY = date(2026, 11, 23)
ASKED = Question("9901")
SECRET = "010190-1234"


def situation(**values: Any) -> Situation:
    return read(seed_vocabulary(), replace(ASKED, **values), TODAY)


@pytest.mark.parametrize("row", rows("starting_points"), ids=lambda row: row["code"])
def test_a_starting_point_ticks_what_it_says(row: dict[str, str]) -> None:
    ticked = situation(situation=row["code"])
    assert ticked.groups == tuple(row["risk_groups"].split("|"))
    assert ticked.factors == tuple(row["risk_factors"].split("|"))
    assert ticked.needs == tuple(row["needs"].split("|"))
    assert (ticked.transition.text("code") if ticked.transition else "") == row["transition"]


def test_further_ticks_are_added_and_can_replace() -> None:
    ticked = situation(situation="sp_rus", risk_factors=("rf_dobbelt", "rf_rus"))
    assert ticked.factors == ("rf_rus", "rf_dobbelt")
    assert situation(situation="sp_rus", risk_factors=("rf_psyk",), as_ticked=True).factors == ("rf_psyk",)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("acting_municipality", SECRET),
        ("acting_municipality", "1084"),
        ("staying_municipality", SECRET),
        ("situation", SECRET),
        ("risk_groups", ("rg_rus", SECRET)),
        ("risk_factors", (SECRET,)),
        ("needs", (SECRET,)),
        ("known_kinds", (SECRET,)),
        ("event", SECRET),
        ("event_date", "i går"),
        ("event_date", "0001-01-01"),
        ("age", -1),
        ("age", 131),
        ("from_kind", SECRET),
    ],
)
def test_what_is_unknown_is_named_and_never_repeated(member: str, value: object) -> None:
    with pytest.raises(InvalidValue) as refused:
        situation(**{member: value})
    assert refused.value.field == member
    assert SECRET not in str(refused.value)


def test_a_region_that_has_ended_is_not_a_municipality_and_stay_follows_action() -> None:
    assert situation().staying == "9901"
    assert situation(staying_municipality="0101").staying == "0101"


@pytest.mark.parametrize(
    ("asked", "minor", "child"),
    [
        ({}, False, False),
        ({"age": 17}, True, True),
        ({"age": 18}, False, False),
        ({"child_in_household": True}, False, True),
        ({"age": 40, "child_in_household": True}, False, True),
        ({"situation": "sp_familie"}, False, True),
        ({"event": "birthday_18", "event_date": "2026-11-24"}, True, True),
        ({"event": "birthday_18", "event_date": "2026-11-23"}, False, False),
    ],
)
def test_who_is_a_child(asked: dict[str, Any], minor: bool, child: bool) -> None:
    person = situation(**asked).person
    assert (person.minor, person.child) == (minor, child)


@pytest.mark.parametrize(
    ("asked", "ages"),
    [
        ({"age": 17}, ((17, 17),)),
        ({"age": 17, "event": "birthday_18", "event_date": "2027-02-01"}, ((17, 17), (18, 18))),
        ({"age": 30, "event": "discharge", "event_date": "2026-11-23"}, ((30, 30), (30, 30))),
        ({"age": 30, "event": "discharge", "event_date": "2026-12-23"}, ((30, 30), (30, 31))),
        ({"age": 30, "event": "discharge", "event_date": "2026-10-23"}, ((30, 30), (29, 30))),
        ({"situation": "sp_18"}, ((14, 22),)),
        ({"situation": "sp_foged"}, ((18, 130),)),
        ({"risk_groups": ("rg_aeldre", "rg_ung_risiko")}, ()),
    ],
)
def test_possible_ages_today_and_on_the_day(asked: dict[str, Any], ages: object) -> None:
    assert situation(**asked).person.ages == ages


def test_age_limits_must_fit_on_both_days() -> None:
    turning = situation(age=17, event="birthday_18", event_date="2027-02-01")
    assert turning.person.fits(None, None)
    assert turning.person.fits(15, 25)
    assert not turning.person.fits(18, None)
    assert not turning.person.fits(None, 17)
    assert turning.person.fits_today(None, 17)
    assert situation().person.fits(18, 20), "an age that nobody has said excludes nothing"


def test_birthdays_follow_from_each_other() -> None:
    # Red with earlier birthdays too: a young person placed at 17 got a plan overdue since 16.
    days = situation(event="birthday_18", event_date="2027-02-28").days
    assert days == {"birthday_18": date(2027, 2, 28), "birthday_23": date(2032, 2, 28)}
    assert set(situation(event="birthday_16", event_date="2027-02-28").days) == {
        "birthday_16",
        "birthday_18",
        "birthday_23",
    }


def test_if_factor_holds_when_ticked_or_when_nothing_is() -> None:
    assert situation().person.about(["rf_dobbelt"])
    assert situation(risk_factors=("rf_dobbelt",)).person.about(["rf_dobbelt", "rf_rus"])
    assert not situation(risk_factors=("rf_rus",)).person.about(["rf_dobbelt"])
    assert situation(risk_factors=("rf_rus",)).person.about([])
