"""What things are called in sentences about a change."""

from graphdb.message import Text, message
from graphdb.model import Id, Node


def called(target: Id, node: Node | None) -> Text:
    """The name of a thing, or its id; an id may spell a street, so of a place nothing is told."""
    if target.startswith("place:"):
        return message("writing.place")
    return target if node is None else node.text("name") or node.text("label_da") or target
