"""Use case: whether a directory is there to be tried out, and for nothing else."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final, cast

from graphdb.cards.card import NATIONAL, is_demo
from graphdb.model import Node
from graphdb.store import GraphStore, What

_ACTORS: Final = "actor:"


def only_examples(store: GraphStore) -> bool:
    """Whether all actors are fictional but for the country's, and there are some. Asks the store.

    The id tells it: who corrects a fictional actor becomes a source of it, and it stays fictional.
    """
    nodes = cast("Iterator[Node]", store.scan(What.NODES, after=_ACTORS))
    of_actors = takewhile(lambda node: node.id.startswith(_ACTORS), nodes)
    examples = False
    for node in of_actors:
        scheme = node.id.split(":")[1]
        if not is_demo(scheme) and scheme != NATIONAL:
            return False
        examples = examples or is_demo(scheme)
    return examples
