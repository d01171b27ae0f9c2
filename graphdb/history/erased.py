"""What was proposed or doubted of a contact point that is erased for good: it goes as well.

Such records hold what the point said. One that is written while the point is erased meets this module on one
of two ways: written before the erasing looks a last time it is taken away there, written later here.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from typing import Final

from graphdb.history import past
from graphdb.model import Id
from graphdb.page import Page
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

_POINT: Final = "contact:"
_ANY_TIME: Final = ""


def is_erased(store: GraphStore, target: Id) -> bool:
    """Whether it is a contact point of which nothing is said, and all that was said is erased."""
    if not target.startswith(_POINT) or store.claims([target]).get(target):
        return False
    was_there = bool(store.changes(target=target, limit=1).items)
    return was_there and not any(past.statements(store, target))


def keep(store: GraphStore, *writes: RecordWrite) -> tuple[Record, ...]:
    """Write records, and take away again those about a point that was erased meanwhile. Answers all."""
    written = store.records.write(*writes)
    take_back(store, writes)
    return written


def take_back(store: GraphStore, writes: Iterable[RecordWrite]) -> None:
    """Take away those of the records just written that are about a point that was erased meanwhile."""
    kept = (one.record for one in writes if not one.gone)
    gone = [RecordWrite(record, gone=True) for record in kept if is_erased(store, target_of(record))]
    if gone:
        store.records.write(*gone)


def take_away(store: GraphStore, kinds: Collection[str], things: Collection[Id] = ()) -> None:
    """Take away the records of these kinds about these things, or about any point that is erased, until none
    is left: others may write meanwhile.
    """
    while gone := [RecordWrite(record, gone=True) for record in about_erased(store, kinds, things)]:
        store.records.write(*gone)


def about_erased(store: GraphStore, kinds: Iterable[str], things: Collection[Id] = ()) -> Iterator[Record]:
    """The records of these kinds about these things, or about any point that is erased."""
    erased: Callable[[Id], bool] = cache(partial(is_erased, store))
    for kind in kinds:
        for record in every(partial(_page, store, kind)):
            target = target_of(record)
            if target in things or erased(target):
                yield record


def target_of(record: Record) -> Id:
    """What a record is about, "" for nothing."""
    return str(json.loads(record.body).get("target", ""))


def _page(store: GraphStore, kind: str, after: str) -> Page[Record]:
    return store.records.list(kind, after=after, now=_ANY_TIME)
