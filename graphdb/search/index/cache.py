"""The index of each store: built by a scan of its search entries, then kept up to date from its change feed.

It is a cache, one for each store and process, and may be dropped at any time.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from time import monotonic
from typing import Final, cast
from weakref import WeakSet

from graphdb.deadline import give_way, giving_way, standing_back
from graphdb.errors import StoreError
from graphdb.model import EdgeKind, Entry, Id, Node, is_edge
from graphdb.page import in_pieces
from graphdb.per_store import PerStore
from graphdb.search.index.assembly import assembled, on_day
from graphdb.search.index.audiences import Homes, as_seen, for_audience
from graphdb.search.index.columns import Columns
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore, Meanwhile, Status, Way, What, every
from graphdb.visibility.audience import Audience
from graphdb.visibility.seen import Seen, whole
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary

_SOURCES, _BEHIND_SOURCES = "source:", "source;"
_ENTRIES: Final = ("actor:", "service:")
_REBUILD_AT: Final = 20_000
"""Changes of this many entries are read faster by a scan; of 60,000 entries it takes a second."""
_NEVER: Final = 2**62
"""The number of a commit that is never reached."""
_AT_ONCE: Final = 100
"""So many entries or changes are read between two pauses: a millisecond or two."""
_YOUNG: Final = 2.0
"""Seconds for which an index will do while a run writes, which commits several times in each."""
_OLDEST: Final = 5.0
"""Seconds; an older one is brought up to date by the search that finds it."""
_PATIENCE: Final = 1.5
"""Seconds for which a renewal gives way to requests: beside many of them it would be too old when it ends."""
_TOO_OLD: Final = 10.0
"""Seconds; while another thread brings it up to date, which takes long on a busy machine, searches are
answered from the one that is there until it is as old as this."""


@dataclass(frozen=True, slots=True)
class _Recent:
    """An index that has all up to the commit ``whole``, as of the moment ``at`` (``monotonic``).

    Of what came later it has what people wrote, up to its own version.
    """

    index: Index
    whole: int
    at: float

    def may_answer(self, said: Meanwhile, today: str) -> bool:
        return (
            self.index.fingerprint == said.status.fingerprint
            and self.index.today == today
            and self.whole <= said.status.version
        )


@dataclass(slots=True)
class _Kept:
    """What is kept for a store. ``recent`` answers while a run writes; ``sights`` are what ``seen`` gave.

    ``renewing`` is locked by the thread that brings it up to date meanwhile.
    """

    index: Index | None = None
    recent: _Recent | None = None
    renewing: Lock = field(default_factory=Lock)
    sights: WeakSet[Seen] = field(default_factory=WeakSet)


_kept = PerStore(_Kept)
_refreshing = PerStore(object)
"""A lock for each store: one thread at a time brings its index up to date.

