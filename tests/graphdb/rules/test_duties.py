"""Every row of the deadlines: when it holds, for whom, and its date."""

from datetime import date, timedelta
from typing import Any

import pytest

from graphdb.message import say
from graphdb.rules.conditions import Conditions, facts_of
from graphdb.rules.days import add_months, is_working_day
from graphdb.rules.duties import DutyLine, ended, owed
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
        assert row["duty_da"] in say(line.text)
        assert row["deadline_da"] in say(line.text)


@pytest.mark.parametrize("row", DATED, ids=lambda row: row["code"])
@pytest.mark.parametrize("event_day", [date(2026, 12, 22), date(2026, 6, 1), date(2027, 8, 31)])
def test_a_row_with_an_offset_has_its_date(row: dict[str, str], event_day: date) -> None:
    line = with_event(row, event_day)
    wanted = expected_date(event_day, int(row["offset"]), row["unit"], row["before_after"] == "before")
    wanted = moved(wanted, row)
    assert line.date == wanted.isoformat()
    assert line.overdue == (wanted < TODAY)
    assert say(wanted) in say(line.text)
    assert ("passeret" in say(line.text)) == line.overdue


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
        ends = {day: moved(expected_date(day, offset, row["unit"], before), row) for day in days}
        event = next((day for day, end in ends.items() if end == wanted), None)
        if event is None:
            assert row["unit"] == "working_day" or row["not_on"]  # none ends on a Sunday
            continue
        line = with_event(row, event)
        assert (line.date, line.overdue) == (wanted.isoformat(), late)


def moved(day: date, row: dict[str, str]) -> date:
    """On from Saturdays, Sundays and Constitution Day where the row says so; no test day is a holiday."""
    while row["not_on"] and (day.weekday() > 4 or (day.month, day.day) == (6, 5)):
        day += timedelta(days=1)
    return day


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
    assert "senest samtidig" in say(line.text)


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
    assert (line.kind, say(line.kind_label)) == ("agreement", "Aftale eller god praksis")


def test_a_long_list_names_the_one_who_asks_and_says_how_many_more() -> None:
    line = duties(age=10, from_kind="kom_ydelse")["dl_underretning"]
    assert say(line.who).startswith("Kommunal ydelsesenhed, ")
    assert say(line.who).endswith(" og 45 andre → Familieafdeling")


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


@pytest.mark.parametrize(
    ("arrived", "last"),
    [
        ("2026-11-23", "2026-12-07"),
        ("2026-11-21", "2026-12-07"),
        ("2026-11-22", "2026-12-07"),
        ("2026-12-11", "2026-12-28"),
        ("2026-12-18", "2027-01-04"),
        ("2027-03-11", "2027-03-30"),
        ("2026-05-22", "2026-06-08"),
        ("2024-05-22", "2024-06-06"),
    ],
    ids=[
        "Monday",
        "Saturday",
        "Sunday",
        "25 December",
        "1 January",
        "Maundy Thursday",
        "5 June",
        "5 June again",
    ],
)
@pytest.mark.parametrize("landlord", ["almen", "privat"])
def test_the_last_day_to_pay_and_keep_the_home_is_a_weekday(arrived: str, last: str, landlord: str) -> None:
    """Seen red with 14 days and no more."""
    asked: dict[str, Any] = {"event": "demand_received", "event_date": arrived, "landlord": landlord}
    lines = [line for line in landlord_duties(situation="sp_foged", **asked).values() if line.date]
    assert [line.date for line in lines] == [last]
    assert say(lines[0].what) == "Sidste dag, lejeren kan betale og beholde boligen"
    assert say(lines[0].text).startswith("Sidste dag, lejeren kan betale og beholde boligen: 14 dage efter")


def with_landlord(landlord: str, event: str = "", age: int = 40, asks: str = "") -> set[str]:
    """The codes about tenants in arrears, with what is answered to "Hvem er udlejer?"."""
    lines = landlord_duties(situation="sp_foged", landlord=landlord, event=event, age=age, from_kind=asks)
    return {code for code in lines if code in ("dl_paakrav", "dl_paakrav_privat", "dl_almen_underretning")}


