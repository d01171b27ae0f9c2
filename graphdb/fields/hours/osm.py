"""Opening hours in OpenStreetMap's syntax from what people write, and asked whether it is open now.

Words are read by ``grammar``, said again by ``said``. Text that is not understood is kept as a
note: shown as it was written, and neither open nor closed.
"""

import csv
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import refuse_cpr
from graphdb.fields.hours.grammar import from_words
from graphdb.language.danish import fold
from graphdb.message import message

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
_TOO_LONG: Final = message("fields.hours_too_long")
_NOTHING: Final = message("fields.hours_none")
_MAX: Final = 500
_HORIZON: Final = 366  # days; farther changes are "never", which keeps odd expressions cheap


@dataclass(frozen=True, slots=True)
class OpenState:
    """Open at a moment: True, False, or None when that cannot be told.

    ``until`` is the next change within a year, in Danish time. ``note`` is what the hours add themselves,
    such as "efter aftale".
    """

    open: bool | None
    until: datetime | None = None
    note: str = ""


def normalise_hours(text: str) -> str:
    """Opening hours in one spelling of OSM's syntax; everyday Danish ("man-fre 9-15") is understood too.

    Words that are not understood are kept as a note. InvalidValue when nothing is said ("-", "ukendt"), when
    it is too long, or may hold a CPR number.
    """
    plain = " ".join(text.split())
    if len(plain) > _MAX or len(text) > 2 * _MAX:
        raise InvalidValue(_TOO_LONG)
    refuse_cpr(plain, "")
    if fold(plain) in _EMPTY:
        raise InvalidValue(_NOTHING)
    return _understood(text) or note_of(plain)


def is_understood(text: str) -> bool:
    """Whether all that was typed is read as hours; a note of its own words ("...") is not."""
    return '"' not in text and bool(_understood(text))


def _understood(text: str) -> str:
    plain = " ".join(text.split())
    if _OSM.fullmatch(plain) and (spelt := _spelt(plain)):
        return spelt
    return _spelt(from_words(text))


