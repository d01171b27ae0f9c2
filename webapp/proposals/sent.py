"""What the form of a decision sends, and the value that the coordinator would rather have."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from werkzeug.datastructures import MultiDict

from graphdb.editing.changes import SEPARATOR, change_of
from graphdb.editing.editable import Editable, Item, Thing, editable
from graphdb.errors import InvalidValue
from graphdb.fields.cpr import find_cpr
from graphdb.message import Text, message
from graphdb.model import Value
from graphdb.proposals.proposals import About
from graphdb.proposals.queue import Waiting
from graphdb.store import GraphStore
from webapp import inputs
from webapp.inputs import Input

_LONGEST: Final = 5_000


class Act(StrEnum):
    """What the coordinator does about a proposal."""

    APPROVE = "approve"
    CHANGE = "change"
    REJECT = "reject"
    DONE = "done"
    BACK = "back"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision. ``mark`` is of the proposal that was shown, ``seen`` the version of the data.

    ``value`` and ``why`` are as they were typed; of a list the codes that were ticked, between separators.
    """

    act: Act | None
    mark: str
    seen: int | None
    value: str
    why: str


def read(form: MultiDict[str, str]) -> Sent:
    """What was sent; an act that is none of ours is None."""
    act, seen = form.get("act", ""), form.get("seen", "")
    return Sent(
        Act(act) if act in {*Act} else None,
        form.get("mark", ""),
        int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else None,
        SEPARATOR.join(form.getlist("value"))[:_LONGEST],
        form.get("why", "")[:_LONGEST],
    )


def again(text: str) -> str:
    """What was typed, as it stands in the form once more: never a citizen's number."""
    return "" if find_cpr(text) else text


@dataclass(frozen=True, slots=True)
class Changeable:
    """What a proposal is about, as the coordinator may change it: an ``item`` of a ``thing`` of an actor."""

    about: Editable
    thing: Thing
    item: Item


def changeable(store: GraphStore, waiting: Waiting, now: datetime) -> Changeable | None:
    """What the coordinator may have otherwise; None of what is no field of a thing that is there."""
    if waiting.actor is None or waiting.thing is None:
        return None
    about = editable(store, waiting.actor.id, now)
    thing = about.things.get(waiting.thing.id)
    item = None if thing is None else thing.items.get(waiting.proposal.field)
    return None if thing is None or item is None else Changeable(about, thing, item)


def input_of(what: Changeable, waiting: Waiting, typed: str | None = None, error: Text = "") -> Input:
    """The field with what was ``typed``, or what was proposed; of what is described in words as it stands."""
    about = waiting.proposal.about
    in_words = about is About.WORDS
    value = what.item.value if about is About.SHOWN else waiting.wanted
    if in_words:
        value = what.item.value if what.item.relation is not None else ""
    text = inputs.text_of(what.item, value) if typed is None else typed
    return inputs.input_of(what.thing, what.item, text, "", error)


def value(what: Changeable, text: str) -> Value:
    """What was typed, in the field's normal form. InvalidValue when it cannot be read."""
    change, name = change_of(what.about, what.thing, what.item, text), what.item.name
    if what.item.relation is not None:
        return change.value or ()
    if change.value is None:
        raise InvalidValue(message("confirming.nothing_typed"), field=name)
    if change.in_words:
        raise InvalidValue(message("proposals.no_hours"), field=name)
    return change.value
