"""How often an entry's page was shown, by quarter of a year, for its own people.

As with what ended with nobody (``graphdb.gaps.ended``) a count has no time, no person and no address of a
computer: it waits in memory until there are five, and is written as a sum by a thread that is no request. The
touch map counts nothing, and its own people's looks count neither.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphdb.gaps.ended import FEWEST, quarter, quarter_before
from graphdb.model import Id
from graphdb.per_store import PerStore
from graphdb.store import GraphStore

QUARTERS: Final = 4
"""How many are shown, the present one too."""
_COUNTER: Final = "shown"


@dataclass(slots=True)
class _Waiting:
    """Counts that are not written yet, by the name of the counter."""

    counts: Counter[str] = field(default_factory=Counter)


_waiting: PerStore[_Waiting] = PerStore(_Waiting)


def note(store: GraphStore, actor: Id, today: str) -> None:
    """Count in memory that an entry's page was shown. Nothing is written."""
    with _waiting.of(store) as waiting:
        waiting.counts[_name(actor, quarter(today))] += 1


def flush(store: GraphStore) -> None:
    """Write the sums that are large enough; for a thread beside the requests."""
    with _waiting.of(store) as waiting:
        large = sorted((name, count) for name, count in waiting.counts.items() if count >= FEWEST)
    for name, count in large:
        store.records.add(name, count)
        with _waiting.of(store) as waiting:
            waiting.counts -= Counter({name: count})


def read(store: GraphStore, actor: Id, today: str) -> Mapping[str, int]:
    """By quarter ("2026-4"), the present one first, how often; 0 for fewer than five."""
    counts: dict[str, int] = {}
    at = quarter(today)
    for _ in range(QUARTERS):
        name = _name(actor, at)
        counts[at] = store.records.counters(name).get(name, 0)
        at = quarter_before(at)
    return counts


def _name(actor: Id, at: str) -> str:
    return f"{_COUNTER}.{at}.{actor}"
