"""Use case: the few things of a municipality that matter this week, each with the list behind it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graphdb.cards.card import NATIONAL
from graphdb.concurrency.stable import stable
from graphdb.coverage.cells import Ground
from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.state import State
from graphdb.gaps.discovery import all_rules, in_history
from graphdb.gaps.elsewhere import Named
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.openings import WEEK, History, OutOfPatience, days_before, wait
from graphdb.gaps.rule import Finding, Inputs
from graphdb.gaps.severity import severity
from graphdb.gaps.states import OPEN, read_decisions
from graphdb.message import Text
from graphdb.model import Id
from graphdb.store import GraphStore, Status

_CALLS: Final = 5


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to ring to bring the directory up to date, why, and how many core expectations hang on it."""

    actor: Id
    name: str
    why: Text
    covers: int


@dataclass(frozen=True, slots=True)
class Monday:
    """``own`` and ``national`` are entries, ``by_rule`` gaps, the heaviest first, then the weekly rules that
    have none: for staff those that nobody has accepted, for others all; ``new_gaps`` are those of them that
    opened, and ``new_entries`` the own actors by name that came, since the evening of ``since`` (ISO), ""
    when history does not go back that far. ``untold``: so much has changed that nobody can say what is new,
    and nothing is said to be; nor is it with ``pending``, which is being worked out beside the requests.
    ``not_asked`` are the core kinds that nobody was asked about for some group.
    """

    version: int
    municipality: str
    asked: Asked
    own: int
    national: int
    by_rule: dict[str, int]
    since: str
    untold: bool
    pending: bool
    new_gaps: frozenset[str]
    new_entries: tuple[Named, ...]
    not_asked: int
    calls: tuple[Call, ...]


def monday(
    store: GraphStore, municipality: str, today: str, *, patience: int | None = None, decided: bool = False
) -> Monday:
    """What matters in a municipality on a day (ISO). Raises NotFound.

    ``patience``: how many past days may be worked out to say what is new; None for all that it takes.
    ``decided``: without the gaps that were accepted, for staff.
    """

    def read(status: Status) -> Monday:
        accepted = _accepted(store, municipality) if decided else frozenset()
        return _read(store, status, read_inputs(store, status, municipality, today), accepted, patience)

    return stable(store, read, strict=False)


def _accepted(store: GraphStore, municipality: str) -> frozenset[str]:
    """The gaps that somebody has decided to leave as they are."""
    decisions = read_decisions(store, municipality).items()
    return frozenset(gap for gap, decision in decisions if decision.state not in OPEN)


def _read(
    store: GraphStore, status: Status, inputs: Inputs, accepted: Container[str], patience: int | None
) -> Monday:
    ground, municipality = inputs.ground, inputs.municipality
    open_gaps = {name: finding for name, finding in findings_of(inputs).items() if name not in accepted}
    actors = ground.presence.all_ids()
    own = [actor for actor in actors if actor.split(":")[1] != NATIONAL]
    try:
        news = _read_news(History(store, status, inputs, patience), inputs, open_gaps, own)
    except OutOfPatience:
        wait(store, municipality)
        news = _News(pending=True)
    return Monday(
        version=ground.index.version,
        municipality=municipality,
        asked=asked(ground),
        own=len(own),
        national=len(actors) - len(own),
        by_rule=_by_rule(inputs, open_gaps),
        since=news.since,
        untold=news.untold,
        pending=news.pending,
        new_gaps=news.gaps,
        new_entries=tuple(Named(actor, inputs.name(actor)) for actor in news.entries),
        not_asked=len(set(_not_asked(ground))),
        calls=tuple(_calls(ground, open_gaps)),
    )


def _by_rule(inputs: Inputs, open_gaps: Mapping[str, Finding]) -> dict[str, int]:
    """How many gaps each rule finds, the rule of the heaviest first; weekly ones also where that is none."""
    weights: defaultdict[str, list[int]] = defaultdict(list)
    for rule in all_rules().values():
        if rule.weekly:
            weights[rule.id] = []
    for name, finding in open_gaps.items():
        weights[name.partition(".")[0]].append(severity(inputs, finding))
    return {
        rule: len(weights[rule])
        for rule in sorted(weights, key=lambda rule: (-max(weights[rule], default=0), rule))
    }


@dataclass(frozen=True, slots=True)
class _News:
    """What is new, as the fields of ``Monday`` have it."""

    since: str = ""
    untold: bool = False
    pending: bool = False
    gaps: frozenset[str] = frozenset()
    entries: tuple[Id, ...] = ()


def _read_news(
    history: History, inputs: Inputs, open_gaps: Mapping[str, Finding], own: Sequence[Id]
) -> _News:
    """What has come since a week ago. Raises OutOfPatience."""
    week_ago = days_before(inputs.today, WEEK)
    since = week_ago if history.before and history.before < week_ago else ""
    if history.is_cut and not since:
        return _News(untold=True)
    present = history.actors_on(week_ago)
    return _News(
        since=since,
        gaps=frozenset(
            name for name, finding in open_gaps.items() if _is_new(history, name, finding, week_ago)
        ),
        entries=tuple(actor for actor in own if actor not in present),
    )


def _is_new(history: History, name: str, finding: Finding, week_ago: str) -> bool:
    """Whether a gap has opened since: it was not open then, and no fact tells that it was so all the same."""
    if not in_history(name) or name in history.open_on(week_ago):
        return False
    return history.dating(finding, _after(week_ago)) > week_ago


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _not_asked(ground: Ground) -> Iterator[str]:
    """The first kind of each core cell that nobody was asked about, as the matrix by kind names its line."""
    for cell in ground.expected_cells():
        if cell.expectation is not None and cell.expectation.core and cell.state is State.NOT_ASKED:
            yield cell.kinds[0]


def _calls(ground: Ground, open_gaps: Mapping[str, Finding]) -> Iterator[Call]:
    """Of those with facts too old the ones on which most core expectations hang."""
    covers = Counter(
        actor
        for cell in ground.expected_cells()
        if cell.expectation is not None and cell.expectation.core
        for actor in cell.actors
    )
    stale = [finding for name, finding in open_gaps.items() if name.startswith("stale.")]
    stale.sort(key=lambda finding: (-covers[finding.evidence[0]], finding.since, finding.evidence))
    for finding in stale[:_CALLS]:
        actor = finding.evidence[0]
        slot = ground.index.columns.find(actor)
        yield Call(actor, ground.index.columns.actor_names.get(slot, ""), finding.text, covers[actor])
