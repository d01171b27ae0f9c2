"""Opening hours as Danes write them mean what a reader takes them to mean: what is open, not the spelling.

``hours.csv``: texts found in the wild, and what they mean in OSM's syntax; ``hours_own.csv``: further ones,
written before they were tried. ``note``, ``refuse`` and ``ask``: kept as words or refused, never open; a
leading "?" or a quoted note: no single right reading. "hverdage" are no public holidays.
"""

import csv
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from opening_hours import OpeningHours, State

from graphdb.errors import InvalidValue
from graphdb.fields.hours import COPENHAGEN, normalise_hours

HERE = Path(__file__).parent
SHARE = 0.96
YEAR = (2026, 2027)
_NOT_ONE_READING = ("?", '"', "note", "refuse", "ask", "unknown")
_TIMELESS = {"We[1]", "week27-34 Mo"}
"""Wanted in the key, though nothing says at what time of the day: kept as a note."""


@cache
def open_times(hours: str) -> tuple[list[datetime], ...]:
    """From when to when it is open in 2026, by the library itself; a fallback is never open."""
    read = OpeningHours(hours.partition(" || ")[0], timezone=COPENHAGEN, country="DK", max_interval_days=366)
    spans: list[list[datetime]] = []
    for start, end, state, _ in read.intervals(*(datetime(year, 1, 1, tzinfo=COPENHAGEN) for year in YEAR)):
        if state is not State.OPEN:
            continue
        if spans and spans[-1][1] == start:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return tuple(spans)


def verdict(text: str, wanted: str) -> str:
    """ "right", "note" (kept as words where it could be read) or "wrong"."""
    try:
        stored = normalise_hours(text)
    except InvalidValue:
        stored = "24/7 unknown"
    is_note = stored.startswith("24/7 unknown")
    if wanted.startswith(_NOT_ONE_READING):
        return "right" if is_note or not open_times(stored) else "wrong"
    if is_note:
        return "note"
    if "hverdag" in text.lower() and "PH" not in wanted:
        wanted += "; PH off"
    return "right" if open_times(stored) == open_times(wanted) else "wrong"


@pytest.mark.parametrize("name", ["hours.csv", "hours_own.csv"])
def test_hours_mean_what_they_say(name: str) -> None:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    verdicts = {row["text"]: verdict(row["text"], row["wanted"]) for row in rows}
    assert [text for text, one in verdicts.items() if one == "wrong"] == []
    assert Counter(verdicts.values())["right"] >= SHARE * len(rows)
    notes = {row["wanted"] for row in rows if verdicts[row["text"]] == "note"}
    assert notes <= _TIMELESS
