"""What a run did, gathered part by part as it is written."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Final

from graphdb.claims import Claim
from graphdb.message import message
from graphdb.model import EdgeKind, NodeKind, is_edge
from graphdb.store import GraphStore
from graphdb.writing.naming import speaker
from graphdb.writing.plan import Effect, Hiding, Leaving, Plan, Refusal
from graphdb.writing.refusals import points_at_nothing
from graphdb.writing.secrecy import flag
from importers.problems import Outcome, Problem
from importers.running.comparing import Comparing
from importers.running.mapping import Mapped
from importers.running.report import Report

_NOT_TAKEN: Final = message("import.not_taken")
_ROWS_OF_THEIR_OWN: Final = (f"{EdgeKind.RELATES}|", f"{EdgeKind.ASKED}|")


class Account:
    """Of one run: how much of each group is new, changed, unchanged and gone, what that is, and problems."""

    def __init__(self, store: GraphStore, mapped: Mapped, group: Callable[[Claim], str]) -> None:
        self._mapped, self._group = mapped, group
        self._comparing = Comparing(store, mapped, group)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._problems: list[Problem] = []
        self.numbers_changed = False
        """Whether an actor with further identifiers is new, changed or gone."""
        self._comparing.stays(mapped.outweighed)
        for name, count in mapped.same.items():
            self._counts[name]["unchanged"] += count

    def add(self, plan: Plan) -> None:
        """Take in a part that is written."""
        # When the source was fetched is not what people ask about.
        effects = [one for one in plan.effects if one.claim.kind is not NodeKind.SOURCE]
        counts = Counter([(self._group(one.claim), one.what) for one in effects])
        for (group, what), count in counts.items():
            self._counts[group][what] += count
        self.numbers_changed = self.numbers_changed or any(map(_speaks_of_numbers, effects))
        self._comparing.add(effects)
        self._comparing.stays(plan.outweighed)
        self._problems += (_problem(refusal, self._mapped) for refusal in plan.refused)
        ours = {self._mapped.context.source}
        by_others = ((hiding, set(hiding.sources) - ours) for hiding in plan.hidden)
        self._problems += (_hidden(hiding, others) for hiding, others in by_others if others)
        self._problems += map(_leaving, plan.leaving)

    def report(self, run: str = "", *, dry_run: bool = False) -> Report:
        """All of it; asked for once."""
        mapped = self._mapped
        mapped.problems += self._problems
        return Report(
            mapped.context.source,
            run,
            dry_run,
            dict(sorted(self._counts.items())),
            tuple(mapped.reported()),
            mapped.layout,
            frozenset(mapped.hushed),
            self._comparing.differences(),
        )


def _speaks_of_numbers(effect: Effect) -> bool:
    if effect.claim.kind is not NodeKind.ACTOR or effect.what == "unchanged":
        return False
    claims = (effect.claim, effect.before)
    return any(claim is not None and "identifiers" in claim.facts for claim in claims)


def _hidden(hiding: Hiding, others: set[str]) -> Problem:
    """What other sources say and is not shown any more, since this one no longer speaks of an end."""
    (first, last), sources = hiding.names, tuple(map(speaker, sorted(others)))
    reason = message("import.hidden", first=first, last=last, sources=sources)
    return Problem("", 0, "", "", reason, Outcome.HELD_BACK)


def _leaving(leaving: Leaving) -> Problem:
    """What is not shown any more, since this source no longer says what it is; others' words on it stand."""
    reason = message("import.leaving", name=leaving.name, sources=tuple(map(speaker, leaving.sources)))
    return Problem("", 0, "", "", reason, Outcome.HELD_BACK)


def _problem(refusal: Refusal, mapped: Mapped) -> Problem:
    outcome = _outcome(refusal)
    origin = mapped.origin(refusal.target)
    if origin is None:
        return Problem("", 0, refusal.field, "", refusal.reason, outcome)
    row, column = origin
    if is_edge(refusal.target) and not mapped.hushed.isdisjoint(row.places):
        # The reason may name an id that spells the street.
        return row.problem(column, "", _NOT_TAKEN, outcome)
    column = refusal.field if refusal.field in row.cells else column or refusal.field
    value = "" if refusal.reason == flag.REASON else row.get(column)
    return row.problem(column, value, refusal.reason, outcome)


def _outcome(refusal: Refusal) -> Outcome:
    """A relation is a cell of a row, but for those that are a row of their own."""
    if refusal.reason == flag.REASON or points_at_nothing(refusal.reason):
        return Outcome.HELD_BACK
    cell = is_edge(refusal.target) and not refusal.target.startswith(_ROWS_OF_THEIR_OWN)
    return Outcome.LEFT_OUT if cell else Outcome.REFUSED
