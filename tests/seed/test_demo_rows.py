"""Every cell of the demo directory resolves, and no number or name in it can be anybody's.

Seen red with: a phone that begins with 86, a CPR number in a description, an unknown need, a tie to nobody, a
date of the calendar, "døgn" as opening hours, and an old word in a description.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from graphdb.fields.cpr import find_cpr
from graphdb.fields.hours import COPENHAGEN, open_state
from tests.seed.tables import DEMO_SOURCES, Row, cells, codes, ids, names, rows

TABLES = [f"{folder}/{name}" for folder in DEMO_SOURCES for name in names(folder) if name != "areas"]
CODES = {
    "kind": "actor_types",
    "budget_area": "budget_areas",
    "risk_groups": "risk_groups",
    "needs": "needs",
    "methods": "methods",
    "legal_basis": "legal_basis",
    "access_routes": "access_routes",
    "number_kind": "number_kinds",
}
LINKS = {
    **dict.fromkeys(("parent", "actor", "from", "to"), "actors"),
    "service": "services",
    "place": "places",
}
DAYS = re.compile(r"today([+-]\d+)?")
DATES = (
    *("stated_on", "confirmed_on", "since", "until", "capacity_on", "waiting_on", "apply_from", "apply_by"),
    *("starts_on", "ends_on"),
)


def every_row() -> Iterator[tuple[str, Row]]:
    for table in TABLES:
        for row in rows(table):
            yield table, row


def days(text: str) -> int:
    """A relative date as days from today; not a date of the calendar, so the demo never goes stale."""
    match = DAYS.fullmatch(text)
    assert match, text
    return int(match[1] or 0)


@pytest.mark.parametrize("table", TABLES)
def test_codes_and_ids_resolve(table: str) -> None:
    for row in rows(table):
        for column, vocabulary in CODES.items():
            known = codes(
                "relation_types" if table.endswith("relations") and column == "kind" else vocabulary
            )
            assert set(cells(row, column)) <= known, (column, row)
        for column, linked in LINKS.items():
            assert set(cells(row, column)) <= {*ids(linked)}, (column, row)


def test_the_other_sources_speak_of_the_same_things() -> None:
    for table, row in every_row():
        if "id" in row and not table.startswith("demo/rel"):
            kind = table.rpartition("/")[2]
            assert row["id"] in ids(kind), (table, row)


def test_ids_are_unique_and_stable_ascii() -> None:
    for table in ("actors", "services", "places"):
        given = [row["id"] for row in rows(f"demo/{table}")]
        assert len(given) == len(set(given))
        assert all(re.fullmatch(r"demo:[a-z0-9-]{1,80}", one) for one in given)


def test_a_pair_with_two_relations_of_one_kind_tells_them_apart() -> None:
    keys = Counter((row["from"], row["kind"], row["to"], row["id"]) for row in rows("demo/relations"))
    assert [key for key, count in keys.items() if count > 1] == []


def test_areas_served_are_known() -> None:
    known = {"dk"}.union(*({row["code"] for row in rows(one)} for one in ("demo/areas", "areas/regions")))
    for _, row in every_row():
        assert set(cells(row, "municipalities")) <= known, row
    assert {row["municipality"] for row in rows("demo/places")} == {"9901", "9902", "9903"}


def test_numbers_mail_and_web_can_be_nobodys() -> None:
    for _, row in every_row():
        assert re.fullmatch(r"(00 \d\d \d\d \d\d)?", row.get("phone", "")), row
        assert re.fullmatch(r"(000000\d\d)?", row.get("cvr", "")), row
        assert re.fullmatch(r"([a-z-]+@[a-z0-9.-]+\.example)?", row.get("email", "")), row
        assert re.fullmatch(r"(https://[a-z0-9-]+\.example(/[a-z0-9-]*)?)?", row.get("website", "")), row
        for column, text in row.items():
            numbers = re.findall(r"=phone:([^|=]*)", text)
            assert all(re.fullmatch(r"00 \d\d \d\d \d\d", number) for number in numbers), row
            if column not in {"phone", "cvr"} and not numbers:
                assert not re.search(r"\b\d{2}[ .]?\d{2}[ .]?\d{2}[ .]?\d{2}\b", text), (column, row)


def test_nobody_is_named_and_nothing_looks_like_a_cpr_number() -> None:
    for _, row in every_row():
        assert not row.get("person"), row
        for column, text in row.items():
            if column not in {"phone", "cvr"}:
                assert not find_cpr(text), (column, row)


def test_dates_are_relative_and_confirmed_after_stated() -> None:
    for _, row in every_row():
        for column in DATES:
            if row.get(column):
                days(row[column])
        assert days(row["stated_on"]) <= days(row["confirmed_on"]) <= 0, row
        if row.get("since") and row.get("until"):
            assert days(row["since"]) < days(row["until"]), row
        if row.get("temporary_from"):
            assert days(row["temporary_from"]) < days(row["temporary_to"]), row


def test_opening_hours_can_be_read() -> None:
    noon = datetime(2026, 5, 6, 12, tzinfo=COPENHAGEN)
    for _, row in every_row():
        for column in ("opening_hours", "phone_hours", "hours"):
            if row.get(column):
                assert open_state(row[column], noon).open is not None, row


def test_ages_capacity_and_waiting_make_sense() -> None:
    for row in rows("demo/services"):
        low, high = int(row["min_age"] or 0), int(row["max_age"] or 120)
        assert 0 <= low <= high <= 120, row
        assert bool(row["capacity"]) is bool(row["capacity_on"]), row
        assert bool(row["waiting_days"]) is bool(row["waiting_on"]), row
        assert row["anonymous"] in {"", "ja", "nej"}, row


def test_descriptions_are_written_one_by_one() -> None:
    descriptions = Counter(
        row["description"] for table in ("actors", "services") for row in rows(f"demo/{table}")
    )
    assert [text for text, count in descriptions.items() if count > 1] == []
    assert all(15 < len(text) < 320 or not text for text in descriptions)


OLD_WORDS = re.compile(
    r"\b(hjemløse|misbrug\w*|narkoman\w*|alkoholiker\w*|klient(en)?|brugeren|brugerne)\b"
    r"|\b(sindslidende|voldsoff\w+|jobcent\w+|grønlændere?)\b",
    re.IGNORECASE,
)


def test_people_come_before_what_happened_to_them() -> None:
    for _, row in every_row():
        for column in (
            "name",
            "description",
            "note",
            "role",
            "temporary_text",
            "exclusions_text",
            "how_to_apply",
        ):
            assert not OLD_WORDS.search(row.get(column) or ""), (column, row)
