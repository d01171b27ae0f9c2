"""What the two sides of a relation say of it: its own people, each of their end, and who says it besides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphdb.claims import EXISTS, Claim, own_source
from graphdb.directory.profile.material import Material
from graphdb.directory.sources import source_title
from graphdb.identity.joined import claims_shown
from graphdb.identity.judgements import read_linker
from graphdb.message import Text
from graphdb.model import Edge, EdgeKind, Id, Node, is_public
from graphdb.store import GraphStore


@dataclass(frozen=True, slots=True)
class Side:
    """What the own people of one end say, None for nothing, and on which day (ISO) they confirmed it."""

    says: bool | None = None
    on: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """A relation ``kind`` (a code of ``relation_types``) from one actor to another, by name.

    ``other`` is the actor that is not asked; ``title`` is the source of what is shown.
    """

    src: str
    dst: str
    kind: str
    other: Node
    mine: Side
    theirs: Side
    title: Text


def sides(store: GraphStore, material: Material) -> Iterator[tuple[Edge, Sides]]:
    """The relations of an actor that hold today and that everybody can see, with what both sides say."""
    relations = {edge.id: edge for edge in _relations(material)}
    claims = claims_shown(store, list(relations)) if relations else {}
    linker = read_linker(store)
    for one, edge in sorted(relations.items()):
        outgoing = edge.src == material.actor.id
        other = material.nodes[edge.dst if outgoing else edge.src]
        names = material.actor.text("name"), other.text("name")
        src, dst = names if outgoing else reversed(names)
        mine, theirs = (
            _side(claims.get(one, ()), linker.cluster(end)) for end in (material.actor.id, other.id)
        )
        title = source_title(edge.prov[EXISTS].source, material.index.titles)
        yield edge, Sides(src, dst, edge.text("kind"), other, mine, theirs, title)


def _relations(material: Material) -> Iterator[Edge]:
    out = material.edges(material.actor.id, EdgeKind.RELATES)
    for edge in (*out, *(edge for edge in material.into if edge.kind is EdgeKind.RELATES)):
        other = material.nodes.get(edge.dst if edge.src == material.actor.id else edge.src)
        holds = edge.text("since") <= material.today <= (edge.text("until") or material.today)
        is_seen = other is not None and other.id != material.actor.id and is_public(other)
        if is_seen and holds and is_public(edge) and EXISTS in edge.prov:
            yield edge


def _side(claims: Iterable[Claim], ids: Iterable[Id]) -> Side:
    """The newest word of an actor's own people, whatever of its ids it is said under."""
    own = {own_source(one) for one in ids}
    facts = [claim.facts[EXISTS] for claim in claims if claim.source in own and EXISTS in claim.facts]
    newest = max(facts, key=lambda fact: (fact.confirmed_on, fact.after), default=None)
    return Side() if newest is None else Side(bool(newest.value), newest.confirmed_on)
