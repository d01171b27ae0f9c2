"""What can be chosen where a municipality says what it expects for itself."""

from dataclasses import dataclass
from typing import Any

from graphdb.coverage.expecting import CHOICES
from graphdb.model import NodeKind, code_of
from graphdb.rules.expectations import kinds_of
from graphdb.vocabulary.catalogue import Vocabulary
from webapp.municipality.signs import NOT_RELEVANT, STRENGTHS
from webapp.pages import label


@dataclass(frozen=True, slots=True)
class Choices:
    """``kinds`` and ``groups`` are codes, ``strengths`` what each code is called."""

    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    strengths: dict[str, Any]


def choices(vocabulary: Vocabulary, today: str) -> Choices:
    """The kinds of actors that can be expected, by name, and the groups in the order of the vocabulary."""
    never = kinds_of(vocabulary).tick_only | kinds_of(vocabulary).various
    kinds = (code_of(term.id) for term in vocabulary.list_terms(NodeKind.ACTOR_TYPE, today))
    groups = (code_of(term.id) for term in vocabulary.list_terms(NodeKind.RISK_GROUP, today))
    return Choices(
        kinds=tuple(sorted((kind for kind in kinds if kind not in never), key=label)),
        groups=tuple(groups),
        strengths={code: STRENGTHS.get(code, NOT_RELEVANT) for code in CHOICES},
    )
