"""The contract every store keeps. What holds for all methods:

- Values are frozen. Unknown ids are left out of mappings; they are never an error.
- Writers are serialised; readers never wait for them. Each method is consistent within itself; code that
  reads several times goes through ``graphdb.concurrency.stable``.
- Dates are ISO strings; a store never asks for the time, never makes up ids or salts.
- A store returns sets, or pages in key order. It never ranks, sorts by locale, picks a path or cuts silently
  (``TooLarge`` instead): choosing and counting are shared code, so that two stores give the same answers.
- A commit id makes a write repeatable: the same id again changes nothing and returns the first commit.
- Errors are those of ``graphdb.errors``; a driver's own exceptions never get out. ``Unavailable`` and
  ``Busy`` may come from every method, and nothing else but what "Raises" names.
- "Called by" names functions that call it, those that ask the most first; a test sees that they do.
- Every call keeps the deadline of its thread (``graphdb.deadline``): past it, ``Unavailable``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Final, NamedTuple, Protocol, TypeVar

from graphdb.claims import Change as Change
from graphdb.claims import Claim
from graphdb.claims import Commit as Commit
from graphdb.message import Text
from graphdb.model import Edge, EdgeKind, Entry, Id, Node
from graphdb.page import Page as Page
from graphdb.page import every as every
from graphdb.records import ReadableRecords, Record, RecordKey, Records, RecordWrite
from graphdb.status import Meanwhile as Meanwhile
from graphdb.status import Status as Status
from graphdb.value import Later, ids_of

SCHEMA: Final = 4
MAX_TARGETS: Final = 10_000

T = TypeVar("T")


class Way(StrEnum):
    """Which way relations are followed from the given ids."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class What(StrEnum):
    """What ``scan`` walks through, in the order an export lists them."""

    COMMITS = "commit"
    CHANGES = "change"
    CLAIMS = "claim"
    NODES = "node"
    EDGES = "edge"
    ENTRIES = "entry"
    TALLIES = "tally"
    RECORDS = "record"


class Term(NamedTuple):
    """One word to match: a token ``[a-z0-9_]{1,40}``, whole or as the beginning of a word."""

    token: str
    prefix: bool = False


TextQuery = tuple[tuple[Term, ...], ...]
"""AND of OR: an entry matches when each group has at least one term among its words."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A named count that is not tied to any person."""

    name: str
    count: int


Item = Commit | Change | Claim | Node | Edge | Entry | Tally | Record
"""What ``scan`` yields and ``load`` takes."""


