"""What can be edited of a thing, and changes of it, in words of the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.editing.changes import Change
from graphdb.editing.editable import Item, Thing
from graphdb.errors import Contest
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS
from graphdb.freshness.shelf_life import RELATED
from graphdb.model import Id, NodeKind, Value, is_edge
from webapp.actor import wording
from webapp.inputs import Clash
from webapp.language import gettext, sentence
from webapp.pages import labels

_KINDS: Final = (NodeKind.ACTOR, NodeKind.SERVICE, NodeKind.CONTACT_POINT)
"""Of things that have a form."""


def value_text(thing: Thing, item: Item, value: Value | None) -> str:
    """A value in words."""
    if value is None:
        return gettext("ingenting")
    if isinstance(value, tuple) and item.relation is not None:
        return ", ".join(labels(value))
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nej")
    return sentence(wording.field_text(item.name, thing.node.kind)(value))


@dataclass(frozen=True, slots=True)
class Line:
    """A change as it is shown before it is sent."""

    label: str
    before: str
    after: str
    live: bool


def line(thing: Thing, change: Change) -> Line:
    """A change in words."""
    item = change.item
    after = str(change.value) if change.in_words else value_text(thing, item, change.value)
    name = wording.field_label(item.name, thing.node.kind)
    return Line(name, value_text(thing, item, item.value), after, change.live)


def clashes(thing: Thing, contests: Iterable[Contest]) -> Mapping[str, Clash]:
    """By item what others have changed since the form was shown."""
    of_relations = {str(item.relation): item for item in thing.items.values() if item.relation is not None}
    clashes: dict[str, Clash] = {}
    for contest in contests:
        if is_edge(contest.target):
            item = of_relations[contest.target.partition("|")[0]]
            was = labels([contest.target.rpartition(":")[2]])[0]
            clashes[item.name] = Clash(was, value_text(thing, item, item.value))
        elif contest.field in thing.items:
            item = thing.items[contest.field]
            clashes[item.name] = Clash(_said(thing, item, contest.seen), _said(thing, item, contest.shown))
    return clashes


def _said(thing: Thing, item: Item, value: object) -> str:
    known = value if isinstance(value, str | int | float | tuple) else None
    return value_text(thing, item, known)


def thing_name(thing: Thing) -> str:
    """What a thing is called in a list, with what it is."""
    sorts = {
        NodeKind.ACTOR: gettext("Om stedet"),
        NodeKind.SERVICE: gettext("Tilbud"),
        NodeKind.CONTACT_POINT: gettext("Kontakt"),
    }
    return f"{sorts[thing.node.kind]}: {thing.name}"


def label_gone(target: Id, name: str) -> str:
    """What a field of something that is not there any more is called; of a relation what that is."""
    if is_edge(target):
        return gettext("En forbindelse med en anden")
    sort = target.partition(":")[0]
    kinds = {"service": NodeKind.SERVICE, "contact": NodeKind.CONTACT_POINT, "place": NodeKind.PLACE}
    return wording.field_label(name, kinds.get(sort, NodeKind.ACTOR))


def label_of(thing: Thing, name: str) -> str:
    """What an item is called."""
    return wording.field_label(name, thing.node.kind)


def typed_text(text: str, field: str) -> str:
    """What was typed in a field; of a code that was ticked or chosen what it is called."""
    coded = [
        kind for kind in _KINDS if (row := FIELDS[kind].get(field)) is not None and row.sort is Sort.CODE
    ]
    if not coded and field not in RELATED.values():
        return text
    return sentence(wording.field_text(field, (*coded, NodeKind.ACTOR)[0])(text))
