"""Searches and touch maps that ended with nobody, counted.

This is no citizen data, and cannot become any:

- What is counted is a triple of codes: a municipality, a risk group and a kind of actor ("" for any), in a
  quarter of a year. No word that was typed, no age, no day or hour, no account, no address of a computer, and
  nothing that ties two counts together.
- Only what was asked with one group and nothing else but a kind is counted. Several groups at once, a need,
  an age or a word could single somebody out: callers leave those out, and here there is no place for them.
- Counts stay in memory until there are ``FEWEST`` of a triple, and are written as a sum by a thread that is
  no request. Nothing smaller than five is ever written or shown, and no row has the time of a request.
- A process that ends forgets what it has not written. That costs a few counts, and is meant.

Anybody who may search may raise a count: it says what to look at, and proves nothing.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from graphdb.per_store import PerStore
from graphdb.store import GraphStore

FEWEST: Final = 5
_COUNTER: Final = "ended"
_ANY: Final = "any"
"""Stands for no kind in the name of a counter."""
Triple = tuple[str, str, str]
"""Municipality, group and kind, as codes."""

_waiting: PerStore[Counter[str]] = PerStore(Counter)


def note(store: GraphStore, municipality: str, group: str, kind: str, today: str) -> None:
    """Count in memory that one who looked for help for a group met nobody. Nothing is written."""
    name = ".".join((_COUNTER, municipality, _quarter(today), group, kind or _ANY))
    with _waiting.of(store) as counts:
        counts[name] += 1


def flush(store: GraphStore) -> None:
    """Write the sums that are large enough; for a thread beside the requests."""
    with _waiting.of(store) as counts:
        large = {name: count for name, count in counts.items() if count >= FEWEST}
        for name in large:
            del counts[name]
    for name, count in sorted(large.items()):
        store.records.add(name, count)


def read(store: GraphStore, municipality: str, today: str) -> Mapping[tuple[str, str], int]:
    """By group and kind ("" for any) how often it ended with nobody in this quarter and the one before."""
    sums: Counter[tuple[str, str]] = Counter()
    for quarter in (_quarter(today), _quarter_before(today)):
        prefix = f"{_COUNTER}.{municipality}.{quarter}."
        for name, count in store.records.counters(prefix).items():
            group, _, kind = name.removeprefix(prefix).partition(".")
            sums[group, "" if kind == _ANY else kind] += count
    return {key: count for key, count in sums.items() if count >= FEWEST}


def _quarter(today: str) -> str:
    """The quarter of a day (ISO), as 2026-4."""
    day = date.fromisoformat(today)
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def _quarter_before(today: str) -> str:
    year, _, number = _quarter(today).partition("-")
    return f"{int(year) - 1}-4" if number == "1" else f"{year}-{int(number) - 1}"
