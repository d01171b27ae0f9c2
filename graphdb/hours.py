"""Opening hours in OSM syntax ("Mo-Fr 09:00-15:00; PH off"): open just now, and the same in Danish words."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")
ALWAYS: Final = "24/7"

_DAYS: Final = {
    "Mo": "mandag",
    "Tu": "tirsdag",
    "We": "onsdag",
    "Th": "torsdag",
    "Fr": "fredag",
    "Sa": "lørdag",
    "Su": "søndag",
    "PH": "helligdage",
}
_MONTHS: Final = {
    "Jan": "januar",
    "Feb": "februar",
    "Mar": "marts",
    "Apr": "april",
    "May": "maj",
    "Jun": "juni",
    "Jul": "juli",
    "Aug": "august",
    "Sep": "september",
    "Oct": "oktober",
    "Nov": "november",
    "Dec": "december",
}
_TIME: Final = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})(\+?)")
_COMMENT: Final = re.compile(r'"([^"]*)"')
_WORD: Final = re.compile(r"[A-Z][a-z]{2}|[A-Z][a-zH]")
_CLOSED: Final = re.compile(r"\b(?:off|closed)\b")
_LEFT: Final = re.compile(r"\b(?:week|easter|year|unknown|open|SH|sunrise|sunset|dawn|dusk)\b|[\[\]()/|]")


def is_open(hours: str, now: datetime) -> bool | None:
    """True or False at that moment; None when the hours are absent, unreadable or silent about it.

    ``now`` is aware of its zone. On a public holiday hours that do not speak of holidays are silent.
    """
    return _at(hours, now.astimezone(COPENHAGEN).replace(second=0, microsecond=0, tzinfo=None))


@lru_cache(maxsize=4096)
def _at(hours: str, local: datetime) -> bool | None:
    parsed = _parsed(hours)
    if parsed is None or parsed.is_unknown(local):
        return None
    if hours != ALWAYS and "PH" not in hours and _HOLIDAYS.is_open(local):
        return None
    return bool(parsed.is_open(local))


@lru_cache(maxsize=4096)
def _parsed(hours: str) -> OpeningHours | None:
    try:
        return OpeningHours(hours, country="DK") if hours else None
    except ParserError:
        return None


_HOLIDAYS: Final = OpeningHours("PH", country="DK")


@lru_cache(maxsize=4096)
def in_words(hours: str) -> str:
    """The hours in Danish ("Mandag-fredag kl. 9-15. Lukket helligdage."); as written when they are too intricate."""
    if hours == ALWAYS:
        return "Døgnet rundt."
    rules = [rule.strip() for rule in hours.split(";") if rule.strip()]
    said = [_rule(rule) for rule in rules]
    return " ".join(f"{text[0].upper()}{text[1:]}." for text in said if text) if all(said) else hours


def _rule(rule: str) -> str:
    """One rule in words, "" when it cannot be said."""
    bare = _COMMENT.sub("", rule).strip()
    comment = " ".join(_COMMENT.findall(rule))
    closed = _CLOSED.search(bare) is not None
    bare = _CLOSED.sub("", bare).replace(ALWAYS, "døgnet rundt").strip()
    if _LEFT.search(bare):
        return ""
    named = _WORD.sub(_named, _TIME.sub(_clock, bare))
    text = re.sub(r"\s*,\s*", ", ", named).replace(" kl. ", "§", 1).replace("kl. ", "").replace("§", " kl. ")
    text = f"lukket {text}".strip() if closed else text
    return f"{text} ({comment})" if comment else text


def _named(found: re.Match[str]) -> str:
    return _DAYS.get(found[0], _MONTHS.get(found[0], found[0]))


def _clock(found: re.Match[str]) -> str:
    later = " eller senere" if found[5] else ""
    return f"kl. {_hour(found[1], found[2])}-{_hour(found[3], found[4])}{later}"


def _hour(hour: str, minute: str) -> str:
    return str(int(hour)) if minute == "00" else f"{int(hour)}.{minute}"
