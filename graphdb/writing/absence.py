"""Relations that are claimed and not shown, since an end of theirs is away: what was there and is gone.

Each has a record that names its ends, so that it is shown again as soon as both are back. It is written in
the transaction of the commit that hides the relation, and taken away in that of the one that shows it; the
history of that commit names the relation. What is hidden follows from claims and view: ``check`` works it out
anew and compares, so a record that is missing, left behind or changed is found, whatever its digest.

Between the reading of a commit that brings a thing and its writing, another may hide a relation of it. So
each commit that hides or shows any writes one further record, and one that brings a thing expects that this
record has not moved.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphdb.model import EDGES, Edge, Id, Node, NodeKind
from graphdb.records import Record, RecordWrite
from graphdb.store import Readable, every

KIND: Final = "hidden_relation"
NEWEST: Final = ("hidden_relations", "newest")
"""The record whose version is that of the newest commit that hid or showed any; 0 until one did."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A hidden relation, by its id and its ends."""

    id: Id
    src: Id
    dst: Id


def read_hidden(store: Readable) -> Iterator[Hidden]:
    """All hidden relations, in id order: as many as there are."""
    for record in every(lambda at: store.records.list(KIND, after=at, limit=1000, now="")):
        yield Hidden(record.id, record.keys.get("k1", ""), record.keys.get("k2", ""))


def newest(store: Readable) -> int:
    """The version of ``NEWEST``; read before the hidden relations."""
    record = store.records.get(*NEWEST, now="")
    return 0 if record is None else record.version


def written(hidden: Iterable[Edge], shown: Iterable[Id], expect: int | None) -> tuple[RecordWrite, ...]:
    """What a commit writes that hides and shows these, if any; ``expect`` as ``newest``, when it was read."""
    writes = [
        *(RecordWrite(Record(KIND, edge.id, "{}", {"k1": edge.src, "k2": edge.dst})) for edge in hidden),
        *(RecordWrite(Record(KIND, target, ""), gone=True) for target in shown),
    ]
    return (*writes, RecordWrite(Record(*NEWEST, "{}"), expect)) if writes else ()


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
