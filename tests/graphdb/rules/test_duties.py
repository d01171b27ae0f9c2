"""Every row of the deadlines: when it holds, for whom, and its date."""

from datetime import date, timedelta
from typing import Any

import pytest

from graphdb.rules.days import add_months, is_working_day
from graphdb.rules.duties import DutyLine, danish_date, owed
from graphdb.rules.situation import Question, read
from tests.graphdb.seed_terms import rows, seed_vocabulary

TODAY = date(2026, 11, 23)
ROWS = {row["code"]: row for row in rows("deadlines")}
DATED = [row for row in ROWS.values() if row["offset"] and row["anchor"] and row["kind"] != "finance"]
CHILD = ("child", "notified_child")


def duties(municipality: str = "9901", today: date = TODAY, **values: Any) -> dict[str, DutyLine]:
    vocabulary = seed_vocabulary()
    question = Question(municipality, **values)
    return {line.code: line for line in owed(vocabulary, read(vocabulary, question, today))}


def asked_for(row: dict[str, str], **values: Any) -> dict[str, DutyLine]:
    """The question that a row is the answer to."""
    child = row["applies"] in CHILD
    return duties(
        "0101" if row["area"] else "9901",
        risk_groups=tuple(row["risk_groups"].split("|")) if row["risk_groups"] else (),
        age=int(row["min_age"] or 0) or int(row["max_age"] or 30),
        child_in_household=child,
        event="notification_received" if row["applies"] == "notified_child" else "",
        **values,
    )


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row["code"])
def test_a_row_is_found_where_it_applies_and_finance_never(row: dict[str, str]) -> None:
    duties_by_code = asked_for(row)
    assert (row["code"] in duties_by_code) == (row["kind"] != "finance")
    if row["code"] in duties_by_code:
        line = duties_by_code[row["code"]]
        assert line.owed_by == tuple(row["from_actor_type"].split("|"))
        assert line.owed_to == tuple(filter(None, row["to_actor_type"].split("|")))
        assert line.legal_basis == tuple(filter(None, row["legal_basis"].split("|")))
        assert (line.verified, line.plan) == (row["verified"], row["plan"] == "yes")
        assert row["duty_da"] in line.text
        assert row["deadline_da"] in line.text


@pytest.mark.parametrize("row", DATED, ids=lambda row: row["code"])
@pytest.mark.parametrize("event_day", [date(2026, 12, 22), date(2026, 6, 1), date(2027, 8, 31)])
def test_a_row_with_an_offset_has_its_date(row: dict[str, str], event_day: date) -> None:
    line = with_event(row, event_day)
    wanted = expected_date(event_day, int(row["offset"]), row["unit"], row["before_after"] == "before")
    assert line.date == wanted.isoformat()
    assert line.overdue == (wanted < TODAY)
    assert danish_date(wanted) in line.text
    assert ("passeret" in line.text) == line.overdue


def with_event(row: dict[str, str], event_day: date) -> DutyLine:
    """The duty of a row for somebody it is about, counted from that day."""
    age = int(row["min_age"] or 0) or int(row["max_age"] or 30)
    return duties(
        risk_groups=tuple(row["risk_groups"].split("|")) if row["risk_groups"] else (),
        age=age,
        child_in_household=row["applies"] in CHILD,
        event=row["anchor"],
        event_date=event_day.isoformat(),
    )[row["code"]]


@pytest.mark.parametrize("row", DATED, ids=lambda row: row["code"])
def test_a_date_has_passed_the_day_after_the_last(row: dict[str, str]) -> None:
    """Seen red with the last day itself called passed."""
    for wanted, late in ((TODAY, False), (TODAY - timedelta(days=1), True)):
        days = (wanted + timedelta(days=at) for at in range(-400, 401))
        offset, before = int(row["offset"]), row["before_after"] == "before"
        event = next((day for day in days if expected_date(day, offset, row["unit"], before) == wanted), None)
        if event is None:
            assert row["unit"] == "working_day"  # none ends on a Sunday
            continue
        line = with_event(row, event)
        assert (line.date, line.overdue) == (wanted.isoformat(), late)


