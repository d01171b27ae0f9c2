"""How the states of a cell are shown: a sign and a word, never a colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphdb.coverage.matrix.matrix import By
from graphdb.coverage.state import State
from graphdb.gaps.states import STATES
from webapp.language import lazy_gettext
from webapp.municipality.grid import Sort


@dataclass(frozen=True, slots=True)
class Sign:
    """``text`` is the word in a cell, ``name`` its class in the style sheet."""

    sign: str
    text: Any
    name: str


SIGNS: Final = {
    State.COVERED: Sign("+", lazy_gettext("dækket"), "good"),
    State.UNCONFIRMED: Sign("~", lazy_gettext("ikke bekræftet"), "unsure"),
    State.OUTSIDE: Sign("↗", lazy_gettext("kun udefra"), "unsure"),
    State.BY_DECISION: Sign("§", lazy_gettext("kun efter bevilling"), "unsure"),
    State.REFUSES: Sign("×", lazy_gettext("tager ikke imod"), "lacking"),
    State.ASKED_NONE: Sign("0", lazy_gettext("findes ikke"), "lacking"),
    State.NOT_ASKED: Sign("?", lazy_gettext("ikke spurgt"), "grey"),
    State.NO_EXPECTATION: Sign("–", lazy_gettext("ingen forventning"), "grey"),
}
"""In the order of the legend; the signs are letters that the font of the pages has."""
_OF_NEEDS: Final = {
    **{state: sign for state, sign in SIGNS.items() if sign.name in ("good", "unsure")},
    State.REFUSES: SIGNS[State.REFUSES],
    State.NOT_ASKED: Sign("–", lazy_gettext("ingen i kataloget"), "grey"),
}
"""Nobody is asked about a need and none is expected, so its empty cell says what the directory has."""
OPEN_GAPS: Final = "open"
RECENT: Final = "recent"
GAPS: Final[dict[str, Any]] = {
    OPEN_GAPS: lazy_gettext("åbne, som ikke er accepteret"),
    RECENT: lazy_gettext("åbne, der er nye den sidste uge"),
    **{str(state): text for state, text in STATES.items()},
}
"""By which gaps can be chosen: the states, and what the tiles of the week count."""
STRENGTHS: Final = {
    "core": lazy_gettext("skal"),
    "expected": lazy_gettext("bør"),
    "optional": lazy_gettext("kan"),
}
VIEWS: Final = {
    By.STAGE: lazy_gettext("Grupper mod hvornår i forløbet"),
    By.KIND: lazy_gettext("Grupper mod slags aktør"),
    By.TRANSITION: lazy_gettext("Grupper mod overgange"),
    By.NEED: lazy_gettext("Behov mod områder"),
}
"""What a matrix sets against what."""


def signs_of(by: By) -> Mapping[State, Sign]:
    """The signs of a matrix, in the order of its legend."""
    return _OF_NEEDS if by is By.NEED else SIGNS


SORTS: Final = {
    Sort.HOLES: lazy_gettext("flest huller først, så flest ikke spurgt"),
    Sort.EARLY: lazy_gettext("færrest, der handler før krisen, først"),
    Sort.NAME: lazy_gettext("efter navn"),
}
"""In which order the lines of a matrix may stand, besides that of the vocabulary."""
NOT_RELEVANT: Final = lazy_gettext("ikke ventet")
"""What a municipality says of a kind that the country expects, and it does not."""
READINESS: Final = {
    "number": lazy_gettext("telefonnummer"),
    "hours": lazy_gettext("åbningstid"),
    "entry": lazy_gettext("vejen ind"),
    "exclusions": lazy_gettext("hvem det ikke er for"),
}
"""What has to be confirmed before a citizen is sent there, as ``graphdb.coverage.units`` has it."""
