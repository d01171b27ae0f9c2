"""Cells of others as plain text: HTML, signs escaped twice, words for "unknown", and formulas."""

import html
import re
from typing import Final

import nh3

from graphdb.language.formulas import unguarded
from graphdb.language.text import fold
from graphdb.model import LONGEST_TEXT

_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--")
_LINE: Final = re.compile(r"<(?:br|/p|/li|/div|/tr|/h[1-6])\s*/?>", re.IGNORECASE)
_ITEM: Final = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\u00a0\u200b]+")
_BREAKS: Final = re.compile(r"\s*\n\s*")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}[0-9]{0,2});")
_DEEPEST: Final = 3
"""How often texts are escaped by the systems they come through."""
_UNKNOWN: Final = frozenset(
    {
        *("", "na", "nan", "null", "none", "nil", "nodata", "unknown", "notknown", "tbd"),
        *("ukendt", "ukendte", "ikkeoplyst", "uoplyst", "vedikke", "vides", "videsikke", "mangler"),
        *("ikkeangivet", "ikkerelevant", "ejoplyst", "irrelevant", "seewebsite", "notapplicable"),
        *("sehjemmeside", "sehjemmesiden", "sevoreshjemmeside", "sepaahjemmesiden", "sewebsite"),
    }
)
"""Folded cells that say nothing; "ingen" is an answer, and stays."""
_LONGEST_UNKNOWN: Final = 30
_WORKED_OUT: Final = re.compile(
    r"=\s*[-+@({]?\s*(?:[A-Za-zÆØÅæøå_.]+\(|\$?[A-Z]{1,3}\$?[0-9]|'?[^'\"=]{1,60}'?!)"
)
_AS_TEXT: Final = re.compile(r'="+([^"]*)"+')
"""A number as Excel is made to show it as it is."""


def clean(text: str) -> str:
    """The cell as text, "" when it says that nothing is known; what is too long to keep as it is."""
    if not text or len(text) > LONGEST_TEXT:
        return text
    plain = unguarded(text)
    if number := _AS_TEXT.fullmatch(plain):
        plain = number[1]
    for _ in range(_DEEPEST):
        if _ENTITY.search(plain) is None:
            break
        plain = html.unescape(plain)
    if _TAG.search(plain) is not None:
        plain = _without_tags(plain)
    plain = _BREAKS.sub("\n", _BLANKS.sub(" ", plain)).strip()
    return "" if says_nothing(plain) else plain


def says_nothing(text: str) -> bool:
    """True for "-", "ukendt", "NA", "se hjemmeside" and their like."""
    return len(text) <= _LONGEST_UNKNOWN and fold(text) in _UNKNOWN


def is_formula(text: str) -> bool:
    """True for what a spreadsheet would work out: "=SUM(A1:A3)"; a guarded one is text, and so is ="0012"."""
    return text.startswith("=") and _WORKED_OUT.match(text) is not None


def _without_tags(text: str) -> str:
    """HTML as its text: a line for each paragraph and each item; scripts and styles are gone."""
    lines = _LINE.sub("\n", _ITEM.sub("\n", text))
    return html.unescape(nh3.clean(lines, tags=set(), attributes={}))
