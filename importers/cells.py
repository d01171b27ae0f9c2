"""Understanding one row: its cells as values of the graph, and every problem in it, not just the first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.errors import InvalidValue
from graphdb.fields import formats, schema
from graphdb.fields.field import Sort
from graphdb.model import EdgeKind, Id, NodeKind, Value, area_id, node_id, term_id
from importers.rows import Problem, Row

_RELATIVE: Final = re.compile(r"today([+-]\d{1,5})?")
_NO_FACTS: Final[dict[str, Fact]] = {}


@dataclass(frozen=True, slots=True)
class Context:
    """Who speaks, and when. ``today`` is ISO; ``fictional`` lets numbers through that are nobody's.

    ``secret_kinds`` are the actor types whose address is secret unless the file says otherwise; ``codes`` are
    the codes a field may hold, by (kind, field).
    """

    source: str
    rank: Rank
    today: str
    fictional: bool = False
    secret_kinds: frozenset[str] = frozenset()
    codes: Mapping[tuple[NodeKind | EdgeKind, str], frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Cells:
    """One row being understood; ``problems`` fills up while its values are asked for.

    ``columns`` tells which cell a relation comes from.
    """

    row: Row
    context: Context
    problems: list[Problem] = field(default_factory=list)
    columns: dict[Id, str] = field(default_factory=dict)
    _dates: tuple[str, str] | None = None

    def problem(self, column: str, reason: str) -> None:
        """Note why a cell cannot be used, once; text that may be a CPR number is never repeated."""
        found = Problem(self.row.file, self.row.number, column, self.row.get(column), reason)
        if found not in self.problems:
            self.problems.append(found)

    def id(self, column: str, prefix: str, *, required: bool = True) -> Id:
        """A node's id or "": a bare cell belongs to the source, one with a colon is an authority's.

        A P-number ("pnr:") may look like a CPR number, as it often does; nothing else may.
        """
        text = self.row.get(column)
        if not text:
            if required:
                self.problem(column, "Feltet skal være udfyldt.")
            return ""
        scheme, colon, raw = text.partition(":")
        try:
            made = node_id(prefix, *((scheme, raw) if colon else (self.context.source, text)))
            if schema.hides_cpr(made):
                raise InvalidValue(formats.CPR_REASON)
            return made
        except InvalidValue as error:
            self.problem(column, error.reason)
            return ""

    def mark(self, column: str) -> str:
        """What tells this relation from others between the same two; "" when blank."""
        text = self.row.get(column)
        try:
            formats.refuse_cpr(text, column)
        except InvalidValue as error:
            self.problem(column, error.reason)
        return text

    def facts(self, kind: NodeKind | EdgeKind, columns: Iterable[str]) -> dict[str, Fact]:
        """The facts that the row states in these columns (named as the fields are)."""
        stated, confirmed = self.dates()
        found = {}
        for column in columns:
            value = self._value(kind, column)
            if value is not None:
                found[column] = Fact(value, stated, confirmed)
        return found

    def _value(self, kind: NodeKind | EdgeKind, column: str) -> Value | None:
        if schema.sort_of(kind, column) is Sort.DATE:
            return self.date(column) or None
        try:
            value = schema.normalise(kind, column, self.row.get(column), fictional=self.context.fictional)
        except InvalidValue as error:
            self.problem(column, error.reason)
            return None
        allowed = self.context.codes.get((kind, column))
        if value is not None and allowed is not None and value not in allowed:
            lacking = "Koden står ikke i ordlisten for dette felt."
            self.problem(column, lacking if allowed else "Ordlisten er tom. Kør først brobygger load.")
        return value

    def dates(self) -> tuple[str, str]:
        """(stated_on, confirmed_on); blank stated_on is left blank, for the frame to fill (see ``frame``)."""
        if self._dates is None:
            stated = self._past("stated_on")
            self._dates = stated, self._past("confirmed_on") or stated
        return self._dates

    def _past(self, column: str) -> str:
        """A day that has been: one to come would never grow stale."""
        day = self.date(column)
        if day > self.context.today:
            self.problem(column, "Datoen ligger ude i fremtiden.")
        return day

    def date(self, column: str) -> str:
        """A date cell as ISO, also ``today-400``; "" when blank or not a date (then noted)."""
        text = self.row.get(column)
        if not text:
            return ""
        relative = _RELATIVE.fullmatch(text)
        if relative is not None:
            day = date.fromisoformat(self.context.today) + timedelta(days=int(relative[1] or 0))
            return day.isoformat()
        try:
            return formats.normalise_date(text)
        except InvalidValue as error:
            self.problem(column, error.reason)
            return ""

    def codes(self, column: str) -> list[tuple[str, str]]:
        """A list cell as (code, note) pairs: ``rg_rus=opsøgende|rg_psyk``."""
        items = (item.strip().partition("=") for item in self.row.get(column).split("|"))
        return [(code.strip(), note.strip()) for code, _, note in items if code.strip()]

    def relations(self, column: str, kind: EdgeKind, src: Id, *, note: str = "") -> Iterable[Claim]:
        """Relations from ``src`` to the terms or areas that a list cell names."""
        target = area_id if kind in (EdgeKind.SERVES, EdgeKind.IN) else term_id
        for code, text in self.codes(column):
            try:
                dst = target(code)
            except InvalidValue as error:
                self.problem(column, error.reason)
                continue
            facts = self._note(kind, note, text, column) if note and text else _NO_FACTS
            yield self.relation(kind, (src, dst), facts, column=column)

    def _note(self, kind: EdgeKind, name: str, text: str, column: str) -> dict[str, Fact]:
        try:
            value = schema.normalise(kind, name, text)
        except InvalidValue as error:
            self.problem(column, error.reason)
            return _NO_FACTS
        return {} if value is None else {name: Fact(value, *self.dates())}

    def relation(
        self,
        kind: EdgeKind,
        ends: tuple[Id, Id],
        facts: dict[str, Fact] = _NO_FACTS,
        *,
        mark: str = "",
        column: str = "",
    ) -> Claim:
        """The row's claim that a relation is there; ``column`` is the cell that says so."""
        one = self.context
        made = relation(one.source, one.rank, kind, ends, facts, mark=mark, dates=self.dates())
        self.columns[made.target] = column
        return made

    def node(self, target: Id, kind: NodeKind, facts: dict[str, Fact]) -> Claim:
        """The row's claim about a node."""
        return Claim(target, self.context.source, self.context.rank, kind, facts)
