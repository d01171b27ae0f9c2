"""What things are called in sentences about a change."""

from collections.abc import Iterable

from graphdb.claims import is_coordinator, is_own
from graphdb.identity.joined import nodes_shown
from graphdb.message import Text, message
from graphdb.model import Id, Node, is_edge
from graphdb.store import GraphStore


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


def all_called(store: GraphStore, targets: Iterable[Id]) -> dict[Id, Text]:
    """What things and relations are called; a relation by its two ends."""
    ends = {one: tuple(one.split("|")[1:3]) if is_edge(one) else (one,) for one in targets}
    nodes = nodes_shown(store, {end for pair in ends.values() for end in pair})
    names = {end: called(end, nodes.get(end)) for pair in ends.values() for end in pair}
    return {
        one: message("undo.relation", src=names[pair[0]], dst=names[pair[1]])
        if len(pair) == 2
        else names[pair[0]]
        for one, pair in ends.items()
    }
