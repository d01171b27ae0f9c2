"""Import runs: one at a time in a store, and undone whole when they fail or are left open.

The record of an open run is the lock. It is written only where no other is open, before anything is read,
and each part of the run is written only while the record still names the writing process. It carries a sign
of life of the process at work (``graphdb.runs.lease``), so that a run that was cut short is told from one at
work. The next command, import, or the thread beside the pages undoes it.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from graphdb.claims import Claim
from graphdb.codec import Json, canonical
from graphdb.errors import Busy, Conflict, Refused
from graphdb.history import chain
from graphdb.message import message, say
from graphdb.model import Doc, Id, is_edge
from graphdb.runs import lease
from graphdb.store import GraphStore, Seen, every
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit

T = TypeVar("T")
Clock = Callable[[], str]
"""Tells the moment (ISO, UTC)."""

KIND: Final = "run"
PART: Final = 2000
"""Targets in one commit of a run; Neo4j's memory sets the limit."""
_MOMENT: Final = 19
_OPEN: Final = {"k2": "open"}
_TRIES: Final = 5
_TAKEN_BACK: Final = message("runs.taken_back")
_UNFINISHED: Final = message("runs.unfinished")


@dataclass(slots=True)
class Run:
    """The run at work in a store; no other process writes as it, and no other run begins.

    ``at`` is when it began and ``clock`` tells the moment as it goes on (both ISO, UTC). ``holder`` is its
    own id, or the mark of the process that takes it back. ``counts`` is what it did, when that is known.
    """

    store: GraphStore
    id: str
    source: str
    at: str
    by: str
    clock: Clock
    holder: str
    beat: str
    counts: Json | None = None

    def stamp(self, why: str) -> Stamp:
        """For a commit of this run: a Conflict, when it is no longer the one at work."""
        return Stamp(self.at, self.by, why, self.id, seen=(self._held(),))

    def still(self) -> None:
        """Give a sign of life, if the last is old. Refused when another process took this one for dead."""
        now = self.clock()
        if lease.sign(self.beat).age(now) >= lease.EVERY:
            self.beat = now
            self._go_on("open", self._open_record())

    def turn_to(self, source: str) -> None:
        """Go on as a run of this source: the one that is done is closed, and no other run comes between."""
        if self.counts is None and source == self.source:
            return
        after = _new(self.store, source, self.at, self.by, self.clock)
        self._go_on("done", self._record("done", self.counts), after._open_record())
        self.id, self.holder, self.source, self.counts = after.id, after.holder, source, None

    def close(self) -> None:
        """Write that the run is done, with what it did. Refused as ``still`` says."""
        self._go_on("done", self._record("done", self.counts))

    def undo(self) -> bool:
        """Take back what the run wrote, but for claims that were written again since.

        False when another process took this one for dead: that process then takes the run back.
        """
        try:
            for part in parts(_order(list(_restore(self.store, self.id, _firsts(self.store, self.id))))):
                self.still()
                commit(self.store, part, self.stamp(say(_UNFINISHED)))
            self._write("undone", self._held(), self._record("undone", {}))
        except (Conflict, Refused):
            if self.store.docs(KIND, where={**_OPEN, "k3": self.holder}).items:
                raise
            return False
        return True

    def open(self, seen: Seen) -> None:
        """Write the record of a run at work. Conflict when the open runs are others than those seen."""
        self._write("open", seen, self._open_record())

    def _held(self) -> Seen:
        return Seen(KIND, {**_OPEN, "k3": self.holder}, {self.id: None})

    def _go_on(self, why: str, *docs: Doc) -> None:
        try:
            self._write(why, self._held(), *docs)
        except Conflict as error:
            raise Refused(_TAKEN_BACK) from error

    def _write(self, why: str, seen: Seen, *docs: Doc) -> None:
        commit(
            self.store,
            (),
            Stamp(self.at, self.by, say(message("runs.import", step=why)), self.id, seen=(seen,)),
            docs=docs,
        )

    def _open_record(self) -> Doc:
        one = lease.sign(self.beat)
        sign = {"sign": [one.machine, one.process, one.beat, one.started]}
        return self._record("open", sign, k3=self.holder)

    def _record(self, state: str, more: Json | None, **keys: str) -> Doc:
        body = canonical({"at": self.at, "by": self.by, **(more or {})})
        return Doc(KIND, self.id, body, {"k1": self.source, "k2": state, **keys})


def begin(store: GraphStore, source: str, at: str, by: str, clock: Clock | None = None) -> Run:
    """Open a run that began at ``at`` (ISO, UTC); ``clock`` tells the moment, without one time stands still.

    Refused while another is at work, also when both begin at once. For work without signs of life in between
    and without an undo there is ``alone``.
    """
    run = _new(store, source, at, by, clock or (lambda: at))
    for _ in range(_TRIES):
        require_alone(store)
        with suppress(Conflict):  # another run was quicker: the next try names it
            run.open(Seen(KIND, _OPEN, {}))
            return run
    raise Busy(message("runs.others_all_the_time"))


