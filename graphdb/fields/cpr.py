"""The CPR guard: text that looks as if it holds a citizen's number is refused and never repeated.

A number is ten digits that begin with a date: ``ddmmyy-nnnn``. People write the date and the four digits in
many ways, so the text is first brought to one form (``_simple``), then each reading of it as a date and a
serial number is looked at (``_readings``), and what is plainly something else is let go (``_is_other``).
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from graphdb.errors import InvalidValue
from graphdb.message import message
from graphdb.model import LONGEST_TEXT

CPR_REASON: Final = message("fields.cpr")
_RECENT: Final = range(24, 40)
"""Years, 20xx, that opening days, deadlines and changes of law in a directory are of."""
_ENOUGH_DIGITS: Final = re.compile(r"(?:[^0-9]*+[0-9]){7}")
"""As many as in "1. maj 90-1234"."""
_ORDINARY_FEW_DIGITS: Final = re.compile(r"(?:[ -/:-~\t\nÀ-ÿ]*+[0-9]){0,6}+[ -/:-~\t\nÀ-ÿ]*+")
"""Fewer, among signs that mean just themselves: as nearly every text, which is done with."""
_PLAINLY_OTHER: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|\+45[0-9]{8}")
"""As they are stored, alone: a day, eight digits with the year before, so no reading has four more; and a
Danish telephone number, which would be of the 45th of a month."""
_TOGETHER: Final = re.compile(r"(?:[0-9][\W_]*+){8}")
"""As many as in "1/1 90-1234", with no letter between: without the name of a month it takes that."""
_OURS: Final = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b")
_REPLACED: Final = 60
"""Added to the day in replacement numbers, for people who wait for an ordinary one."""


def find_cpr(text: str) -> bool:
    """True when the text holds something that looks like a CPR number, however it is spelt.

    A date of birth (days 61 to 91 too) and four digits. The modulus-11 test is left out: numbers since 2007
    may fail it. Text longer than ``LONGEST_TEXT`` is not read, and may not be repeated either: True.
    """
    if len(text) > LONGEST_TEXT:
        return True
    return _reads_as_cpr(text) or ("%" in text and _reads_as_cpr(unquote(text)))


def without_ids(text: str) -> str:
    """The text without ids and digests of ours: ten digits in a row come up in them by chance."""
    return _OURS.sub("", text)


def find_cpr_outside_ids(text: str) -> bool:
    """As ``find_cpr``, for an address: in the ids and digests of ours that it holds nothing is looked for."""
    return len(text) > LONGEST_TEXT or find_cpr(without_ids(text))


def without_numbers(text: str) -> str:
    """What may be shown again of a text: of one that holds a CPR number not the words with digits in them."""
    if not find_cpr(text):
        return text
    rest = "".join(part for part in re.split(r"(\s+)", text) if not any(map(str.isnumeric, part)))
    return "" if find_cpr(rest) else rest


def refuse_cpr(text: str, field: str) -> None:
    """InvalidValue at the field when the text holds something like a CPR number, or is too long to tell."""
    if len(text) > LONGEST_TEXT:
        raise InvalidValue(message("fields.too_long", limit=LONGEST_TEXT), field=field)
    if find_cpr(text):
        raise InvalidValue(CPR_REASON, field=field)


def _reads_as_cpr(text: str) -> bool:
    if _ORDINARY_FEW_DIGITS.fullmatch(text) is not None:
        return False
    plain = _plain(text)
    if _ENOUGH_DIGITS.match(plain) is None or _PLAINLY_OTHER.fullmatch(plain) is not None:
        return False
    if _TOGETHER.search(plain) is None and _MONTH.search(plain) is None:
        return False
    simple = _simple(plain)
    return any(_is_date(one) and not _is_other(one, simple) for one in _readings(simple))


# One form for all texts

_ORDINARY: Final = re.compile(r"[ -~\t\nÀ-ÿ]*")
"""Signs that mean just themselves: nearly every Danish text is made of them alone, and is read quicker."""
_MONTHS: Final = (
    *("januar january jan", "februar february feb", "marts march mar", "april apr", "maj may"),
    *("juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct"),
    *("november nov", "december dec"),
)
_MONTH_OF: Final = {name: f"{at:02}" for at, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH: Final = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_MONTH_OF)})(?![^\W\d_])", re.IGNORECASE)
_GAP: Final = re.compile(r"[\W_]+")
_WIDEST: Final = 4
"""Signs between two parts of a number, blanks aside: "010190 - (1234)" has two."""


def _plain(text: str) -> str:
    """Any script's digits as 0-9, any dash as a hyphen, nothing invisible. Sign by sign, so it is linear."""
    if (text.isascii() and text.isprintable()) or _ORDINARY.fullmatch(text):
        return text
    return "".join(map(_ascii, text))


