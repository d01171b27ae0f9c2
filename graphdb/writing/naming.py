"""What things are called in sentences about a change."""

from graphdb.claims import is_coordinator, is_own
from graphdb.message import Text, message
from graphdb.model import Id, Node


def speaker(source: str) -> Text:
    """Who says something, in a sentence: a source by its id, people by what they are."""
    if is_own(source):
        return message("writing.own_people")
    return message("writing.coordinators") if is_coordinator(source) else source


def called(target: Id, node: Node | None) -> Text:
    """The name of a thing, or its id; an id may spell a street, so of a place nothing is told."""
    if target.startswith("place:"):
        return message("writing.place")
    return target if node is None else node.text("name") or node.text("label_da") or target
