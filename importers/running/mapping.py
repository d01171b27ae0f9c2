"""From rows to the claims of a run: what is taken of each, what is not, and what then stands as before."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graphdb.claims import Claim, Fact
from graphdb.connect import Entry, Said, Spool, entry, words
from graphdb.errors import InvalidValue
from graphdb.fields.registry import family
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id
from graphdb.store import GraphStore
from graphdb.writing.plan import Outweighed
from graphdb.writing.secrecy import flag
from importers.importer import about
from importers.problems import Layout, Outcome, Problem
from importers.reading.cells import Cells
from importers.reading.context import Context
from importers.reading.gathered import Rows, places_of
from importers.reading.rows import Row
from importers.running.sequence import stage

Progress = Callable[[Text, int, int], None]
"""Called as (what, done, of all) while a run works."""


@dataclass(slots=True)
class Mapped:
    """The run before it is written: its rows and claims are in ``spool``, here is what was not taken of them.

    ``same`` counts, by group, the targets of which nothing new is said, and ``outweighed`` are fields of
    those where the word of people who edit stays. ``pointed`` are the places that rows
    not taken point at, and ``spared`` the groups of which nothing is pruned, for such a row did not even say
    whose it is. ``kept`` are the relations, by kind and whose they are, whose cell could not be read.
    ``turned`` are relations that a file has from their other end.
    ``of_the_day``: rows say something else on another day.
    ``hushed`` are rows (file, sheet, number) of which no report may repeat a value.
    """

    spool: Spool
    context: Context
    rows: Rows
    same: Counter[str] = field(default_factory=Counter)
    pointed: set[Id] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    kept: set[tuple[EdgeKind, Id]] = field(default_factory=set)
    turned: set[Id] = field(default_factory=set)
    of_the_day: bool = False
    hushed: set[tuple[str, str, int]] = field(default_factory=set)
    layout: Layout = field(default_factory=Layout)
    problems: list[Problem] = field(default_factory=list)
    outweighed: list[Outweighed] = field(default_factory=list)

    def leave_out(self, cells: Cells) -> None:
        """List a row that tells a relation from its other end in other words; the earlier one stands."""
        cells.tell("", message("import.twice"), Outcome.LEFT_OUT)
        self.problems += cells.problems

    def row(self, number: int) -> Row:
        """A row as it was understood."""
        return self.context.names.in_codes(self.rows.get(number))

    def origin(self, target: Id) -> tuple[Row, str] | None:
        """The row and column that a target came from, which was taken at first."""
        origin = self.spool.origin(target)
        return None if origin is None else (self.row(origin[0]), origin[1])

    def unread(self, ids: Collection[Id]) -> set[tuple[str, Id]]:
        """(group, id) of those that rows not taken speak of."""
        aside = self.spool.rows_set_aside(ids)
        groups = {number: self.rows.get(number).group for number in {number for number, *_ in aside}}
        return {(groups[number], one) for number, *both in aside for one in both}

    def stands(self, claim: Claim) -> bool:
        """True for a relation said before whose cell could not be read this time."""
        return isinstance(claim.kind, EdgeKind) and (claim.kind, about(claim)) in self.kept

    def tell(self, said: Said, outcome: Outcome, column: str, reason: Text, advice: Text = "") -> None:
        """Note what became of what a claim's row says in a column; no value of a hushed row is repeated."""
        row = self.row(said.row)
        self.problems.append(row.problem(column, row.get(column), reason, outcome, advice))

    def hush(self, row: Row) -> None:
        """Repeat no value of this row."""
        self.hushed.update(row.places)

    def rewrite(self, claims: Iterable[tuple[int, Claim]]) -> None:
        """Let claims, by number, say this instead."""
        self.spool.rewrite((number, claim, _flagged(claim)) for number, claim in claims)

    def withdraw(self, target: Id) -> None:
        """Take back all that is said in the row of a node; what was said before stands.

        No value of a row that names it is repeated: its id may tell the street.
        """
        touching = self.spool.touching([target])
        for said in touching:
            self.hush(self.rows.get(said.row))
        self.spool.set_aside(said.n for said in touching if target in (said.claim.target, about(said.claim)))

    def reported(self) -> Iterator[Problem]:
        """The problems as they may be shown, each once: a cell may be read for an actor and its services."""
        for problem in dict.fromkeys(self.problems):
            place = (problem.file, problem.sheet, problem.row)
            yield problem.hushed() if place in self.hushed else problem


class Understood(NamedTuple):
    """A row by its number, as it was understood here, and what it says."""

    number: int
    cells: Cells
    claims: list[Claim]


class Plain(NamedTuple):
    """A row by its number of which there is no more to know than its claims and the places that it names."""

    number: int
    claims: list[Entry]
    places: list[str]


Chunk = Sequence[Understood | Plain]
ClaimsOf = Callable[[Cells], Iterable[Claim]]


def understand(claims_of: ClaimsOf, context: Context, number: int, row: Row) -> Understood:
    """What one row says, as far as it can be understood."""
    cells = Cells(context.names.in_codes(row), context)
    claims: list[Claim] = []
    try:
        claims.extend(claims_of(cells))
    except InvalidValue as error:  # of a value that no column was asked about
        cells.refuse(error.field, error.reason)
    return Understood(number, cells, claims)


def plain(one: Understood) -> Plain | None:
    """The same as texts and numbers alone; None where there is more to know."""
    cells = one.cells
    if cells.refused or cells.problems or cells.kept or cells.of_the_day or cells.row.is_turned:
        return None
    return Plain(one.number, _entries(one), list(places_of(cells.row)))


