"""Since when gaps have been open: the first day from which, without a break, their rules find them.

Earlier days are worked out one by one from history, the newest first, as far as a gap was open on them. Only
days on which something was said of the municipality's partners are looked at, and the evenings before them:
between two of these the facts stay as they are, time alone opens a gap, and the day is searched by halves.
Farther back than ``_DAYS`` such days it is searched so at once: a gap that was closed for a while back then
may be said to be older than it is.

What was open on a past day stays so: it is kept for each municipality as long as the process lives, and after
a commit only the days since are new. A page has no time for all of it: it says how many days may be worked
out (``patience``), and ``catch_up`` does the rest beside the requests.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from sys import intern
from typing import Final

from graphdb.errors import TooLarge
from graphdb.gaps.discovery import in_history
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.past import Calendar, changes_of_place, inputs_on_day
from graphdb.gaps.rule import Finding, Inputs
from graphdb.model import Id
from graphdb.per_store import PerStore
from graphdb.store import Change, GraphStore, Status
from graphdb.vocabulary.catalogue import Vocabulary

FEW: Final = 2
"""Days that a page has time to work out."""
_DAYS: Final = 40
_LARGE: Final = 3_000
"""Entries of a store whose history takes longer to read than a page has time."""
_COMMITS: Final = 10
"""So many that are new can be read all the same."""
_DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


class OutOfPatience(Exception):
    """No more days are to be worked out now."""


@dataclass(slots=True)
class _Town:
    """What is known of a municipality's past. ``start`` is the commit behind which its history was read, up
    to ``version``; ``seqs`` are the commits that say anything of it, ``open_on`` the gaps that were open by
    day, ``entered`` the days on which things were first spoken of.
    """

    terms: Vocabulary
    start: int = 0
    version: int = 0
    seqs: list[int] = field(default_factory=list)
    open_on: dict[str, frozenset[str]] = field(default_factory=dict)
    entered: dict[Id, str] = field(default_factory=dict)
    actors_on: tuple[str, frozenset[Id]] = ("", frozenset())


@dataclass(slots=True)
class _Kept:
    fingerprint: str = ""
    days: dict[int, str] = field(default_factory=dict)
    towns: dict[str, _Town] = field(default_factory=dict)
    waiting: dict[str, None] = field(default_factory=dict)


_kept = PerStore(_Kept)


class History:
    """A municipality's past, as far as it has been worked out. ``patience``: days that may be worked out
    besides, None for all that it takes.
    """

    def __init__(
        self, store: GraphStore, status: Status, inputs: Inputs, patience: int | None = None
    ) -> None:
        self._store, self._inputs, self._patience = store, inputs, patience
        self._changes: list[Change] | None = None
        self._last: tuple[str, Inputs] | None = None
        terms = inputs.ground.index.terms
        with _kept.of(store) as kept:
            if kept.fingerprint != status.fingerprint:
                kept.fingerprint, kept.days, kept.towns = status.fingerprint, {}, {}
            self._town = kept.towns.get(inputs.municipality, _Town(terms))
            if self._town.terms is not terms or self._town.version > status.version:
                self._town = _Town(terms)
            kept.towns[inputs.municipality] = self._town
            self._calendar = Calendar(store, kept.days)
        if self._town.version < status.version:
            self._require_time(self._town.version, status.version)
            changes = self._read(self._town.version, status.version)
            self._town.seqs = sorted({*self._town.seqs, *(change.seq for change in changes)})
            self._town.version = status.version

    def _require_time(self, after: int, version: int) -> None:
        """Raises OutOfPatience when there is no time to read what was said between two commits."""
        large = self._inputs.ground.index.size > _LARGE
        if self._patience is not None and large and version - after > _COMMITS:
            raise OutOfPatience

    def _read(self, after: int, version: int) -> list[Change]:
        """What was said behind a commit, or of so much of it as can be read what was said last."""
        while True:
            after = max(after, self._town.start)
            try:
                return changes_of_place(self._store, self._inputs, after)
            except TooLarge:
                self._town.start = (after + version + 1) // 2

    @property
    def before(self) -> str:
        """The first day that is known: the one before anybody spoke of the municipality, where all was read;
        "" when nobody ever did.
        """
        if self._town.start:
            return self._calendar.day(self._town.start)
        return _day_before(self._calendar.day(self._town.seqs[0])) if self._town.seqs else ""

    @property
    def is_cut(self) -> bool:
        """Whether so much was said that only the last of it was read."""
        return bool(self._town.start)

    def open_on(self, day: str) -> frozenset[str]:
        """The ids of the gaps that were open in the evening of a day."""
        town = self._town
        if day not in town.open_on:
            then = self._inputs_on(day)
            town.open_on[day] = frozenset(map(intern, findings_of(then))) if then else frozenset()
        return town.open_on[day]

    def actors_on(self, day: str) -> frozenset[Id]:
        """Who served the municipality in the evening of a day; the last one asked for is kept."""
        if self._town.actors_on[0] != day:
            then = self._inputs_on(day)
            self._town.actors_on = day, frozenset(then.ground.presence.all_ids() if then else ())
        return self._town.actors_on[1]

    def _inputs_on(self, day: str) -> Inputs | None:
        """What the rules would have looked at; None before anything was said."""
        if not self._town.start and day <= (self.before or day):
            return None
        if self._last is not None and self._last[0] == day:
            return self._last[1]
        if self._patience == 0:
            raise OutOfPatience
        if self._patience is not None:
            self._patience -= 1
        if self._changes is None:
            self._require_time(0, self._town.version)
            self._changes = self._read(0, self._town.version)
        first = bisect_left(self._changes, True, key=lambda change: self._calendar.day(change.seq) > day)
        then = inputs_on_day(self._store, self._inputs, self._changes[first:], day)
        self._last = day, then
        return then

    def points(self) -> Iterator[str]:
        """The days to look at, the newest first."""
        days: set[str] = set()
        for number, day in enumerate(self._calendar.days_of(self._town.seqs)):
            if number == _DAYS:
                break
            days |= {day, _day_before(day)}
        yield from sorted((day for day in days if self.before < day < self._inputs.today), reverse=True)
        if self.before and self.before < self._inputs.today:
            yield self.before

    def entered(self, one: Id) -> str:
        """The day on which something was first spoken of, "" when history does not tell."""
        if one not in self._town.entered:
            first = self._store.changes(target=one, limit=1).items
            self._town.entered[one] = self._calendar.day(first[0].seq) if first else ""
        return self._town.entered[one]

    def dating(self, finding: Finding, opened: str) -> str:
        """The day that counts of the one on which a gap opened by history and the one that its facts tell.

        That one counts when it lies before, and what the gap follows from was entered no earlier: it was no
        less so for not being entered yet.
        """
        if not finding.since or finding.since >= opened:
            return opened
        begins = not self._town.start and _day_before(opened) <= self.before
        if begins or any(self.entered(one) >= opened for one in finding.evidence):
            return finding.since
        return opened


def openings(
    store: GraphStore,
    status: Status,
    inputs: Inputs,
    findings: Mapping[str, Finding],
    patience: int | None = None,
) -> dict[str, str]:
    """The days (ISO) from which on gaps are open, by their id; "" when neither facts nor history tell. Those
    for which ``patience`` did not last are left out.
    """
    opened: dict[str, str] = {}
    pending = set(filter(in_history, findings))
    try:
        history = History(store, status, inputs, patience)
        for names, day in _walk(history, pending, inputs.today):
            opened |= {name: history.dating(findings[name], day) for name in names}
    except OutOfPatience:
        wait(store, inputs.municipality)
        return opened | _by_facts(findings, findings.keys() - pending - opened.keys())
    return opened | _by_facts(findings, findings.keys() - opened.keys())


def wait(store: GraphStore, municipality: str) -> None:
    """Have a municipality's past worked out by ``catch_up``."""
    with _kept.of(store) as kept:
        kept.waiting.setdefault(municipality)


