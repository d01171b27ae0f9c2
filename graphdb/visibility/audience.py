"""Who is asking. It is decided in one place, and goes with the store that a use case reads from."""

from collections.abc import Collection
from typing import Final

from graphdb.model import MUNICIPALITY, PROFESSIONALS, PUBLIC, VISIBILITY, Edge, Node
from graphdb.value import value

LEVELS: Final = (
    frozenset({PUBLIC}),
    frozenset({PUBLIC, PROFESSIONALS}),
    frozenset({PUBLIC, PROFESSIONALS, MUNICIPALITY}),
)
"""What visitors, professionals, and those of the own municipality see: each sees all that those before do."""
OPEN, OF_PROFESSIONALS, AT_HOME = range(len(LEVELS))


@value(frozen=True, slots=True)
class Audience:
    """Visitors; or professionals, with the codes of the municipalities that are their own.

    ``everywhere``: every municipality is.
    """

    professional: bool = False
    municipalities: frozenset[str] = frozenset()
    everywhere: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What is kept for it is kept under this; none for visitors."""
        return (str(self.everywhere), *sorted(self.municipalities)) if self.professional else ()

    def level(self, home: Collection[str]) -> int:
        """The place among ``LEVELS`` where a thing has its home in these municipalities."""
        if not self.professional:
            return OPEN
        return AT_HOME if self.everywhere or not self.municipalities.isdisjoint(home) else OF_PROFESSIONALS


VISITOR: Final = Audience()


def level_of(item: Node | Edge) -> int:
    """The first of ``LEVELS`` that sees it; what cannot be read is seen by the fewest."""
    seen_by = item.props.get(VISIBILITY, PUBLIC)
    if seen_by == PUBLIC:  # nearly everything
        return OPEN
    return next((at for at, level in enumerate(LEVELS) if seen_by in level), AT_HOME)
