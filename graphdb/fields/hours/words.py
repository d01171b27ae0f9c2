"""The words and signs that Danes write opening hours with, as tokens for ``grammar``."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final


class Kind(StrEnum):
    """What a token is."""

    DAYS = "days"
    REST = "rest"
    CLOCK = "clock"
    NUMBER = "number"
    ORDINAL = "ordinal"
    NTH = "nth"
    MONTHLY = "monthly"
    MONTH = "month"
    DATE = "date"
    WEEK = "week"
    PARITY = "parity"
    ALL_DAY = "all day"
    FROM = "from"
    BETWEEN = "between"
    DASH = "dash"
    AND = "and"
    COMMA = "comma"
    BREAK = "break"
    CLOSED = "closed"
    EXCEPT = "except"
    INSTEAD = "instead"
    OR = "or"
    NOTE = "note"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week, 0 is Monday. ``nth`` of the month, negative from its end.

    ``holidays``: public holidays are among them. ``working``: said as "hverdage", so holidays are not.
    ``rest``: only those of them that are not named elsewhere.
    """

    week: frozenset[int] = frozenset()
    holidays: bool = False
    working: bool = False
    rest: bool = False
    nth: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """``number`` is minutes for a clock time, else the number that was written or that the word stands for.

    ``bare``: a clock time of an hour alone, "9" and not "09" or "9.00". ``text`` are a note's words.
    """

    kind: Kind
    number: int = 0
    days: Days = Days()
    bare: bool = False
    text: str = ""


EVERY_DAY: Final = Days(frozenset(range(7)))
_HOUR: Final = 60
_PM: Final = 12 * _HOUR
_LONGEST_DAY: Final = 24 * _HOUR


def tokens(text: str) -> list[Token] | None:
    """The text's tokens without words that say nothing, or None when it holds something unknown."""
    plain = _LABEL.sub("", _plain(text), count=1)
    if _ENGLISH.search(plain):
        plain = re.sub(r"\bto\b", "-", plain)  # else a Danish Thursday
        plain = re.sub(r"\bon\b", " ", plain)  # else a Danish Wednesday
    pattern, token_list, at = _token_pattern(), [], 0
    while at < len(plain):
        match = pattern.match(plain, at)
        if match is None:
            return None
        token = _token(match)
        if token is None:
            return None
        if token.kind is not Kind.NOISE:
            token_list.append(token)
        at = match.end()
    return _settled(token_list)


def english(text: str) -> bool:
    """True when days are named in English, where "9-5" is office hours."""
    return _ENGLISH.search(_plain(text)) is not None


def _plain(text: str) -> str:
    signs = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return signs.lower().strip()


_SIGNS: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("·•|", ";") | dict.fromkeys("\u00ad\u200b\ufeff☎", "")
)
_LABEL: Final = re.compile(
    r"(?:telefon(?:en|tid|tiden)?|tlf\.?\s?tid|tlf|telefonisk henvendelse|træffetid|træffes"
    r"|ring(?=[ :]+(?:man|tir|ons|tor|fre|lør|søn|alle|hver|dagl)))"
    r"(?![a-zæøå])[ .:]*"
)
_ENGLISH: Final = re.compile(
    r"\b(?:mon|tue|wed|thu|sat|sun|mon-fri|(?:mon|tues|wednes|thurs|fri|satur|sun)day|closed|open|holiday|weekday)s?\b"
)

