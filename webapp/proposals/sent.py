"""What the form of a decision sends, and the value that the coordinator would rather have."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graphdb.cards.card import is_fictional
from graphdb.errors import InvalidValue
from graphdb.fields.cpr import find_cpr
from graphdb.fields.field import Sort
from graphdb.fields.formats import display_phone
from graphdb.fields.hours import is_understood
from graphdb.fields.registry import FIELDS, field_of
from graphdb.fields.schema import normalise
from graphdb.message import message
from graphdb.model import Node, Value
from graphdb.proposals.proposals import About
from graphdb.proposals.queue import Waiting

_LONGEST: Final = 5_000
_TYPED: Final = frozenset(
    {
        Sort.TEXT,
        Sort.NAME,
        Sort.NAMES,
        Sort.PHONE,
        Sort.URL,
        Sort.EMAIL,
        Sort.HOURS,
        Sort.DATE,
        Sort.INT,
        Sort.AGE,
    }
)
"""Sorts that a person types in a form; of others a proposal is approved or rejected as it is."""


class Act(StrEnum):
    """What the coordinator does about a proposal."""

    APPROVE = "approve"
    CHANGE = "change"
    REJECT = "reject"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision. ``mark`` is of the proposal that was shown, ``seen`` the version of what it is about.

    ``value`` and ``why`` are as they were typed.
    """

    act: Act | None
    mark: str
    seen: int | None
    value: str
    why: str


def read(form: Mapping[str, str]) -> Sent:
    """What was sent; an act that is none of ours is None."""
    act, seen = form.get("act", ""), form.get("seen", "")
    return Sent(
        Act(act) if act in {*Act} else None,
        form.get("mark", ""),
        int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None,
        form.get("value", "")[:_LONGEST],
        form.get("why", "")[:_LONGEST],
    )


def again(text: str) -> str:
    """What was typed, as it stands in the form once more: never a citizen's number."""
    return "" if find_cpr(text) else text


def can_change(waiting: Waiting) -> bool:
    """Whether the coordinator may type another value: of one thing that is there, a field that one types."""
    thing, name = waiting.thing, waiting.proposal.field
    known = thing is not None and name in FIELDS[thing.kind]
    return known and FIELDS[thing.kind][name].sort in _TYPED  # type: ignore[union-attr]


def typed(waiting: Waiting) -> str:
    """What was proposed, as one types it; "" of what is described in words, which is read beside the form."""
    said = waiting.proposal.value
    if waiting.thing is None or waiting.proposal.about is not About.FIELD:
        return ""
    if isinstance(said, tuple):
        return "|".join(said)
    is_phone = field_of(waiting.thing.kind, waiting.proposal.field).sort is Sort.PHONE
    return display_phone(str(said)) if is_phone else str(said)


def value(thing: Node, name: str, text: str, actor: Node | None) -> Value:
    """What was typed, in the field's normal form. InvalidValue when it cannot be read."""
    fictional = is_fictional(thing) or (actor is not None and is_fictional(actor))
    normal = normalise(thing.kind, name, text, fictional=fictional)
    if normal is None:
        raise InvalidValue(message("confirming.nothing_typed"), field=name)
    if field_of(thing.kind, name).sort is Sort.HOURS and not is_understood(text):
        raise InvalidValue(message("proposals.no_hours"), field=name)
    return normal
