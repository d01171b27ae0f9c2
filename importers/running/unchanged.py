"""Files that need not be read: byte for byte those of a run that changed nothing, and nothing was said since.

What a run makes of files is decided by the files, by the program, by what is asked for, and by what stands in
the store: vocabularies, what other sources and people say, who was joined with whom. So all of these must be
as they were when the last run began: it was the second to read these files, and wrote nothing. It must have
refused no row either, for that is read again with the file; of lesser remarks the number is kept. Only what a
source says of itself may have changed: when its files were last fetched, which each night's import of another
one says.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import graphdb
import importers
from graphdb.codec import Json, canonical
from graphdb.runs import runs
from graphdb.store import Change, Commit, GraphStore

KEPT: Final = "as_read"
"""The name in a run's record of what a later run compares: ``asked``, ``day``, ``until`` and the rest."""
_MOST: Final = 1000
"""Commits and changes since the last run that are looked at; after more of them files are read."""
_SEED: Final = Path(importers.__file__).parents[1] / "seed"
_OF_SOURCES: Final = "source:"


def digest(checksums: list[list[str]], *asked: Any) -> str:
    """The SHA-256 over files, what is asked of them, and this program; "" when a file has none."""
    if not checksums or not all(checksum for _, checksum in checksums):
        return ""
    said = canonical({"files": checksums, "asked": list(asked), "program": _program()})
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _program() -> str:
    """The SHA-256 over all that reads files: the code, and the mappings that are shipped."""
    summed = hashlib.sha256()
    for path in sorted(_code()):
        summed.update(path.read_bytes())
    return summed.hexdigest()


def _code() -> Iterator[Path]:
    for package in (graphdb, importers):
        yield from Path(*package.__path__).rglob("*.py")
    yield from _SEED.rglob("*.toml")


def last(store: GraphStore, run: runs.Run, asked: str, today: str) -> Json | None:
    """The record of the last run of this one's source, when this one would say word for word the same."""
    earlier = [record for record in runs.list_runs(store, run.source) if record["id"] != run.id]
    newest = earlier[-1] if earlier else {}
    there: Mapping[str, Any] = newest.get(KEPT, {})
    if not asked or there.get("asked") != asked:
        return None
    return newest if there["day"] in ("", today) and _nothing_said(store, there["until"]) else None


def kept(asked: str, day: str, until: int, groups: Mapping[str, int], remarks: int) -> Json:
    """What the record of a run gets at its end. ``day``: the one (ISO) that what it read counts for, or "".

    ``until`` is the commit up to which it wrote alone; ``groups`` has how many claims of each group stand,
    ``remarks`` how much more its report said.
    """
    if not asked:
        return {}
    rest = {"groups": dict(groups), "remarks": remarks}
    return {KEPT: {"asked": asked, "day": day, "until": until, **rest}}


def wrote_alone(store: GraphStore, run: runs.Run) -> int | None:
    """Up to which commit nothing was said beside this run while it read and wrote; None when something was.

    What is said after this was asked comes after that commit, and is looked at by the next run.
    """
    until = store.status().version
    commits = _commits(store, int(run.began["after"]))
    alone = commits is not None and all(commit.run == run.id for commit in commits)
    return until if alone else None


def _nothing_said(store: GraphStore, version: int) -> bool:
    """Whether all since a commit is what sources say of themselves. What is judged is a commit, too."""
    commits, changes = _commits(store, version), store.changes(after=version, limit=_MOST)
    if commits is None or changes.after is not None:
        return False
    of_sources = {change.seq for change in changes.items if _is_of_source(change)}
    others = {change.seq for change in changes.items if not _is_of_source(change)}
    return not others and {commit.seq for commit in commits} == of_sources


def _is_of_source(change: Change) -> bool:
    return change.target.startswith(_OF_SOURCES)


def _commits(store: GraphStore, after: int) -> tuple[Commit, ...] | None:
    """Those after one; None when they are too many to be looked at."""
    page = store.commits(after=after, limit=_MOST)
    return None if page.after is not None else page.items