@dataclass(frozen=True, slots=True)
class WriteSet:
    """One commit: everything in it happens, or nothing does.

    ``expect`` holds, per target, the highest version among its claims when they were read (0: none); a
    differing one is ``Conflict``. ``read_at`` is the version that all of it was read in, when the writer
    knows it: while that is the newest, ``expect`` holds and is not compared. ``claims`` are put (by target
    and source), ``dropped`` are taken away.
    ``nodes``, ``edges``, ``entries`` are the new view of what changed; ``gone`` are ids whose node or edge
    (and entry) leaves it; ``joined`` are ids in the view with no claim on them before, that show those on
    others. ``erase`` names targets whose earlier changes lose body and salt, ``forgets`` the
    numbers of commits that lose their reason and its salt. ``salt`` is a random hexadecimal text for ``why``:
    without one the reason cannot be erased. ``records`` are written as ``graphdb.records`` says, with all
    this or not at all; ``expect_records`` has the versions of others that must stand as they are: this is how
    a lock is held. The store stamps the commit's number as version on claims, nodes and edges,
    also on the other claims of ``stamped`` targets (``above``: that get something below them, or that the
    entries consist of), and gives each new entry an ordinal never given before.
    """

    id: str
    at: str
    by: str
    why: str
    run: str = ""
    expect: Mapping[Id, int] = field(default_factory=dict)
    read_at: int | None = None
    claims: tuple[Claim, ...] = ()
    dropped: tuple[tuple[Id, str], ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    gone: tuple[Id, ...] = ()
    entries: Sequence[Entry] = ()
    above: tuple[Id, ...] = ()
    changes: Sequence[Change] = ()
    erase: tuple[Id, ...] = ()
    joined: frozenset[Id] = frozenset()
    records: tuple[RecordWrite, ...] = ()
    expect_records: Mapping[RecordKey, int] = field(default_factory=dict)
    salt: str = ""
    forgets: tuple[int, ...] = ()

    @property
    def erases(self) -> bool:
        """Whether it takes something out of the history."""
        return bool(self.erase or self.forgets)

    def stamped(self) -> frozenset[Id]:
        """Targets all of whose claims get this commit's version, though not all of them are in it.

        Without it a writer that read these targets before would get no Conflict: a dropped claim leaves no
        version behind, an entry consists of relations that its node's claims say nothing about, and the flag
        of a secret address comes down such relations.
        """
        dropped, entries = (target for target, _ in self.dropped), ids_of(self.entries, attrgetter("id"))
        return frozenset((*dropped, *entries, *self.above))

    def changed(self) -> frozenset[Id]:
        """The targets of its changes."""
        return frozenset(ids_of(self.changes, attrgetter("target")))

    def prepare(self, time_left: Callable[[], bool] = lambda: True) -> None:
        """Work search entries and changes out now as far as there is time: the rest of them when written."""
        for values in (self.entries, self.changes):
            if isinstance(values, Later):
                values.prepare(time_left)

    def size(self) -> int:
        """How many targets and records this touches; ``write`` takes at most ``MAX_TARGETS``."""
        touched = {claim.target for claim in self.claims} | {target for target, _ in self.dropped}
        return len(touched) + len(self.records)


class Readable(Protocol):
    """What ``writing.plan`` reads to know what a change does; ``writing.overlay`` remembers it."""

    @property
    def records(self) -> ReadableRecords:
        """What is no fact about partners, and what follows from facts: marks of secret places."""
        ...

    def claims(self, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
        """Every claim on each target, ordered by source. Quick: 1,000 targets for each part of an import.

        Called by: graphdb.writing.draft.Draft.read, importers.running.mapping.carry_over,
        graphdb.identity.joined.claims_shown, graphdb.runs.undo.plan_takeback.
        """
        ...

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        """The nodes with these ids. Quick: each page asks for some hundred.

        Called by: graphdb.search.hits.write_lines, graphdb.writing.overlay.Once.get.
        """
        ...

    def edges(
        self,
        ids: Collection[Id],
        *,
        kinds: Collection[EdgeKind] = (),
        way: Way = Way.BOTH,
        among: bool = False,
        withheld: bool = False,
    ) -> frozenset[Edge]:
        """The relations of these nodes, of these kinds (none named: all). Quick: as ``get``.

        ``among``: only those with both ends in ``ids``; ``withheld``: also those that are not for all.
        Called by: graphdb.directory.profile.material.gather_many, graphdb.network.routes.routes,
        graphdb.touchmap.relations.relations_among, graphdb.writing.overlay.Once.edges.
        """
        ...

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """Changes of commits numbered above ``after``, in (seq, target, source) order, by whole commits.

        ``limit`` is a wish: a page ends with the commit that passes it, so ``Page.after`` is a number
        in text. The ``run`` "" is none: nothing belongs to it.
        Quick: from a number near the newest on, and of one target or run.
        Called by: graphdb.search.index.cache._since, graphdb.vocabulary.catalogue._fresh,
        graphdb.network.adjacency._touched, graphdb.runs.undo._lines.
        """
        ...

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """The ids of all relations that some of these nodes have, or ever had.

        Called by: graphdb.writing.secrecy.flag.former_places, graphdb.writing.secrecy.flag.belongings.
        """
        ...


class Editable(Readable, Protocol):
    """The part of a store that ``writing.plan`` needs; ``writing.dry_run`` pretends to be one."""

    def write(self, change: WriteSet) -> Commit:
        """Write all of it or nothing. Quick: an edit waits for at most one part of an import.

        Afterwards every relation has both its ends and every entry its node: one whose node is not there, or
        a node that goes while a relation still needs it, is a Conflict that names the ids (another write came
        between reading and writing). While a load runs, or after one was cut short: Busy.
        Called by: graphdb.writing.plan.commit, graphdb.writing.pipeline.commit_in_turn.
        Raises: Conflict, TooLarge, InvalidValue for a record as ``Records.put`` does.
        """
        ...


class GraphStore(Editable, Protocol):
    """A graph with its claims and history. ``connect.open_store`` gives one."""

    @property
    def records(self) -> Records:
        """What is no fact about partners, beside the graph."""
        ...

    def prepare(self, *, create: bool = True) -> None:
        """Make tables, constraints and indexes; idempotent, and two processes may race.

        Before anything else is asked. A mistyped address is no empty store: Refused where none is.
        Called by: commands.opening.opened, graphdb.upkeep.upgrade.said_again.
        Raises: SchemaTooNew, SchemaTooOld, Refused.
        """
        ...

    def status(self) -> Status:
        """What the store says about itself. Quick: one small read at the start of each request.

        Called by: graphdb.search.index.cache.current, graphdb.vocabulary.catalogue.read,
        graphdb.concurrency.stable.stable, webapp.health.views._reason.
        """
        ...

    def remembered(self) -> Status | None:
        """What ``status`` last said, where that has stood for seconds and asking again costs time; else None.

        Others may have written since, so who reads by it asks for the status when all is read.
        Called by: graphdb.concurrency.stable.stable.
        """
        ...

    def meanwhile(self, after: int) -> Meanwhile:
        """The status, and what others wrote since that commit beside runs. Quick: each search begins with it.

        Called by: graphdb.search.index.cache.meanwhile.
        """
        ...

    def snapshot(self, work: "Callable[[GraphStore], T]") -> T:
        """What ``work`` answers of the store as it is at one moment; it gets that to read from.

        However much is written meanwhile. SQLite: one read transaction, so writers do not wait. Neo4j: a copy
        in a private file, since Community reads what is committed at each moment; writers wait for its last,
        short reading. A snapshot is not written to.
        Called by: graphdb.upkeep.snapshots.at_one_moment, graphdb.upkeep.check.check.
        What ``work`` raises comes out.
        """
        ...

    def finish_erasing(self) -> bool:
        """Take what was erased, and deleted records, out of the store's files too; True when all is.

        While others read what was there before, an embedded store must keep it for them.
        Quick: when there is nothing to do.
        Called by: commands.opening.take_back, commands.opening._erase, webapp.warming._keep.
        """
        ...

    def close(self) -> None:
        """Let go of connections; the store may be used again. Called by: commands.opening.opened."""
        ...

    def damage(self) -> Sequence[Text]:
        """What is not as this store wrote it, in sentences; it may read everything.

        Readers pass over unreadable rows: here they are named, and lost indexes, constraints and triggers.
        Called by: graphdb.upkeep.check._check.
        """
        ...

    def load(self, items: Iterable[Item], verify: Callable[[], None] = lambda: None) -> Commit:
        """Fill an empty store from an export, in chunks; ``status().loading`` is true meanwhile.

        ``verify`` is called when all is there: what it raises leaves a load that was cut short.

        Items come as ``scan`` gave them, with versions, seqs and digests kept; entries get new ordinals.
        A load that was cut short is emptied and begun again by the next ``load``; one that is overtaken by
        another ends in Busy. The fingerprint becomes a new one. Answers the last commit, number 0 when there
        is none.
        Called by: graphdb.upkeep.transfer._fill.
        Raises: NotEmpty, Conflict for an end or a node that is not there, and what ``verify`` raises.
        """
        ...

    def claims_of(self, source: str, *, after: Id = "", limit: int = 1000) -> Page[Claim]:
        """One source's claims in target order: what a run no longer saw is pruned.

        Called by: importers.running.pruning.prune, importers.starting.start_kit._entered.
        """
        ...

    def said_elsewhere(self, targets: Collection[Id], source: str) -> frozenset[Id]:
        """Those of the targets on which other sources than this one say something, too.

        Quick: 1,000 targets of which few are answered, for each page of what an import says as before.
        Called by: importers.running.pruning._outweighed.
        """
        ...

    def commits(self, *, after: int = 0, run: str | None = None, limit: int = 1000) -> Page[Commit]:
        """Commits numbered above ``after``, in order, or those of one run.

        Called by: graphdb.runs.undo._lines, graphdb.stores.sqlite.store.SqliteStore.meanwhile.
        """
        ...

    def changes_about(
        self, ids: Collection[Id], *, after: int, until: int | None = None, most: int
    ) -> frozenset[Change]:
        """Changes by commits numbered above ``after`` of these nodes, and of relations with one at an end.

        ``until``: by none with a higher number.

        Quick: however much else was written since, only targets are read of it.
        Called by: graphdb.gaps.past.changes_of_place, graphdb.history.past.changes_about.
        Raises: TooLarge when there are more than ``most``.
        """
        ...

    def scan(self, what: What, *, after: str = "", until: str = "") -> Iterator[Item]:
        """Everything of one kind in key order, one consistent picture.

        The keys: commit seq and change (seq, target, source) by number, then id; claims by (target, source);
        records by (kind, id); else id or name, in code point order. ``after`` and ``until`` are for
        nodes, edges and entries: from behind the one id to before the other ("": from the start, to the end).
        Others may write meanwhile, and a scan may be left half done.
        Quick: all entries, when the index is built.
        Called by: graphdb.search.index.cache.build, graphdb.upkeep.transfer._lines,
        graphdb.upkeep.check._check_view, graphdb.vocabulary.catalogue._nodes.
        """
        ...

    def entries(self, ids: Collection[Id]) -> Mapping[Id, Entry]:
        """The entries with these ids, with their ordinals: the index follows the changes.

        Called by: graphdb.search.index.cache._followed.
        """
        ...

    def match(self, queries: Sequence[TextQuery]) -> list[Sequence[int]]:
        """For each query the ordinals of the entries that match, unordered. An empty query matches nothing.

        Tokens are ``[a-z0-9_]{1,40}``, so no query language can be injected. Searches ask the index the same.
        Called by: graphdb.upkeep.check._check_words.
        Raises: ValueError for another token.
        """
        ...


LAST: Final = "\x7f"
"""Behind every id: ids are ASCII and printable."""
