"""Why a change is refused, in words."""

from collections.abc import Iterable
from typing import Final

from graphdb.fields.cpr import find_cpr
from graphdb.message import Message, Text, message
from graphdb.model import Id, spelt

STILL_NEEDED: Final = message("writing.still_needed")


def points_at(lost: Iterable[Id]) -> Message:
    """Why a relation is not taken; an id that may hold a CPR number is not repeated."""
    named = tuple(message("writing.unsayable") if find_cpr(spelt(one)) else one for one in lost)
    return message("writing.points_at_nothing", targets=named)


def points_at_nothing(reason: Text) -> bool:
    """Whether this is the reason why a relation to what never was is not taken."""
    return isinstance(reason, Message) and reason.id == "writing.points_at_nothing"
