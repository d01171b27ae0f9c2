"""From rows to the claims of a run: what is taken of each, what is not, and what then stands as before."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from graphdb.claims import Claim, Fact
from graphdb.errors import InvalidValue
from graphdb.fields.registry import family
from graphdb.fields.schema import ContactPoint
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.runs import runs
from graphdb.store import GraphStore
from importers.cells import Cells, Context
from importers.problems import Outcome, Problem
from importers.rows import Row

Progress = Callable[[Text, int, int], None]
"""Called as (what, done, of all) while a run works."""
_CONTACTS: Final = "contacts"


@dataclass(slots=True)
class Mapped:
    """The run before it is written: claims by target, where each came from, and what was not taken.

    ``origin`` is the row and its column; ``same`` are targets of which nothing new is said. ``held_back``
    are the claims of rows that are not taken, ``pointed`` the places that those point at, and ``spared`` the
    groups of which nothing is pruned, for such a row did not even say whose it is. By target, ``left_out``
    are the fields whose cell could not be read, and ``kept`` such relations, by kind and whose they are.
    ``hushed`` are rows (file, number) of which no report may repeat a value.
    """

    claims: dict[Id, Claim] = field(default_factory=dict)
    origin: dict[Id, tuple[Row, str]] = field(default_factory=dict)
    same: set[Id] = field(default_factory=set)
    held_back: list[tuple[Row, Claim]] = field(default_factory=list)
    pointed: set[Id] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    left_out: dict[Id, frozenset[str]] = field(default_factory=dict)
    kept: set[tuple[EdgeKind, Id]] = field(default_factory=set)
    hushed: set[tuple[str, int]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def seen(self) -> set[tuple[str, Id]]:
        """(group, id) of all that rows not taken speak of."""
        return {(row.group, one) for row, claim in self.held_back for one in (claim.target, about(claim))}

    def stands(self, claim: Claim) -> bool:
        """True for a relation said before whose cell could not be read this time."""
        return isinstance(claim.kind, EdgeKind) and (claim.kind, about(claim)) in self.kept

    def tell(self, target: Id, outcome: Outcome, column: str, reason: Text, advice: Text = "") -> None:
        """Note what became of what a target's row says in a column; no value of a hushed row is repeated."""
        row, _ = self.origin[target]
        self.problems.append(Problem(row.file, row.number, column, row.get(column), reason, outcome, advice))

    def hush(self, row: Row) -> None:
        """Repeat no value of this row."""
        self.hushed.add((row.file, row.number))

    def withdraw(self, target: Id) -> None:
        """Take back all that is said in the row of a node; what was said before stands."""
        self.hush_around(target)
        for one in [one for one, claim in self.claims.items() if target in (one, about(claim))]:
            self.held_back.append((self.origin[one][0], self.claims.pop(one)))

    def hush_around(self, target: Id) -> None:
        """Repeat no value of a row that names this target, whose id may tell the street."""
        for one, claim in self.claims.items():
            if target in (one, claim.src, claim.dst):
                self.hush(self.origin[one][0])

    def all_claims(self) -> list[Claim]:
        """The claims of all rows, also of those that are not taken."""
        return [*self.claims.values(), *(claim for _, claim in self.held_back)]

    def reported(self) -> Iterator[Problem]:
        """The problems as they may be shown."""
        for problem in self.problems:
            yield problem.hushed() if (problem.file, problem.row) in self.hushed else problem


def about(claim: Claim) -> Id:
    """Whose row a claim comes from: a relation stands in the row of what it leaves, but for OFFERS."""
    return claim.dst if claim.kind is EdgeKind.OFFERS else claim.src or claim.target


def map_rows(
    rows: Sequence[Row],
    claims_of: Callable[[Cells], Iterable[Claim]],
    context: Context,
    progress: Progress,
    mapped: Mapped,
) -> None:
    """Understand every row."""
    for number, row in enumerate(rows):
        if number % 500 == 0:
            progress(message("import.reads"), number, len(rows))
        cells = Cells(context.names.in_codes(row), context)
        claims = _claims(claims_of, cells)
        if any(claim.target in mapped.claims for claim in claims):
            cells.refuse("id", message("import.twice"))
        elif cells.refused and (cells.nameless or not claims):
            mapped.spared.add(row.group)
        _take(mapped, cells, claims)