@contextmanager
def alone(store: GraphStore, source: str, at: str, by: str, clock: Clock) -> Iterator[Run]:
    """A run that lasts as long as the block, and is undone when that fails. Refused as ``begin`` says."""
    run = begin(store, source, at, by, clock)
    try:
        yield run
        run.close()
    except BaseException as error:
        if not run.undo() and isinstance(error, Conflict):
            raise Refused(_TAKEN_BACK) from error
        raise


def began(run: str) -> str:
    """The moment a run began, as its id tells (ISO, UTC, whole seconds); records come in this order."""
    return run[:_MOMENT]


def require_alone(store: GraphStore) -> None:
    """Refused while a run is at work: two would show half of themselves to each other."""
    for doc in _open(store):
        moment = datetime.fromisoformat(f"{began(doc.id)}+00:00")
        raise Refused(message("runs.at_work", source=doc.keys["k1"], began=moment))


def recover(store: GraphStore, at: str, by: str, clock: Clock | None = None) -> tuple[str, ...]:
    """Undo every open run whose process has died; answers their ids. Called at every start.

    ``clock`` tells the moment (ISO, UTC); without one it is ``at``.
    """
    tell = clock or (lambda: at)
    taken = (_taken(store, doc, at, by, tell) for doc in dead(store, tell()))
    return tuple(run.id for run in taken if run is not None and run.undo())


def dead(store: GraphStore, now: str) -> tuple[Doc, ...]:
    """The records of runs whose process has died and that are not undone yet."""
    return tuple(doc for doc in _open(store) if _sign_of(doc).gone(now))


def unfinished(store: GraphStore) -> bool:
    """Whether a run is at work, or was cut short and not yet undone: what is read may be half of it."""
    return bool(_open(store))


def list_runs(store: GraphStore, source: str = "") -> Iterator[Json]:
    """The records of all runs, or one source's, oldest first: ``{id, source, state, at, by, ...counts}``."""
    for doc in every(lambda at: store.docs(KIND, where={"k1": source} if source else {}, after=at)):
        yield {"id": doc.id, "source": doc.keys["k1"], "state": doc.keys["k2"], **json.loads(doc.body)}


def parts(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """The items in pieces of ``PART``, the size of one commit."""
    rest = iter(items)
    while part := list(islice(rest, PART)):
        yield part


def _new(store: GraphStore, source: str, at: str, by: str, clock: Clock) -> Run:
    name = f"{at[:_MOMENT]}-{secrets.token_hex(4)}"
    return Run(store, name, source, at, by, clock, name, clock())


def _open(store: GraphStore) -> tuple[Doc, ...]:
    return store.docs(KIND, where=_OPEN).items


def _sign_of(doc: Doc) -> lease.Sign:
    body = json.loads(doc.body)
    return lease.Sign(*body.get("sign", ("", 0, body["at"])))


def _taken(store: GraphStore, doc: Doc, at: str, by: str, clock: Clock) -> Run | None:
    """A dead process's run, to undo it; None when another was quicker, or the process is alive after all."""
    run = Run(store, doc.id, doc.keys["k1"], at, by, clock, secrets.token_hex(8), clock())
    try:
        run.open(Seen(KIND, _OPEN, {one.id: None for one in _open(store)} | {doc.id: doc.version}))
    except Conflict:
        return None
    return run


def _firsts(store: GraphStore, run: str) -> dict[tuple[Id, str], Claim | None]:
    """(target, source) -> its claim before the run; None when there was none."""
    firsts: dict[tuple[Id, str], Claim | None] = {}
    erased: dict[tuple[Id, str], int] = {}
    for change in every(lambda at: store.changes(after=int(at), run=run), "0"):
        key = (change.target, change.source)
        if change.body:
            firsts.setdefault(key, chain.sides(change)[0])
        elif key not in firsts:
            erased.setdefault(key, change.seq)
    return firsts | {key: None for key, seq in erased.items() if not _said_before(store, key, seq)}


def _said_before(store: GraphStore, key: tuple[Id, str], seq: int) -> bool:
    """Whether a claim whose change was erased has a past before that change."""
    target, source = key
    return any(one.source == source and one.seq < seq for one in store.changes(target=target).items)


def _restore(store: GraphStore, run: str, firsts: dict[tuple[Id, str], Claim | None]) -> Iterator[Edit]:
    keys = iter(sorted(firsts))
    while part := list(islice(keys, PART)):
        claims = store.claims({target for target, _ in part})
        for target, source in part:
            now = next((one for one in claims.get(target, ()) if one.source == source), None)
            if now is not None and now.run != run:
                continue
            before = firsts[target, source]
            if before is not None:
                yield Put(before)
            elif now is not None:
                yield Drop(target, source)


def _order(edits: list[Edit]) -> list[Edit]:
    """Nodes come before the relations that need them, and leave after them."""
    puts = sorted(
        (e for e in edits if isinstance(e, Put)), key=lambda e: (is_edge(e.claim.target), e.claim.target)
    )
    drops = sorted((e for e in edits if isinstance(e, Drop)), key=lambda e: (not is_edge(e.target), e.target))
    return [*puts, *drops]
