"""Small graphs to write: claims, and the set that puts them into a store, without ``editing``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, Value, node_id
from graphdb.store import GraphStore, Item, What, WriteSet
from graphdb.view import merge

DAY: Final = "2026-03-01"
AT: Final = "2026-03-02T08:00:00Z"
_KINDS: Final = {
    "actor": NodeKind.ACTOR,
    "service": NodeKind.SERVICE,
    "place": NodeKind.PLACE,
    "area": NodeKind.AREA,
    "term": NodeKind.RISK_GROUP,
}


def actor(code: str) -> Id:
    """The id of an actor."""
    return node_id("actor", "x", code)


def service(code: str) -> Id:
    """The id of a service."""
    return node_id("service", "x", code)


def said(target: Id, source: str = "demo", /, **values: Value) -> Claim:
    """What a source says about a node; its kind follows from the id."""
    facts = {name: Fact(value, DAY, DAY) for name, value in (values or {"name": "Et navn"}).items()}
    return Claim(target, source, Rank.OWN, _KINDS[target.partition(":")[0]], facts)


def linked(
    link: EdgeKind, src: Id, dst: Id, *, mark: str = "", source: str = "demo", **values: Value
) -> Claim:
    """What a source says about a relation."""
    facts = {name: Fact(value, DAY, DAY) for name, value in values.items()}
    return relation(source, Rank.OWN, link, (src, dst), facts, mark=mark, dates=(DAY, DAY))


def view(claims: Iterable[Claim]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The nodes and relations that follow from claims, a claim a target."""
    items = [merge([claim]) for claim in claims]
    return tuple(i for i in items if isinstance(i, Node)), tuple(i for i in items if isinstance(i, Edge))


def writing(
    commit_id: str,
    *claims: Claim,
    before: Iterable[Claim] = (),
    words: Mapping[Id, str] | None = None,
    run: str = "",
    expect: Mapping[Id, int] | None = None,
) -> WriteSet:
    """The set that puts claims, each the only one on its target; ``before`` are those it replaces."""
    claims = tuple(replace(claim, run=run) for claim in claims)
    earlier = {(claim.target, claim.source): claim for claim in before}
    nodes, edges = view(claims)
    changes = tuple(
        chain.change(one.target, one.source, earlier.get((one.target, one.source)), one, f"salt-{commit_id}")
        for one in sorted(claims, key=lambda one: (one.target, one.source))
    )
    entries = tuple(entry(one, text) for one, text in (words or {}).items())
    return WriteSet(
        id=commit_id,
        at=AT,
        by="tests",
        why="Prøve",
        run=run,
        expect=expect or {},
        claims=claims,
        nodes=nodes,
        edges=edges,
        entries=entries,
        changes=changes,
    )


def entry(target: Id, words: str) -> Entry:
    """A search entry of an actor or service of its own."""
    return Entry(target, target, words, '{"name":"Et navn"}')


def bare(commit_id: str, **parts: object) -> WriteSet:
    """A set with nothing in it but the parts named."""
    return replace(WriteSet(commit_id, AT, "tests", "Prøve"), **parts)  # type: ignore[arg-type]


def everything(store: GraphStore) -> list[Item]:
    """All that a store holds, in the order of an export."""
    return [item for what in What for item in store.scan(what)]


def graph() -> tuple[Claim, ...]:
    """Three actors in a row (a, b, c), a's service, and the risk group that a and the service reach."""
    a, b, c, help_, group = actor("a"), actor("b"), actor("c"), service("s"), "term:rg_proeve"
    return (
        *(said(one, name=f"Navn {one[-1]}") for one in (a, b, c, help_)),
        said(group, label_da="Prøvegruppe"),
        linked(EdgeKind.PART_OF, b, a),
        linked(EdgeKind.PART_OF, c, b),
        linked(EdgeKind.OFFERS, a, help_),
        linked(EdgeKind.REACHES, a, group, how="opsøgende"),
        linked(EdgeKind.REACHES, help_, group),
    )