@lru_cache(maxsize=4096)
def _ascii(char: str) -> str:
    return "".join(map(_ascii_sign, unicodedata.normalize("NFKC", char)))


def _ascii_sign(char: str) -> str:
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Mn", "Me") or (category == "Cc" and not char.isspace()):
        return ""
    return "-" if category == "Pd" or char == "−" else char


def _simple(plain: str) -> str:
    """Months as numbers, and one sign for whatever stands between two words or numbers."""
    return _GAP.sub(_one_sign, _MONTH.sub(_month_number, plain))


def _month_number(name: re.Match[str]) -> str:
    """ "1jan1990" is "1.01.1990"."""
    before, after = name.string[name.start() - 1 : name.start()], name.string[name.end() : name.end() + 1]
    return "." * before.isdigit() + _MONTH_OF[name[0].lower()] + "." * after.isdigit()


def _one_sign(gap: re.Match[str]) -> str:
    signs = "".join(gap[0].split())
    if not signs:
        return " "
    if len(signs) > _WIDEST:
        return "~~"  # never within a number
    return next((sign for sign in ":-./," if sign in signs), "+")


# Readings of it as a number


class _Reading(NamedTuple):
    """Digits that may be a number, in the simple text from ``start`` to ``stop``.

    ``gaps`` are the signs inside the date; ``join`` stands between date and serial, "" when they are one run.
    """

    day: str
    month: str
    year: str
    serial: str
    gaps: str
    join: str
    start: int
    stop: int

    @property
    def is_compact(self) -> bool:
        """The date is six digits together: hardly anything but a CPR number is written so."""
        return not self.gaps and len(self.year) == 2

    @property
    def is_recent(self) -> bool:
        """The date may be of the directory's own time: a number or word behind it is seldom a citizen's."""
        return self.year[:-2] in ("", "20") and int(self.year[-2:]) in _RECENT


_G: Final = r"[ .:/,+-]"
_YEAR: Final = r"(?P<year>(?:18|19|20)?\d\d)"
_FULL_YEAR: Final = r"(?P<year>(?:18|19|20)\d\d)"
_SERIAL: Final = rf"(?P<join>{_G}?)(?P<serial>\d(?:{_G}?\d){{3}})(?!\d)"
_DATES: Final = tuple(
    re.compile(date + _SERIAL)
    for date in (
        rf"(?P<day>\d\d)(?P<first>{_G}?)(?P<month>\d\d)(?P<second>{_G}?){_YEAR}",
        rf"(?P<day>\d\d?)(?P<first>{_G})(?P<month>\d\d?)(?P<second>{_G}){_YEAR}",
        rf"{_FULL_YEAR}(?P<first>{_G}?)(?P<month>\d\d)(?P<second>(?P=first))(?P<day>\d\d)",
        rf"{_FULL_YEAR}(?P<first>{_G})(?P<month>\d\d?)(?P<second>(?P=first))(?P<day>\d\d?)",
    )
)
_SINGLES: Final = re.compile(rf"\d(?P<gap>{_G})\d(?:(?P=gap)\d){{8}}(?!{_G}?\d)")
_START: Final = re.compile(r"(?<!\d)\d")
_NOT_DIGIT: Final = re.compile(r"\D")
_TWO_RUNS: Final = re.compile(r"\d{4}\D\d{6}$|\d\d[.,]\d{8}$")
"""A bank's register number with an account, and a decimal number."""
_GOES_BEFORE: Final = re.compile(r"\d[./-]$")
_GOES_ON: Final = re.compile(r"[ ./:-]\d")


def _readings(simple: str) -> Iterator[_Reading]:
    """Every way in which digits of the text are a date and four more. A run of digits counts as a whole."""
    for start in (run.start() for run in _START.finditer(simple)):
        for date in _DATES:
            if match := date.match(simple, start):
                day, month, year, serial = match.group("day", "month", "year", "serial")
                reading = _Reading(
                    *(day, month, year, serial, match["first"] + match["second"], match["join"]),
                    *match.span(),
                )
                if _is_regular(reading, simple):
                    yield reading
        if match := _SINGLES.match(simple, start):
            digits = _NOT_DIGIT.sub("", match[0])
            yield _Reading(digits[:2], digits[2:4], digits[4:6], digits[6:], "", "", *match.span())


