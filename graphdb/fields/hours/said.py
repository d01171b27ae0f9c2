"""Opening hours in OpenStreetMap's syntax, said in plain Danish or English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DANISH: Final = "da"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class _Words:
    """One language; ``days`` from Monday, ``clock`` what stands between hours and minutes."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    nth: Mapping[str, str]
    nth_day: str
    every_day: str
    holidays: str
    and_: str
    since: str
    until: str
    closed: str
    always: str
    whole_day: str
    week: str
    even: str
    odd: str
    ring_first: str
    otherwise: str
    date: str
    clock: str
    minutes: bool
    notes: Mapping[str, str]


_SAID: Final = {
    DANISH: _Words(
        days=("man", "tirs", "ons", "tors", "fre", "lør", "søn"),
        months=(
            *("januar", "februar", "marts", "april", "maj", "juni"),
            *("juli", "august", "september", "oktober", "november", "december"),
        ),
        nth={"1": "første", "2": "anden", "3": "tredje", "4": "fjerde", "5": "femte", "-1": "sidste"},
        nth_day="{nth} {day}dag i måneden",
        every_day="alle dage",
        holidays="helligdage",
        and_="og",
        since="fra",
        until=" til ",
        closed="lukket",
        always="døgnåbent",
        whole_day="hele døgnet",
        week="i uge",
        even="i lige uger",
        odd="i ulige uger",
        ring_first="ring først",
        otherwise="eller",
        date="{day}. {month}",
        clock=".",
        minutes=False,
        notes={},
    ),
    ENGLISH: _Words(
        days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        nth={"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"},
        nth_day="{nth} {day} of the month",
        every_day="every day",
        holidays="public holidays",
        and_="and",
        since="from",
        until=" to ",
        closed="closed",
        always="open 24 hours",
        whole_day="24 hours",
        week="in week",
        even="in even weeks",
        odd="in odd weeks",
        ring_first="ring first",
        otherwise="or",
        date="{day} {month}",
        clock=":",
        minutes=True,
        notes={
            "efter aftale": "by appointment",
            "kun efter aftale": "by appointment only",
            "ring først": "ring first",
            "tidsbestilling": "book a time",
        },
    ),
}
_CODES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SEPARATOR: Final = re.compile(r'(\|\||[;,]) (?=(?:[^"]*"[^"]*")*[^"]*$)')
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS: Final = rf"(?:{_DAY}(?:-{_DAY}|\[-?\d(?:,-?\d)*\])?|PH)"
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})"
_DATE: Final = rf"(?:\d{{4}} )?{_MONTH}(?: \d{{1,2}})?"
_TIME: Final = r"\d\d:\d\d(?:-\d\d:\d\d|\+)"
_RULE: Final = re.compile(
    rf"(?P<season>week\d\d(?:-\d\d(?:/2)?)?|{_DATE}(?:-{_DATE})?)?(?:^| |$)?"
    rf"(?P<days>{_DAYS}(?:,{_DAYS})*)?(?:^| |$)?"
    rf"(?P<times>24/7|{_TIME}(?:,{_TIME})*)? ?"
    r'(?P<state>closed|unknown)? ?(?:"(?P<note>[^"]*)")?'
)


@lru_cache(maxsize=4096)
def describe_hours(hours: str, language: str = DANISH) -> str:
    """The hours in plain words: "man-fre 9-15, lør 10-14", "Mon-Fri 9:00-15:00" in English.

    What has no plain words is shown as it is; a note of its own words stays in its language.
    """
    words = _SAID[language]
    parts = _SEPARATOR.split(hours)
    said = [_rule(part.strip(), words) for part in parts[::2]]
    if not all(said):
        return hours
    either = f" {words.otherwise} " if len(said) == 2 else f", {words.otherwise} "
    joins = [either if sign == "||" else ", " for sign in parts[1::2]]
    return "".join(rule + join for rule, join in zip(said, [*joins, ""], strict=True))


def _rule(text: str, words: _Words) -> str:
    """One rule, or "" when it says more than these words can."""
    match = _RULE.fullmatch(text)
    if match is None:
        return ""
    closed, unknown = match["state"] == "closed", match["state"] == "unknown"
    parts = [
        words.closed if closed else "",
        _season(match["season"] or "", words),
        _days(match["days"] or "", words),
        _times(match["times"] or "", words, bare=not closed and not unknown),
    ]
    said = " ".join(part for part in parts if part)
    note = words.notes.get(match["note"], match["note"]) or (words.ring_first if unknown else "")
    return f"{said} ({note})" if said and note else said or note


def _days(days: str, words: _Words) -> str:
    names = [_day(day, words) for day in re.split(r",(?=[A-Z])", days) if day]
    return f" {words.and_} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _day(day: str, words: _Words) -> str:
    if day == "PH":
        return words.holidays
    if day == "Mo-Su":
        return words.every_day
    if match := re.fullmatch(r"(\w\w)\[([-\d,]+)\]", day):
        nth = f" {words.and_} ".join(words.nth.get(number, number) for number in match[2].split(","))
        return words.nth_day.format(nth=nth, day=words.days[_CODES.index(match[1])])
    return "-".join(words.days[_CODES.index(code)] for code in day.split("-"))


def _times(times: str, words: _Words, *, bare: bool) -> str:
    """``bare``: nothing follows that says closed or unknown."""
    if times in ("", "24/7"):
        return (words.always if times else words.whole_day) if bare else ""
    return f" {words.and_} ".join(_span(span, words) for span in times.split(","))


def _span(span: str, words: _Words) -> str:
    if span == "00:00-24:00":
        return words.whole_day
    if span.endswith("+"):
        return f"{words.since} {_clock(span[:-1], words)}"
    return "-".join(_clock(clock, words) for clock in span.split("-"))


def _clock(clock: str, words: _Words) -> str:
    hour, minute = clock.split(":")
    of_day = int(hour) if int(hour) <= 24 else int(hour) - 24
    return f"{of_day}" if minute == "00" and not words.minutes else f"{of_day}{words.clock}{minute}"


def _season(season: str, words: _Words) -> str:
    if season.endswith("/2"):
        return words.even if season.startswith("week02") else words.odd
    if season.startswith("week"):
        return f"{words.week} " + "-".join(str(int(week)) for week in season[4:].split("-"))
    return words.until.join(_date(date, words) for date in season.split("-")) if season else ""


def _date(date: str, words: _Words) -> str:
    parts = date.split()
    year = parts.pop(0) if parts[0].isdigit() else ""
    month = words.months[_MONTHS.index(parts[0])]
    day = words.date.format(day=int(parts[1]), month=month) if len(parts) > 1 else month
    return f"{day} {year}" if year else day
