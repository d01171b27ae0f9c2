"""Cells as people fill them in: names where codes belong, codes that lost their zero, signs of HTML.

One pass over a row before it is understood. What cannot be told for certain is left as it was written, so
that the problem shown is about the words in the file.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.fields import formats
from graphdb.fields.hours import note_of
from graphdb.language.text import fold
from graphdb.model import LONGEST_TEXT, Node, NodeKind
from importers.reading.rows import Row

_K = NodeKind
_COLUMNS: Final[Mapping[str, NodeKind]] = {
    "kind": _K.ACTOR_TYPE,
    "municipality": _K.AREA,
    "municipalities": _K.AREA,
    "risk_groups": _K.RISK_GROUP,
    "needs": _K.NEED,
    "methods": _K.METHOD,
    "legal_basis": _K.LEGAL_BASIS,
    "access_routes": _K.ACCESS_ROUTE,
    "budget_area": _K.BUDGET_AREA,
    "exclusions": _K.EXCLUSION,
    "capacity_state": _K.CAPACITY_STATE,
    "number_kind": _K.NUMBER_KIND,
    "area": _K.AREA,
    "actor_type": _K.ACTOR_TYPE,
    "risk_group": _K.RISK_GROUP,
    "group": _K.RISK_GROUP,
    "state": _K.ASKED_STATE,
    "answered_by": _K.ANSWERED_BY,
}
_STATUSES: Final = {
    "aktiv": "active",
    "aaben": "active",
    "inaktiv": "inactive",
    "nedlagt": "defunct",
    "ophoert": "defunct",
    "midlertidigtlukket": "temporarily_closed",
}
_WHOLE_COUNTRY: Final = ("dk", ("Danmark", "hele landet", "landsdækkende", "alle kommuner"))
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}[0-9]{0,2});")
_ZERO_LOST: Final = re.compile(r"[1-9][0-9]{2}(?:\.0)?")
_CLOCK_TIMES: Final = re.compile(r"[0-9]{1,2}(?:[.:][0-9]{2})? ?(?:-|–|til) ?(?:kl\.? ?)?[0-9]{1,2}(?![0-9])")
_NAMES_DAYS: Final = re.compile(r"^(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
_PHONE_HOURS: Final = {"actors": "phone_hours", "contacts": "hours"}
_GROUPS: Final = frozenset({"places", "actors", "contacts", "services", "relations", "indicators", "asked"})
_LONGEST_NAME: Final = 200
"""Letters of what may be a name for a code."""
_TWICE: Final = 2
"""How often texts are escaped by the systems they come through."""


@dataclass(frozen=True, slots=True)
class Names:
    """Codes by kind of term and by folded name: labels, synonyms, and how municipalities are called.

    ``inverses``: relations by what they are called from their other end, but for names that ``codes`` has.
    """

    codes: Mapping[NodeKind, Mapping[str, str]] = field(default_factory=dict)
    known: Mapping[NodeKind, frozenset[str]] = field(default_factory=dict)
    municipalities: frozenset[str] = frozenset()
    inverses: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Mapping[NodeKind, Mapping[str, Node]]) -> "Names":
        """The names of a vocabulary; a name that two codes have tells nothing, unless it is one's label."""
        kinds = {kind: terms.get(kind, {}) for kind in (*_COLUMNS.values(), _K.RELATION_TYPE)}
        areas = kinds[_K.AREA]
        return cls(
            {kind: _by_name(kind, nodes) for kind, nodes in kinds.items()},
            {kind: frozenset(nodes) for kind, nodes in kinds.items()},
            frozenset(code for code, node in areas.items() if node.text("level") == "municipality"),
            _inverses(kinds[_K.RELATION_TYPE]),
        )

    def in_codes(self, row: Row) -> Row:
        """The row with text decoded and with codes where it names what they stand for."""
        if row.group not in _GROUPS:
            return row
        if row.group == "relations" and (kind := self._backwards(row.get("kind"))):
            row = row.turned(kind)
        cells = {
            column: text if text.isascii() and "&" not in text else decoded(text)
            for column, text in row.cells.items()
        }
        for column in filter(cells.get, _COLUMNS):
            cells[column] = self._in_code(row.group, column, cells[column])
        status = cells.get("status", "")
        if 0 < len(status) <= _LONGEST_NAME:
            cells["status"] = _STATUSES.get(fold(status), status)
        if hours := _PHONE_HOURS.get(row.group):
            _with_hours(cells, hours)
        if cells == row.cells:
            return row  # a second copy of each would be a tenth of what an import holds
        return replace(row, cells=cells)

    def _backwards(self, kind: str) -> str:
        """The code of a relation that is read from its other end, "" for all else."""
        return self.inverses.get(fold(decoded(kind)), "") if len(kind) <= _LONGEST_NAME else ""

    def _in_code(self, group: str, column: str, text: str) -> str:
        kind = _COLUMNS[column]
        if not text or len(text) > LONGEST_TEXT:
            return text
        codes = self._list(_K.RELATION_TYPE if (group, column) == ("relations", "kind") else kind, text)
        lies_in = column == "municipality"
        return text if lies_in and codes not in self.municipalities else codes

    def _list(self, kind: NodeKind, text: str) -> str:
        if "|" not in text and (code := self._code(kind, text)):
            return code
        items = (item.partition("=") for item in text.split("|"))
        return "|".join(f"{self._code(kind, code) or code}{sign}{note}" for code, sign, note in items)

    def _code(self, kind: NodeKind, text: str) -> str:
        """The code meant, "" when that is not certain."""
        plain = text.strip()
        if len(plain) > _LONGEST_NAME:
            return ""
        if plain in self.known.get(kind, ()):
            return plain
        if kind is _K.AREA and _ZERO_LOST.fullmatch(plain):
            padded = f"0{plain[:3]}"
            return padded if padded in self.municipalities else ""
        return self.codes.get(kind, {}).get(fold(plain), "")


