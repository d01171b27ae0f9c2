"""Import runs: one at a time in a store, and undone whole when they fail or are left open.

The record of an open run is the lock. It is written only where no other is open, before anything is read,
and each part of the run is written only while the record still names the writing process. It carries a sign
of life of the process at work (``graphdb.runs.lease``), so that a run that was cut short is told from one at
work. The next command, import, or the thread beside the pages undoes it.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final, TypeVar

from graphdb.codec import Json, canonical
from graphdb.errors import Busy, Conflict, Refused
from graphdb.message import Message, message, say
from graphdb.model import Doc, NodeKind
from graphdb.page import in_pieces
from graphdb.runs import lease
from graphdb.runs.undo import History, Kept, Takeback, plan_takeback
from graphdb.store import Editable, GraphStore, Seen, every
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.plan import Stamp, commit

T = TypeVar("T")
Clock = Callable[[], str]
"""Tells the moment (ISO, UTC)."""
Progress = Callable[[int, int], None]
"""Hears how many edits are written, and of how many."""

KIND: Final = "run"
PART: Final = 2000
"""Targets in one commit of a run; Neo4j's memory sets the limit."""
_MOMENT: Final = 19
_OPEN: Final = {"k2": "open"}
_TRIES: Final = 5
_TAKEN_BACK: Final = message("runs.taken_back")
_UNFINISHED: Final = message("runs.unfinished")
_UNDONE: Final = message("runs.undone")


@dataclass(slots=True)
class Undone:
    """What taking a run back did: how many facts came back, are as before, and went, and what stands still.

    ``said_again`` counts those that stand because the source was imported again since.
    """

    run: str
    source: str
    back: int = 0
    changed: int = 0
    gone: int = 0
    kept: list[Kept] = field(default_factory=list)
    said_again: int = 0


@dataclass(slots=True)
class Run:
    """The run at work in a store; no other process writes as it, and no other run begins.

    ``at`` is when it began and ``clock`` tells the moment as it goes on (both ISO, UTC). ``holder`` is its
    own id, or the mark of the process that takes it back. ``began`` is what its record says from the start:
    ``at``, ``by``, and ``after`` which commit. ``outcome`` is what it did, when that is known:
    counts, ``files`` as (name, SHA-256), and ``kinds`` of claims that the source says.
    """

    store: GraphStore
    id: str
    source: str
    at: str
    by: str
    clock: Clock
    holder: str
    beat: str
    began: Json
    outcome: Json | None = None

    def stamp(self, why: str) -> Stamp:
        """For a commit of this run: a Conflict, when it is no longer the one at work."""
        return Stamp(self.at, self.by, why, self.id, seen=(self._lock(),))

    def still(self) -> None:
        """Give a sign of life, if the last is old. Refused when another process took this one for dead."""
        now = self.clock()
        if lease.sign(self.beat).age(now) >= lease.EVERY:
            self.beat = now
            self._go_on("open", self._open_record())

    def turn_to(self, source: str) -> None:
        """Go on as a run of this source: the one that is done is closed, and no other run comes between."""
        if self.outcome is None and source == self.source:
            return
        after = _new(self.store, source, self.at, self.by, self.clock)
        self._go_on("done", self._record("done"), after._open_record())
        self.id, self.holder, self.source = after.id, after.holder, source
        self.began, self.outcome = after.began, None

    def close(self) -> None:
        """Write that the run is done, with what it did. Refused as ``still`` says."""
        self._go_on("done", self._record("done"))

    def undo(
        self, why: Message = _UNFINISHED, progress: Progress = lambda done, of_all: None
    ) -> Undone | None:
        """Take back what the run wrote, but for what was written on top of it since.

        None when another process took this one for dead: that process then takes the run back.
        """

        def stamp() -> Stamp:
            self.still()
            return self.stamp(say(why))

        try:
            takeback = plan_takeback(self.store, _history(self.store, self.id))
            undone = _take_back(self.store, Undone(self.id, self.source), takeback, stamp, progress)
            kept = len(undone.kept) + undone.said_again
            ended = {"undone_at": self.clock(), "undone_by": self.by, "kept": kept}
            self._write("undone", (self._lock(),), self._record("undone", ended))
        except (Conflict, Refused):
            if self.store.docs(KIND, where={**_OPEN, "k3": self.holder}).items:
                raise
            return None
        return undone

    def open(self, *seen: Seen) -> None:
        """Write the record of a run at work. Conflict when the runs are others than those seen."""
        self._write("open", seen, self._open_record())

    def _lock(self) -> Seen:
        return Seen(KIND, {**_OPEN, "k3": self.holder}, {self.id: None})

    def _go_on(self, why: str, *docs: Doc) -> None:
        try:
            self._write(why, (self._lock(),), *docs)
        except Conflict as error:
            raise Refused(_TAKEN_BACK) from error

    def _write(self, why: str, seen: tuple[Seen, ...], *docs: Doc) -> None:
        step = say(message("runs.import", step=why))
        commit(self.store, (), Stamp(self.at, self.by, step, self.id, seen=seen), docs=docs)

    def _open_record(self) -> Doc:
        sign = lease.sign(self.beat)
        identity = [sign.machine, sign.process, sign.beat, sign.started]
        return self._record("open", {"sign": identity}, k3=self.holder)

    def _record(self, state: str, more: Json | None = None, **keys: str) -> Doc:
        body = canonical({**self.began, **(self.outcome or {}), **(more or {})})
        return Doc(KIND, self.id, body, {"k1": self.source, "k2": state, **keys})


