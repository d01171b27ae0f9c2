"""Use case: the gaps of a municipality on two days: which opened, which closed, which moved.

Expectations, duties, numbers and who is nearby are those of today on both days.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphdb.concurrency.stable import stable
from graphdb.coverage.mapping import Asked, asked
from graphdb.errors import Refused, TooLarge
from graphdb.fields.formats import parse_date
from graphdb.gaps.discovery import in_history
from graphdb.gaps.gaps import Gap, gaps_on, listed
from graphdb.gaps.inputs import findings_of
from graphdb.gaps.past import Calendar, changes_of_place, inputs_on_day
from graphdb.gaps.rule import Inputs
from graphdb.gaps.states import Decision, GapState, read_decisions
from graphdb.message import message
from graphdb.store import GraphStore, Status


@dataclass(frozen=True, slots=True)
class Moved:
    """A gap that was open on both days, and weighs something else or, for staff, was decided on since."""

    before: Gap
    now: Gap


@dataclass(frozen=True, slots=True)
class Comparison:
    """Between the evenings of ``since`` and ``until`` (days, ISO). ``asked`` and ``asked_then``: how much of
    what is expected was asked about at the end and at the beginning; ``open_today`` are ids.
    """

    version: int
    municipality: str
    since: str
    until: str
    asked: Asked
    asked_then: Asked
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    moved: tuple[Moved, ...]
    open_today: frozenset[str]


def compare(
    store: GraphStore, municipality: str, since: str, today: str, *, until: str = "", decided: bool = False
) -> Comparison:
    """The gaps of a day (ISO; "" for today) beside those of an earlier one. ``decided``: with what was
    decided, for staff.

    Raises NotFound, and Refused for days that do not follow each other, lie ahead or before the history, or
    so far back that too much has changed.
    """

    def read(status: Status) -> Comparison:
        return _read(store, status, municipality, (since, until or today, today), decided)

    return stable(store, read, strict=False)


def _read(
    store: GraphStore, status: Status, municipality: str, days: tuple[str, str, str], decided: bool
) -> Comparison:
    since, until, today = days
    if not since < until <= today:
        raise Refused(message("gaps.not_earlier" if until == today else "gaps.not_in_order"))
    now, inputs = gaps_on(store, status, municipality, today, patience=0, decided=decided)
    decisions = read_decisions(store, municipality) if decided else None
    then, earlier = _on_day(store, status, inputs, since, decisions)
    last, later = inputs, now.items
    if until < today:
        last, later = _on_day(store, status, inputs, until, decisions)
    before, after = {gap.id: gap for gap in earlier}, {gap.id: gap for gap in later}
    both = (Moved(before[name], gap) for name, gap in after.items() if name in before)
    return Comparison(
        version=now.version,
        municipality=municipality,
        since=since,
        until=until,
        asked=asked(last.ground),
        asked_then=asked(then.ground),
        opened=tuple(gap for name, gap in after.items() if name not in before and in_history(name)),
        closed=tuple(gap for name, gap in before.items() if name not in after),
        moved=tuple(pair for pair in both if _weighs(pair.before) != _weighs(pair.now)),
        open_today=frozenset(gap.id for gap in now.items),
    )


def _on_day(
    store: GraphStore, status: Status, inputs: Inputs, day: str, decisions: Mapping[str, Decision] | None
) -> tuple[Inputs, tuple[Gap, ...]]:
    """What the rules would have looked at in the evening of a day, and its gaps. Raises Refused."""
    then = _inputs_on_day(store, status, inputs, day)
    findings = findings_of(then)
    opened_on = {name: finding.since for name, finding in findings.items()}
    return then, listed(then, findings, None if decisions is None else _by(day, decisions), opened_on)


def _weighs(gap: Gap) -> tuple[int, GapState | None]:
    return gap.severity, gap.state


def _by(day: str, decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """The decisions that had been taken by a day; of a later one it is not kept what it was before."""
    return {name: decision for name, decision in decisions.items() if decision.on <= day}


def _inputs_on_day(store: GraphStore, status: Status, inputs: Inputs, day: str) -> Inputs:
    """What the rules would have looked at in the evening of a day. Raises Refused."""
    calendar = Calendar(store)
    seq = calendar.last_commit(status.version, day)
    if not seq:
        raise Refused(message("gaps.before_history", day=parse_date(calendar.day(1))))
    try:
        changes = changes_of_place(store, inputs, seq)
    except TooLarge as error:
        raise Refused(message("gaps.too_far_back")) from error
    return inputs_on_day(store, inputs, changes, day)
