"""What a map shows of actors and services: their cards, their names, and what may be said to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graphdb.cards.card import Card, card, reachable
from graphdb.cards.contact_points import to_ring
from graphdb.freshness.shelf_life import shelf_lives, still_known
from graphdb.message import Text
from graphdb.model import Id, Node, NodeKind, is_public
from graphdb.rules.sharing import Sharing, sharing
from graphdb.rules.situation import Situation, names_a_gender
from graphdb.search.index.columns import NONE
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore
from graphdb.touchmap.against import against, concerns, only_for, shuts_out, waits
from graphdb.vocabulary.catalogue import valid

_ONE_GENDER: Final = 1
_WAITS: Final = 2
SHUT_OUT: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """``cards`` are those of actors and services by id, ``nodes`` the services themselves, without what is
    too old to be known; ``full`` are the answers that say there is no room, with what they are called.
    """

    index: Index
    situation: Situation
    now: datetime
    cards: Mapping[Id, Card]
    nodes: Mapping[Id, Node]
    exclusions: tuple[Node, ...]
    full: Mapping[str, Text]
    _said: dict[str, Sharing] = field(default_factory=dict)

    def card(self, actor: Id) -> Card | None:
        """The card of an actor or service; None for one that was not read."""
        return self.cards.get(actor)

    def node(self, slot: int) -> Node | None:
        """A service; None for one that was not read."""
        return self.nodes.get(self.index.id(slot))

    def name(self, actor: Id) -> str:
        """An actor's name, also of one that has no card."""
        slot = self.index.columns.find(actor)
        return "" if slot == NONE else self.index.columns.actor_names.get(slot, "")

    def label(self, code: str) -> str:
        """The Danish label of a kind, term or area."""
        return self.index.terms.label(code)

    def words(self, code: str) -> Text:
        """What a kind, term or area is called in both languages."""
        return self.index.terms.words(code)

    def sharing(self, kind: str) -> Sharing:
        """What may be said to a kind, worked out once."""
        if kind not in self._said:
            self._said[kind] = sharing(self.index.terms, self.situation, kind)
        return self._said[kind]

    def shuts_out(self, service: Node, situation: Situation) -> bool:
        """Whether an answer of the service shuts the citizen out."""
        return shuts_out(service, self.exclusions, situation)

    def waits(self, service: Node) -> bool:
        """Whether people wait for it, it is closed for a while, or it said of late that there is no room."""
        return waits(service) or service.text("capacity_state") in self.full

    def obstacle(self, service: Node) -> int:
        """What stands between the citizen and a service: 0 nothing, then that it may be for others, then a
        queue, then ``SHUT_OUT``.
        """
        if self.shuts_out(service, self.situation):
            return SHUT_OUT
        return _WAITS if self.waits(service) else self.for_one_gender(service)

    def for_one_gender(self, service: Node) -> int:
        """1 for what is for women or men only, while nobody said which the citizen is; else 0."""
        said = any(names_a_gender(row) and concerns(row, self.situation) for row in self.exclusions)
        return 0 if said else _ONE_GENDER * bool(only_for(service, self.exclusions))

    def against(self, services: Iterable[Node], kind: str) -> Iterator[Text]:
        """What speaks against the services of an actor of a kind, to be known before the call."""
        return against(services, self.exclusions, self.full, self.situation, kind)


def read_shown(
    store: GraphStore,
    index: Index,
    situation: Situation,
    now: datetime,
    *,
    actors: Iterable[Id],
    services: Iterable[int],
) -> Shown:
    """Read the cards of actors and of services (by slot): one call to the store, and two for those without a
    number of their own.
    """
    slots = set(services)
    owners = {index.id(int(index.owner[slot])) for slot in slots}
    wanted = {*actors, *owners}
    parents = {actor: above for actor in sorted(wanted) if (above := _parent(index, actor))}
    ids = {index.id(slot) for slot in slots}
    read = store.get(sorted({*wanted, *ids, *parents.values()}))
    nodes = {one: node for one, node in read.items() if is_public(node)}
    points = to_ring(store, nodes.values(), index.terms)
    lives = shelf_lives(index.terms, situation.today)
    cards = {
        one: card(
            node,
            now,
            lives,
            hours=index.schedules(index.columns.find(one)),
            point=points.get(one),
            stale=index.is_stale(one),
        )
        for one, node in nodes.items()
    }
    exclusions = index.terms.list_terms(NodeKind.EXCLUSION)
    return Shown(
        index,
        situation,
        now,
        {one: reachable(shown, cards.get(parents.get(one, ""))) for one, shown in cards.items()},
        {one: still_known(nodes[one], lives) for one in ids if one in nodes},
        tuple(row for row in exclusions if valid(row, situation.today)),
        {code: index.terms.words(code) for code in index.terms.marked(NodeKind.CAPACITY_STATE, "full")},
    )


def _parent(index: Index, actor: Id) -> Id:
    slot = index.columns.find(actor)
    above = NONE if slot == NONE else int(index.columns.numbers["parent"][slot])
    return "" if above == NONE else index.id(above)