def map_rows(claims_of: ClaimsOf, chunks: Iterable[Chunk], progress: Progress, mapped: Mapped) -> None:
    """Take what every row says."""
    of_all, done = len(mapped.rows), 0
    for chunk in chunks:
        progress(message("import.reads"), done, of_all)
        done += len(chunk)
        _take(claims_of, mapped, chunk)


def _take(claims_of: ClaimsOf, mapped: Mapped, chunk: Chunk) -> None:
    present = mapped.spool.present([target for one in chunk for target in _targets(one)])
    taken: list[Entry] = []
    not_taken: list[Entry] = []
    places: list[tuple[str, int]] = []
    for one in chunk:
        if isinstance(one, Plain):
            targets = _targets(one)
            if present.isdisjoint(targets):
                taken += one.claims
                present.update(targets)
                places += ((place, one.number) for place in one.places)
                continue
            one = understand(claims_of, mapped.context, one.number, mapped.rows.get(one.number))
        places += ((place, one.number) for place in places_of(one.cells.row))
        _take_row(mapped, one, present, taken, not_taken)
    mapped.spool.put(taken)
    mapped.spool.put(not_taken, taken=False)
    mapped.rows.note_places(places)


def _targets(one: Understood | Plain) -> list[Id]:
    return [claim[0] for claim in one.claims] if isinstance(one, Plain) else [c.target for c in one.claims]


def _take_row(
    mapped: Mapped, one: Understood, present: set[Id], taken: list[Entry], not_taken: list[Entry]
) -> None:
    """Take what a row says, or set it aside; ``present`` are the targets taken before."""
    _, cells, claims = one
    if not cells.refused and any(claim.target in present for claim in claims):
        if cells.row.group == "relations" and _said_before(mapped.spool, taken, claims):
            return
        if any(claim.target in mapped.turned for claim in claims) is not cells.row.is_turned:
            mapped.leave_out(cells)
            return
        is_foreign = bool(cells.row.columns) and not cells.row.get("id")  # its file has no such column
        cells.refuse("" if is_foreign else "id", message("import.twice"))
    elif cells.refused and (cells.nameless or not claims):
        mapped.spared.add(cells.row.group)
    mapped.problems += cells.problems
    mapped.of_the_day = mapped.of_the_day or cells.of_the_day
    if cells.refused:
        not_taken += _entries(one)
        mapped.pointed |= cells.pointed
        return
    taken += _entries(one)
    mapped.kept |= cells.kept
    present.update(claim.target for claim in claims)
    mapped.turned.update(claim.target for claim in claims if cells.row.is_turned)


def _said_before(spool: Spool, taken: Iterable[Entry], claims: Iterable[Claim]) -> bool:
    """Whether relations were said before word for word, as they may be from both of their ends."""
    before = {one[0]: one[1:5] for one in taken}
    stored = spool.taken([one.target for one in claims])
    before |= {target: words(said.claim) for target, said in stored.items()}
    return all(before.get(one.target) == words(one) for one in claims)


def _entries(one: Understood) -> list[Entry]:
    claims = {claim.target: claim for claim in one.claims}
    return [_entry(one.number, one.cells, claim) for claim in claims.values()]


def _entry(number: int, cells: Cells, claim: Claim) -> Entry:
    facts, target = claim.facts, claim.target
    left_out = cells.listed.get(target, cells.left_out)
    settled = not left_out and "" not in [fact.stated_on for fact in facts.values()]
    column = cells.columns.get(target, "")
    return entry(claim, about(claim), number, column, left_out, stage(claim), _flagged(claim), not settled)


def _flagged(claim: Claim) -> bool:
    fact = claim.facts.get(flag.FLAG)
    return fact is not None and fact.value is True


def carry_over(store: GraphStore, mapped: Mapped) -> None:
    """Bring along what stands as it was said before.

    Facts whose row gives no date keep the one they had while their value is the same; what could not be
    read is as it was.
    """
    context = mapped.context
    for page in mapped.spool.of_kinds((), unsettled=True):
        present = store.claims([said.claim.target for said in page])
        rewritten = []
        for said in page:
            claims = present.get(said.claim.target, ())
            own = next((claim for claim in claims if claim.source == context.source), None)
            before = own.facts if own is not None else {}
            others = {name for claim in claims if claim.source != context.source for name in claim.facts}
            facts = {name: _dated(fact, before.get(name), context) for name, fact in said.claim.facts.items()}
            for name in _unread(said.left_out, facts, before.keys() | others):
                _stand(facts, name, before, others)
            rewritten.append((said.n, replace(said.claim, facts=facts)))
        mapped.rewrite(rewritten)


def _unread(left_out: frozenset[str], facts: Collection[str], earlier: Collection[str]) -> frozenset[str]:
    """The fields that could not be read: of a family, those that were there and are not answered now."""
    members = {name for name in earlier if name not in facts and family(name) in left_out}
    return left_out | members


def _stand(facts: dict[str, Fact], name: str, before: Mapping[str, Fact], others: Collection[str]) -> None:
    """Let a field that could not be read be as it was; what stands in for it gives way to another source."""
    if name in before:
        facts[name] = before[name]
    elif name in others:
        facts.pop(name, None)


def _dated(fact: Fact, old: Fact | None, context: Context) -> Fact:
    if fact.stated_on:
        return fact
    if old is not None and old.value == fact.value:
        return Fact(fact.value, old.stated_on, max(fact.confirmed_on, old.confirmed_on))
    return Fact(fact.value, context.today, fact.confirmed_on or (context.today if context.confirms else ""))
