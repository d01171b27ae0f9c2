"""What people have decided about gaps: records beside the graph, one for each gap that was ever decided on.

It is for staff alone. A use case that answers visitors too reads it only when it is asked for (``decided``),
and without it a gap has no state.

Of a record ``k1`` is the municipality and ``k2`` the state. A gap without a record is new; one whose facts
have changed is closed by that, whatever stands here, and keeps its record for the day it opens again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from graphdb.codec import canonical
from graphdb.errors import Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.message import Text, message
from graphdb.records import Record
from graphdb.store import GraphStore, every

KIND: Final = "gap"
_ANY_TIME: Final = ""
"""As ``now``: no decision expires."""
LONGEST_WHY: Final = 1000


class GapState(StrEnum):
    """Where a gap stands. Nobody sets ``closed``: the facts do."""

    NEW = "new"
    IN_WORK = "in_work"
    ACCEPTED = "accepted"
    CLOSED = "closed"


STATES: Final[Mapping[GapState, Text]] = {
    GapState.NEW: message("gaps.state_new"),
    GapState.IN_WORK: message("gaps.state_in_work"),
    GapState.ACCEPTED: message("gaps.state_accepted"),
    GapState.CLOSED: message("gaps.state_closed"),
}
"""What they are called."""


def state_words(state: GapState | None) -> Text:
    """What a state is called, "" where it is not for the reader."""
    return "" if state is None else STATES[state]


OPEN: Final = frozenset(GapState) - {GapState.ACCEPTED, GapState.CLOSED}
"""Of gaps that somebody still has to do something about."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a gap, why, by which role (never a name) and on which day (ISO).

    ``until`` is the day by which it shall be done, "" for none. ``version`` is its record's, 0 for none.
    """

    state: GapState
    why: str
    role: str
    on: str
    until: str = ""
    version: int = field(default=0, compare=False)


NOT_DECIDED: Final = Decision(GapState.NEW, "", "", "")


def read_decisions(store: GraphStore, municipality: str) -> Mapping[str, Decision]:
    """All decisions of a municipality, by the id of the gap."""
    records = every(
        lambda after: store.records.list(KIND, where={"k1": municipality}, after=after, now=_ANY_TIME)
    )
    return {record.id: _decision(record) for record in records}


def decision_on(gap: str, decisions: Mapping[str, Decision] | None) -> Decision | None:
    """What was decided about a gap; None where the decisions are not for the reader."""
    return None if decisions is None else decisions.get(gap, NOT_DECIDED)


def decide(
    store: GraphStore, municipality: str, gap: str, decision: Decision, *, expect: int | None = None
) -> None:
    """Keep a decision; again and otherwise as often as one likes. Raises Refused without a reason.

    InvalidValue for what reads as a CPR number; Conflict unless what stands is of the version ``expect``.
    """
    for name, text in (("why", decision.why), ("by", decision.role)):
        refuse_cpr(text, name)
        if not text.strip():
            raise Refused(message("gaps.no_reason" if name == "why" else "gaps.no_role"))
    if len(decision.why) > LONGEST_WHY:
        raise Refused(message("gaps.long_reason", limit=LONGEST_WHY))
    keys = {"k1": municipality, "k2": str(decision.state)}
    body = asdict(decision)
    del body["version"]
    store.records.put(Record(KIND, gap, canonical(body), keys), expect=expect)


def _decision(record: Record) -> Decision:
    body: dict[str, Any] = json.loads(record.body)
    state = GapState(body["state"])
    return Decision(state, body["why"], body["role"], body["on"], body["until"], record.version)