def decoded(text: str) -> str:
    """Text without HTML's names for signs: "Børn &amp;amp; unge" is "Børn & unge". Too long stays."""
    if len(text) > LONGEST_TEXT:
        return text
    if "&" in text:
        for _ in range(_TWICE):
            if _ENTITY.search(text) is None:
                break
            text = html.unescape(text)
    return text.replace("\N{NO-BREAK SPACE}", " ") if not text.isascii() else text


def _by_name(kind: NodeKind, nodes: Mapping[str, Node]) -> dict[str, str]:
    labels: defaultdict[str, set[str]] = defaultdict(set)
    others: defaultdict[str, set[str]] = defaultdict(set)
    for code, node in nodes.items():
        for index, names in ((labels, _labels(node)), (others, _synonyms(kind, code, node))):
            for name in names:
                index[fold(name)].add(code)
    sure = {name: codes for name, codes in others.items() if name not in labels} | labels
    return {name: next(iter(codes)) for name, codes in sure.items() if name and len(codes) == 1}


def _inverses(relations: Mapping[str, Node]) -> dict[str, str]:
    known, codes = _by_name(_K.RELATION_TYPE, relations), defaultdict[str, set[str]](set)
    for code, node in relations.items():
        for name in (node.text("inverse_da"), node.text("inverse_en"), *node.items("inverse_synonyms_da")):
            codes[fold(name)].add(code)
    sure = {name: of_name for name, of_name in codes.items() if name and name not in known}
    return {name: next(iter(of_name)) for name, of_name in sure.items() if len(of_name) == 1}


def _labels(node: Node) -> Iterator[str]:
    yield from (text for name in ("label_da", "name") if (text := node.text(name)))


def _synonyms(kind: NodeKind, code: str, node: Node) -> Iterable[str]:
    if kind is not _K.AREA:
        return (node.text("label_en"), *node.items("synonyms_da"))
    if code == _WHOLE_COUNTRY[0]:
        return _WHOLE_COUNTRY[1]
    name = node.text("name")
    if node.text("level") != "municipality":
        return ()
    forms = (name, name.removesuffix("s"), f"{name.removesuffix('s')}s")
    return [f"{form} {word}" for form in forms for word in ("kommune", "regionskommune")]


def _with_hours(cells: dict[str, str], column: str) -> None:
    """Move hours that stand beside a telephone number to their own cell, when that is empty.

    Clock times without days are only a note: the days on which they hold are not said.
    """
    text = cells.get("phone", "")
    if (
        cells.get(column)
        or not any(sign.isalpha() or sign in "-–" for sign in text)
        or formats.find_cpr(text)
    ):
        return
    try:
        number, note = formats.split_phone(text, fictional=True)
        hours = formats.normalise_hours(note) if note and _CLOCK_TIMES.search(note) else ""
    except InvalidValue:
        return
    if hours:
        cells["phone"] = number
        cells[column] = hours if _NAMES_DAYS.search(hours) else note_of(note)