def expected_date(day: date, offset: int, unit: str, before: bool) -> date:
    """Said once more, the slow way."""
    sign = -1 if before else 1
    match unit:
        case "day":
            return day + timedelta(days=sign * offset)
        case "month":
            return add_months(day, sign * offset)
        case "hour":
            return day + timedelta(hours=sign * offset)
        case "working_day":
            assert not before
            while offset:
                day += timedelta(days=1)
                offset -= is_working_day(day)
            return day
    raise AssertionError(unit)


@pytest.mark.parametrize("row", DATED, ids=lambda row: row["code"])
def test_without_the_event_there_is_no_date(row: dict[str, str]) -> None:
    duty = asked_for(row).get(row["code"])
    assert duty is not None
    assert duty.date is None
    assert not duty.overdue


def test_a_row_without_an_offset_keeps_its_words() -> None:
    line = duties(situation="sp_foged", event="filed_with_foged", event_date="2026-11-01")[
        "dl_almen_underretning"
    ]
    assert line.date is None
    assert "senest samtidig" in line.text


def test_the_duty_to_notify_comes_first_for_a_child() -> None:
    late: dict[str, Any] = {"event": "demand_received", "event_date": "2026-01-01"}
    children: list[dict[str, Any]] = [{"age": 17}, {"child_in_household": True}]
    for child in children:
        duty_codes = list(duties(situation="sp_familie", **late, **child))
        assert duty_codes[0] == "dl_underretning"
        assert duty_codes[1] == "dl_paakrav", "then by date"
    assert "dl_underretning" not in duties(situation="sp_foged", age=40)


def test_notified_only_when_that_is_the_event() -> None:
    event: dict[str, Any] = {"event": "notification_received", "event_date": "2026-11-20"}
    duties_by_code = duties(child_in_household=True, **event)
    assert duties_by_code["dl_underretning_24t"].date == "2026-11-21"
    assert duties_by_code["dl_underretning_kvit"].date == "2026-11-27"
    assert "dl_underretning_24t" not in duties(child_in_household=True)
    assert "dl_underretning_24t" not in duties(**event)


def test_ages_factors_and_areas_limit() -> None:
    assert "dl_stof_ung" in duties(situation="sp_rus", age=17)
    assert "dl_stof" not in duties(situation="sp_rus", age=17)
    assert "dl_stof_ung" not in duties(situation="sp_rus", age=18)
    assert "dl_dobbeltdiagnose" not in duties(situation="sp_rus")
    assert "dl_dobbeltdiagnose" in duties(situation="sp_rus", risk_factors=("rf_dobbelt",))
    assert "dl_psyk_moede" in duties("0101", situation="sp_psyk")
    assert "dl_psyk_moede" not in duties("9901", situation="sp_psyk")


def test_rules_end_on_their_day() -> None:
    last, after = date(2026, 12, 31), date(2027, 1, 1)
    assert "dl_psyk_moede" in duties("0101", last, situation="sp_psyk")
    assert "dl_psyk_moede" not in duties("0101", after, situation="sp_psyk")
    assert "dl_142_plan" not in duties("0101", date(2023, 9, 30), situation="sp_hjemloes")


def test_an_agreement_is_never_called_a_duty() -> None:
    line = duties(situation="sp_hjemloes")["dl_85a_bevilling"]
    assert (line.kind, line.kind_label) == ("agreement", "Aftale eller god praksis")


def test_a_long_list_names_the_one_who_asks_and_says_how_many_more() -> None:
    line = duties(age=10, from_kind="kom_ydelse")["dl_underretning"]
    assert line.who.startswith("Kommunal ydelsesenhed, ")
    assert line.who.endswith(" og 45 andre → Familieafdeling")


def test_the_youth_plan_has_a_day_counted_from_the_16th_birthday() -> None:
    # Red without an anchor on the row; from the 18th birthday its rule stays in words.
    young: dict[str, Any] = {"risk_groups": ("rg_placeret_ung",), "age": 16}
    plan = duties(event="birthday_16", event_date="2026-11-30", **young)["dl_ungeplan"]
    assert (plan.date, plan.overdue) == ("2027-02-28", False)
    assert duties(event="birthday_18", event_date="2027-11-30", **young)["dl_ungeplan"].date is None


def test_the_day_of_release_can_be_asked_about() -> None:
    lines = duties(situation="sp_loesladt", event="release", event_date="2026-12-01")
    assert "dl_loesladelse" in lines
    assert lines["dl_loesladelse"].date is None, "it is counted from the day of imprisonment"
