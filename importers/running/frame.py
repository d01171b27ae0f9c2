"""The frame every source runs in: read, map, validate, diff, commit, prune, report.

Nothing is written before all files are read and understood and the diff is known. Then the run is opened,
written in parts, and closed; a part that fails takes the whole run back.
"""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank
from graphdb.connect import open_spool
from graphdb.errors import Refused
from graphdb.fields.cpr import find_cpr
from graphdb.message import Text, message
from graphdb.model import NodeKind, node_id
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.pipeline import commit_each
from graphdb.writing.plan import Plan, Put, Stamp, commit
from importers.importer import Importer
from importers.reading.context import read_context
from importers.reading.gathered import Rows
from importers.running import addresses, beside, integrity, joining, unchanged
from importers.running.account import Account
from importers.running.mapping import Mapped, Progress, carry_over, map_rows
from importers.running.pruning import prune
from importers.running.report import COUNTS, Report
from importers.running.sequence import in_order, put_in_order
from importers.tabular.archive import checksum
from importers.tabular.watch import watching

_SOURCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_VALUES: Final = 100_000
"""Values made between two looks for garbage; usually it is 700."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a caller wants of a run. ``at`` is the moment (ISO, UTC), ``today`` the Danish day.

    ``clock`` tells the moment as the run goes on, for its signs of life; without one time stands still.

    ``confirms``: what is stated counts as confirmed that day, and without a date today. That is so of what we
    ship, which has an edition, and of no other file: nobody knows when its rows were looked at.

    ``again``: files are read though they are those of the last run and nothing was said since.

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
    confirms: bool = False
    again: bool = False
    progress: Progress = lambda what, done, of_all: None
    clock: runs.Clock | None = None

    def now(self) -> str:
        """The moment (ISO, UTC)."""
        return self.at if self.clock is None else self.clock()


def run(
    store: GraphStore, importer: Importer, files: Sequence[Path], order: Order, within: runs.Run | None = None
) -> Report:
    """Import files as one run, or as the next part of ``within``, which the caller closes.

    Refused, the graph left as it was, when another run is at work, a file is unreadable or too much vanished.
    """
    if _SOURCE.fullmatch(order.source) is None or find_cpr(order.source):
        raise Refused(message("import.source_id"))
    with _looking_for_garbage_seldom():
        if order.dry_run:
            runs.require_alone(store)
            return _run(store, importer, files, order, None)
        if within is not None:
            within.turn_to(order.source)
            return _run(store, importer, files, order, within)
        with alone(store, order) as only:
            return _as_before(store, importer, files, order, only) or _run(
                store, importer, files, order, only
            )


@contextmanager
def alone(store: GraphStore, order: Order) -> Iterator[runs.Run]:
    """The only run at work, as ``graphdb.runs`` says, once runs whose process died are undone."""
    runs.recover(store, order.at, order.by, order.now)
    with runs.alone(store, order.source, order.at, order.by, order.now) as only:
        yield only


@contextmanager
def _looking_for_garbage_seldom() -> Iterator[None]:
    """A run makes millions of values and few rings of them, and looking as often as usual took a sixth of it.

    Never to look is no way either: the driver of Neo4j leaves a ring with each answer.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_VALUES, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _run(
    store: GraphStore, importer: Importer, files: Sequence[Path], order: Order, within: runs.Run | None
) -> Report:
    rank = _rank(importer, order)
    context = read_context(store, order.source, rank, order.today, confirms=order.confirms)
    with closing(open_spool(store, order.source, rank)) as spool:
        mapped = Mapped(spool, context, Rows(spool))
        checksums = [] if within is None else _checksums(files)
        _understand(store, importer, files, mapped, order, within)
        described = _describe(importer, files, order)
        report = _write(store, importer, mapped, order, within, described)
        if within is not None:
            counts = {name: report.total(name) for name in COUNTS}
            within.outcome = {"files": checksums, "kinds": [*spool.kinds(), NodeKind.SOURCE], **counts}
            quiet = not order.confirms and report.is_quiet
            if quiet and (until := unchanged.wrote_alone(store, within)) is not None:
                day = order.today if mapped.of_the_day else ""
                asked = _asked(importer, order, checksums)
                remarks = len(report.problems) + len(report.differences.stays)
                within.outcome |= unchanged.kept(asked, day, until, report.groups(), remarks)
        return report