While it reads, searches have ``_kept``, and lay what people have just written over the index that is there.
"""


def current(store: GraphStore, today: str, status: Status | None = None) -> Index:
    """The index of the store as it stands now, on that day (ISO). Safe to call from several threads.

    ``status``: the store's, when the caller has just asked. Of a store as an audience sees it the index has
    what that sees.
    """
    if isinstance(store, Seen):
        return _seen(store, current(store.base, today, status))
    at = monotonic()
    status = status or store.status()  # asked first: the next refresh reads what is beyond it once more
    with _refreshing.of(store):
        with _kept.of(store) as kept:
            previous = kept.index
        status, touched = _since(store, previous, status)
        if previous is not None and touched is not None and not touched.terms:
            catalogue.has_passed(store, status, previous.version)
        terms = catalogue.read(store, status)  # not before: another thread may have brought a newer one
        if previous is None or touched is None:
            index = build(store, status, terms, today)
        else:
            index = _followed(store, previous, touched, status, terms, today)
        with _kept.of(store) as kept:
            kept.index, kept.recent = index, _Recent(index, index.version, at)
        return index


def meanwhile(store: GraphStore) -> Meanwhile:
    """What the store says, to be asked before ``recent``: in one call also who wrote what its index lacks."""
    kept = _kept.peek(whole(store))
    latest = None if kept is None else kept.recent
    is_young = latest is not None and monotonic() - latest.at <= _TOO_OLD
    return store.meanwhile(latest.index.version if latest is not None and is_young else _NEVER)


def recent(store: GraphStore, today: str, said: Meanwhile | None = None) -> Index:
    """As ``current``, but while a run is at work, what it writes may come up to ``_OLDEST`` seconds later.

    What anybody else writes is there at once. Another thread reads meanwhile what the run wrote. ``said``:
    ``meanwhile``, when the caller has just asked.
    """
    if isinstance(store, Seen):
        return _seen(store, recent(store.base, today, said))
    said = said or meanwhile(store)
    kept = _kept.peek(store)
    latest = None if kept is None else kept.recent
    if kept is None or latest is None or not latest.may_answer(said, today):
        return current(store, today, said.status)
    if latest.whole == said.status.version:
        return latest.index
    age = monotonic() - latest.at
    tells_all = said.at_work and said.after <= latest.index.version
    if not tells_all or age > (_TOO_OLD if kept.renewing.locked() else _OLDEST):
        return current(store, today, said.status)
    index = latest.index if said.newest <= latest.index.version else _with_others(store, today, said)
    if age > _YOUNG and kept.renewing.acquire(blocking=False):
        Thread(target=_renew, args=(store, today, kept.renewing), name="index", daemon=True).start()
    return index


def renew(store: GraphStore, today: str) -> None:
    """Bring the index up to date, unless another thread does so for ``recent`` just now."""
    with _kept.of(store) as kept:
        renewing = kept.renewing
    if renewing.acquire(blocking=False):
        _renew(store, today, renewing)


def _seen(store: Seen, index: Index) -> Index:
    if not index.columns.narrower:
        return index
    with _kept.of(store.base):
        return for_audience(index, store.audience)


def seen(store: GraphStore, audience: Audience, today: str) -> GraphStore:
    """The store as an audience sees it on a day (ISO); who asks keeps it, for more is kept of it.

    To visitors it is the store itself, which shows nothing else to anybody.
    """
    if not audience.professional:
        return store
    with _kept.of(store) as kept:
        sight = Seen(store, audience, _Homes(store, today))
        kept.sights.add(sight)
        return sight


def sights(store: GraphStore) -> list[Seen]:
    """What ``seen`` gave and is still kept: for what is worked out beside the requests."""
    with _kept.of(store) as kept:
        return list(kept.sights)


@dataclass(frozen=True, slots=True)
class _Homes:
    """Homes by the index as it stands whenever it is asked."""

    store: GraphStore
    today: str

    def of(self, ids: Collection[Id]) -> Mapping[Id, frozenset[str]]:
        """As ``Homes.of``."""
        return Homes(current(self.store, self.today)).of(ids)


def _renew(store: GraphStore, today: str, renewing: Lock) -> None:
    try:
        # The next search that needs it tells people of errors.
        with suppress(StoreError), standing_back(_PATIENCE):
            current(store, today)
    finally:
        renewing.release()


def _with_others(store: GraphStore, today: str, said: Meanwhile) -> Index:
    """The latest index with what others than the runs at work wrote since laid over it."""
    with _kept.of(store) as kept:
        latest = kept.recent
        if latest is not None and latest.may_answer(said, today) and said.after <= latest.index.version:
            if said.newest <= latest.index.version:  # another thread has laid it over
                return latest.index
            touched = _touched(store, said.targets)
            if touched is not None and not touched.terms:
                upto = replace(said.status, version=said.newest)
                index = _followed(store, latest.index, touched, upto, latest.index.terms, today)
                kept.recent = replace(latest, index=index)
                return index
    return current(store, today)


def forget(store: GraphStore) -> None:
    """Drop the index of a store; the next ``current`` builds it anew."""
    _kept.forget(store)


def laid_over(
    store: GraphStore, index: Index, entries: Collection[Entry], gone: Collection[Id], today: str
) -> Index:
    """An index as it would be with these entries in place of what they are and others gone, on another day.

    It is not kept.
    """
    if isinstance(store, Seen):
        entries = list(as_seen(index, entries, store.audience))
    touched = {entry.id for entry in entries}.union(gone)
    columns = index.columns.changed(entries, touched - {entry.id for entry in entries})
    other = assembled(columns, index, index.terms, index.titles, today, index, touched)
    return on_day(other, index.terms, today)


def build(store: GraphStore, status: Status, terms: Vocabulary, today: str) -> Index:
    """The index from a scan of all entries; ``status`` was asked before the terms were read."""
    columns = Columns.empty().changed(cast("Iterable[Entry]", store.scan(What.ENTRIES)))
    sources = cast("Iterable[Node]", store.scan(What.NODES, after=_SOURCES, until=_BEHIND_SOURCES))
    titles = {node.id: node.text("title") for node in sources}
    return on_day(assembled(columns, status, terms, titles, today), terms, today)


def _since(store: GraphStore, previous: Index | None, status: Status) -> tuple[Status, "_Touched | None"]:
    """What changed between the index and the store; None when a scan is quicker or nothing else will do.

    The status is asked for again where the index is newer than that.
    """
    if previous is not None and previous.version > status.version:
        status = store.status()  # another thread came first, or the store was begun anew
    if previous is None or previous.fingerprint != status.fingerprint or previous.version > status.version:
        return status, None
    if previous.version == status.version:
        return status, _Touched(set(), set(), terms=False)
    changes = every(lambda at: store.changes(after=int(at)), str(previous.version))
    return status, _touched(store, (change.target for change in changes))


def _followed(
    store: GraphStore, previous: Index, touched: "_Touched", status: Status, terms: Vocabulary, today: str
) -> Index:
    """The index as of ``status``, what was touched since read anew."""
    if previous.version == status.version:
        return on_day(previous, terms, today)
    titles = _renamed(store, previous.titles, touched.sources)
    if not touched.entries:
        return on_day(replace(previous, version=status.version, titles=titles), terms, today)
    entries = _read(store, touched.entries)
    columns = previous.columns.changed(entries.values(), touched.entries - entries.keys())
    index = assembled(columns, status, terms, titles, today, previous, touched.entries)
    return on_day(index, terms, today)


def _read(store: GraphStore, ids: Collection[Id]) -> Mapping[Id, Entry]:
    entries: dict[Id, Entry] = {}
    for some in in_pieces(ids, _AT_ONCE):
        give_way()
        entries |= store.entries(some)
    return entries


@dataclass(frozen=True, slots=True)
class _Touched:
    """Ids whose search entry may have changed, and sources; ``terms``: whether the vocabulary may have."""

    entries: set[Id]
    sources: set[Id]
    terms: bool


def _touched(store: GraphStore, targets: Iterable[Id]) -> _Touched | None:
    """What changes of these may have changed; None when it is so much that a scan is quicker."""
    ids: set[Id] = set()
    terms = False
    for target in giving_way(targets, _AT_ONCE):
        terms = terms or catalogue.touches(target)
        if not is_edge(target):
            ids.add(target)
        elif not target.startswith(f"{EdgeKind.RELATES}|"):
            ids.update(target.split("|")[1:3])
        if len(ids) > _REBUILD_AT:
            return None
    places = [one for one in ids if one.startswith("place:")]
    entries = {one for one in ids if one.startswith(_ENTRIES)}
    if places:
        located = store.edges(places, kinds=[EdgeKind.LOCATED_AT], way=Way.IN, withheld=True)
        entries |= {edge.src for edge in located}
    return _Touched(entries, {one for one in ids if one.startswith(_SOURCES)}, terms)


def _renamed(store: GraphStore, titles: Mapping[Id, str], touched: set[Id]) -> Mapping[Id, str]:
    if not touched:
        return titles
    kept = {one: title for one, title in titles.items() if one not in touched}
    return kept | {one: node.text("title") for one, node in store.get(touched).items()}
