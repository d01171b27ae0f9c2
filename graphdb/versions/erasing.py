"""A contact point that a person asked to have erased.

It goes from the view, the claims and the history, and so does all that was proposed about it or doubted.

That it was there, and when it was erased, stays: the chain of digests is whole. A source that still names the
person says it again when it is next imported.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from graphdb.claims import Claim
from graphdb.doubts import doubts
from graphdb.errors import Gone, NotFound
from graphdb.history import chain, departed, erased, past
from graphdb.identity.judgements import read_linker
from graphdb.language.text import danish_sort_key
from graphdb.message import message, say
from graphdb.model import EdgeKind, Id, Node, NodeKind, ends_of
from graphdb.proposals import proposals
from graphdb.store import GraphStore, Way, every
from graphdb.view import view_of
from graphdb.writing.plan import Drop, Stamp, commit

_PAGES: Final = 20
"""Of the history, a thousand changes each: a page has seconds."""
_OWNING: Final = (EdgeKind.OFFERS, EdgeKind.CONTACTED_AT)
_ERASED: Final = message("writing.point_erased")


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point of an entry, as it is or was last known; ``stands`` when a source still says it."""

    id: Id
    facts: dict[str, str]
    stands: bool


@dataclass(frozen=True, slots=True)
class Departed:
    """Actors that are gone, by name; ``next``: the number of the commit after which there may be more."""

    actors: tuple[Node, ...]
    next: int | None


def owner(store: GraphStore, actor: Id) -> tuple[Node, bool]:
    """The actor of an entry and whether it stands: else as it was last shown. Raises NotFound, not Gone."""
    node = store.get([actor]).get(actor)
    if node is not None:
        return node, True
    missing = departed.no_actor(store, actor)
    if not isinstance(missing, Gone):
        raise missing
    last = view_of(past.last_words(store, actor))
    return last if isinstance(last, Node) else Node(actor, NodeKind.ACTOR, {"name": actor}), False


def gone(store: GraphStore, after: int = 0) -> Departed:
    """Actors that are gone and may have had contact points, of whom the history speaks above ``after``."""
    owners, at = set[Id](), after
    for _ in range(_PAGES):
        page = store.changes(after=at)
        owners |= {
            ends_of(change.target)[0] for change in page.items if change.target.partition("|")[0] in _OWNING
        }
        if page.after is None:
            return Departed(_gone(store, owners), None)
        at = int(page.after)
    return Departed(_gone(store, owners), at)


def _gone(store: GraphStore, owners: Collection[Id]) -> tuple[Node, ...]:
    """Those of them that are actors and not shown any more, under no other id either, as they were last."""
    linker = read_linker(store)
    shown = {one: linker.canonical(one) for one in owners if one.startswith("actor:")}
    there = store.get(set(shown.values()))
    gone = {one for one, other in shown.items() if other not in there}
    views = map(view_of, past.last_words_of(store, gone).values() if gone else ())
    actors = (node for node in views if isinstance(node, Node))
    return tuple(sorted(actors, key=lambda node: (danish_sort_key(node.text("name")), node.id)))


def points(store: GraphStore, actor: Id) -> list[Point]:
    """The contact points that an entry has and had, of which the history says anything."""
    owners = set(read_linker(store).cluster(actor))
    owners |= _ever_below(store, owners, EdgeKind.OFFERS)
    ids = _ever_below(store, owners, EdgeKind.CONTACTED_AT)
    return [point for one in sorted(ids) if (point := _point(store, one)) is not None]


def _ever_below(store: GraphStore, owners: Collection[Id], kind: EdgeKind) -> set[Id]:
    """Where relations of this kind from these lead, or led once."""
    about = past.changes_about(store, owners)
    relations = {change.target for change in about if change.target.startswith(f"{kind}|")}
    return {dst for src, dst in map(ends_of, relations) if src in owners}


def erase(store: GraphStore, actor: Id, point: Id, at: str, by: str) -> None:
    """Erase a contact point of an entry for good, as ``by`` at that moment (ISO, UTC). Raises NotFound."""
    if point not in {one.id for one in points(store, actor)}:
        raise NotFound(message("writing.no_point"))
    edges = store.edges([point], kinds=[EdgeKind.CONTACTED_AT], way=Way.IN)
    targets = sorted({point, *(edge.id for edge in edges)})
    claims = store.claims(targets)
    drops = [Drop(one, claim.source) for one in targets for claim in claims.get(one, ())]
    things = read_linker(store).cluster(point)
    records = (*proposals.writes_without(store, things), *doubts.writes_without(store, things))
    commit(store, drops, Stamp(at, by, say(_ERASED), records=records, erase=frozenset({point})))
    erased.take_away(store, (proposals.KIND, doubts.KIND), things)


def _point(store: GraphStore, point: Id) -> Point | None:
    standing = store.claims([point]).get(point, ())
    said = standing or tuple(_said(store, point))[-1:]
    facts = {
        name: fact.value
        for claim in said
        for name, fact in claim.facts.items()
        if isinstance(fact.value, str)
    }
    return Point(point, facts, bool(standing)) if facts else None


def _said(store: GraphStore, point: Id) -> Iterator[Claim]:
    """What its history says that was said of it, as far as it is not erased."""
    for change in every(lambda after: store.changes(after=int(after), target=point), "0"):
        if change.body:
            yield from (claim for claim in chain.sides(change) if claim is not None)
