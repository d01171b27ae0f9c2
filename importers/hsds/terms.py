"""Terms of another directory as ours, where a label, a synonym or ``seed/sources/hsds_terms.csv`` says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import Final

from graphdb.fields.cpr import find_cpr
from graphdb.language.text import fold
from graphdb.message import message
from graphdb.model import NodeKind
from importers.hsds.objects import fact
from importers.problems import Outcome
from importers.reading.cells import Cells
from importers.reading.names import Names
from importers.reading.rows import Row
from importers.reading.seeded import seeded

_K = NodeKind
TERMS, AREAS, FACTS = "#terms", "#areas", "#facts"
"""Cells that no file has, lists: what is understood only once the vocabularies are at hand."""
_BETWEEN: Final = "\x1f"
"""The sign that ASCII has for it; "|" may stand in these texts."""
_COLUMNS: Final[Mapping[str, Mapping[NodeKind, str]]] = {
    "actors": {_K.ACTOR_TYPE: "kind", _K.RISK_GROUP: "risk_groups"},
    "services": {
        _K.RISK_GROUP: "risk_groups",
        _K.NEED: "needs",
        _K.METHOD: "methods",
        _K.LEGAL_BASIS: "legal_basis",
        _K.ACCESS_ROUTE: "access_routes",
    },
}
OF_ACTOR: Final = "service\x1e"
"""Before the terms of an actor's services: they tell its kind when its own do not."""
_KIND: Final = "kind"
_LONGEST_FACTS: Final = 3_900
PLAIN: Final = str.maketrans("|=", "/ ")
"""Signs that mean something in a list of ours."""
_LONGEST_NAME: Final = 200
_TOO_MUCH: Final = message("import.hsds_too_much")


def understood(cells: Cells) -> Row:
    """The row with its terms in the columns of the vocabularies they are of, and the others kept."""
    row, names = cells.row, cells.context.names
    if row.group not in _COLUMNS:
        return row
    columns, codes = _COLUMNS[row.group], dict[str, list[str]]()
    below, foreign, lines, said = list[str](), list[str](), _listed(row, FACTS), set[str]()
    for term in dict.fromkeys(_listed(row, TERMS)):
        _, of_service, name = term.rpartition(OF_ACTOR)
        match = _code(name, columns, names)
        said |= {match[1]} if match is not None else set()
        if of_service:
            below += [match[1]] if match is not None and match[0] is _K.ACTOR_TYPE else []
        elif match is not None and not (columns[match[0]] == _KIND and codes.get(_KIND)):
            codes.setdefault(columns[match[0]], []).append(match[1])
        else:
            foreign.append(term.translate(PLAIN)[:_LONGEST_NAME])
    if _KIND in columns.values() and _KIND not in codes and len(set(below)) == 1:
        codes[_KIND] = below[:1]
    for area in _listed(row, AREAS):
        if (match := _code(area, (_K.AREA,), names)) is not None:
            codes.setdefault("municipalities", []).append(match[1])
        else:
            lines.append(fact("service_area", "name", area))
    if row.group == "actors" and _may_be_secret(row.get("name"), said, cells.context.secret_kinds):
        codes["secret_address"] = ["ja"]
    kept = {"other_terms": foreign, "other_facts": ["\n".join(_kept(cells, lines))]}
    texts = {name: "|".join(dict.fromkeys(filter(None, listed))) for name, listed in (codes | kept).items()}
    return replace(row, cells={**row.cells, **{name: text for name, text in texts.items() if text}})


def _may_be_secret(name: str, said: AbstractSet[str], secret_kinds: AbstractSet[str]) -> bool:
    """Whether the name or any term tells of a crisis centre: the first kind alone may be an open one's.

    The words are those by which places of OpenStreetMap are kept back.
    """
    withheld = [row for row in seeded("osm_for") if row["take"] == "withheld"]
    words, groups = {row["value"] for row in withheld}, {row["risk_group"] for row in withheld}
    return not said.isdisjoint(secret_kinds | groups) or any(word in name.casefold() for word in words)


def _kept(cells: Cells, lines: Sequence[str]) -> Iterator[str]:
    """As many of the lines as a text may hold; of one that could be about a citizen nothing is said."""
    left = _LONGEST_FACTS
    for line in lines:
        left -= len(line) + 1
        if left < 0 or find_cpr(line):
            column = line.partition(":")[0]
            cells.tell(column, _TOO_MUCH, Outcome.LEFT_OUT, value="" if find_cpr(line) else line)
        else:
            yield line


def listed(values: Iterable[str]) -> str:
    """The values as such a cell."""
    return _BETWEEN.join(value.replace(_BETWEEN, " ") for value in values)


def _listed(row: Row, column: str) -> list[str]:
    return list(filter(None, row.get(column).split(_BETWEEN)))


def _code(text: str, kinds: Iterable[NodeKind], names: Names) -> tuple[NodeKind, str] | None:
    """The first of these vocabularies that has a term so called, and its code."""
    mapped = _mapped().get(fold(text[:_LONGEST_NAME]), text)
    for kind in kinds:
        known = names.known.get(kind, ())
        code = mapped if mapped in known else names.codes.get(kind, {}).get(fold(mapped[:_LONGEST_NAME]), "")
        if code:
            return kind, code
    return None


@cache
def _mapped() -> Mapping[str, str]:
    return {fold(row["term"]): row["code"] for row in seeded("hsds_terms")}
