"""Who is in the network of a municipality, and what links them."""

from dataclasses import dataclass

from graphdb.message import Text, message
from graphdb.model import EdgeKind, Id
from graphdb.vocabulary.catalogue import Vocabulary


@dataclass(frozen=True, slots=True)
class Dot:
    """An actor of the place; ``groups`` are those that it names itself, ``secret``: its address is."""

    id: Id
    name: str
    kind: str
    groups: tuple[str, ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation that holds today. ``kind`` is a code of ``relation_types``, or PART_OF; ``fresh``: confirmed
    within its shelf life; ``source``: who says it. ``only_for`` some, when not for all.
    """

    id: Id
    src: Id
    dst: Id
    kind: str
    fresh: bool
    source: str
    only_for: str = ""


def words_of(terms: Vocabulary, kind: str) -> Text:
    """How a relation of a kind reads from its start."""
    return message("network.part_of") if kind == EdgeKind.PART_OF else terms.relation_words(kind)
