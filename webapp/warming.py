"""Reading the directory and undoing dead imports beside the requests, which have no time for it.

At national scale a first reading takes longer than a request may; a request that is cut short would begin it
anew, for ever. This thread has no deadline.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from subprocess import SubprocessError
from threading import Event, Thread
from time import monotonic
from typing import Final

from graphdb import touchmap
from graphdb.concurrency.open_runs import open_runs
from graphdb.coverage.units import units_of
from graphdb.editing import shown
from graphdb.errors import StoreError
from graphdb.gaps import ended, openings
from graphdb.message import DANISH
from graphdb.model import NodeKind, code_of
from graphdb.network import adjacency, picture, whole
from graphdb.per_store import PerStore
from graphdb.runs import runs
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from graphdb.touchmap import Question
from graphdb.vocabulary import catalogue
from webapp import access
from webapp.upload import folder

PAUSE: Final = 10.0
"""Seconds between looks; one cheap read each when nothing changed."""
RENEWAL: Final = 2.0
"""Seconds between renewals of the index while a run writes: a search that finds an older one than the index
allows brings it up to date itself, and one person waits for what a minute of an import wrote."""
_WORD: Final = "hjælp"
"""Without words a search does not need those of the vocabulary."""


@dataclass(slots=True)
class _Warmth:
    begun: bool = False
    reading: bool = False
    shown: bool = False
    drawn: bool = False


_warmth: Final = PerStore(_Warmth)


def is_warming(store: GraphStore) -> bool:
    """Whether a store that is kept warm has not been asked for a touch map yet, nor its first pages shown."""
    warmth = _warmth.peek(store)
    return warmth is not None and warmth.begun and not (warmth.drawn and warmth.shown)


def is_reading(store: GraphStore) -> bool:
    """Whether the directory of a store that answers is being read for the first time."""
    warmth = _warmth.peek(store)
    return warmth is not None and warmth.reading


def keep_warm(
    store: GraphStore,
    clock: Callable[[], datetime],
    *,
    pause: float = PAUSE,
    stop: Event | None = None,
    when_read: Callable[[], None] = lambda: None,
    when_idle: Callable[[], None] = lambda: None,
) -> Thread:
    """Read the directory now and after each change, as long as the process lives; one for each process.

    ``when_read`` is called once, when it was read for the first time or could not be, ``when_idle`` before
    each ``pause``.
    Half of an import whose process died is taken back: the pages need no restart to be whole again.
    What was erased while others read is taken out of the files, what ended with nobody is counted, and files
    that were sent and not imported are thrown away.
    ``stop`` ends it.
    """
    with _warmth.of(store) as warmth:
        warmth.begun = True

    def keep() -> None:
        try:
            _read_first(store, clock())
        finally:
            when_read()
            with _warmth.of(store) as warmth:
                warmth.shown = True
        _keep(store, clock, pause, stop or Event(), when_idle)

    thread = Thread(target=keep, name="warming", daemon=True)
    thread.start()
    return thread


def _read_first(store: GraphStore, now: datetime) -> None:
    """Read the directory before all else: people wait for it."""
    with suppress(StoreError):
        store.status()  # one that is away keeps no request waiting
        with _warmth.of(store) as warmth:
            warmth.reading = True
        try:
            read_ahead(store, now)
        finally:
            warmth.reading = False


def _keep(
    store: GraphStore,
    clock: Callable[[], datetime],
    pause: float,
    stop: Event,
    when_idle: Callable[[], None],
) -> None:
    def moment() -> str:
        return clock().astimezone(UTC).isoformat(timespec="seconds")

    while not stop.is_set():
        # Away, or being loaded: requests say so to people; here it is tried again.
        with suppress(StoreError):
            runs.recover(store, moment(), "web", moment)
        with suppress(StoreError):
            store.finish_erasing()
        with suppress(StoreError):
            store.records.purge(moment())
        with suppress(StoreError):
            read_ahead(store, clock())
        with suppress(StoreError):
            ended.flush(store)
        with suppress(StoreError):
            shown.flush(store)
        with suppress(StoreError):
            for each in (store, *index.sights(store)):
                openings.catch_up(each, clock().date().isoformat())
        with suppress(StoreError, whole.TriedLately):
            _work_out_whole(store, clock().date().isoformat())
        folder.drop_old()
        when_idle()
        _renew_until(monotonic() + pause, store, clock, stop)


def _renew_until(end: float, store: GraphStore, clock: Callable[[], datetime], stop: Event) -> None:
    """Wait until then (``monotonic``), and keep the index young meanwhile if a run is at work."""
    while (left := end - monotonic()) > 0 and not stop.wait(min(RENEWAL, left)):
        with suppress(StoreError):
            if open_runs(store.records):
                index.renew(store, clock().date().isoformat())


def read_ahead(store: GraphStore, now: datetime) -> None:
    """Read the directory, and work out what the first pages would wait for."""
    search(store, Filters(q=_WORD), now=now, per_page=1)
    entries = index.current(store, now.date().isoformat())
    adjacency.current(store, entries)
    warmth = _warmth.peek(store)
    if warmth is None or not warmth.drawn:
        _draw_touch_map(store, now)
    units_of(entries)  # who is ready and how fresh, of all
    entries.coverage("kind")


def _draw_touch_map(store: GraphStore, now: datetime) -> None:
    """Work out a touch map and its picture, whoever it would be of: the first one that is asked for waits for
    the rules to be read, and for what draws to be imported.
    """
    today = now.date().isoformat()
    question = some_question(store, today)
    if question is not None:
        touch_map = touchmap.build(store, question, now=now)
        picture.vis_data(touchmap.around(store, touch_map, today=today), DANISH)
        with _warmth.of(store) as warmth:
            warmth.drawn = True


def some_question(store: GraphStore, today: str) -> Question | None:
    """A question that a touch map answers on that day (ISO); None before there are words to ask it in."""
    terms = catalogue.read(store)
    towns, starts = terms.municipalities(today), terms.list_terms(NodeKind.STARTING_POINT, today)
    return Question(code_of(towns[0].id), situation=code_of(starts[0].id)) if towns and starts else None


def _work_out_whole(store: GraphStore, today: str) -> None:
    try:
        whole.work_out(store, today)
    except (OSError, SubprocessError, ValueError) as error:
        code = getattr(error, "returncode", None)
        access.logger().error("whole net not worked out", kind=type(error).__name__, code=code)
