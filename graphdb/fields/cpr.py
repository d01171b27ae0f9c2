"""The CPR guard: free text that looks as if it holds a citizen's number is refused and never repeated."""

import re
import unicodedata
from calendar import monthrange
from typing import Final

from graphdb.errors import InvalidValue

CPR_REASON: Final = (
    "Det ligner et CPR-nummer, så vi har hverken brugt eller gemt det. "
    "Slet nummeret, og skriv uden oplysninger om borgeren."
)

# A number is whole runs of digits with a little between them, never a part of a longer run (EAN, account).
# Pairs of digits alone are not enough, or "21 12 45 67 10-14" (telephone and hours) would be one.
_GAP: Final = r"(?=[\s./_:-])\s{0,3}[./_:-]{0,2}\s{0,3}"
_SPELLINGS: Final = tuple(
    re.compile(rf"(?<!\d){spelling}(?!\d)")
    for spelling in (
        rf"(\d\d)(\d\d)(\d\d)(?:{_GAP})?\d{{4}}",
        rf"(\d\d){_GAP}(\d\d){_GAP}(\d\d)(?:{_GAP})?\d{{4}}",
        # With its century; after years that may be this one's only a hyphen tells it from "24.12.2026 1000".
        rf"(\d\d)(?:{_GAP})?(\d\d)(?:{_GAP})?(?:18|19|20)(\d\d)\s{{0,3}}-\s{{0,3}}\d{{4}}",
        rf"(\d\d)(?:{_GAP})?(\d\d)(?:{_GAP})?19(\d\d)\s{{1,3}}\d{{4}}",
    )
)
_ENOUGH: Final = re.compile(r"(?:[0-9][^0-9]*){10}")
"""The fewest digits of any spelling: nearly every text has fewer, and is done with."""
_REPLACED: Final = 60
"""Added to the day in replacement numbers, for people who wait for an ordinary one."""


_ORDINARY: Final = re.compile(r"[ -~\t\nÀ-ÿ]*")
"""Signs that mean just themselves: nearly every Danish text is made of them alone, and is read quicker."""


def find_cpr(text: str) -> bool:
    """True when the text holds something that looks like a CPR number, however it is spelt.

    A date of birth (days 61 to 91 too) and four digits. The modulus-11 test is left out: numbers since 2007
    may fail it.
    """
    plain = _plain(text)
    return _ENOUGH.search(plain) is not None and any(
        _is_date(*found) for spelling in _SPELLINGS for found in spelling.findall(plain)
    )


def refuse_cpr(text: str, field: str) -> None:
    """InvalidValue at the field when the free text holds something like a CPR number."""
    if find_cpr(text):
        raise InvalidValue(CPR_REASON, field=field)


def _plain(text: str) -> str:
    """Any script's digits as 0-9, any dash as a hyphen, nothing invisible."""
    if _ORDINARY.fullmatch(text):
        return text
    return "".join(_ascii(char) for char in unicodedata.normalize("NFKC", text))


def _ascii(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Cf", "Cs", "Mn", "Me") or (category == "Cc" and not char.isspace()):
        return ""
    return "-" if category == "Pd" or char == "−" else char


def _is_date(day: str, month: str, year: str) -> bool:
    """A day that can be in some century: 29 February 1900 was none, but 2000 had one."""
    if not 1 <= int(month) <= 12:
        return False
    of_month = int(day) - _REPLACED if int(day) > _REPLACED else int(day)
    return 1 <= of_month <= monthrange(2000 + int(year), int(month))[1]
