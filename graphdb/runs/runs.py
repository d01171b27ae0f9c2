"""Import runs: opened first, closed last, and undone whole when they fail or are found open.

The record of an open run carries a sign of life of the process that writes it (``graphdb.runs.lease``), so
that a run that was cut short is told from one at work. The next command, import, or the thread beside the
pages undoes it.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, TypeVar

from graphdb.claims import Claim
from graphdb.codec import Json, canonical
from graphdb.errors import Refused
from graphdb.history import chain
from graphdb.model import Doc, Id, is_edge
from graphdb.runs import lease
from graphdb.store import GraphStore, every
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit

T = TypeVar("T")
Clock = Callable[[], str]
"""Tells the moment (ISO, UTC)."""

KIND: Final = "run"
_MOMENT: Final = 19
PART: Final = 2000
"""Targets in one commit of a run; Neo4j's memory sets the limit."""


def open_run(store: GraphStore, source: str, at: str, by: str, now: str = "") -> str:
    """Write the record of a run that begins at ``now`` (else ``at``; ISO, UTC); answers the run's id."""
    run = f"{at[:_MOMENT]}-{secrets.token_hex(4)}"
    _sign(store, run, source, at, by, now or at)
    return run


def began(run: str) -> str:
    """The moment a run began, as its id tells (ISO, UTC, whole seconds); records come in this order."""
    return run[:_MOMENT]


def require_open(store: GraphStore, run: str, now: str = "") -> None:
    """Give a sign of life, if the last is old. Refused when somebody took the process for dead meanwhile."""
    doc = next((doc for doc in _open(store) if doc.id == run), None)
    told = {} if doc is None else json.loads(doc.body)
    if doc is None or told.get("undo"):
        raise Refused("Indlæsningen gav ikke lyd fra sig så længe, at den er taget tilbage. Kør den igen.")
    if now and _sign_of(doc).age(now) >= lease.EVERY:
        _sign(store, run, doc.keys["k1"], told["at"], told["by"], now)


def require_alone(store: GraphStore) -> None:
    """Refused while another run is at work: both would show half of themselves to each other."""
    for doc in _open(store):
        raise Refused(
            f"En anden indlæsning er i gang ({doc.keys['k1']}). Prøv igen, når den er færdig. "
            "Er den gået i stå, bliver den taget tilbage om fem minutter."
        )


def close_run(store: GraphStore, run: str, source: str, at: str, by: str, counts: Json) -> None:
    """Write that a run is done, with what it did. Refused as ``require_open`` says."""
    require_open(store, run)
    _record(store, run, source, "done", at, by, counts)


def undo_run(store: GraphStore, run: str, source: str, at: str, by: str, clock: Clock | None = None) -> None:
    """Take back what a run wrote, but for claims that somebody has written again since.

    ``clock`` tells the moment (ISO, UTC), for the signs of life that this needs, too.
    """
    firsts: dict[tuple[Id, str], Claim | None] = {}
    erased: dict[tuple[Id, str], int] = {}
    for change in every(lambda at: store.changes(after=int(at), run=run), "0"):
        key = (change.target, change.source)
        if change.body:
            firsts.setdefault(key, chain.sides(change)[0])
        elif key not in firsts:
            erased.setdefault(key, change.seq)
    firsts |= {key: None for key, seq in erased.items() if not _said_before(store, key, seq)}
    last = clock() if clock is not None else ""
    for part in parts(_order(list(_restore(store, run, firsts)))):
        commit(store, part, Stamp(at, by, "Fortryd en indlæsning, der ikke blev færdig", run))
        if clock is not None and lease.sign(last).age(clock()) >= lease.EVERY:
            last = clock()
            _sign(store, run, source, at, by, last, undo=secrets.token_hex(8))
    _record(store, run, source, "undone", at, by, {})


def recover(store: GraphStore, at: str, by: str, clock: Clock | None = None) -> tuple[str, ...]:
    """Undo every run found open whose process has died; answers their ids. Called at every start.

    ``clock`` tells the moment (ISO, UTC); without one it is ``at``.
    """
    tell = clock or (lambda: at)
    found = []
    for doc in dead(store, tell()):
        if _take(store, doc, at, by, tell()):
            undo_run(store, doc.id, doc.keys["k1"], at, by, tell)
            found.append(doc.id)
    return tuple(found)


def dead(store: GraphStore, now: str) -> tuple[Doc, ...]:
    """The records of runs whose process has died and that nobody has undone yet."""
    return tuple(doc for doc in _open(store) if _sign_of(doc).gone(now))


def unfinished(store: GraphStore) -> bool:
    """Whether a run is at work, or was cut short and not yet undone: what is read may be half of it."""
    return bool(_open(store))


def list_runs(store: GraphStore, source: str = "") -> Iterator[Json]:
    """The records of all runs, or one source's, oldest first: ``{id, source, state, at, by, ...counts}``."""
    for doc in every(lambda at: store.docs(KIND, where={"k1": source} if source else {}, after=at)):
        yield {"id": doc.id, "source": doc.keys["k1"], "state": doc.keys["k2"], **json.loads(doc.body)}


def parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in pieces of ``PART``, the size of one commit."""
    for start in range(0, len(items), PART):
        yield items[start : start + PART]


def _open(store: GraphStore) -> tuple[Doc, ...]:
    return store.docs(KIND, where={"k2": "open"}).items


def _sign_of(doc: Doc) -> lease.Sign:
    told = json.loads(doc.body)
    return lease.Sign(*told.get("sign", ("", 0, told["at"])))


def _take(store: GraphStore, doc: Doc, at: str, by: str, now: str) -> bool:
    """Take over a dead process's run to undo it; False when another was quicker.

    Whoever has seen the same record writes under the same commit id, and only the first of them is heard.
    """
    mine, once = secrets.token_hex(8), f"{doc.id}-undo-{doc.version}"
    _sign(store, doc.id, doc.keys["k1"], at, by, now, undo=mine, once=once)
    return any(json.loads(one.body).get("undo") == mine for one in _open(store) if one.id == doc.id)


def _sign(
    store: GraphStore, run: str, source: str, at: str, by: str, now: str, *, undo: str = "", once: str = ""
) -> None:
    """Renew the sign of life in an open run's record; ``undo`` marks the one who takes the run back."""
    one = lease.sign(now)
    more = {"sign": [one.machine, one.process, one.beat], **({"undo": undo} if undo else {})}
    _record(store, run, source, "open", at, by, more, once)


def _record(
    store: GraphStore, run: str, source: str, state: str, at: str, by: str, more: Json, once: str = ""
) -> None:
    doc = Doc(KIND, run, canonical({"at": at, "by": by, **more}), {"k1": source, "k2": state})
    stamp = Stamp(at, by, f"Indlæsning: {state}", run)
    commit(store, (), replace(stamp, id=once) if once else stamp, docs=(doc,))


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