def begin(store: GraphStore, source: str, at: str, by: str, clock: Clock | None = None) -> Run:
    """Open a run that began at ``at`` (ISO, UTC); ``clock`` tells the moment, without one time stands still.

    Refused while another is at work, also when both begin at once. For work without signs of life in between
    and without an undo there is ``alone``.
    """
    return _opened(store, lambda: (_new(store, source, at, by, clock or (lambda: at)), ()))


def _opened(store: GraphStore, make: Callable[[], tuple[Run, tuple[Seen, ...]]]) -> Run:
    """The run that ``make`` answers, as the one at work, unless the records that it names have moved."""
    for _ in range(_TRIES):
        require_alone(store)
        run, seen = make()
        with suppress(Conflict):  # another run was quicker: the next try names it
            run.open(Seen(KIND, _OPEN, {}), *seen)
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
        if run.undo() is None and isinstance(error, Conflict):
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
    return tuple(run.id for run in _recovered(store, dead(store, tell()), at, by, tell))


def recover_all(store: GraphStore, by: str, clock: Clock) -> tuple[str, ...]:
    """Undo every open run, whatever its sign of life says; answers their sources.

    For a store that was just filled from a backup: the process that gave the sign is at work in another.
    """
    return tuple(run.source for run in _recovered(store, _open(store), clock(), by, clock))


def _recovered(store: GraphStore, docs: Iterable[Doc], at: str, by: str, clock: Clock) -> Iterator[Run]:
    for doc in docs:
        run = _taken(store, doc, at, by, clock)
        if run is not None and run.undo() is not None:
            yield run


def undo(
    store: GraphStore,
    run: str,
    at: str,
    by: str,
    clock: Clock | None = None,
    *,
    dry_run: bool = False,
    progress: Progress = lambda done, of_all: None,
) -> Undone:
    """Take a finished run back whole, as a run of its own; ``dry_run`` only tells what that would do.

    What was written on top of it since stays and is named, with what cannot come back. Refused while another
    run is at work, and for a run that is not there or was taken back before.
    """
    if dry_run:
        require_alone(store)
        doc = _finished(store, run)
        takeback = plan_takeback(store, _history(store, run))
        forecast = Undone(run, doc.keys["k1"])
        return _take_back(Rehearsal(store), forecast, takeback, lambda: Stamp(at, by, say(_UNDONE)), progress)

    def finished() -> tuple[Run, tuple[Seen, ...]]:
        doc = _finished(store, run)
        return _again(store, doc, at, by, clock or (lambda: at)), (_as_read(store, doc),)

    undone = _opened(store, finished).undo(_UNDONE, progress)
    if undone is None:
        raise Refused(_TAKEN_BACK)
    return undone


def dead(store: GraphStore, now: str) -> tuple[Doc, ...]:
    """The records of runs whose process has died and that are not undone yet."""
    return tuple(doc for doc in _open(store) if _sign_of(doc).gone(now))


def unfinished(store: GraphStore) -> bool:
    """Whether a run is at work, or was cut short and not yet undone: what is read may be half of it."""
    return bool(_open(store))