_DAY_NAMES: Final = (
    r"ma|man|mand|mandag|mo|mon|monday",
    r"ti|tir|tirs|tirsd|tirsdag|tu|tue|tues|tuesday",
    r"on|ons|onsd|onsdag|we|wed|wednesday",
    r"to|tor|tors|torsd|torsdag|th|thu|thur|thurs|thursday",
    r"fr|fre|fred|fredag|fri|friday",
    r"lø|lør|lørd|lørdag|loer|loerdag|lor|lordag|sa|sat|saturday",
    r"sø|søn|sønd|søndag|soen|soendag|son|sondag|su|sun|sunday",
)
_MONTH_NAMES: Final = (
    r"jan|januar",
    r"feb|februar",
    r"mar|marts",
    r"apr|april",
    r"maj|may",
    r"jun|juni",
    r"jul|juli",
    r"aug|august",
    r"sep|sept|september",
    r"okt|oktober|oct",
    r"nov|november",
    r"dec|december",
)
_ORDINALS: Final = {"første": 1, "anden": 2, "andet": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sidste": -1}
_NAMED_DATES: Final = {
    "juleaftensdag": (12, 24),
    "juleaften": (12, 24),
    "nytårsaftensdag": (12, 31),
    "nytårsaften": (12, 31),
    "grundlovsdag": (6, 5),
}

_K = Kind
# Tried in this order; a word ends where letters end. Two phrases may begin alike: the longer stands first.
_WORDS: Final[tuple[tuple[str, Token], ...]] = (
    (r"24 timer(?: i døgnet)?|døgnet rundt|døgnåben(?:t)?|hele døgnet|hele dagen", Token(_K.ALL_DAY)),
    (
        (
            r"alle ugens (?:7 |syv )?dage|alle årets dage|alle dage|hver(?: eneste)? dag|hver nat|dagligt?"
            r"|hele ugen|(?:7|syv) dage om ugen|365 dage om året|daily|every day"
        ),
        Token(_K.DAYS, days=EVERY_DAY),
    ),
    (r"hele året|året rundt|i tidsrummet|hver uge", Token(_K.NOISE)),
    (
        r"(?:alle )?(?:hverdage|hverdagene|hverdag|arbejdsdage)|weekdays",
        Token(_K.DAYS, days=Days(frozenset(range(5)), working=True)),
    ),
    (r"weekend(?:en|er|erne|s)?", Token(_K.DAYS, days=Days(frozenset({5, 6})))),
    (
        r"(?:alle )?(?:helligdage|helligdagene|helligdag)|søgnehelligdage|ph|public holidays",
        Token(_K.DAYS, days=Days(holidays=True)),
    ),
    (r"øvrige|resterende|andre|resten af", Token(_K.REST)),
    *(
        (rf"(?:{name})(?:e|en|ene|s)?\.?", Token(_K.DAYS, days=Days(frozenset({at}))))
        for at, name in enumerate(_DAY_NAMES)
    ),
    (r"(?:i )?(?:hver )?(?:måneden|måned)|i hver måned|månedligt", Token(_K.MONTHLY)),
    *((rf"(?:{name})(?: måned)?\.?", Token(_K.MONTH, at)) for at, name in enumerate(_MONTH_NAMES, start=1)),
    *((name, Token(_K.DATE, 100 * month + day)) for name, (month, day) in _NAMED_DATES.items()),
    (r"(?:lige|like) uger?", Token(_K.PARITY, 2)),
    (r"ulige uger?", Token(_K.PARITY, 1)),
    (r"uge(?:r|rne)?\.?|week", Token(_K.WEEK)),
    *((name, Token(_K.NTH, number)) for name, number in _ORDINALS.items()),
    (
        r"undtagen|undtaget|bortset fra|på nær|dog ikke|men ikke|ikke|ekskl(?:usive|\.)?|except",
        Token(_K.EXCEPT),
    ),
    (r"dog kun|dog|men", Token(_K.INSTEAD)),
    (r"ferielukket|lukket|lukkede|closed|off", Token(_K.CLOSED)),
    (r"fra kl\.?|fra klokken|kl\.?|klokken|fra|from", Token(_K.FROM)),
    (r"(?:i)?mellem(?: kl\.?| klokken)?|between", Token(_K.BETWEEN)),
    (r"til og med|t\.?o\.?m\.?|til", Token(_K.DASH)),
    (r"(?:eller|ellers|og|samt|or)(?= (?:efter|by|ring|kun efter|tidsbestilling))", Token(_K.OR)),
    (r"og|samt|and|plus|både|ellers", Token(_K.AND)),
    (
        (
            r"åbningstiderne|åbningstider|åbningstid|åbent|åben|åbne|natåbent|natåben|telefontid|open|vi|holder"
            r"|har|er|der|i|på|om|den|d|det|hver|alle|kun|aftener|aften|formiddag|eftermiddag|morgen|nat|nætter"
            r"|begge dage"
        ),
        Token(_K.NOISE),
    ),
)
_NOTES: Final = (
    r"(?:kun )?efter (?:nærmere |forudgående |telefonisk |individuel )?aftale|ring først"
    r"|(?:ved |kun ved )?tidsbestilling|by appointment|aftal tid|efter visitation"
)
_MARKS: Final = {
    "-": _K.DASH,
    ",": _K.COMMA,
    "&": _K.AND,
    "+": _K.AND,
    "/": _K.COMMA,
    ";": _K.BREAK,
    "\n": _K.BREAK,
    "\r": _K.BREAK,
    "(": _K.BREAK,
    ")": _K.BREAK,
    ".": _K.BREAK,
    "!": _K.BREAK,
}
_END: Final = r"(?![a-zæøåäöü])"


@cache
def _token_pattern() -> re.Pattern[str]:
    """Compiled when the first hours are read: 15 ms, and a start reads none."""
    return re.compile(_TOKEN)


_TOKEN: Final = (
    r"(?P<space>[ \t:]+)"
    rf"|(?P<note>{_NOTES}){_END}"
    r"|(?P<always>24\s?/\s?7)"
    r"|(?P<never>hver(?:t)? (?:anden|andet|tredje|fjerde|[0-9])|[0-9]{1,2}/[0-9]{1,2}(?![0-9])|[0-9]{5})"
    + "".join(rf"|(?P<w{at}>{words}){_END}" for at, (words, _) in enumerate(_WORDS))
    + r"|(?P<meridian>(?P<mh>[0-9]{1,2})(?:[:.](?P<mm>[0-9]{2}))? ?(?P<half>am|pm))" + _END
    + r"|(?P<clock>(?P<h>[0-9]{1,2})[:.](?P<m>[0-9]{2})(?![0-9]))"
    r"|(?P<joined>[0-9]{4})(?![0-9])"
    r"|(?P<ordinal>[0-9]{1,2})\.(?=\s?(?:[a-zæøå(-]|og\b))"
    r"|(?P<number>[0-9]{1,2})(?![0-9])"
    r"|(?P<mark>[-,&+/;\n\r().!])"
)  # fmt: skip


def _token(match: re.Match[str]) -> Token | None:
    """The token matched; None for what is understood not to be understood ("hver anden søndag")."""
    group = match.lastgroup or ""
    if group == "space":
        return Token(Kind.NOISE)
    if group == "always":
        return Token(Kind.ALL_DAY)
    if group == "note":
        return Token(Kind.NOTE, text=match["note"])
    if group == "mark":
        return Token(_MARKS[match["mark"]])
    if group in ("ordinal", "number"):
        written = match[group]
        bare = not (len(written) > 1 and written.startswith("0"))
        return Token(Kind.ORDINAL if group == "ordinal" else Kind.NUMBER, int(written), bare=bare)
    if group.startswith("w"):
        return _WORDS[int(group[1:])][1]
    return _clock(match, group)


def _clock(match: re.Match[str], group: str) -> Token | None:
    if group == "clock":
        hour, minute = int(match["h"]), int(match["m"])
    elif group == "joined":
        hour, minute = divmod(int(match["joined"]), 100)
        if minute % 5:
            return None
    elif group == "meridian":
        hour, minute = int(match["mh"]), int(match["mm"] or 0)
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    else:
        return None
    minutes = hour * _HOUR + minute
    return Token(Kind.CLOCK, minutes) if minute < _HOUR and minutes <= _LONGEST_DAY else None


def _settled(unsettled: list[Token]) -> list[Token]:
    """A number with a full stop is a date, the nth day of a month, or an hour at the end of a sentence."""
    monthly = any(token.kind is Kind.MONTHLY for token in unsettled)
    settled: list[Token] = []
    for at, token in enumerate(unsettled):
        if token.kind is not Kind.ORDINAL:
            settled.append(token)
            continue
        rest = [one.kind for one in unsettled[at + 1 : at + 4]]
        ends_hours = _kinds_end(settled, Kind.NUMBER, Kind.DASH) or _kinds_end(settled, Kind.CLOCK, Kind.DASH)
        if not ends_hours and (rest[:1] == [Kind.MONTH] or rest[:1] == [Kind.DASH]):
            settled.append(token)
        elif not ends_hours and monthly and 1 <= token.number <= 5 and Kind.DAYS in rest:
            settled.append(replace(token, kind=Kind.NTH))
        else:
            settled += [replace(token, kind=Kind.NUMBER), Token(Kind.BREAK)]
    return settled


def _kinds_end(settled: list[Token], *kinds: Kind) -> bool:
    return [token.kind for token in settled[-len(kinds) :]] == list(kinds)
