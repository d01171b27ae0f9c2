"""Whom a rule is asked about: ages and children, and nothing else of a citizen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ADULT: Final = 18
OLDEST: Final = 130

Ages = tuple[int, int]
"""The youngest and the oldest the person can be on one day."""


@dataclass(frozen=True, slots=True)
class Person:
    """``ages`` are the possible ages today and on the day of the event; none: any age fits.

    ``age_known``: else ``ages`` are only what the ticked groups say. ``minor``: known to be under 18;
    ``with_child``: there is a child in the household. ``factors`` are codes of ticked risk factors.
    """

    ages: tuple[Ages, ...] = ()
    age_known: bool = True
    minor: bool = False
    with_child: bool = False
    factors: tuple[str, ...] = ()

    @property
    def child(self) -> bool:
        """Whether a child is concerned: the person, or one in the household."""
        return self.minor or self.with_child

    @property
    def age(self) -> int | None:
        """The age today, None when it is not known."""
        return self.ages[0][0] if self.age_known and self.ages else None

    def fits(self, min_age: int | None, max_age: int | None) -> bool:
        """False when the age limits exclude the person, today or on the day of the event."""
        low = 0 if min_age is None else min_age
        high = OLDEST if max_age is None else max_age
        return all(youngest <= high and low <= oldest for youngest, oldest in self.ages)

    def fits_today(self, min_age: int | None, max_age: int | None) -> bool:
        """The same for today alone: what is expected or owed now."""
        low = 0 if min_age is None else min_age
        high = OLDEST if max_age is None else max_age
        if not self.ages:
            return True
        youngest, oldest = self.ages[0]
        return youngest <= high and low <= oldest

    def for_children_only(self, max_age: int | None) -> bool:
        """True when it holds under 18 only and the person's age is not known."""
        return not self.age_known and max_age is not None and max_age < ADULT

    def about(self, factors: Iterable[str]) -> bool:
        """Whether something that applies with these factors does: one is ticked, or none at all is."""
        asked = set(factors)
        return not asked or not self.factors or bool(asked & set(self.factors))


ANYBODY: Final = Person()
"""For a question about a group, such as who ought to be there for it."""