def list_runs(store: GraphStore, source: str = "") -> Iterator[Json]:
    """The records of all runs, or one source's, oldest first: ``{id, source, state, at, by, ...outcome}``.

    Several may begin in one second: their order is that of the commits before them.
    """
    docs = every(lambda at: store.docs(KIND, where={"k1": source} if source else {}, after=at))
    records = (
        {"id": doc.id, "source": doc.keys["k1"], "state": doc.keys["k2"], **json.loads(doc.body)}
        for doc in docs
    )
    yield from sorted(records, key=lambda record: record.get("after", 0))


def parts(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """The items in pieces of ``PART``, the size of one commit."""
    return in_pieces(items, PART)


def _new(store: GraphStore, source: str, at: str, by: str, clock: Clock) -> Run:
    name = f"{at[:_MOMENT]}-{secrets.token_hex(4)}"
    record = {"at": at, "by": by, "after": store.status().version}
    return Run(store, name, source, at, by, clock, name, clock(), record)


def _open(store: GraphStore) -> tuple[Doc, ...]:
    return store.docs(KIND, where=_OPEN).items


def _sign_of(doc: Doc) -> lease.Sign:
    body = json.loads(doc.body)
    return lease.Sign(*body.get("sign", ("", 0, body["at"])))


def _again(store: GraphStore, doc: Doc, at: str, by: str, clock: Clock) -> Run:
    """A run that is there, for the process that takes it back; its record keeps what it says."""
    record = {name: value for name, value in json.loads(doc.body).items() if name != "sign"}
    return Run(store, doc.id, doc.keys["k1"], at, by, clock, secrets.token_hex(8), clock(), record)


def _finished(store: GraphStore, run: str) -> Doc:
    docs = (doc for doc in every(lambda at: store.docs(KIND, after=at)) if doc.id == run)
    doc = next(docs, None)
    if doc is None:
        raise Refused(message("runs.unknown"))
    if doc.keys["k2"] == "undone":
        raise Refused(message("runs.undone_before"))
    return doc


def _as_read(store: GraphStore, doc: Doc) -> Seen:
    """Says that the record of a run is as it was read: the run was not taken back since."""
    where = {"k1": doc.keys["k1"], "k2": doc.keys["k2"]}
    alike = every(lambda at: store.docs(KIND, where=where, after=at))
    return Seen(KIND, where, {other.id: None for other in alike} | {doc.id: doc.version})


def _history(store: GraphStore, run: str) -> History:
    """What the records say of the runs beside this one."""
    records = list(list_runs(store))
    order = {one["id"]: number for number, one in enumerate(records)}
    undone = [one for one in records if one["state"] == "undone"]
    done = [one for one in records if one["state"] == "done" and one["id"] != run]

    @cache
    def read_again(source: str, after: str, kind: str) -> bool:
        return any(
            one["source"] == source and order[one["id"]] > order[after] and kind in one.get("kinds", [kind])
            for one in done
        )

    return History(
        run,
        frozenset(one["id"] for one in undone) | {run},
        frozenset(one["id"] for one in undone if one.get("kept")),
        read_again,
    )


def _take_back(
    store: Editable, undone: Undone, takeback: Takeback, stamp: Callable[[], Stamp], progress: Progress
) -> Undone:
    """Write the edits part by part, and count what they did."""
    undone.kept, undone.said_again = takeback.kept, takeback.said_again
    outcomes: Counter[str] = Counter()
    for number, part in enumerate(parts(takeback.edits)):
        progress(number * PART, len(takeback.edits))
        plan, _ = commit(store, part, stamp())
        outcomes.update(name for name, claim in plan.outcomes if claim.kind is not NodeKind.SOURCE)
        undone.kept += (Kept(one.target, one.source, one.reason) for one in plan.refused)
    undone.back, undone.changed, undone.gone = (outcomes[name] for name in ("new", "changed", "gone"))
    return undone


def _taken(store: GraphStore, doc: Doc, at: str, by: str, clock: Clock) -> Run | None:
    """A dead process's run, to undo it; None when another was quicker, or the process is alive after all."""
    run = _again(store, doc, at, by, clock)
    try:
        run.open(Seen(KIND, _OPEN, {one.id: None for one in _open(store)} | {doc.id: doc.version}))
    except Conflict:
        return None
    return run