def _as_before(
    store: GraphStore, importer: Importer, files: Sequence[Path], order: Order, only: runs.Run
) -> Report | None:
    """The report on files that need not be read again, as ``unchanged`` says; None of others."""
    checksums = _checksums(files)
    asked = _asked(importer, order, checksums)
    last = None if order.again else unchanged.last(store, only, asked, order.today)
    if last is None:
        return None
    commit(store, [Put(_describe(importer, files, order))], only.stamp(_why(order)))
    before = last[unchanged.KEPT]
    groups, remarks = before["groups"], before["remarks"]
    counts = {group: Counter(unchanged=count) for group, count in groups.items()}
    report = Report(order.source, only.id, dry_run=False, counts=counts, same_as=last["id"], remarks=remarks)
    totals = {name: report.total(name) for name in COUNTS}
    only.outcome = {"files": checksums, "kinds": last["kinds"], **totals}
    if (until := unchanged.wrote_alone(store, only)) is not None:
        only.outcome |= unchanged.kept(asked, before["day"], until, groups, remarks)
    return report


def _asked(importer: Importer, order: Order, checksums: list[list[str]]) -> str:
    """The digest of all that decides what a run makes of a store, "" where a file can't be known again."""
    rank = _rank(importer, order)
    about = sorted(order.about.items())
    return unchanged.digest(checksums, importer.id, importer.mapped_by, importer.title, rank, about)


def _rank(importer: Importer, order: Order) -> Rank:
    return order.rank if order.rank is not None else importer.rank


def _why(order: Order) -> str:
    return f"Indlæsning: {order.source}"


def _checksums(files: Sequence[Path]) -> list[list[str]]:
    """(name, SHA-256) of each file."""
    return [[_file_name(path), checksum(path)] for path in files]


def _file_name(path: Path) -> str:
    """The name alone: folders are named after people."""
    return "" if find_cpr(path.name) else path.name


def _understand(
    store: GraphStore,
    importer: Importer,
    files: Sequence[Path],
    mapped: Mapped,
    order: Order,
    within: runs.Run | None,
) -> None:
    """Work out what the run will say, and what its source no longer does."""

    def progress(what: Text, done: int, of_all: int) -> None:
        if within is not None:
            within.still()
        order.progress(what, done, of_all)

    def reading(file: str, done: int, of_all: int) -> None:
        progress(message("import.reads_file", file=file), done, of_all)

    with watching(reading):
        batch = importer.read(files, mapped.rows)
    mapped.problems += batch.problems
    mapped.layout = batch.layout
    mapped.spared |= batch.unread
    with closing(beside.understood(importer.claims, mapped)) as chunks:
        map_rows(importer.claims, chunks, progress, mapped)
    carry_over(store, mapped)
    groups = batch.groups - mapped.spared
    integrity.settle(store, mapped, groups, importer.group)
    addresses.hide(store, mapped, batch.lost)
    prune(store, mapped, groups, importer.group, allow_gone=order.allow_gone)


def _write(
    store: GraphStore,
    importer: Importer,
    mapped: Mapped,
    order: Order,
    within: runs.Run | None,
    described: Claim,
) -> Report:
    """Write it all, or pretend to."""
    count = put_in_order(mapped.spool) + 1
    run_id = "" if within is None else within.id
    parts = runs.parts(chain([Put(described)], in_order(mapped.spool, order.source, run_id)))
    why = _why(order)
    account = Account(store, mapped, importer.group)
    if within is None:
        rehearsal, stamp = Rehearsal(store), Stamp(order.at, order.by, why)
        plans = (commit(rehearsal, part, stamp)[0] for part in parts)
        _follow(plans, account, count, order)
        return account.report(dry_run=True)
    written = commit_each(store, parts, lambda: within.stamp(why), within.still)
    with closing(written):
        _follow(written, account, count, order)
    report = account.report(within.id)
    if account.numbers_changed:
        order.progress(message("import.joins"), 0, 1)
    ruled = joining.after(store, within, order.today, numbers_changed=account.numbers_changed)
    return replace(report, ruled=ruled)


def _follow(plans: Iterable[Plan], account: Account, edits: int, order: Order) -> None:
    """Keep account of each part, as it is written."""
    order.progress(message("import.writes"), 0, edits)
    done = 0
    for plan in plans:
        account.add(plan)
        done = min(done + len(plan.effects) + len(plan.refused), edits)
        order.progress(message("import.writes"), done, edits)
    order.progress(message("import.writes"), edits, edits)


def _describe(importer: Importer, files: Sequence[Path], order: Order) -> Claim:
    """What the source says about itself: title, publisher, licence, and when it was last fetched."""
    rank = _rank(importer, order)
    values = {
        "title": importer.title or ", ".join(map(_file_name, files)),
        "publisher": importer.publisher,
        "licence": importer.licence,
        "url": importer.url,
        **order.about,
        "precedence": rank.name.lower(),
        "retrieved": order.today,
    }
    facts = {name: Fact(value, order.today, order.today) for name, value in values.items() if value}
    return Claim(node_id("source", order.source), order.source, rank, NodeKind.SOURCE, facts)
