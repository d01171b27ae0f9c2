"""Import runs: opened first, closed last, and undone whole when they fail or are found open."""

import json
import secrets
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from graphdb import history
from graphdb.claims import Claim
from graphdb.editing import Drop, Edit, Put, Stamp, commit
from graphdb.errors import Refused
from graphdb.model import Doc, Id, is_edge
from graphdb.store import Change, GraphStore
from graphdb.wire import Json, canonical

T = TypeVar("T")

KIND: Final = "run"
_MOMENT: Final = 19
PART: Final = 2000
"""Targets in one commit of a run; Neo4j's memory sets the limit."""


def open_run(store: GraphStore, source: str, at: str, by: str) -> str:
    """Write the record of a run that begins now; answers the run's id."""
    run = f"{at[:_MOMENT]}-{secrets.token_hex(4)}"
    _record(store, run, source, "open", at, by, {})
    return run


def began(run: str) -> str:
    """The moment a run began, as its id tells (ISO, UTC, whole seconds); records come in this order."""
    return run[:_MOMENT]


def require_open(store: GraphStore, run: str) -> None:
    """Refused when a run was undone meanwhile: another began, and took it for one whose process had died."""
    if not any(doc.id == run for doc in _open(store)):
        raise Refused(
            "En anden indlæsning begyndte imens, så denne er taget tilbage. "
            "Kør den igen, når den anden er færdig."
        )


def close_run(store: GraphStore, run: str, source: str, at: str, by: str, counts: Json) -> None:
    """Write that a run is done, with what it did. Refused as ``require_open`` says."""
    require_open(store, run)
    _record(store, run, source, "done", at, by, counts)


def undo_run(store: GraphStore, run: str, source: str, at: str, by: str) -> None:
    """Take back what a run wrote, but for claims that somebody has written again since."""
    firsts: dict[tuple[Id, str], Claim | None] = {}
    erased: dict[tuple[Id, str], int] = {}
    for change in _changes(store, run):
        key = (change.target, change.source)
        if change.body:
            firsts.setdefault(key, history.sides(change)[0])
        elif key not in firsts:
            erased.setdefault(key, change.seq)
    firsts |= {key: None for key, seq in erased.items() if not _said_before(store, key, seq)}
    for part in parts(_order(list(_restore(store, run, firsts)))):
        commit(store, part, Stamp(at, by, "Fortryd en indlæsning, der ikke blev færdig", run))
    _record(store, run, source, "undone", at, by, {})


def recover(store: GraphStore, at: str, by: str) -> tuple[str, ...]:
    """Undo every run found open (its process died); answers their ids. Called before each new run."""
    found = []
    while held := _open(store):
        for doc in held:
            undo_run(store, doc.id, doc.keys["k1"], at, by)
            found.append(doc.id)
    return tuple(found)


def list_runs(store: GraphStore, source: str = "") -> Iterator[Json]:
    """The records of all runs, or one source's, oldest first: ``{id, source, state, at, by, ...counts}``."""
    after: str | None = ""
    while after is not None:
        page = store.docs(KIND, where={"k1": source} if source else {}, after=after)
        for doc in page.items:
            yield {"id": doc.id, "source": doc.keys["k1"], "state": doc.keys["k2"], **json.loads(doc.body)}
        after = page.after


def parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in pieces of ``PART``, the size of one commit."""
    for start in range(0, len(items), PART):
        yield items[start : start + PART]


def _open(store: GraphStore) -> tuple[Doc, ...]:
    return store.docs(KIND, where={"k2": "open"}).items


def _record(store: GraphStore, run: str, source: str, state: str, at: str, by: str, counts: Json) -> None:
    doc = Doc(KIND, run, canonical({"at": at, "by": by, **counts}), {"k1": source, "k2": state})
    commit(store, (), Stamp(at, by, f"Indlæsning: {state}", run), docs=(doc,))


def _changes(store: GraphStore, run: str) -> Iterator[Change]:
    after: str | None = "0"
    while after is not None:
        page = store.changes(after=int(after), run=run)
        yield from page.items
        after = page.after


def _said_before(store: GraphStore, key: tuple[Id, str], seq: int) -> bool:
    """Whether a claim whose change was erased has a past before that change."""
    target, source = key
    return any(one.source == source and one.seq < seq for one in store.changes(target=target).items)


def _restore(store: GraphStore, run: str, firsts: dict[tuple[Id, str], Claim | None]) -> Iterator[Edit]:
    keys = iter(sorted(firsts))
    while part := list(islice(keys, PART)):
        held = store.claims({target for target, _ in part})
        for target, source in part:
            now = next((one for one in held.get(target, ()) if one.source == source), None)
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
