"""Relations that are claimed and not shown, since an end of theirs is away: what was there and is gone.

Each has a document that names its ends, so that it is shown again as soon as both are back.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.model import EDGES, Doc, Edge, Id, Node, NodeKind
from graphdb.store import Readable, Seen, every

KIND: Final = "hidden_relation"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A hidden relation, by its id and its ends."""

    id: Id
    src: Id
    dst: Id


def read_hidden(store: Readable) -> Iterator[Hidden]:
    """All hidden relations, in id order: as many as there are."""
    for doc in every(lambda at: store.docs(KIND, after=at, limit=1000)):
        yield Hidden(doc.id, doc.keys.get("k1", ""), doc.keys.get("k2", ""))


def document(edge: Edge) -> Doc:
    """What is written about a relation as it is hidden."""
    return Doc(KIND, edge.id, "{}", {"k1": edge.src, "k2": edge.dst})


def unchanged(hidden: Iterable[Hidden]) -> Seen:
    """Says that no relation was hidden or shown since these were read; see ``WriteSet.seen``."""
    return Seen(KIND, {}, dict.fromkeys((edge.id for edge in hidden), None))


def can_be_shown(edge: Edge, kinds: Mapping[Id, NodeKind]) -> bool:
    """Whether both ends are among these, of kinds that may be linked: a code may return as another."""
    src, dst = kinds.get(edge.src), kinds.get(edge.dst)
    return src is not None and dst is not None and (src, edge.kind, dst) in EDGES


def kinds(nodes: Mapping[Id, Node]) -> dict[Id, NodeKind]:
    """The kinds of nodes, by their ids."""
    return {target: node.kind for target, node in nodes.items()}


def lost_ends(edge: Edge, nodes: Collection[Id]) -> list[Id]:
    """The ends of a relation that are not among these."""
    return [end for end in (edge.src, edge.dst) if end not in nodes]


def was_there(store: Readable, target: Id) -> bool:
    """Whether any source ever spoke of it."""
    return bool(store.changes(target=target, limit=1).items)
