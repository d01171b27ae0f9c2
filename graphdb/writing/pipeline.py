"""Many commits in a row: while a server writes one, the next is worked out from what will be there then."""

import sys
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from time import monotonic
from typing import Final

from graphdb.connect import is_embedded
from graphdb.deadline import TURN
from graphdb.errors import Conflict
from graphdb.model import Id
from graphdb.store import Change, Commit, GraphStore, Page, WriteSet
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.overlay import Once
from graphdb.writing.plan import Edit, Plan, Stamp, commit, plan
from graphdb.writing.writer import Writer, can_help

QUICK: Final = 1.0
"""Seconds that a commit in a row may take: a person's save waits for the one that is on its way."""
MANY: Final = 5
"""Parts that are worth another process: it takes a quarter of a second to begin."""
FEWEST: Final = 100
"""A commit gets no fewer edits than these: what it costs by itself then takes as long as they do."""


def commit_each(
    store: GraphStore, parts: Iterable[Sequence[Edit]], stamp: Callable[[], Stamp], still: Callable[[], None]
) -> Generator[Plan, None, None]:
    """Each part as a commit of its own; its plan comes out once it is written.

    ``stamp`` makes the stamp of a part; ``still`` is called before each is sent, and raises when no more may
    be. Whatever is raised here, nothing is on its way any more when it comes out.

    A store in this process writes with the processor that works the next part out, and Python lets one thread
    work at a time: there a forecast is only more to do, but where there is so much to write that another
    process, which must first be started, may do it.
    """
    if not is_embedded(store):
        return commit_ahead(store, parts, stamp, still)
    rest = iter(parts)
    first = list(islice(rest, MANY)) if can_help(store) else []
    in_a_row = commit_beside if len(first) == MANY else commit_in_turn
    return in_a_row(store, chain(first, rest), stamp, still)


def commit_beside(
    store: GraphStore, parts: Iterable[Sequence[Edit]], stamp: Callable[[], Stamp], still: Callable[[], None]
) -> Generator[Plan, None, None]:
    """As ``commit_each``: a part is worked out while another process writes the last."""
    with Writer(store) as writer:
        yield from commit_ahead(store, parts, stamp, still, writer)


def commit_in_turn(
    store: GraphStore, parts: Iterable[Sequence[Edit]], stamp: Callable[[], Stamp], still: Callable[[], None]
) -> Generator[Plan, None, None]:
    """As ``commit_each``: a part is worked out when the last is written, from what was read for that one."""
    known = _Known(store)
    for edits in parts:
        mark = stamp()
        planned = plan(known.read, edits, mark)
        if not known.is_right_after(None):
            known = _Known(store)
            planned = plan(known.read, edits, mark)
        still()
        written = replace(planned.written, read_at=known.version)
        try:
            if not planned.empty:
                store.write(written)
                known.version += 1  # not the number it got: another may have written just before it
        except Conflict:
            planned, _ = commit(store, edits, mark)
            known = _Known(store)
        else:
            known.read.go_on(store, written)
        yield planned


def commit_ahead(
    store: GraphStore,
    parts: Iterable[Sequence[Edit]],
    stamp: Callable[[], Stamp],
    still: Callable[[], None],
    writer: Writer | None = None,
) -> Generator[Plan, None, None]:
    """As ``commit_each``: a part is worked out while the last is on its way, by ``writer`` where it is given.

    Where the server is slow, a part becomes several commits, as many as ``_Pace`` says.
    """
    known, pace, by = _Known(store), _Pace(), _Thread(store) if writer is None else writer
    with short_turns(), ThreadPoolExecutor(1, "behind") as thread:
        last: _Sent | None = None
        for edits in pace.cut(parts):
            mark = stamp()
            ahead = plan(known.read, edits, mark)
            by.prepare(ahead.written, _no_time if last is None else last.is_on_its_way)
            done = None if last is None else last.result()
            ahead = ahead if last is None else last.follow(ahead)
            if not known.is_right_after(last):
                known = _Known(store)
                ahead = plan(known.read, edits, mark)
                by.prepare(ahead.written, _no_time)
            still()
            ahead = replace(ahead, written=replace(ahead.written, read_at=known.version))
            last = _Sent(thread, by, store, edits, mark, ahead, pace)
            known.read.go_on(last.forecast, ahead.written)
            if done is not None:
                yield done
        if last is not None:
            yield last.result()


