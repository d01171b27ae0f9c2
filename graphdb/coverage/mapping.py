"""How much of what is expected anybody has asked about: no measure of a municipality stands without it."""

from dataclasses import dataclass
from typing import Final

from graphdb.coverage.cells import Ground
from graphdb.coverage.tally import plan_of, tally

_CORE_SHARE: Final = 0.9
_EXPECTED_SHARE: Final = 0.75
"""Until so much is answered, what is said of a municipality is provisional."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Kinds of actors that are expected, core ones apart: ``answered`` of ``of``.

    A kind is answered when it is for every group that it is expected for; kinds of which one will do are one.
    """

    answered: int
    of: int
    core_answered: int
    core_of: int

    @property
    def provisional(self) -> bool:
        """True until 90 percent of the core kinds and 75 percent of the other expected ones are answered."""
        rest, rest_of = self.answered - self.core_answered, self.of - self.core_of
        return self.core_answered < _CORE_SHARE * self.core_of or rest < _EXPECTED_SHARE * rest_of


def asked(ground: Ground) -> Asked:
    """The count over all that is expected of a municipality."""
    return Asked(*tally(plan_of(ground.index, ground.municipality), ground.states).asked())
