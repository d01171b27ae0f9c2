"""The frame every source runs in: read, map, validate, diff, commit, prune, report.

Nothing is written before all files are read and understood and the diff is known. Then the run is opened,
written in parts, and closed; a part that fails takes the whole run back.
"""

import gc
import importlib
import pkgutil
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from graphdb.card import is_demo
from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue, Refused
from graphdb.fields.cpr import find_cpr
from graphdb.fields.field import Field
from graphdb.fields.registry import FIELDS
from graphdb.model import EdgeKind, Id, NodeKind, is_edge, node_id
from graphdb.rules.expectations import TICK_ONLY
from graphdb.runs import runs
from graphdb.store import GraphStore, every
from graphdb.vocabulary import catalogue
from graphdb.writing import secrecy
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.pipeline import commit_each
from graphdb.writing.plan import Plan, Put, Refusal, Stamp, commit
from importers import addresses, sources
from importers.cells import Cells, Context
from importers.report import COUNTS, Report
from importers.rows import Problem, Row
from importers.sequence import in_order

Progress = Callable[[str, int, int], None]
"""Called as (what, done, of all) while a run works."""

_SOURCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_GONE_SHARE: Final = 0.2
_GONE_FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """All rows of a run, and the groups its files supply, if only by an empty file: only these are pruned.

    Groups in ``unread`` had rows that could not be read: it is not known whose, so nothing of them is pruned.
    ``kept`` are fields that the files do not supply: what they say now stands.
    """

    groups: frozenset[str]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()
    kept: frozenset[tuple[NodeKind, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Importer:
    """One format. ``claims`` maps a row, noting its problems; ``group`` tells a claim's sort of row."""

    id: str
    title: str
    publisher: str
    licence: str
    rank: Rank
    takes: str
    read: Callable[[Sequence[Path]], Batch]
    claims: Callable[[Cells], Iterable[Claim]]
    group: Callable[[Claim], str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a caller wants of a run. ``at`` is the moment (ISO, UTC), ``today`` the Danish day.

    ``clock`` tells the moment as the run goes on, for its signs of life; without one time stands still.

    ``about`` is what the source says of itself where it differs from the importer's words (title, publisher,
    licence, url).
    """

    source: str
    at: str
    today: str
    by: str = "import"
    about: Mapping[str, str] = field(default_factory=dict)
    rank: Rank | None = None
    dry_run: bool = False
    allow_gone: bool = False
    progress: Progress = lambda what, done, of_all: None
    clock: runs.Clock | None = None

    def now(self) -> str:
        """The moment (ISO, UTC)."""
        return self.at if self.clock is None else self.clock()


@dataclass(slots=True)
class _Mapped:
    """The run before it is written: claims by target, where each came from, and what was refused.

    ``origin`` is the row and its column; ``same`` are targets of which nothing new is said. ``held_back``
    are the claims of refused rows, and ``spared`` the groups of which nothing is pruned, for a refused row
    did not even say whose it is.
    """

    claims: dict[Id, Claim] = field(default_factory=dict)
    origin: dict[Id, tuple[Row, str]] = field(default_factory=dict)
    same: set[Id] = field(default_factory=set)
    held_back: list[tuple[str, Claim]] = field(default_factory=list)
    spared: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def seen(self) -> set[tuple[str, Id]]:
        """(group, id) of all that refused rows speak of."""
        return {(group, one) for group, claim in self.held_back for one in (claim.target, _about(claim))}


def discover() -> Mapping[str, Importer]:
    """Every importer by id: each module in ``sources`` has one, called ``IMPORTER``."""
    modules = (
        importlib.import_module(f"importers.sources.{found.name}")
        for found in pkgutil.iter_modules(sources.__path__)
    )
    made: list[Importer] = [module.IMPORTER for module in modules]
    return {one.id: one for one in sorted(made, key=lambda one: one.id)}


def run(
    store: GraphStore, importer: Importer, files: Sequence[Path], order: Order, within: runs.Run | None = None
) -> Report:
    """Import files as one run, or as the next part of ``within``, which the caller closes.

    Refused, the graph left as it was, when another run is at work, a file is unreadable or too much vanished.
    """
    if _SOURCE.fullmatch(order.source) is None or find_cpr(order.source):
        raise Refused(
            "Kildens id må kun have bogstaverne a-z, cifre, punktum, bindestreg og _, højst 60 tegn."
        )
    with _all_kept():
        if order.dry_run:
            runs.require_alone(store)
            return _run(store, importer, files, order, None)
        if within is not None:
            within.turn_to(order.source)
            return _run(store, importer, files, order, within)
        with alone(store, order) as only:
            return _run(store, importer, files, order, only)


@contextmanager
def alone(store: GraphStore, order: Order) -> Iterator[runs.Run]:
    """The only run at work, as ``graphdb.runs`` says, once runs whose process died are undone."""
    runs.recover(store, order.at, order.by, order.now)
    with runs.alone(store, order.source, order.at, order.by, order.now) as only:
        yield only


@contextmanager
def _all_kept() -> Iterator[None]:
    """Look for no garbage: a run makes millions of values that all stay, and looking took a fifth of it."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _run(
    store: GraphStore, importer: Importer, files: Sequence[Path], order: Order, within: runs.Run | None
) -> Report:
    def progress(what: str, done: int, of_all: int) -> None:
        if within is not None:
            within.still()
        order.progress(what, done, of_all)

    rank = order.rank if order.rank is not None else importer.rank
    context = _context(store, order, rank)
    batch = importer.read(files)
    mapped = _map(importer, batch, context, progress)
    _carry_over(store, mapped, context, batch.kept)
    _hide_addresses(store, mapped)
    gone = _unseen(store, importer, batch, mapped, order)
    described = _describe(importer, context, order)
    told = [claim for target, claim in mapped.claims.items() if target not in mapped.same]
    edits = [Put(described), *in_order(told, gone)]
    why = f"Indlæsning: {order.source}"
    if within is None:
        rehearsal, stamp = Rehearsal(store), Stamp(order.at, order.by, why)
        plans = (commit(rehearsal, part, stamp)[0] for part in runs.parts(edits))
        return _write(plans, importer, mapped, len(edits), order, "")
    written = commit_each(store, runs.parts(edits), lambda: within.stamp(why), within.still)
    with closing(written):
        report = _write(written, importer, mapped, len(edits), order, within.id)
    within.counts = {name: report.total(name) for name in COUNTS}
    return report


def _context(store: GraphStore, order: Order, rank: Rank) -> Context:
    """What rows are understood with. Foster families and own doctors can be ticked, but are never entries."""
    terms = catalogue.read(store).terms
    types = terms[NodeKind.ACTOR_TYPE]
    entries = {code: node for code, node in types.items() if node.text("entry") != TICK_ONLY}
    codes = {
        (kind, name): frozenset(_choices(field, {**terms, NodeKind.ACTOR_TYPE: entries}))
        for kind, rows in FIELDS.items()
        for name, field in rows.items()
        if field.terms is not None or field.choices
    }
    secret = frozenset(code for code, node in types.items() if node.flag("secret_by_default"))
    return Context(order.source, rank, order.today, is_demo(order.source), secret, codes)


def _choices(field: Field, terms: Mapping[NodeKind, Collection[str]]) -> Collection[str]:
    """The codes that a field may hold."""
    return field.choices if field.terms is None else terms.get(field.terms, ())


def _map(importer: Importer, batch: Batch, context: Context, progress: Progress) -> _Mapped:
    mapped = _Mapped(problems=list(batch.problems), spared=set(batch.unread))
    for number, row in enumerate(batch.rows):
        if number % 500 == 0:
            progress("læser", number, len(batch.rows))
        cells = Cells(row, context)
        claims = _claims(importer, cells)
        if any(claim.target in mapped.claims for claim in claims):
            cells.problem("id", "Den samme står i en tidligere række.")
        elif cells.problems and not claims:
            mapped.spared.add(row.group)
        if cells.problems:
            mapped.problems += cells.problems
            mapped.held_back += [(row.group, claim) for claim in claims]
            continue
        for claim in claims:
            mapped.claims[claim.target] = claim
            mapped.origin[claim.target] = (row, cells.columns.get(claim.target, ""))
    return mapped


def _claims(importer: Importer, cells: Cells) -> list[Claim]:
    """What the row says, as far as it can be understood."""
    found: list[Claim] = []
    try:
        found.extend(importer.claims(cells))
    except InvalidValue as error:  # of a value that no column was asked about
        cells.problem(error.field, error.reason)
    return found


def _about(claim: Claim) -> Id:
    """Whose row a claim comes from: relations are told in the row of what they leave, but for OFFERS."""
    return claim.dst if claim.kind is EdgeKind.OFFERS else claim.src or claim.target


def _carry_over(
    store: GraphStore, mapped: _Mapped, context: Context, kept: Collection[tuple[NodeKind, str]]
) -> None:
    """Facts whose row gives no date keep the one they had while their value is the same; ``kept`` stand."""
    kinds = {kind for kind, _ in kept}
    told = mapped.claims.items()
    wanted = [t for t, c in told if c.kind in kinds or not all(map(_stated, c.facts.values()))]
    for part in runs.parts(wanted):
        held = store.claims(part)
        for target in part:
            old = next((one for one in held.get(target, ()) if one.source == context.source), None)
            before = old.facts if old is not None else {}
            claim = mapped.claims[target]
            facts = {name: _dated(fact, before.get(name), context) for name, fact in claim.facts.items()}
            left = {n: before[n] for kind, n in kept if kind is claim.kind and n in before and n not in facts}
            mapped.claims[target] = replace(claim, facts=facts | left)


def _stated(fact: Fact) -> bool:
    return fact.stated_on != ""


def _hide_addresses(store: GraphStore, mapped: _Mapped) -> None:
    """Take away the addresses of secret actors before anything is written, also of those in refused rows.

    A large run is written in parts, places before those who are there: the address would stay in the history
    of a run that stops in between.
    """
    told = [*mapped.claims.values(), *(claim for _, claim in mapped.held_back)]
    secret = sorted(addresses.secret_places(store, told) & mapped.claims.keys())
    telling = addresses.telling(store, {place: mapped.origin[place][0].get("address") for place in secret})
    for place in secret:
        claim, (row, _) = mapped.claims[place], mapped.origin[place]
        if place in telling:
            mapped.problems.append(Problem(row.file, row.number, "id", "", addresses.REASON))
            for target in [target for target, one in mapped.claims.items() if place in (target, one.src)]:
                del mapped.claims[target]
            continue
        mapped.claims[place] = secrecy.without_address(claim)
        if mapped.claims[place] != claim:
            mapped.problems.append(Problem(row.file, row.number, "address", "", secrecy.REASON))


def _dated(fact: Fact, old: Fact | None, context: Context) -> Fact:
    if fact.stated_on:
        return fact
    if old is not None and old.value == fact.value:
        return Fact(fact.value, old.stated_on, max(fact.confirmed_on, old.confirmed_on))
    return Fact(fact.value, context.today, fact.confirmed_on or context.today)


def _unseen(
    store: GraphStore, importer: Importer, batch: Batch, mapped: _Mapped, order: Order
) -> list[Claim]:
    """The source's earlier claims, in the groups supplied, that no row speaks of (refused rows do).

    Those that are said again word for word are noted: they are in the store, and need not be looked at there.
    """
    gone: list[Claim] = []
    before: Counter[tuple[str, bool]] = Counter()
    seen, groups = mapped.seen(), batch.groups - mapped.spared
    for claim in every(lambda at: store.claims_of(order.source, after=at)):
        again = mapped.claims.get(claim.target)
        if again is not None and again.says_the_same(claim):
            mapped.same.add(claim.target)
        group = importer.group(claim)
        if group not in groups:
            continue
        before[group, is_edge(claim.target)] += 1
        if again is None and not {(group, claim.target), (group, _about(claim))} & seen:
            gone.append(claim)
    # What points at something that goes may not stay, and whoever wrote the row is told.
    lost_ends = {claim.target for claim in gone}
    mapped.same = {one for one in mapped.same if lost_ends.isdisjoint(one.split("|"))}
    if not order.allow_gone:
        lost = Counter((importer.group(claim), is_edge(claim.target)) for claim in gone)
        for group in sorted({group for group, _ in lost}):
            keys = ((group, True), (group, False))
            _stop_when_much_is_gone(group, [(lost[key], before[key]) for key in keys])
    return gone


def _stop_when_much_is_gone(group: str, counts: Sequence[tuple[int, int]]) -> None:
    """Refused when a fifth of the things themselves, or of all that is said of them, is no longer there.

    ``counts`` are (gone, there before) of relations and of things: many relations must not hide few things.
    """
    total = (sum(gone for gone, _ in counts), sum(there for _, there in counts))
    for gone, there in (counts[-1], total):
        if gone > _GONE_FEW and gone > there * _GONE_SHARE:
            raise Refused(
                f"{gone} af {there} oplysninger ({group}) står ikke længere i filen. "
                "Intet er ændret. Er filen hel? Er det meningen, så prøv igen med --allow-gone."
            )


def _describe(importer: Importer, context: Context, order: Order) -> Claim:
    """What the source says about itself: title, publisher, licence, and when it was last fetched."""
    told = {
        "title": importer.title,
        "publisher": importer.publisher,
        "licence": importer.licence,
        "url": importer.url,
        **order.about,
        "precedence": context.rank.name.lower(),
        "retrieved": order.today,
    }
    facts = {name: Fact(value, order.today, order.today) for name, value in told.items() if value}
    return Claim(node_id("source", order.source), order.source, context.rank, NodeKind.SOURCE, facts)


def _write(
    plans: Iterable[Plan], importer: Importer, mapped: _Mapped, edits: int, order: Order, run: str
) -> Report:
    """Tell what each part did, as it is written."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for target in mapped.same:
        counts[importer.group(mapped.claims[target])]["unchanged"] += 1
    problems = list(mapped.problems)
    order.progress("skriver", 0, edits)
    for done, plan in enumerate(plans, 1):
        for name, claim in plan.outcomes:
            if claim.kind is not NodeKind.SOURCE:  # when it was fetched is not what people ask about
                counts[importer.group(claim)][name] += 1
        problems += [_problem(refusal, mapped.origin) for refusal in plan.refused]
        order.progress("skriver", min(done * runs.PART, edits), edits)
    return Report(order.source, run, order.dry_run, dict(sorted(counts.items())), tuple(problems))


def _problem(refusal: Refusal, origin: Mapping[Id, tuple[Row, str]]) -> Problem:
    if refusal.target not in origin:
        return Problem("", 0, refusal.field, "", refusal.reason)
    row, column = origin[refusal.target]
    column = refusal.field if refusal.field in row.cells else column or refusal.field
    value = "" if refusal.reason == secrecy.REASON else row.get(column)
    return Problem(row.file, row.number, column, value, refusal.reason)
