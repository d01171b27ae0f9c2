"""Import runs: one at a time in a store, and undone whole when they fail or are left open.

What is known of a run is a record beside the graph: writing it moves no version. The record of an open run is
the lock. It is written only where no other is open, before anything is read, and each part of the run is
written only while the record has the version that the writing process gave it. A second record has the sign
of life of the process at work (``graphdb.runs.lease``), so that a run that was cut short is told from one at
work. The next command, import, or the thread beside the pages undoes it.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Final, TypeVar

from graphdb.codec import Json, canonical
from graphdb.concurrency.open_runs import KIND, open_runs
from graphdb.errors import Busy, Conflict, Refused
from graphdb.message import Message, Text, message, say
from graphdb.model import NodeKind
from graphdb.page import in_pieces
from graphdb.records import NOTHING_EXPECTED, Record, RecordKey, RecordWrite
from graphdb.runs import lease
from graphdb.runs.cut_short import SIGN, dead
from graphdb.runs.undo import History, Kept, Takeback, Undone, is_unnamed, plan_takeback
from graphdb.store import Editable, GraphStore, every
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.plan import Stamp, commit

T = TypeVar("T")
Clock = Callable[[], str]
"""Tells the moment (ISO, UTC)."""
Progress = Callable[[int, int], None]
"""Hears how many edits are written, and of how many."""

_ANY_TIME: Final = ""
"""As ``now``: no run expires."""
PART: Final = 1000
"""Targets in one commit of a run. A person's save waits for one such commit at most: with 2,000 it took Neo4j
on two busy cores up to 6 s, with 1,000 up to 2.6 s, and fewer make an import slower and no save quicker."""
_MOMENT: Final = 19
_TRIES: Final = 5
_TAKEN_BACK: Final = message("runs.taken_back")
_UNFINISHED: Final = message("runs.unfinished")
_UNDONE: Final = message("runs.undone")
STATES: Final = {
    "open": message("runs.state_open"),
    "done": message("runs.state_done"),
    "undone": message("runs.state_undone"),
}
"""What the states of a run are called."""


@dataclass(slots=True)
class Run:
    """The run at work in a store; no other process writes as it, and no other run begins.

    ``at`` is when it began and ``clock`` tells the moment as it goes on (both ISO, UTC). ``version`` is that
    of its record, which another process that takes it over moves. ``began`` is what the record says from the
    start: ``at``, ``by``, ``after`` which commit, and its ``number``. ``outcome`` is what it did, when that
    is known: counts, ``files`` as (name, SHA-256), and ``kinds`` of claims that the source says. ``number``
    is how many runs were begun in this store.
    """

    store: GraphStore
    id: str
    source: str
    at: str
    by: str
    clock: Clock
    version: int
    beat: str
    began: Json
    number: int
    outcome: Json | None = None

    def stamp(self, why: str) -> Stamp:
        """For a commit of this run: a Conflict, when it is no longer the one at work."""
        return Stamp(self.at, self.by, why, self.id, expect_records=self._lock())

    def still(self) -> None:
        """Give a sign of life, if the last is old. Refused when another process took this one for dead."""
        now = self.clock()
        if lease.sign(self.beat).age(now) >= lease.EVERY:
            self.beat = now
            self._go_on(self._sign(), expect=self._lock())

    def turn_to(self, source: str) -> None:
        """Go on as a run of this source: the one that is done is closed, and no other run comes between."""
        if self.outcome is None and source == self.source:
            return
        after = _new(self.store, source, self.at, self.by, self.clock)
        _, put, _ = self._go_on(self._ended("done"), after._opened(), after._sign())
        self.id, self.version, self.source = after.id, put.version, source
        self.began, self.outcome = after.began, None

    def close(self) -> None:
        """Write that the run is done, with what it did. Refused as ``still`` says."""
        self._go_on(self._ended("done"), self._at_rest())

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
            self.open()  # a part that is still on its way was sent under the version before, and is refused
            takeback = plan_takeback(self.store, _history(self.store, self.id))
            undone = _take_back(self.store, Undone(self.id, self.source), takeback, stamp, progress)
            kept = len(undone.kept) + undone.said_again
            ended = {"undone_at": self.clock(), "undone_by": self.by, "kept": kept}
            self.store.records.write(self._ended("undone", ended), self._at_rest())
        except (Conflict, Refused):
            record = self.store.records.get(KIND, self.id, now=_ANY_TIME)
            if record is not None and record.version == self.version:
                raise
            return None
        return undone

    def open(self, sign: int | None = None) -> None:
        """Write that the run is at work. Conflict when its record, or ``sign``, has another version."""
        put, _ = self.store.records.write(self._opened(), self._sign(sign))
        self.version = put.version

    def _lock(self) -> dict[RecordKey, int]:
        return {(KIND, self.id): self.version}

    def _go_on(
        self, *writes: RecordWrite, expect: Mapping[RecordKey, int] = NOTHING_EXPECTED
    ) -> tuple[Record, ...]:
        try:
            return self.store.records.write(*writes, expect=expect)
        except Conflict as error:
            raise Refused(_TAKEN_BACK) from error

    def _sign(self, expect: int | None = None) -> RecordWrite:
        sign = {**asdict(lease.sign(self.beat)), "number": self.number}
        return RecordWrite(Record(*SIGN, canonical(sign)), expect)

    def _at_rest(self) -> RecordWrite:
        return RecordWrite(Record(*SIGN, canonical({"number": self.number})))

    def _opened(self) -> RecordWrite:
        return self._write("open", self.began)

    def _ended(self, state: str, ended: Json | None = None) -> RecordWrite:
        return self._write(state, {**self.began, **(self.outcome or {}), **(ended or {})})

    def _write(self, state: str, body: Json) -> RecordWrite:
        keys = {"k1": self.source, "k2": state}
        return RecordWrite(Record(KIND, self.id, canonical(body), keys), self.version)


def begin(store: GraphStore, source: str, at: str, by: str, clock: Clock | None = None) -> Run:
    """Open a run that began at ``at`` (ISO, UTC); ``clock`` tells the moment, without one time stands still.

    Refused while another is at work, also when both begin at once. For work without signs of life in between
    and without an undo there is ``alone``.
    """
    return _opened(store, lambda: _new(store, source, at, by, clock or (lambda: at)))


def _opened(store: GraphStore, make: Callable[[], Run]) -> Run:
    """The run that ``make`` answers, as the one at work, unless its record has moved."""
    for _ in range(_TRIES):
        sign = store.records.get(*SIGN, now=_ANY_TIME)
        require_alone(store)
        run = make()
        with suppress(Conflict):  # another run was quicker: the next try names it
            run.open(sign.version if sign else 0)
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


def moment_of(run: str) -> datetime:
    """The same as a moment."""
    return datetime.fromisoformat(f"{began(run)}+00:00")


def require_alone(store: GraphStore) -> None:
    """Refused while a run is at work: two would show half of themselves to each other."""
    for record in open_runs(store.records):
        raise Refused(message("runs.at_work", source=record.keys["k1"], began=moment_of(record.id)))


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
    return tuple(run.source for run in _recovered(store, open_runs(store.records), clock(), by, clock))


def _recovered(store: GraphStore, records: Iterable[Record], at: str, by: str, clock: Clock) -> Iterator[Run]:
    for record in records:
        run = _taken(store, record, at, by, clock)
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
        record = _finished(store, run)
        takeback = plan_takeback(store, _history(store, run))
        forecast = Undone(run, record.keys["k1"])
        return _take_back(Rehearsal(store), forecast, takeback, lambda: Stamp(at, by, say(_UNDONE)), progress)

    def finished() -> Run:
        return _again(store, _finished(store, run), at, by, clock or (lambda: at))

    undone = _opened(store, finished).undo(_UNDONE, progress)
    if undone is None:
        raise Refused(_TAKEN_BACK)
    return undone


def summary(undone: Undone, *, dry_run: bool = False, title: Text = "") -> Text:
    """What taking a run back did, or would do; ``title`` is what its source is called, else its id."""
    source, began_at = title or undone.source, moment_of(undone.run)
    gone, changed, back = undone.gone, undone.changed, undone.back
    if dry_run:
        return message("undo.would", source=source, began=began_at, gone=gone, changed=changed, back=back)
    return message("undo.done", source=source, began=began_at, gone=gone, changed=changed, back=back)


def unfinished(store: GraphStore) -> bool:
    """Whether a run is at work, or was cut short and not yet undone: what is read may be half of it."""
    return bool(open_runs(store.records))


def list_runs(store: GraphStore, source: str = "") -> Iterator[Json]:
    """The records of all runs, or one source's, oldest first: ``{id, source, state, at, by, ...outcome}``.

    Several may begin in one second: their order is that of the commits before them, then their own.
    """
    where = {"k1": source} if source else {}
    records = every(lambda at: store.records.list(KIND, where=where, after=at, now=_ANY_TIME))
    bodies = (
        {"id": record.id, "source": record.keys["k1"], "state": record.keys["k2"], **json.loads(record.body)}
        for record in records
    )
    yield from sorted(bodies, key=lambda body: (body.get("after", 0), body.get("number", 0)))


def parts(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """The items in pieces of ``PART``, the size of one commit."""
    return in_pieces(items, PART)


def _new(store: GraphStore, source: str, at: str, by: str, clock: Clock) -> Run:
    number = _number(store) + 1
    # A letter behind the moment: four digits there may read as a CPR number with it, and be refused.
    name = f"{at[:_MOMENT]}-r{secrets.token_hex(4)}"
    record = {"at": at, "by": by, "after": store.status().version, "number": number}
    return Run(store, name, source, at, by, clock, 0, clock(), record, number)


def _number(store: GraphStore) -> int:
    """How many runs were begun in this store."""
    sign = store.records.get(*SIGN, now=_ANY_TIME)
    return 0 if sign is None else int(json.loads(sign.body)["number"])


def _again(store: GraphStore, record: Record, at: str, by: str, clock: Clock) -> Run:
    """A run that is there, for the process that takes it back; its record keeps what it says."""
    said = json.loads(record.body)
    number = _number(store)
    return Run(store, record.id, record.keys["k1"], at, by, clock, record.version, clock(), said, number)


def _finished(store: GraphStore, run: str) -> Record:
    record = store.records.get(KIND, run, now=_ANY_TIME)
    if record is None:
        raise Refused(message("runs.unknown"))
    if record.keys["k2"] == "undone":
        raise Refused(message("runs.undone_before"))
    return record


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
        outcomes.update(one.what for one in plan.effects if one.claim.kind is not NodeKind.SOURCE)
        undone.kept += (Kept(one.target, one.source, one.reason) for one in plan.refused)
        undone.take_in(plan)
    undone.kept.sort(key=is_unnamed)  # the first of them are shown
    undone.back, undone.changed, undone.gone = (outcomes[name] for name in ("new", "changed", "gone"))
    return undone


def _taken(store: GraphStore, record: Record, at: str, by: str, clock: Clock) -> Run | None:
    """A dead process's run, to undo it; None when another was quicker, or the process is alive after all."""
    run = _again(store, record, at, by, clock)
    try:
        run.open()
    except Conflict:
        return None
    return run
