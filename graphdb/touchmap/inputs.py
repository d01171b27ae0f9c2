"""Everything one touch map is made from, read once: who is here, their cards, and how they are related."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from graphdb.card import Card, card, reachable
from graphdb.errors import InvalidValue
from graphdb.model import Edge, EdgeKind, Id, NodeKind, is_public
from graphdb.network.adjacency import TIES
from graphdb.rules.duties import danish_date
from graphdb.rules.expectations import Need, covered
from graphdb.rules.ruleset import Rules
from graphdb.rules.sharing import Sharing, sharing
from graphdb.rules.situation import Situation
from graphdb.search.index.columns import NONE
from graphdb.store import GraphStore
from graphdb.touchmap.candidates import Candidate, Pool
from graphdb.touchmap.distance import Found, nearest

SHOWN_OF_A_KIND: Final = 3
_LINKED_OF_A_KIND: Final = 20
_OTHERS: Final = 10
_NIGHT: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One touch map in the making. ``chosen`` are the actors of each wanted kind, ``others`` further ones.

    ``touched`` are the kinds in touch, ``settled`` those and the kinds that they make needless. ``night`` are
    slots of services for tonight, ``ties`` the relations among all that are here, in id order.
    """

    rules: Rules
    pool: Pool
    now: datetime
    chosen: Mapping[str, tuple[Candidate, ...]]
    others: tuple[Candidate, ...]
    touched: tuple[str, ...]
    settled: frozenset[str]
    lacking: tuple[tuple[Need, Found | None], ...]
    night: tuple[int, ...]
    cards: Mapping[Id, Card]
    ties: tuple[Edge, ...]
    known_ties: tuple[Edge, ...]
    said: dict[str, Sharing] = field(default_factory=dict)

    @property
    def situation(self) -> Situation:
        """The situation it is about."""
        return self.rules.situation

    def sharing(self, kind: str) -> Sharing:
        """What may be said to a kind, worked out once."""
        if kind not in self.said:
            self.said[kind] = sharing(self.rules.vocabulary, self.situation, kind)
        return self.said[kind]

    def label(self, code: str) -> str:
        """The Danish label of a kind, term or area."""
        return self.rules.vocabulary.label(code)

    def name(self, actor: Id) -> str:
        """An actor's name, also of one that has no card."""
        slot = self.pool.index.columns.find(actor)
        return "" if slot == NONE else self.pool.index.columns.actor_names.get(slot, "")

    def words(self, tie: Edge, other: str) -> str:
        """What the relation is called, with the one at its end, inside a sentence."""
        if tie.kind is EdgeKind.PART_OF:
            return f"er en del af {other}"
        term = self.rules.vocabulary.find(NodeKind.RELATION_TYPE, tie.text("kind"))
        return said_inside("Er forbundet med" if term is None else term.text("label_da"), other)

    def sentence(self, tie: Edge) -> str:
        """A relation as a sentence from its beginning to its end."""
        until = ""
        if expired(tie, self.situation.today):
            until = f" (udløb {danish_date(date.fromisoformat(tie.text('until')))})"
        return f"{self.name(tie.src)} {self.words(tie, self.name(tie.dst))}{until}."


def said_inside(label: str, other: str) -> str:
    """A relation's name with the other one in it: "henviser til X", "underretter X om Y"."""
    words = label[:1].lower() + label[1:]
    verb, about, what = words.partition(" om ")
    if verb == "underretter":
        return f"{verb} {other}{about}{what}"
    return f"{words} til {other}" if about else f"{words} {other}"


def expired(tie: Edge, today: str) -> bool:
    """True for an agreement whose last day has passed."""
    until = tie.text("until")
    return bool(until) and until < today


def known_ties(store: GraphStore, situation: Situation) -> tuple[Edge, ...]:
    """The relations of the known actors, in id order; one call to the store when there are any."""
    if not situation.known_actors:
        return ()
    return tuple(sorted(store.edges(situation.known_actors, kinds=TIES), key=lambda tie: tie.id))


def related(ties: Iterable[Edge], situation: Situation) -> Iterator[Id]:
    """Who the relations that still hold lead to."""
    for tie in ties:
        if not expired(tie, situation.today):
            yield from {tie.src, tie.dst} - set(situation.known_actors)


def compose(store: GraphStore, rules: Rules, pool: Pool, known: tuple[Edge, ...], now: datetime) -> Scene:
    """Choose who belongs on this map, and read what is shown of them: two calls to the store."""
    situation, wanted = rules.situation, rules.wanted()
    touched = _touched(pool)
    chosen = {kind: pool.of_kind(kind, SHOWN_OF_A_KIND) for kind in wanted}
    others = pool.others({*wanted, *touched}, _OTHERS)
    settled = covered(rules.expectations, touched) | set(touched)
    lacking = _lacking(rules, pool, settled)
    night = pool.tonight()[:_NIGHT] if situation.acute else ()
    shown = {*situation.known_actors, *(one.id for one in others)}
    shown |= {one.id for held in chosen.values() for one in held}
    linked = shown.union(*(pool.ids(kind, _LINKED_OF_A_KIND) for kind in wanted))
    ties = store.edges(sorted(linked), kinds=TIES, among=True)
    return Scene(
        rules=rules,
        pool=pool,
        now=now,
        chosen=chosen,
        others=others,
        touched=touched,
        settled=settled,
        lacking=lacking,
        night=night,
        cards=_cards(store, pool, shown | {found.id for _, found in lacking if found}, night, now),
        ties=tuple(sorted({*ties, *known}, key=lambda tie: tie.id)),
        known_ties=known,
    )


def _cards(
    store: GraphStore, pool: Pool, shown: set[Id], night: Iterable[int], now: datetime
) -> dict[Id, Card]:
    index, today = pool.index, pool.situation.today
    services = {index.id(slot) for slot in night}
    shown = shown | {index.id(int(index.owner[slot])) for slot in night}
    parents = {one: above for one in sorted(shown) if (above := _parent(pool, one))}
    nodes = store.get(sorted({*shown, *services, *parents.values()}))
    cards = {one: card(node, now, today) for one, node in nodes.items() if is_public(node)}
    return {one: reachable(held, cards.get(parents.get(one, ""))) for one, held in cards.items()}


def _touched(pool: Pool) -> tuple[str, ...]:
    known = [pool.kind_of(one) for one in pool.situation.known_actors]
    if not all(known):
        raise InvalidValue("En af aktørerne findes ikke i kataloget.", field="known_actors")
    return tuple(dict.fromkeys((*known, *pool.situation.known_kinds)))


def _lacking(rules: Rules, pool: Pool, settled: frozenset[str]) -> tuple[tuple[Need, Found | None], ...]:
    here = {*pool.here, *settled, rules.situation.from_kind}
    missing: dict[str, Need] = {}
    for need in rules.needs:
        if not here & {*need.members}:
            missing.setdefault(need.kind, need)
    return tuple((need, nearest(rules.vocabulary, pool, need.members)) for need in missing.values())


def _parent(pool: Pool, actor: Id) -> Id:
    index = pool.index
    slot = index.columns.find(actor)
    above = NONE if slot == NONE else int(index.columns.numbers["parent"][slot])
    return "" if above == NONE else index.id(above)