@contextmanager
def short_turns() -> Iterator[None]:
    """Threads take turns more often while the block lasts.

    A commit would wait the usual 5 ms at each of its messages while the next one is worked out, and little of
    both would happen at once.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


class _Thread:
    """A store that a thread of this process writes to, as ``Writer`` is another process."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def prepare(self, change: WriteSet, time_left: Callable[[], bool]) -> None:
        """Work out what is written next, as far as there is time."""
        change.prepare(time_left)

    def begin(self, change: WriteSet) -> Callable[[], Commit]:
        """What writes it."""
        return partial(self._store.write, change)


def _no_time() -> bool:
    return False


class _Pace:
    """How many edits the next commit may have, so that it takes the store no longer than ``QUICK``.

    It follows how long the last took. The next is being worked out by then, so two are slow at most.
    """

    def __init__(self) -> None:
        self._most = sys.maxsize

    def cut(self, parts: Iterable[Sequence[Edit]]) -> Iterator[Sequence[Edit]]:
        """The parts in order, each in as many pieces as are needed when it is its turn."""
        for part in parts:
            at = 0
            while at < len(part):
                piece = part[at : at + self._most]
                yield piece
                at += len(piece)

    def took(self, edits: int, seconds: float) -> None:
        """A commit of so many edits was with the store for so long."""
        if seconds > QUICK:
            self._most = max(FEWEST, int(edits * QUICK / seconds))
        elif edits >= self._most and seconds < QUICK / 2:
            self._most *= 2


class _Known:
    """What was read of a store since it had a version: kept from part to part, while no other writer comes.

    What is known may be older than the versions that a part is written over. So once a part is worked out the
    store's ``version`` is asked for; of what others write from then on it meets a Conflict as if it stood
    alone, and where nobody does the store need not look at each target.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.version = store.status().version
        self.read = Once(store)

    def is_right_after(self, last: "_Sent | None") -> bool:
        """Whether this part alone was written since; it is done."""
        if last is not None:
            self.version += last.commits
        as_planned = last is None or last.as_planned
        return as_planned and self._store.status().version == self.version


class _Sent:
    """A part on its way to the store."""

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        by: "Writer | _Thread",
        store: GraphStore,
        edits: Sequence[Edit],
        stamp: Stamp,
        plan: Plan,
        pace: _Pace,
    ) -> None:
        self._store, self._edits, self._stamp, self._plan, self._pace = store, edits, stamp, plan, pace
        self._seq, self._seconds = 0, 0.0
        self._written = None if plan.empty else thread.submit(self._send, by.begin(plan.written))
        self.as_planned = True
        self.commits = 0 if plan.empty else 1
        self.forecast = _Forecast(store, plan.written, self._written)

    def _send(self, write: Callable[[], Commit]) -> Commit:
        begun = monotonic()
        written = write()
        self._seconds = monotonic() - begun
        return written

    def is_on_its_way(self) -> bool:
        """Whether it is not yet written."""
        return self._written is not None and not self._written.done()

    def result(self) -> Plan:
        """The plan as it was written: another one, when another writer came in between."""
        if self._written is None:
            return self._plan
        try:
            self._seq = self._written.result().seq
            self._pace.took(len(self._edits), self._seconds)
        except Conflict:
            self.as_planned = False
            self._plan, _ = commit(self._store, self._edits, self._stamp)
        return self._plan

    def follow(self, ahead: Plan) -> Plan:
        """A plan from the forecast, with the versions that this part got when it was written."""
        mine = self._plan.written
        touched = {claim.target for claim in mine.claims} | mine.stamped()
        left = self.forecast.claims({target for target, _ in mine.dropped})
        emptied = {target for target, claims in left.items() if not claims}
        expect = {one: 0 if one in emptied else self._seq for one in ahead.written.expect if one in touched}
        return replace(ahead, written=replace(ahead.written, expect={**ahead.written.expect, **expect}))


class _Forecast(Rehearsal):
    """The store with the part laid over it that is on its way."""

    def __init__(self, store: GraphStore, change: WriteSet, written: "futures.Future[Commit] | None") -> None:
        super().__init__(store)
        self._written = written
        self._spoken_of = change.changed().union(change.erase)
        self.lay(change)

    def changes(
        self, *, after: int = 0, target: Id | None = None, run: str | None = None, limit: int = 1000
    ) -> Page[Change]:
        """As ``Readable.changes``. History cannot be forecast: waited for where the part adds to it."""
        if self._written is not None and (target is None or target in self._spoken_of):
            futures.wait([self._written])
        return super().changes(after=after, target=target, run=run, limit=limit)

    def ties(self, ids: Collection[Id]) -> frozenset[Id]:
        """As ``Readable.ties``: what follows from history waits for it."""
        if self._written is not None:
            futures.wait([self._written])
        return super().ties(ids)
