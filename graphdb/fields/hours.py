"""Opening hours in OpenStreetMap's syntax: checked, said in Danish, and asked whether it is open now."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import refuse_cpr
from graphdb.language.danish import fold

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
_REASON: Final = "Åbningstiden kan ikke læses. Skriv den for eksempel som man-fre 9-15, lør 10-14."
_MAX: Final = 500
_HORIZON: Final = 366  # days; farther changes are "never", which keeps odd expressions cheap


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open at a moment: True, False, or None when nobody can say.

    ``until`` is the next change within a year, in Danish time. ``note`` is what the hours add themselves,
    such as "efter aftale".
    """

    open: bool | None
    until: datetime | None = None
    note: str = ""


def normalise_hours(text: str) -> str:
    """Opening hours in one spelling of OSM's syntax; everyday Danish ("man-fre 9-15") is understood too."""
    plain = " ".join(text.split())
    if len(plain) > _MAX:
        raise InvalidValue("Åbningstiden er for lang. Skriv den kortere.")
    refuse_cpr(plain, "")
    parsed = _parse(plain) or _parse(_from_danish(plain))
    spelt = "" if parsed is None else str(parsed)
    if _parse(spelt) is None:
        raise InvalidValue(_REASON)
    return spelt


def open_state(hours: str, when: datetime) -> OpenState:
    """Whether it is open at ``when`` by Danish time and holidays; unknown when the hours cannot be read.

    A time without a zone is taken as Danish time.
    """
    parsed = _parse(hours)
    if parsed is None:
        return OpenState(None)
    local = when.replace(tzinfo=COPENHAGEN) if when.tzinfo is None else when.astimezone(COPENHAGEN)
    state, note = parsed.state(local)
    return OpenState({State.OPEN: True, State.CLOSED: False}.get(state), parsed.next_change(local), note)


@lru_cache(maxsize=4096)
def describe_hours(hours: str) -> str:
    """The hours in plain Danish: "man-fre 9-15, lør 10-14"; what has no plain words is shown as it is."""
    parsed = _parse(hours)
    if parsed is None:
        return hours
    said = [_rule(part) for part in _SEPARATOR.split(str(parsed))]
    return ", ".join(said) if all(said) else str(parsed)


@lru_cache(maxsize=4096)
def _parse(text: str) -> OpeningHours | None:
    note = _NOTE_ALONE.fullmatch(text)
    if note:
        text = f"24/7 unknown {note[1]}"  # by OSM's rules a note alone is "unknown"; the library says "open"
    if not validate(text):
        return None
    return OpeningHours(text, timezone=COPENHAGEN, country="DK", max_interval_days=_HORIZON)


# What the library writes, read again to say it in Danish.
_NOTE_ALONE: Final = re.compile(r'(?:24/7 )?("[^"]*")')
_SEPARATOR: Final = re.compile(r'[;,] (?=(?:[^"]*"[^"]*")*[^"]*$)')
_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SHORT: Final = dict(zip(_CODES, ("man", "tirs", "ons", "tors", "fre", "lør", "søn"), strict=True))
_MONTH_CODES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_NAMES: Final = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_MONTHS: Final = dict(zip(_MONTH_CODES, _MONTH_NAMES, strict=True))
_NTH: Final = {"1": "første", "2": "anden", "3": "tredje", "4": "fjerde", "5": "femte", "-1": "sidste"}
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})"
_DATE: Final = rf"(?:\d{{4}} )?{_MONTH}(?: \d{{1,2}})?"
_TIME: Final = r"\d\d:\d\d(?:-\d\d:\d\d|\+)"
_RULE: Final = re.compile(
    rf"(?P<season>week\d\d(?:-\d\d)?|{_DATE}(?:-{_DATE})?)?(?:^| |$)?"
    rf"(?P<days>(?:{_DAY}(?:-{_DAY}|\[-?\d\])?|PH)(?:,(?:{_DAY}(?:-{_DAY}|\[-?\d\])?|PH))*)?(?:^| |$)?"
    rf"(?P<times>24/7|{_TIME}(?:,{_TIME})*)? ?"
    r'(?P<state>closed|unknown)? ?(?:"(?P<note>[^"]*)")?'
)


