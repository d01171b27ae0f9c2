"""Lists of relations as a proposal has them: the codes of the terms or areas that a thing is related to."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from graphdb.claims import EXISTS, Rank
from graphdb.freshness.shelf_life import RELATED
from graphdb.model import (
    EDGES,
    Edge,
    EdgeKind,
    Id,
    Node,
    NodeKind,
    Value,
    area_id,
    code_of,
    edge_id,
    is_public,
    term_id,
)
from graphdb.store import GraphStore, Way
from graphdb.writing.edits import Set


@lru_cache
def relation_of(kind: NodeKind, field: str) -> EdgeKind | None:
    """The relation that a list of a thing is of, None of what is no such list. Places are none."""
    for relation, name in RELATED.items():
        ends = {dst for src, known, dst in EDGES if known is relation and src is kind}
        if name == field and ends and NodeKind.PLACE not in ends:
            return relation
    return None


def listed(
    store: GraphStore, wanted: Iterable[tuple[Node, str]]
) -> Mapping[tuple[Id, str], tuple[Edge, ...]]:
    """The public relations of things and fields of which each is such a list, by thing and field."""
    kinds: dict[tuple[Id, str], EdgeKind] = {}
    for node, field in wanted:
        kind = relation_of(node.kind, field)
        if kind is not None:
            kinds[node.id, field] = kind
    if not kinds:
        return {}
    edges = store.edges({thing for thing, _ in kinds}, kinds=set(kinds.values()), way=Way.OUT)
    public = sorted((edge for edge in edges if is_public(edge)), key=lambda edge: edge.id)
    return {
        (thing, field): tuple(edge for edge in public if (edge.src, edge.kind) == (thing, kind))
        for (thing, field), kind in kinds.items()
    }


def codes(edges: Iterable[Edge]) -> tuple[str, ...]:
    """What they lead to."""
    return tuple(code_of(edge.dst) for edge in edges)


def laid_on(there: Iterable[str], before: Value, after: Value) -> tuple[str, ...]:
    """The codes ``there`` with what ``after`` has more than ``before`` and without what it has less.

    So of two who change one list, each from what they were shown, both are heard.
    """
    was, now = (dict.fromkeys(one if isinstance(one, tuple) else ()) for one in (before, after))
    left = (code for code in there if code in now or code not in was)
    return tuple(dict.fromkeys((*left, *(code for code in now if code not in was))))


def edits(
    kind: EdgeKind,
    thing: Id,
    there: Collection[str],
    wanted: Collection[str],
    source: str,
    rank: Rank,
    day: str,
    days: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Set]:
    """What a source says so that a thing with the codes ``there`` has those that are ``wanted``.

    On this ``day``, or on that of the code in ``days``.
    """
    for code in sorted({*there} ^ {*wanted}):
        end = area_id(code) if kind is EdgeKind.SERVES else term_id(code)
        yield Set(edge_id(kind, thing, end), source, rank, EXISTS, code in wanted, days.get(code, day))
