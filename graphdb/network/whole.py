"""What the whole net hangs on, of all municipalities at once: more than a request has time for.

networkx holds the interpreter for seconds at national scale, so a program of its own (``apart``) works it
out. It is asked beside the requests, and again only when the relations of the day are others. Requests read
what was worked out last, which may be a little behind, or nothing yet.
"""

import json
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphdb.model import Id
from graphdb.network import adjacency
from graphdb.per_store import PerStore
from graphdb.search import index as indexes
from graphdb.search.index.columns import Bools, Ints, day_number
from graphdb.search.index.names import Names
from graphdb.store import GraphStore

_PROGRAM: Final = Path(__file__).with_name("apart.py")
"""Not imported: networkx takes a tenth of a second and 11 MB."""
_PATIENCE: Final = 120.0
"""Seconds for the program; it needs two for 300,000 relations."""
_AGAIN: Final = 3600.0
"""Seconds until what failed is tried again with the same relations."""


class TriedLately(Exception):
    """It failed for the same relations less than an hour ago, and is not tried yet."""


@dataclass(frozen=True, slots=True)
class WholePoint:
    """An actor without whom ``count`` others lose every way to the rest; ``some`` of them."""

    id: Id
    count: int
    some: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The net of a ``version`` on a ``day`` (ISO): how many ``actors`` have any of its ``relations``,
    how many are ``alone``, who others hang on, whom most hang on first, and between whom the only way is.
    """

    version: int
    day: str
    actors: int
    relations: int
    alone: int
    cut_points: tuple[WholePoint, ...]
    bridges: tuple[tuple[Id, Id], ...]

    def around(self, actors: Collection[Id]) -> "Whole":
        """The same of the whole net, but of what hangs on these alone."""
        points = tuple(point for point in self.cut_points if point.id in actors)
        ways = tuple(ends for ends in self.bridges if not set(ends).isdisjoint(actors))
        return replace(self, cut_points=points, bridges=ways)


@dataclass(slots=True)
class _Kept:
    names: Names | None = None
    pairs: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    whole: Whole | None = None
    failed: NDArray[np.int32] | None = None
    failed_at: float = 0.0


_kept = PerStore(_Kept)


def worked_out(store: GraphStore) -> Whole | None:
    """What is known of the whole net, None before it was first worked out. No call to the store."""
    kept = _kept.peek(store)
    return None if kept is None else kept.whole


def work_out(store: GraphStore, today: str) -> Whole:
    """The whole net on a day (ISO), by a program of its own when its relations are others than before.

    What keeps the program from it is raised as it comes, once: TriedLately after that.
    """
    index = indexes.current(store, today)
    ties, shown = adjacency.current(store, index)
    pairs = _pairs(ties, shown, day_number(today))
    with _kept.of(store) as kept:
        whole = kept.whole
        if whole is None or kept.names is not ties.names or not np.array_equal(kept.pairs, pairs):
            whole, kept.names, kept.pairs = _read(ties, pairs, _tried(kept, pairs)), ties.names, pairs
        actors = int(np.count_nonzero(index.shown & ~index.columns.flags["service"]))
        kept.whole = replace(whole, version=index.version, day=today, alone=actors - whole.actors)
        return kept.whole


def _pairs(ties: adjacency.Ties, shown: Bools, day: int) -> NDArray[np.int32]:
    """The ends of all relations of a day between two who are shown, one row each."""
    holds: Bools = (ties.until == 0) | (ties.until >= day)
    holds &= shown[ties.src] & shown[ties.dst] & (ties.src != ties.dst)
    ends: tuple[Ints, Ints] = (ties.src[holds], ties.dst[holds])
    return np.stack(ends, axis=1)


def _tried(kept: _Kept, pairs: NDArray[np.int32]) -> dict[str, Any]:
    is_same = kept.failed is not None and np.array_equal(kept.failed, pairs)
    if is_same and monotonic() - kept.failed_at < _AGAIN:
        raise TriedLately
    kept.failed = None
    try:
        return _asked(pairs)
    except (OSError, subprocess.SubprocessError, ValueError):
        kept.failed, kept.failed_at = pairs, monotonic()
        raise


def _asked(pairs: NDArray[np.int32]) -> dict[str, Any]:
    # Without -P the folder of the file would come first when it imports.
    command = [sys.executable, "-P", str(_PROGRAM)]
    # Ctrl-C in a terminal is meant for the process that asks, which would log that the program failed.
    done = subprocess.run(
        command,
        input=pairs.tobytes(),
        capture_output=True,
        check=True,
        timeout=_PATIENCE,
        start_new_session=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _read(ties: adjacency.Ties, pairs: NDArray[np.int32], answer: dict[str, Any]) -> Whole:
    names = ties.names
    return Whole(
        version=0,
        day="",
        actors=np.unique(pairs).size,
        relations=len(pairs),
        alone=0,
        cut_points=tuple(
            WholePoint(names[actor], count, tuple(names[one] for one in some))
            for actor, count, some in answer["cut_points"]
        ),
        bridges=tuple((names[pairs[row, 0]], names[pairs[row, 1]]) for row in answer["bridges"]),
    )
