"""Searches and touch maps that ended with nobody, counted.

This is no citizen data, and cannot become any:

- What is counted is a triple of codes: a municipality, a risk group and a kind of actor ("" for any), in a
  quarter of a year. No word that was typed, no age, no day or hour, no account, no address of a computer, and
  nothing that ties two counts together.
- Only what was asked with one group and nothing else but a kind is counted. Several groups at once, a need,
  an age or a word could single somebody out: callers leave those out, and here there is no place for them.
- A page that is loaded again is no further search: a triple counts once in ``_AGAIN``. Its moment stays in
  memory for no longer than that matters, and is never written.
- Counts stay in memory until there are ``FEWEST`` of a triple, and are written as a sum by a thread that is
  no request. Nothing smaller than five is ever written or shown, and no row has the time of a request.
- A process that ends forgets what it has not written. That costs a few counts, and is meant.

Anybody who may search may raise a count: it says what to look at, and proves nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from graphdb.per_store import PerStore
from graphdb.store import GraphStore

FEWEST: Final = 5
_AGAIN: Final = timedelta(minutes=10)
_COUNTER: Final = "ended"
_ANY: Final = "any"
"""Stands for no kind in the name of a counter."""
Triple = tuple[str, str, str]
"""Municipality, group and kind, as codes."""


@dataclass(slots=True)
class _Waiting:
    """Counts that are not written yet, and when a counter was last raised, by its name."""

    counts: Counter[str] = field(default_factory=Counter)
    lately: dict[str, datetime] = field(default_factory=dict)


_waiting: PerStore[_Waiting] = PerStore(_Waiting)


def note(store: GraphStore, municipality: str, group: str, kind: str, now: datetime) -> None:
    """Count in memory that one who looked for help for a group met nobody. Nothing is written."""
    name = _name((municipality, group, kind), now.date().isoformat())
    with _waiting.of(store) as waiting:
        waiting.lately = {other: at for other, at in waiting.lately.items() if now - at < _AGAIN}
        if name not in waiting.lately:
            waiting.lately[name] = now
            waiting.counts[name] += 1


def flush(store: GraphStore) -> None:
    """Write the sums that are large enough; for a thread beside the requests. One that a store in trouble
    did not take stays for the next time.
    """
    with _waiting.of(store) as waiting:
        large = sorted((name, count) for name, count in waiting.counts.items() if count >= FEWEST)
    for name, count in large:
        store.records.add(name, count)
        with _waiting.of(store) as waiting:
            waiting.counts -= Counter({name: count})


def raise_to(store: GraphStore, about: Triple, count: int, today: str) -> None:
    """Have this quarter's count of a triple be no less, as example data does that nobody has searched in."""
    name = _name(about, today)
    if (more := count - store.records.counters(name).get(name, 0)) > 0:
        store.records.add(name, more)


def _name(about: Triple, today: str) -> str:
    """Of the counter of a triple in the quarter of a day (ISO)."""
    municipality, group, kind = about
    return ".".join((_COUNTER, municipality, quarter(today), group, kind or _ANY))


def read(store: GraphStore, municipality: str, today: str) -> Mapping[tuple[str, str], int]:
    """By group and kind ("" for any) how often it ended with nobody in this quarter and the one before."""
    sums: Counter[tuple[str, str]] = Counter()
    now = quarter(today)
    for at in (now, quarter_before(now)):
        prefix = f"{_COUNTER}.{municipality}.{at}."
        for name, count in store.records.counters(prefix).items():
            group, _, kind = name.removeprefix(prefix).partition(".")
            sums[group, "" if kind == _ANY else kind] += count
    return {key: count for key, count in sums.items() if count >= FEWEST}


def quarter(today: str) -> str:
    """The quarter of a day (ISO), as 2026-4."""
    day = date.fromisoformat(today)
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def quarter_before(at: str) -> str:
    """The quarter before one."""
    year, _, number = at.partition("-")
    return f"{int(year) - 1}-4" if number == "1" else f"{year}-{int(number) - 1}"
