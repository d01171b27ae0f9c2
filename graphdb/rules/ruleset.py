"""What the vocabulary says about one situation, before the actors that exist are looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphdb.rules.conditions import Conditions
from graphdb.rules.duties import DutyLine, ended, owed
from graphdb.rules.expectations import Expected, Kinds, Need, expected, in_force, kinds_of, needs
from graphdb.rules.situation import Situation, codes
from graphdb.vocabulary.catalogue import Vocabulary

_EVERYBODY: Final = 4
"""A duty of this many kinds of actors is general, and says nothing about which of them are there."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Duties, expectations and passage of a situation; ``ended`` are duties that hold only until then."""

    vocabulary: Vocabulary
    situation: Situation
    kinds: Kinds
    duties: tuple[DutyLine, ...]
    ended: tuple[DutyLine, ...]
    expectations: tuple[Expected, ...]
    needs: tuple[Need, ...]

    def passage(self, name: str) -> tuple[str, ...]:
        """``from_actor_types`` or ``to_actor_types`` of the transition, if there is one."""
        return () if self.situation.transition is None else codes(self.situation.transition, name)

    def owners(self, duty: DutyLine) -> tuple[str, ...]:
        """The kinds of actors that owe it; () when the duty is general."""
        return duty.owed_by if len(duty.owed_by) < _EVERYBODY else ()

    def plan(self) -> DutyLine | None:
        """The duty to make a plan: that of the transition first, then the one for the fewest groups."""
        plans = [duty for duty in self.duties if duty.plan and duty.kind == "duty"]
        passage = self.passage("deadline_codes")
        ordered = sorted(
            plans,
            key=lambda duty: (passage.index(duty.code) if duty.code in passage else len(passage), duty.code),
        )
        return ordered[0] if ordered else None

    def wanted(self) -> tuple[str, ...]:
        """Every kind that belongs to the situation, each once, expected ones first."""
        return tuple(dict.fromkeys(self._wanted()))

    def _wanted(self) -> Iterator[str]:
        yield from (one.kind for one in self.expectations)
        for duty in self.duties:
            yield from self.owners(duty)
            yield from duty.owed_to
        yield from self.passage("from_actor_types")
        yield from self.passage("to_actor_types")
        yield self.situation.from_kind

    def notify(self) -> DutyLine | None:
        """The duty to notify, when it applies."""
        return next((duty for duty in self.duties if duty.notify), None)


def rules_of(vocabulary: Vocabulary, situation: Situation, conditions: Conditions) -> Rules:
    """All rules that hold in the situation, on the day they are for."""
    kinds = kinds_of(vocabulary)
    groups, day, person = situation.groups, situation.day, situation.person
    expectations = in_force(vocabulary, groups, day, person, situation.acting)
    duties = owed(vocabulary, situation, conditions)
    several = len(groups) > 1
    return Rules(
        vocabulary,
        situation,
        kinds,
        duties,
        ended(vocabulary, situation, duties, conditions),
        expected(vocabulary, expectations, kinds, person, several=several),
        needs(vocabulary, expectations, kinds, person, several=several),
    )
