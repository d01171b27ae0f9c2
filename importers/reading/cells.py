"""Understanding one row: its cells as values of the graph, and every problem in it, not just the first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from graphdb.claims import Claim, Fact, relation
from graphdb.errors import InvalidValue
from graphdb.fields import formats, schema
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS, member
from graphdb.message import Text, message
from graphdb.model import (
    MUNICIPALITY,
    VISIBILITIES,
    VISIBILITY,
    EdgeKind,
    Id,
    NodeKind,
    Value,
    area_id,
    node_id,
    term_id,
)
from graphdb.writing.secrecy import flag
from importers.problems import Outcome, Problem
from importers.reading.context import Context
from importers.reading.relative_day import absolute
from importers.reading.rows import Row

_NAMED: Final = re.compile(r"\s*([a-z_]{2,30})\s*:")
_NO_FACTS: Final[dict[str, Fact]] = {}
_Notes = tuple[dict[str, Fact], frozenset[str]]
_NO_NOTES: Final[_Notes] = (_NO_FACTS, frozenset())
_NO_CODE: Final = message("import.no_code")
_TAKEN_FOR_YES: Final = message("import.taken_for_yes")
_TAKEN_FOR_NARROW: Final = message("import.taken_for_narrow", words=", ".join(VISIBILITIES))
_NO_MUNICIPALITY: Final = message("import.no_municipality")
_BESIDE_NUMBER: Final = message("import.beside_number")
_BESIDE_ADVICE: Final = message("import.beside_advice")
EMPTY: Final = message("fields.required")


@lru_cache(maxsize=4096)
def _end(code: str, of_areas: bool) -> Id:
    """The id of a term or an area: a file names the same few in each row. Of what is none nothing is kept."""
    return area_id(code) if of_areas else term_id(code)


@dataclass(slots=True)
class Cells:
    """One row being understood; ``problems`` fills up while its values are asked for.

    ``columns`` tells which cell a relation comes from. ``refused`` says that nothing of the row is taken,
    ``nameless`` that it does not say whose it is. Of ``left_out`` (fields), ``listed`` (fields of a relation
    that stands in a list) and ``kept`` (relations, by kind and whose they are) the cell could not be read:
    what the source said before stands. ``pointed`` are the places the row points at, even when it is refused.
    ``of_the_day``: the row was read by what day it is.
    """

    row: Row
    context: Context
    problems: list[Problem] = field(default_factory=list)
    columns: dict[Id, str] = field(default_factory=dict)
    refused: bool = False
    nameless: bool = False
    of_the_day: bool = False
    left_out: set[str] = field(default_factory=set)
    listed: dict[Id, frozenset[str]] = field(default_factory=dict)
    kept: set[tuple[EdgeKind, Id]] = field(default_factory=set)
    pointed: set[Id] = field(default_factory=set)
    _dates: tuple[str, str] | None = None

    def refuse(self, column: str, reason: Text, advice: Text = "") -> None:
        """The row cannot be taken: it does not say whose it is, or holds what may be a CPR number."""
        self.refused = True
        self.tell(column, reason, Outcome.REFUSED, advice=advice)

    def leave_out(self, column: str, reason: Text, *, value: str | None = None, advice: Text = "") -> None:
        """The cell, or only ``value`` in its list, cannot be read; with a CPR number the row is refused."""
        cell = self.row.get(column)
        # Across items, as in "until:2026-12-31|0615", it is none; what looks so is not shown.
        texts = [cell] if value is None else cell.split("|")
        if reason == formats.CPR_REASON or any(map(formats.find_cpr, texts)):
            self.refuse(column, formats.CPR_REASON)
            return
        self.left_out.add(column)
        value = "" if value and formats.find_cpr(cell) else value
        self.tell(column, reason, Outcome.LEFT_OUT, value=value, advice=advice)

    def tell(
        self, column: str, reason: Text, outcome: Outcome, *, value: str | None = None, advice: Text = ""
    ) -> None:
        """Note what became of a cell, once."""
        shown = self.row.get(column) if value is None else value
        problem = self.row.problem(column, shown, reason, outcome, advice)
        if problem not in self.problems:
            self.problems.append(problem)

    def advise(self, column: str, advice: Text) -> None:
        """Say what to do about a problem already noted."""
        for at, problem in self._about(column):
            self.problems[at] = replace(problem, advice=advice)

    def _about(self, column: str) -> list[tuple[int, Problem]]:
        name = self.row.called(column)
        return [(at, problem) for at, problem in enumerate(self.problems) if problem.column == name]

    def id(self, column: str, prefix: str, *, required: bool = True, own: bool = True) -> Id:
        """A node's id: a bare cell belongs to the source, one with a colon is an authority's.

        Without a required one the row is refused, and an id that stands for the row alone is answered, so
        that what else it says can still be looked at; unless the id is not the row's own, it is then not
        known whose row it is. Else "" for a cell that is blank or cannot be read.

        A P-number ("pnr:") may look like a CPR number, as it often does; nothing else may.
        """
        text = self.row.get(column)
        reason: Text = EMPTY if required else ""
        if text:
            try:
                return self._id(text, prefix)
            except InvalidValue as error:
                reason = error.reason
        if required:
            self.nameless = self.nameless or own
            self.refuse(column, reason)
            return node_id(prefix, self.context.source, f"unread.{self.row.number}")
        if reason:
            self.leave_out(column, reason)
        return ""

    def _id(self, text: str, prefix: str) -> Id:
        scheme, colon, raw = text.partition(":")
        target = node_id(prefix, *((scheme, raw) if colon else (self.context.source, text)))
        if schema.hides_cpr(target):
            raise InvalidValue(formats.CPR_REASON, field="id")
        return target

    def parent(self, src: Id) -> Iterator[Claim]:
        """What ``src`` is part of; behind it may stand who may see that."""
        for text, said in self.codes("parent")[:1]:
            try:
                parent = self._id(text, "actor")
                if parent == src:
                    raise InvalidValue(message("import.part_of_itself"))
            except InvalidValue as error:
                self.leave_out("parent", error.reason)
                self.kept.add((EdgeKind.PART_OF, src))
                return
            yield self._listed(EdgeKind.PART_OF, (src, parent), VISIBILITY, said, "parent")

    def places(self, src: Id) -> Iterator[Claim]:
        """Where ``src`` is: the places its row points at, with the hours and what else stands behind each.

        They are noted also when nothing else of the row is taken.
        """
        places = set[Id]()
        for text, said in self.codes("place"):
            try:
                place = self._id(text, "place")
                if place in places:
                    raise InvalidValue(message("import.place_twice"))
            except InvalidValue as error:
                self.leave_out("place", error.reason, value=text)
                self.kept.add((EdgeKind.LOCATED_AT, src))
                continue
            places.add(place)
            self.pointed.add(place)
            yield self._listed(EdgeKind.LOCATED_AT, (src, place), "opening_hours", said, "place")

    def require(self, column: str, facts: Mapping[str, Fact]) -> None:
        """Refuse the row when it does not state this."""
        if column not in facts:
            self.refuse(column, EMPTY) if not self.row.get(column) else self._make_refused(column)

    def lacks(self, *columns: str) -> bool:
        """Refuse the row for each of these that is blank; whether any is."""
        blank = [column for column in columns if not self.row.get(column)]
        for column in blank:
            self.refuse(column, EMPTY)
        return bool(blank)

    def _make_refused(self, column: str) -> None:
        """What was left out is something no row can do without."""
        self.refused = True
        for at, problem in self._about(column):
            if problem.outcome is Outcome.LEFT_OUT:
                self.problems[at] = replace(problem, outcome=Outcome.REFUSED)

    def mark(self, column: str) -> str:
        """What tells this relation from others between the same two; "" when blank."""
        text = self.row.get(column)
        try:
            formats.refuse_cpr(text, column)
        except InvalidValue as error:
            self.refuse(column, error.reason)
        return text

    def facts(self, kind: NodeKind | EdgeKind, columns: Iterable[str]) -> dict[str, Fact]:
        """The facts that the row states in these columns (named as the fields are)."""
        stated, confirmed = self.dates()
        facts: dict[str, Fact] = {}
        rows = FIELDS.get(kind, {})
        for column in filter(self.row.cells.get, columns):  # most cells are blank
            row = rows.get(column)
            if row is not None and row.sort is Sort.ANSWERS:
                facts |= {name: Fact(yes, stated, confirmed) for name, yes in self._answers(kind, column)}
            elif (value := self._value(kind, column)) is not None:
                facts[column] = Fact(value, stated, confirmed)
        for first, last, reason in schema.backwards({name: fact.value for name, fact in facts.items()}):
            self.leave_out(last, reason)
            self.left_out.add(first)
            del facts[first], facts[last]
        return facts

    def _answers(self, kind: NodeKind | EdgeKind, column: str) -> Iterator[tuple[str, bool]]:
        """The fields of a family that a list cell of ``code=ja`` and ``code=nej`` answers."""
        known = self.context.codes.get((kind, column), frozenset())
        for code, said in self.codes(column):
            if code not in known:
                self._no_code(column, known, value=code)
                continue
            try:
                yield member(column, code), formats.parse_bool(said)
            except InvalidValue:
                self.leave_out(column, message("import.yes_or_no_of", code=code), value=code)

    def _value(self, kind: NodeKind | EdgeKind, column: str) -> Value | None:
        sort = schema.sort_of(kind, column)
        if sort is Sort.DATE:
            return self.date(column) or None
        try:
            value = self._normal(column, sort)
        except InvalidValue as error:
            if column == flag.FLAG and not formats.find_cpr(self.row.get(column)):
                self.tell(column, _TAKEN_FOR_YES, Outcome.LEFT_OUT, value="")
                return True
            self.leave_out(column, error.reason)
            return None
        allowed = self.context.codes.get((kind, column))
        if column == VISIBILITY and value is not None and value not in VISIBILITIES:
            self.tell(column, _TAKEN_FOR_NARROW, Outcome.LEFT_OUT)
            return MUNICIPALITY
        if value is not None and allowed is not None and value not in allowed:
            self._no_code(column, allowed)
            return None
        return value

    def _normal(self, column: str, sort: Sort) -> Value | None:
        """The cell's value; of what is more than a telephone number, the number."""
        fictional = self.context.fictional
        try:
            return schema.normal_form(sort, column, self.row.get(column), fictional=fictional)
        except InvalidValue:
            if sort is not Sort.PHONE:
                raise
        return schema.normal_form(sort, column, self._number(column), fictional=fictional)

    def _number(self, column: str) -> str:
        """The telephone number in a cell; what stands beside it is reported, and left out."""
        text = self.row.get(column)
        if not text or formats.find_cpr(text):
            return text
        number, note = formats.split_phone(text, fictional=self.context.fictional)
        if note:
            self.tell(column, _BESIDE_NUMBER, Outcome.LEFT_OUT, value=note, advice=_BESIDE_ADVICE)
        return number

    def _no_code(
        self, column: str, known: frozenset[str], *, value: str | None = None, reason: Text = _NO_CODE
    ) -> None:
        if known:
            self.leave_out(column, reason, value=value)
        else:
            self.refuse(column, message("import.no_vocabulary"))

    def dates(self) -> tuple[str, str]:
        """(stated_on, confirmed_on); blank stated_on is left blank, for the frame to fill (see ``frame``)."""
        if self._dates is None:
            stated = self.past("stated_on")
            self._dates = stated, self.past("confirmed_on") or (stated if self.context.confirms else "")
        return self._dates

    def past(self, column: str) -> str:
        """A day that has been: one to come would never grow stale."""
        day = self.date(column)
        if day > self.context.today and day > self.today():  # taken in when it has come
            self.leave_out(column, message("import.future"))
            return ""
        return day

    def date(self, column: str) -> str:
        """A date cell as ISO, also ``today-400``; "" when blank or not a date (then noted)."""
        text = self.row.get(column)
        if not text:
            return ""
        try:
            return formats.normalise_date(absolute(text, self.today))
        except InvalidValue as error:
            self.leave_out(column, error.reason)
            return ""

    def today(self) -> str:
        """The day (ISO) to read by: on another one the row says something else."""
        self.of_the_day = True
        return self.context.today

    def codes(self, column: str) -> list[tuple[str, str]]:
        """A list cell as (code, note) pairs: ``code=note|code``."""
        text = self.row.get(column)
        if not text:  # most cells of a row are blank
            return []
        items = [item.partition("=") for item in text.split("|")]
        return [(code, note.strip()) for item, _, note in items if (code := item.strip())]

    def relations(self, column: str, kind: EdgeKind, src: Id, *, note: str = "") -> Iterable[Claim]:
        """Relations from ``src`` to the terms or areas that a list cell names; unknown ones are reported."""
        if not (codes := self.codes(column)):
            return
        of_areas = kind in (EdgeKind.SERVES, EdgeKind.IN)
        known = self.context.ends.get((src.partition(":")[0], kind))
        for code, text in codes:
            try:
                dst = _end(code, of_areas)
            except InvalidValue as error:
                self.leave_out(column, error.reason, value=code)
                self.kept.add((kind, src))
                continue
            if known is not None and dst not in known:
                reason: Text = _NO_MUNICIPALITY if kind is EdgeKind.IN else _NO_CODE
                self._no_code(column, known, value=code, reason=reason)
                self.kept.add((kind, src))
                continue
            yield self._listed(kind, (src, dst), note, text, column)

    def _listed(self, kind: EdgeKind, ends: tuple[Id, Id], first: str, text: str, column: str) -> Claim:
        """A relation from a list, with what stands behind: the field ``first``, more as ``=field:value``."""
        facts, unread = self._notes(kind, first, text, column) if first and text else _NO_NOTES
        claim = self.relation(kind, ends, facts, column=column)
        self.listed[claim.target] = unread
        return claim

    def _notes(self, kind: EdgeKind, first: str, text: str, column: str) -> _Notes:
        """The facts that stand behind an item of a list, and the fields that could not be read."""
        said: dict[str, str] = {first: ""}
        name = first
        pieces = text.split("=")
        for piece in pieces:
            before, colon, after = piece.partition(":")
            if colon and before.strip() in FIELDS.get(kind, {}):
                name, said[before.strip()] = before.strip(), after
            elif piece is not pieces[0] and (named := _NAMED.match(piece)):
                self._no_field(kind, named[1], piece, column)
                if after.strip() in VISIBILITIES:  # misspelt, and yet not public
                    said[VISIBILITY] = after.strip()
            else:
                said[name] += f"={piece}" if said[name] else piece
        facts, unread = dict[str, Fact](), set[str]()
        for name, value in said.items():
            try:
                facts |= self._note(kind, name, value, column)
            except InvalidValue as error:
                self.leave_out(column, error.reason, value=value)
                unread.add(name)
        return facts, frozenset(unread)

    def _no_field(self, kind: EdgeKind, name: str, piece: str, column: str) -> None:
        names = ", ".join(sorted(FIELDS.get(kind, {})))
        self.leave_out(column, message("import.no_such_field", name=name, names=names), value=piece)

    def _note(self, kind: EdgeKind, name: str, text: str, column: str) -> dict[str, Fact]:
        text = absolute(text, self.today) if schema.sort_of(kind, name) is Sort.DATE else text
        value = schema.normalise(kind, name, text, fictional=self.context.fictional)
        if name == VISIBILITY and value is not None and value not in VISIBILITIES:
            self.leave_out(column, _TAKEN_FOR_NARROW, value=text)
            value = MUNICIPALITY
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
        claim = relation(one.source, one.rank, kind, ends, facts, mark=mark, dates=self.dates())
        self.columns[claim.target] = column
        return claim

    def node(self, target: Id, kind: NodeKind, facts: dict[str, Fact]) -> Claim:
        """The row's claim about a node."""
        return Claim(target, self.context.source, self.context.rank, kind, facts)
