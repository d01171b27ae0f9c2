"""Use case: the few things of a municipality that matter this week, each with the list behind it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graphdb.card import NATIONAL
from graphdb.coverage.cells import Ground
from graphdb.coverage.mapping import Asked
from graphdb.coverage.state import State
from graphdb.gaps.gaps import Gap, gaps_on
from graphdb.gaps.states import GapState
from graphdb.message import Text
from graphdb.model import Id
from graphdb.store import GraphStore, Status, stable

_CALLS: Final = 5
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to ring to bring the directory up to date, why, and how many core expectations hang on it."""

    actor: Id
    name: str
    why: Text
    covers: int


@dataclass(frozen=True, slots=True)
class Monday:
    """``own`` and ``national`` are entries, ``by_rule`` open gaps that nobody has accepted, ``new`` those of
    them since a week; ``not_asked`` the core kinds that nobody was asked about for some group.
    """

    version: int
    municipality: str
    asked: Asked
    own: int
    national: int
    by_rule: dict[str, int]
    new: int
    not_asked: int
    calls: tuple[Call, ...]


def monday(store: GraphStore, municipality: str, today: str) -> Monday:
    """What matters in a municipality on a day (ISO). Raises NotFound."""
    return stable(store, lambda status: _read(store, status, municipality, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, today: str) -> Monday:
    answer, ground = gaps_on(store, status, municipality, today)
    open_gaps = [gap for gap in answer.items if gap.state is not GapState.ACCEPTED]
    actors = ground.presence.all_ids()
    national = sum(actor.split(":")[1] == NATIONAL for actor in actors)
    week_ago = (date.fromisoformat(today) - _WEEK).isoformat()
    return Monday(
        version=answer.version,
        municipality=municipality,
        asked=answer.asked,
        own=len(actors) - national,
        national=national,
        by_rule=dict(Counter(gap.rule for gap in open_gaps)),
        new=sum(gap.since > week_ago for gap in open_gaps),
        not_asked=len(set(_not_asked(ground))),
        calls=tuple(_calls(ground, open_gaps)),
    )


def _not_asked(ground: Ground) -> Iterator[str]:
    """The first kind of each core cell that nobody was asked about, as the matrix by kind names its line."""
    for cell in ground.expected_cells():
        if cell.expectation is not None and cell.expectation.core and cell.state is State.NOT_ASKED:
            yield cell.kinds[0]


def _calls(ground: Ground, open_gaps: list[Gap]) -> Iterator[Call]:
    """Of those with facts too old the ones on which most core expectations hang."""
    covers = Counter(
        actor
        for cell in ground.expected_cells()
        if cell.expectation is not None and cell.expectation.core
        for actor in cell.actors
    )
    stale = [gap for gap in open_gaps if gap.rule == "stale"]
    for gap in sorted(stale, key=lambda gap: (-covers[gap.evidence[0]], gap.since, gap.id))[:_CALLS]:
        actor = gap.evidence[0]
        slot = ground.index.columns.find(actor)
        yield Call(actor, ground.index.columns.actor_names.get(slot, ""), gap.text, covers[actor])