def _rule(text: str) -> str:
    """One rule in Danish, or "" when it says more than these words can."""
    found = _RULE.fullmatch(text)
    if found is None:
        return ""
    parts = [
        "lukket" if found["state"] == "closed" else "",
        _season(found["season"] or ""),
        _days(found["days"] or ""),
        _times(found["times"] or "", bare=found["state"] is None),
    ]
    said = " ".join(part for part in parts if part)
    note = found["note"] or ("ring først" if found["state"] == "unknown" else "")
    return f"{said} ({note})" if said and note else said or note


def _days(days: str) -> str:
    names = [_day(day) for day in days.split(",") if day]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}" if names else ""


def _day(day: str) -> str:
    if day == "PH":
        return "helligdage"
    if day == "Mo-Su":
        return "alle dage"
    if found := re.fullmatch(r"(\w\w)\[(-?\d)\]", day):
        return f"{_NTH.get(found[2], '')} {_SHORT[found[1]]}dag i måneden"
    return "-".join(_SHORT[code] for code in day.split("-"))


def _times(times: str, *, bare: bool) -> str:
    """``bare``: nothing follows that says closed or unknown, so no times means all day."""
    if times in ("", "24/7"):
        return ("døgnåbent" if times else "hele døgnet") if bare else ""
    return " og ".join(_span(span) for span in times.split(","))


def _span(span: str) -> str:
    if span.endswith("+"):
        return f"fra {_clock(span[:-1])}"
    return "-".join(_clock(one) for one in span.split("-"))


def _clock(clock: str) -> str:
    hour, minute = clock.split(":")
    of_day = int(hour) if int(hour) <= 24 else int(hour) - 24
    return f"{of_day}" if minute == "00" else f"{of_day}.{minute}"


def _season(season: str) -> str:
    if season.startswith("week"):
        return "i uge " + "-".join(str(int(week)) for week in season[4:].split("-"))
    return " til ".join(_date(date) for date in season.split("-")) if season else ""


def _date(date: str) -> str:
    parts = date.split()
    year = parts.pop(0) if parts[0].isdigit() else ""
    month = _MONTHS[parts[0]]
    return " ".join(part for part in (f"{parts[1]}." if len(parts) > 1 else "", month, year) if part)


# Everyday Danish, turned into OSM's syntax step by step; what is not understood the parser refuses.
_WEEKDAYS: Final = dict(zip(("man", "tirs?", "ons", "tors?", "fre", "lør", "søn"), _CODES, strict=True))
_STEPS: Final = (
    (r"\bkl\b\.?|\b(?:i|på|om)\b", " "),
    (r"\bdøgnet rundt\b|\bdøgnåbent?\b|\bhele døgnet\b", "00:00-24:00"),
    (r"\balle (?:ugens )?dage\b|\bhver dag\b|\bdagligt?\b", "Mo-Su"),
    (r"\bhverdage?(?:ne)?\b", "Mo-Fr"),
    (r"\bweekend(?:en|er|erne)?\b", "Sa-Su"),
    (r"\b(?:alle )?helligdage(?:ne)?\b", "PH"),
    *((rf"\b{day}(?:dage?|dagen|dagene)?\b\.?", code) for day, code in _WEEKDAYS.items()),
    (r"\blukket\b", "off"),
    (r"(?<=[a-z]):\s", " "),
    (r"\s*(?:[-–—]|\btil\b)\s*", "-"),
    (r"\s*(?:,|&|\bog\b)\s*", ","),
    (r"(?<![\d:.])(\d)(?!\d)", r"0\1"),
    (r"(?<![\d:.])(\d\d)\.(?=\d\d)", r"\1:"),
    (r"(?<![\d:])(\d\d)(?![\d:])", r"\1:00"),
    (r"(?<=\d)\s*[,;.]?\s*(?=(?:off )?[MTWFSP][a-zA-Z])", "; "),
    (r"\boff\s+([A-Z][\w,-]*)", r"\1 off"),
    (r"\s+", " "),
)
_DANISH: Final = tuple((re.compile(pattern), osm) for pattern, osm in _STEPS)


def _from_danish(text: str) -> str:
    if fold(text) in ("efteraftale", "ringfoerst"):
        return f'"{text.lower()}"'
    text = text.lower()
    for pattern, osm in _DANISH:
        text = pattern.sub(osm, text)
    return text.strip()