def _take(mapped: Mapped, cells: Cells, claims: Sequence[Claim]) -> None:
    mapped.problems += cells.problems
    if cells.refused:
        mapped.held_back += [(cells.row, claim) for claim in claims]
        mapped.pointed |= cells.pointed
        return
    mapped.kept |= cells.kept
    for claim in claims:
        mapped.claims[claim.target] = claim
        mapped.origin[claim.target] = (cells.row, cells.columns.get(claim.target, ""))
        left_out = cells.listed.get(claim.target, frozenset(cells.left_out))
        if left_out:
            mapped.left_out[claim.target] = left_out


def _claims(claims_of: Callable[[Cells], Iterable[Claim]], cells: Cells) -> list[Claim]:
    """What the row says, as far as it can be understood."""
    claims: list[Claim] = []
    try:
        claims.extend(claims_of(cells))
    except InvalidValue as error:  # of a value that no column was asked about
        cells.refuse(error.field, error.reason)
    return claims


def carry_over(
    store: GraphStore, mapped: Mapped, context: Context, not_supplied: Collection[tuple[NodeKind, str]]
) -> None:
    """Bring along what stands as it was said before.

    Facts whose row gives no date keep the one they had while their value is the same; what could not be
    read, and the fields that the files do not supply, are as they were.
    """
    fields: defaultdict[NodeKind | EdgeKind, set[str]] = defaultdict(set)
    for kind, name in not_supplied:
        fields[kind].add(name)
    wanted = [
        target
        for target, claim in mapped.claims.items()
        if claim.kind in fields or target in mapped.left_out or not all(map(_stated, claim.facts.values()))
    ]
    for part in runs.parts(wanted):
        stored = store.claims(part)
        for target in part:
            claim = mapped.claims[target]
            own = next((one for one in stored.get(target, ()) if one.source == context.source), None)
            before = own.facts if own is not None else {}
            others = {n for one in stored.get(target, ()) if one.source != context.source for n in one.facts}
            facts = {name: _dated(fact, before.get(name), context) for name, fact in claim.facts.items()}
            for name in fields.get(claim.kind, set()) & before.keys() - facts.keys():
                facts[name] = before[name]
            for name in _unread(mapped.left_out.get(target, frozenset()), facts, before.keys() | others):
                _stand(facts, name, before, others)
            mapped.claims[target] = replace(claim, facts=facts)


def _unread(left_out: frozenset[str], facts: Collection[str], earlier: Collection[str]) -> frozenset[str]:
    """The fields that could not be read: of a family, those that were there and are not answered now."""
    members = {name for name in earlier if name not in facts and family(name) in left_out}
    return left_out | members


def _stand(facts: dict[str, Fact], name: str, before: Mapping[str, Fact], others: Collection[str]) -> None:
    """Let a field that could not be read be as it was; what stands in for it gives way to another source."""
    if name == _CONTACTS and name in facts and name in before:
        facts[name] = replace(facts[name], value=_points(facts[name], before[name]))
    elif name in before:
        facts[name] = before[name]
    elif name in others:
        facts.pop(name, None)


def _points(now: Fact, before: Fact) -> tuple[str, ...]:
    """The contact points, with what those of the same role said before, and those of other roles."""
    earlier = {point.role: asdict(point) for point in _parsed(before)}
    points = [
        ContactPoint(
            **{n: value or earlier.get(point.role, {}).get(n, "") for n, value in asdict(point).items()}
        )
        for point in _parsed(now)
    ]
    missing = earlier.keys() - {point.role for point in points}
    return tuple(
        point.text() for point in (*points, *(ContactPoint(**earlier[role]) for role in sorted(missing)))
    )


def _parsed(fact: Fact) -> list[ContactPoint]:
    assert isinstance(fact.value, tuple)
    return [ContactPoint.parse(text) for text in fact.value]


def _stated(fact: Fact) -> bool:
    return fact.stated_on != ""


def _dated(fact: Fact, old: Fact | None, context: Context) -> Fact:
    if fact.stated_on:
        return fact
    if old is not None and old.value == fact.value:
        return Fact(fact.value, old.stated_on, max(fact.confirmed_on, old.confirmed_on))
    return Fact(fact.value, context.today, fact.confirmed_on or (context.today if context.confirms else ""))