def _is_regular(one: _Reading, simple: str) -> bool:
    """Whether this is how one CPR number is written: not two numbers, an account, or hours side by side."""
    if len(one.year) == 4 and not one.join:
        return False  # a run of twelve digits
    if len(one.year) == 4 and len(one.gaps) == 1 and _beside_digits(one, simple):
        return False  # groups of four, as banks write an account
    if not one.is_compact and _GOES_BEFORE.search(simple, max(0, one.start - 2), one.start):
        return False  # the middle of another date
    inside = set(_NOT_DIGIT.findall(one.serial))
    if not inside:
        return not _TWO_RUNS.match(simple, one.start, one.stop)
    if _GOES_ON.match(simple, one.stop):
        return False  # a telephone number, another date, hours
    if one.is_compact:
        return inside <= {" ", "-"}
    if inside == {" "}:
        return len(set(one.gaps)) <= 1 or one.gaps[0] == "/"
    return len(inside) == 1 and inside == set(one.gaps + one.join) != {":"}


def _beside_digits(one: _Reading, simple: str) -> bool:
    before, after = simple[max(0, one.start - 2) : one.start], simple[one.stop : one.stop + 2]
    return before[:1].isdigit() or after[1:].isdigit()


def _is_date(one: _Reading) -> bool:
    """A day that can be in some century: 29 February 1900 was none, but 2000 had one."""
    if not 1 <= int(one.month) <= 12:
        return False
    day = int(one.day) - _REPLACED if int(one.day) > _REPLACED else int(one.day)
    return 1 <= day <= monthrange(2000 + int(one.year[-2:]), int(one.month))[1]


# What it may be instead

_PNUMBER_BEFORE: Final = re.compile(
    r"(?:\bP\W?(?:nr|numre|nummer|enhed\w*)|\bproduktionsenhed\w*)\W?(?:nr\W)?(?:10\d{8}\W(?:og\W)?)*$",
    re.IGNORECASE,
)
_ACCOUNT_BEFORE: Final = re.compile(
    r"(?:konto(?:en)?|\breg)\W?(?:nr\W|nummer\W)?(?:\d{4}\W)?$", re.IGNORECASE
)
_BEFORE: Final = 100
_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")
_ROUND_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-4])(?:00|15|30|45)")
_UNTIL_CLOCK: Final = re.compile(r"-(?:[01]\d|2[0-4])[0-5]\d(?!\d)")
_REST_OF_DATE: Final = re.compile(r"[ .-]\d\d[ .-]\d\d(?!\d)")
_TOWN: Final = re.compile(r"[ ,][A-ZÆØÅ][a-zæøå]")
_CAPITAL: Final = re.compile(r"[ ,](?:København|Kbh|Frederiksberg)")
_PHONE_REST: Final = re.compile(r" \d{4}(?!\d)")
_MONEY: Final = re.compile(r"[ .]?(?:kr|kroner|DKK)\b", re.IGNORECASE)
_IN_SLUG: Final = re.compile(r"[A-Za-z]-$")


def _is_other(one: _Reading, simple: str) -> bool:
    """Whether the words around, or the number itself, tell that it is none."""
    return _is_labelled(one, simple) or (
        not one.is_compact and (_is_day_range(one) or _is_slug(one, simple) or _follows_a_date(one, simple))
    )


def _is_labelled(one: _Reading, simple: str) -> bool:
    """A P-number or an account, said to be one, and not written as only a CPR number is."""
    if (one.join and one.is_compact) or set(one.gaps) - {" "}:
        return False
    before = simple[max(0, one.start - _BEFORE) : one.start]
    is_pnumber = one.day == "10" and _PNUMBER_BEFORE.search(before) is not None
    return is_pnumber or _ACCOUNT_BEFORE.search(before) is not None


def _is_day_range(one: _Reading) -> bool:
    """ "3.-5.10.2026" is three days in October, "1. maj - 2. juni 2026" a month."""
    ends_a_date = one.join in (".", "/", " ") and one.serial[:2] in ("19", "20") and 1 <= int(one.year) <= 12
    return one.gaps[:1] == "-" and ends_a_date


def _is_slug(one: _Reading, simple: str) -> bool:
    """The number of a law in its address: "aendringslov-2024-12-30-1703"."""
    before = simple[max(0, one.start - 2) : one.start]
    return one.is_recent and one.gaps + one.join == "---" and _IN_SLUG.fullmatch(before) is not None


def _follows_a_date(one: _Reading, simple: str) -> bool:
    """Four digits that are another date's year, a time, a postcode, half a phone number or money."""
    after = simple[one.stop : one.stop + 20]
    if one.serial[:2] in ("19", "20") and _REST_OF_DATE.match(after):
        return True
    if one.join not in (" ", ",", ":", "+") or not one.serial.isdecimal():
        return False
    if _UNTIL_CLOCK.match(after) and _CLOCK.fullmatch(one.serial):
        return True
    if _TOWN.match(after) and (one.serial.endswith("0") or one.is_recent or _CAPITAL.match(after)):
        return True
    if one.is_recent and _ROUND_CLOCK.fullmatch(one.serial):
        return True
    return _PHONE_REST.match(after) is not None or _MONEY.match(after) is not None
