"""What a map shows of actors and services: their cards, their names, and what may be said to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from graphdb.cards.card import Card, card, reachable
from graphdb.cards.contact_points import points_to_ring
from graphdb.freshness.shelf_life import ShelfLives, shelf_lives, still_known
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


class Cards:
    """The cards of actors and services.

    What a map probably shows is read ahead, in one call, and what was not when it is looked at. Only then is
    a card worked out: of many that may be rung few are shown.
    """

    def __init__(self, store: GraphStore, index: Index, now: datetime, lives: ShelfLives) -> None:
        self._store, self._index, self._now, self._lives = store, index, now, lives
        self._nodes: dict[Id, Node | None] = {}
        self._points: dict[Id, Node] = {}
        self._cards: dict[Id, Card | None] = {}

    def read(self, ids: Iterable[Id]) -> None:
        """Read these ahead: one call to the store, and two when any has no number of its own."""
        new = sorted({*ids} - self._nodes.keys())
        if not new:
            return
        read = self._take(self._store.get(new), new)
        silent = [one for one, node in read.items() if not node.text("phone")]
        if silent:
            above = {parent for one in silent if (parent := _parent(self._index, one))}
            missing = above - self._nodes.keys()
            owners = {*silent, *above}
            points, others = points_to_ring(self._store, owners, self._index.terms, also=missing)
            self._points |= points
            self._take(others, missing)

    def _take(self, read: Mapping[Id, Node], asked: Iterable[Id]) -> dict[Id, Node]:
        public = {one: node for one in asked if (node := read.get(one)) is not None and is_public(node)}
        self._nodes |= {one: public.get(one) for one in asked}
        return public

    def node(self, one: Id) -> Node | None:
        """An actor or service itself; None for one that is not there or not for all."""
        self.read([one])
        return self._nodes[one]

    def get(self, one: Id) -> Card | None:
        """The card of an actor or service; with the number of what it is part of when it has none."""
        if one not in self._cards:
            own = self._own(one)
            above = "" if own is None or own.phone else _parent(self._index, one)
            self._cards[one] = reachable(own, self._own(above)) if own is not None and above else own
        return self._cards[one]

    def __getitem__(self, one: Id) -> Card:
        shown = self.get(one)
        if shown is None:
            raise KeyError(one)
        return shown

    def looked_at(self) -> dict[Id, Card]:
        """The cards that were looked at."""
        return {one: shown for one, shown in self._cards.items() if shown is not None}

    def _own(self, one: Id) -> Card | None:
        node = self.node(one)
        if node is None:
            return None
        return card(
            node,
            self._now,
            self._lives,
            hours=self._index.schedules(self._index.columns.find(one)),
            point=self._points.get(one),
            stale=self._index.is_stale(one),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """``cards`` are those of actors and services, ``lives`` how long what services say holds; ``full`` are
    the answers that say there is no room, with what they are called.
    """

    index: Index
    situation: Situation
    now: datetime
    cards: Cards
    lives: ShelfLives
    exclusions: tuple[Node, ...]
    full: Mapping[str, Text]
    _said: dict[str, Sharing] = field(default_factory=dict)
    _services: dict[int, Node | None] = field(default_factory=dict)

    @classmethod
    def of(cls, store: GraphStore, index: Index, situation: Situation, now: datetime) -> "Shown":
        """What is to be shown, with nothing read yet."""
        lives = shelf_lives(index.terms, situation.today)
        exclusions = index.terms.list_terms(NodeKind.EXCLUSION)
        return cls(
            index,
            situation,
            now,
            Cards(store, index, now, lives),
            lives,
            tuple(row for row in exclusions if valid(row, situation.today)),
            {code: index.terms.words(code) for code in index.terms.marked(NodeKind.CAPACITY_STATE, "full")},
        )

    def read_ahead(self, actors: Iterable[Id], services: Iterable[int]) -> None:
        """Read these actors, and these services (by slot) with whose they are."""
        slots = {one for slot in services for one in (slot, int(self.index.owner[slot]))}
        self.cards.read({*actors, *map(self.index.id, slots)})

    def card(self, actor: Id) -> Card | None:
        """The card of an actor or service; None for one that is not there."""
        return self.cards.get(actor)

    def node(self, slot: int) -> Node | None:
        """A service, without what is too old to be known; None for one that is not there."""
        if slot not in self._services:
            node = self.cards.node(self.index.id(slot))
            self._services[slot] = None if node is None else still_known(node, self.lives)
        return self._services[slot]

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


def _parent(index: Index, actor: Id) -> Id:
    slot = index.columns.find(actor)
    above = NONE if slot == NONE else int(index.columns.numbers["parent"][slot])
    return "" if above == NONE else index.id(above)