def landlord_duties(**values: Any) -> dict[str, DutyLine]:
    """As ``duties``, with the conditions of the rows."""
    vocabulary = seed_vocabulary()
    situation = read(vocabulary, Question("9901", **values), TODAY)
    conditions = Conditions(vocabulary, facts_of(situation, frozenset(situation.known_kinds)))
    return {line.code: line for line in owed(vocabulary, situation, conditions)}


def test_only_the_known_landlords_rules_and_no_demand_once_the_bailiff_court_has_written() -> None:
    almen, privat = {"dl_paakrav", "dl_almen_underretning"}, {"dl_paakrav_privat"}
    assert with_landlord("almen") == almen
    assert with_landlord("privat") == privat
    assert with_landlord("") == with_landlord("unknown") == almen | privat
    for event in ("foged_notice", "filed_with_foged", "eviction"):
        assert with_landlord("almen", event) == {"dl_almen_underretning"}
        assert with_landlord("privat", event) == set()


@pytest.mark.parametrize(
    ("asks", "almen"),
    [
        ("bol_organisation", True),
        ("bol_afdeling", True),
        ("bol_privat", False),
        ("bol_administration", False),
    ],
)
def test_a_landlord_that_asks_is_the_landlord_unless_another_is_said(asks: str, almen: bool) -> None:
    """Seen red when only the answer counted: a non-profit landlord was told of both demands."""
    ours, theirs = {"dl_paakrav", "dl_almen_underretning"}, {"dl_paakrav_privat"}
    assert with_landlord("", asks=asks) == (ours if almen else theirs)
    assert with_landlord("almen", asks=asks) == ours
    assert with_landlord("privat", asks=asks) == theirs
    assert with_landlord("", asks="bol_helhedsplan") == ours | theirs


def test_of_an_unknown_landlord_each_demand_says_whose_it_is() -> None:
    lines = landlord_duties(situation="sp_foged", age=40, landlord="unknown")
    said = {code: say(lines[code].text) for code in ("dl_paakrav", "dl_paakrav_privat")}
    assert said["dl_paakrav"].startswith("Den almene udlejer")
    assert said["dl_paakrav_privat"].startswith("Den private udlejer")
    dated = landlord_duties(situation="sp_foged", age=40, event="demand_received", event_date="2026-11-20")
    assert say(dated["dl_paakrav"].condition).startswith("almene boliger")
    assert say(dated["dl_paakrav_privat"].condition).startswith("private lejeboliger")


def test_what_was_due_before_an_eviction_is_gone_once_it_has_passed() -> None:
    """Seen red without the rows' conditions: the court's notice stood as still to come."""
    before = {"dl_foged_underretning", "dl_almen_underretning", "dl_foged", "dl_5a_afgoerelse"}
    asked: dict[str, Any] = {"situation": "sp_foged", "age": 40, "event": "eviction"}
    assert before <= set(landlord_duties(**asked, event_date="2026-12-03"))
    assert before.isdisjoint(landlord_duties(**asked, event_date="2026-11-20"))


@pytest.mark.parametrize(("age", "there"), [(17, False), (18, True)])
def test_shelter_is_not_owed_to_a_minor(age: int, there: bool) -> None:
    assert ("dl_husly" in landlord_duties(situation="sp_vold", age=age)) is there


def test_a_rule_that_has_ended_on_the_day_it_is_for_says_so_and_counts_for_nothing() -> None:
    """Seen red when it vanished without a word."""
    vocabulary = seed_vocabulary()

    def lines(day: str) -> dict[str, DutyLine]:
        question = Question("0101", situation="sp_psyk", event="discharge", event_date=day)
        situation = read(vocabulary, question, TODAY)
        return {line.code: line for line in ended(vocabulary, situation, owed(vocabulary, situation))}

    assert "dl_psyk_moede" not in lines("2026-12-31")
    line = lines("2027-01-01")["dl_psyk_moede"]
    assert (line.ended, line.date) == ("2026-12-31", None)
    assert say(line.text).endswith("Reglen gælder kun til 31. december 2026.")
    assert set(lines("2027-01-01")) == {"dl_psyk_moede"}