def _by_facts(findings: Mapping[str, Finding], names: Iterable[str]) -> dict[str, str]:
    """The days that the facts themselves tell."""
    return {name: findings[name].since for name in names}


def _walk(history: History, pending: set[str], today: str) -> Iterator[tuple[Iterable[str], str]]:
    """Gaps and the day on which they opened, the newest first; those are left that were open all the time."""
    later = today
    for day in history.points():
        if not pending:
            return
        closed = pending - history.open_on(day)
        yield from _between(history, closed, day, later)
        pending -= closed
        later = day


def _between(
    history: History, names: set[str], closed: str, open_: str
) -> Iterator[tuple[Iterable[str], str]]:
    """The same of gaps that were closed on the one day and open on the other, by halves."""
    if not names:
        return
    first, last = date.fromisoformat(closed), date.fromisoformat(open_)
    if last - first <= _DAY:
        yield names, open_
        return
    middle = (first + (last - first) // 2).isoformat()
    open_by_then = names & history.open_on(middle)
    yield from _between(history, names - open_by_then, middle, open_)
    yield from _between(history, open_by_then, closed, middle)


def catch_up(store: GraphStore, today: str) -> None:
    """Work out for one municipality what pages had no patience for, beside the requests.

    The others wait for the next calls, and behind them one that a store in trouble could not do.
    """
    with _kept.of(store) as kept:
        town = next(iter(kept.waiting), "")
        if not town:
            return
        kept.waiting[town] = kept.waiting.pop(town)
    status = store.status()
    inputs = read_inputs(store, status, town, today)
    openings(store, status, inputs, findings_of(inputs))
    history, week_ago = History(store, status, inputs), days_before(today, WEEK)
    history.open_on(week_ago)
    history.actors_on(week_ago)
    with _kept.of(store) as kept:
        kept.waiting.pop(town, None)


def _day_before(day: str) -> str:
    return days_before(day, _DAY)


def days_before(day: str, span: timedelta) -> str:
    """A day (ISO) less some."""
    return (date.fromisoformat(day) - span).isoformat()