def open_state(hours: str, when: datetime) -> OpenState:
    """Whether it is open at ``when`` by Danish time and holidays; unknown when the hours cannot be read.

    A time without a zone is taken as Danish time. On days such as 24 December, when hours that keep public
    holidays may not hold (``seed/days``), what would be open is unknown, or closed, as the table says. Once
    hours without an end ("fra kl. 12") have begun, nobody has said whether it is still open.
    """
    aware = when.replace(tzinfo=COPENHAGEN) if when.tzinfo is None else when
    return _state_in(hours, aware.astimezone(UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=4096)
def _state_in(hours: str, minute: datetime) -> OpenState:
    """The state in a minute of UTC. Hours know no seconds, and a page of results asks for many alike."""
    read = _read(hours)
    if read is None:
        return OpenState(None)
    local = minute.astimezone(COPENHAGEN)  # 02:30 is no time on the night clocks go forward
    state, note = read.hours.state(local)
    opened = {State.OPEN: True, State.CLOSED: False}.get(state)
    if opened is False and read.otherwise is not None:
        opened, note = None, read.otherwise
    if opened and read.keeps_holidays and (day := _half_holiday(local.date())) is not None:
        opened, note = (False if day.closed else None), day.name
    until = read.hours.next_change(local)
    if opened and read.open_ended and (until is None or until.time() == time()):
        opened, until = None, None
    return OpenState(opened, until, note)


@dataclass(frozen=True, slots=True)
class _Read:
    """Hours ready to be asked; ``otherwise`` is what holds outside them, None when they are closed then.

    ``open_ended``: some have no end.
    """

    hours: OpeningHours
    otherwise: str | None
    keeps_holidays: bool
    open_ended: bool


@lru_cache(maxsize=4096)
def _read(text: str) -> _Read | None:
    spelt = _spelt(text)
    if not spelt:
        return None
    hours, _, otherwise = spelt.partition(" || ")
    rules = _QUOTED.sub("", hours)
    keeps = "PH closed" in rules and "Su" not in rules and not _HALF_HOLIDAY_SAID.search(rules)
    note = _QUOTED.search(otherwise)
    fallback = (note[0].strip('"') if note else "") if otherwise else None
    return _Read(_parsed(hours), fallback, keeps, open_ended="+" in rules)


def _parsed(text: str) -> OpeningHours:
    return OpeningHours(text, timezone=COPENHAGEN, country="DK", max_interval_days=_HORIZON)


def note_of(text: str) -> str:
    """Words kept as they are, whatever they hold: neither open nor closed."""
    return f"""24/7 unknown "{text.replace('"', "'")}\""""


_EMPTY: Final = frozenset(
    {"", "ukendt", "ukendte", "nan", "null", "none", "na", "nil", "ingen", "ikkeoplyst", "vedikke", "mangler"}
    | {"uoplyst", "ikkeangivet", "ingenoplysning", "ingenoplysninger", "unknown", "tom", "x", "xx", "xxx"}
)
_QUOTED: Final = re.compile(r'"[^"]*"')
_HALF_HOLIDAY_SAID: Final = re.compile(r"Jun 0?5|Dec 24")


# OSM's own syntax: read by the library, but days without times and notes are unknown, not open.

_OSM: Final = re.compile(
    r"""(?:"[^"]*"|(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|week|weeks"""
    r"""|days?|easter|off|closed|open|unknown|sunrise|sunset|dawn|dusk)(?![a-zæøåA-Z])"""
    r"""|[0-9]{1,2}:[0-9]{2}|[0-9]{4}|[0-9]{1,2}|[-–,;|+/()\[\] ])+"""
)
_CLOCK: Final = r"[0-9]{1,2}:[0-9]{2}|24/7|sunrise|sunset|dawn|dusk"
_SAYS_TIME: Final = re.compile(_CLOCK)
_SAYS_STATE: Final = re.compile(r"\b(?:off|closed|unknown)\b")
_NEEDS_OSM: Final = re.compile(
    rf'{_CLOCK}|\b(?:off|closed|unknown|easter)\b|"|^(?:Mo|Tu|We|Th|Fr|Sa|Su)[-,\w]*$'
)
_ALTERNATIVES: Final = re.compile(r'\s*(;|\|\|)\s*(?=(?:[^"]*"[^"]*")*[^"]*$)')
_FURTHER: Final = re.compile(r', (?=(?:[^"]*"[^"]*")*[^"]*$)')
_WHOLE_DAY: Final = "00:00-24:00"


def _spelt(text: str) -> str:
    """The expression in one spelling, or "" when it is none that the library reads."""
    if not _NEEDS_OSM.search(text) or not validate(text):
        return ""
    parts = _ALTERNATIVES.split(text)
    rules = [_spelt_rule(rule) for rule in parts[::2]]
    if not all(rules):
        return ""
    signs = [" || " if sign == "||" else "; " for sign in parts[1::2]]
    if "||" in parts and not _SAYS_STATE.search(rules[-1]) and " || " in signs:
        rules[-1] = f"{rules[-1]} unknown"
    spelt = "".join(rule + sign for rule, sign in zip(rules, [*signs, ""], strict=True))
    return spelt if validate(spelt) else ""


def _spelt_rule(rule: str) -> str:
    if not rule or not validate(rule):
        return ""
    whole_day = _WHOLE_DAY in rule
    said = [_said_or_unknown(part, whole_day) for part in _FURTHER.split(str(OpeningHours(rule)))]
    return ", ".join(said)


def _said_or_unknown(part: str, whole_day: bool) -> str:
    """A rule that says when it is open; else its days are unknown, as is all that a note is about."""
    note = _QUOTED.search(part)
    selector = _QUOTED.sub("", part).strip()
    if not _SAYS_STATE.search(selector):
        if not _SAYS_TIME.search(selector) and whole_day:
            selector = f"{selector} {_WHOLE_DAY}"
        if note or not _SAYS_TIME.search(selector):
            selector = f"{selector.removesuffix(' open')} unknown"
    return f"{selector} {note[0]}" if note else selector


@dataclass(frozen=True, slots=True)
class _HalfHoliday:
    """A day that is no public holiday, though many who keep those are closed."""

    name: str
    closed: bool


def _half_holiday(day: date) -> _HalfHoliday | None:
    return _half_holidays().get(f"{day:%m-%d}")


@cache
def _half_holidays() -> dict[str, _HalfHoliday]:
    text = (files("seed") / "days" / "half_holidays.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["day"]: _HalfHoliday(row["name_da"], row["state"] == "closed") for row in rows}
