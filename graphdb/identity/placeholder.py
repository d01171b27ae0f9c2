"""Entries of the start kit: who ought to be there, before anybody has said who it is.

The source ``start-KODE`` names them, with the weakest word there is. Such an entry is a placeholder until
another source says something of it: it has a page of its own and stands on the list of whom to ask first, and
nowhere else. It covers nothing and is never rung.
"""

from collections.abc import Iterable
from typing import Final

from graphdb.model import Edge, EdgeKind, Id, Node

_START: Final = "start-"
_ACTORS: Final = f"actor:{_START}"
APART: Final = (EdgeKind.OFFERS, EdgeKind.CONTACTED_AT)
"""Relations that say something of an actor, though its search entry is not made of them."""
_BETWEEN: Final = (EdgeKind.RELATES, EdgeKind.PART_OF)


def start_source(municipality: str) -> str:
    """The source of a municipality's start kit, by the municipality's code."""
    return f"{_START}{municipality}"


def is_start(source: str) -> bool:
    """Whether a source is a start kit."""
    return source.startswith(_START)


def of_start_kit(actor: Id) -> bool:
    """Whether a start kit was the first to name the actor, as its id tells."""
    return actor.startswith(_ACTORS)


def is_placeholder(node: Node, related: Iterable[Edge]) -> bool:
    """True when all that is said of the actor is the start kit's.

    ``related``: what leaves it. That others say it has a relation with another actor, or is a part of one,
    gives no contact, and does not count.
    """
    if not of_start_kit(node.id):
        return False
    said: tuple[Node | Edge, ...] = (node, *(edge for edge in related if edge.kind not in _BETWEEN))
    return all(is_start(origin.source) for item in said for origin in item.prov.values())
