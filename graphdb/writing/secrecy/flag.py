"""Secret addresses: of a flagged actor, and all below it, only the municipality is stored.

The flag is inherited by units (PART_OF), services (OFFERS), places (LOCATED_AT) and contact points. A place
that was secret once keeps a mark, for the actor there may leave a file before the place does; see ``marks``.

An id that spelt the street while the place was open is refused from then on, but it stays in the history: it
names the changes of the place and of its relations, by which an undo and the index find them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphdb.claims import Claim
from graphdb.fields.actor import WHEREABOUTS
from graphdb.fields.place import ADDRESS
from graphdb.history import past
from graphdb.message import message
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind
from graphdb.store import Readable, Way
from graphdb.writing import absence
from graphdb.writing.overlay import After

FLAG: Final = "secret_address"
REASON: Final = message("writing.secret_address")
HIDDEN: Final[Mapping[NodeKind | EdgeKind, frozenset[str]]] = {
    NodeKind.PLACE: ADDRESS,
    NodeKind.ACTOR: WHEREABOUTS,
}
"""By kind, the fields that may not be known of what is secret."""
_DEPTH: Final = 8
"""Levels of units that a flag is followed through; municipal hierarchies have three or four."""
OWNERSHIP: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS, EdgeKind.LOCATED_AT, EdgeKind.CONTACTED_AT)
_HAS: Final = (EdgeKind.OFFERS, EdgeKind.CONTACTED_AT)
"""What is below an actor by a relation that leaves it; a unit is so by one of its own."""
_OWNED: Final = ("service:", "contact:")
"""Beginnings of the ids of what is so."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Who is secret, by a flag or by being below one, and the places they are at."""

    holders: frozenset[Id]
    places: frozenset[Id]


def secret_places(after: After, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]) -> Secret:
    """The places whose address may not be kept, among all that this change may make so."""
    flagged = {one for one, node in nodes.items() if node is not None and node.flag(FLAG)}
    moved = {
        end
        for edge in edges.values()
        if edge is not None and edge.kind in OWNERSHIP
        for end in (edge.src, edge.dst)
    }
    places = {one for one, node in nodes.items() if node is not None and node.kind is NodeKind.PLACE}
    places |= {one for one in moved if one.startswith("place:")}
    holders = (moved - places) | after.ends(places, [EdgeKind.LOCATED_AT], Way.IN)
    return below(after, flagged | _below_a_flag(after, holders))


def below(after: After, flagged: set[Id]) -> Secret:
    """All that inherits the flag of these."""
    holders = _under(after, flagged) if flagged else set[Id]()
    places = after.ends(holders, [EdgeKind.LOCATED_AT], Way.OUT)
    contacts = after.ends(places, [EdgeKind.CONTACTED_AT], Way.OUT)
    return Secret(frozenset(holders | contacts), frozenset(places))


def newly_secret(now: After, store: Readable, secret: Secret) -> Secret:
    """What of it the store has, or had once, and does not yet know to be secret.

    ``now``: before the change. Where one that is away now was once is in the history of ``store`` still.
    """
    if not secret.holders:
        return secret
    known = _below_a_flag(now, secret.holders)
    places = now.ends(known, [EdgeKind.LOCATED_AT], Way.OUT)
    there = now.get(secret.holders).keys()
    back = {one for one in secret.holders - known - there if absence.was_there(store, one)}
    return Secret(frozenset((there - known) | back), secret.places - places)


def flags_over(after: After, places: Collection[Id], former: Mapping[Id, set[Id]]) -> dict[Id, set[Id]]:
    """By place, the flagged actors that make it secret: above who is there now, or was (``former``)."""
    there = {place: set(holders) for place, holders in former.items() if place in places}
    for edge in after.edges(places, [EdgeKind.LOCATED_AT], Way.IN):
        there.setdefault(edge.dst, set()).add(edge.src)
    flags = flags_above(after, {holder for holders in there.values() for holder in holders})
    flags_by_place = {
        place: {flag for one in standing_there for flag in flags.get(one, ())}
        for place, standing_there in there.items()
    }
    return {place: tops for place, tops in flags_by_place.items() if tops}


def former_places(store: Readable, holders: Collection[Id]) -> dict[Id, set[Id]]:
    """Every place that some of ``holders`` ever stood at."""
    holders_by_place: dict[Id, set[Id]] = {}
    for tie in store.ties(holders) if holders else ():
        kind, holder, place = tie.split("|")[:3]
        if kind == EdgeKind.LOCATED_AT and holder in holders:
            holders_by_place.setdefault(place, set()).add(holder)
    return holders_by_place


def belongings(after: After, store: Readable, flags: Mapping[Id, Id]) -> dict[Id, Id]:
    """All whose text may tell where these are: they, what was below them and is gone, and relations of both.

    ``flags`` has the flagged actor that each is under, and so has the answer. What was below them once and
    stands elsewhere now speaks of itself.
    """
    flag_of, todo = dict(flags), set(flags)
    while todo:
        below: dict[Id, Id] = {}
        for tie in sorted(store.ties(todo)):
            kind, src, dst = tie.split("|")[:3]
            flag_of[tie] = flag_of[src if src in todo else dst]
            if kind in _HAS and src in todo:
                below[dst] = flag_of[tie]
            elif kind == EdgeKind.PART_OF and dst in todo:
                below[src] = flag_of[tie]
        todo = below.keys() - flag_of.keys() - _at_home_elsewhere(after, below)
        flag_of |= {one: below[one] for one in todo}
    return flag_of


def _at_home_elsewhere(after: After, ids: Collection[Id]) -> set[Id]:
    """Those of them that are in the view, but for services and contact points whose owner is away."""
    owned = {edge.dst for edge in after.edges(ids, _HAS, Way.IN)}
    return {one for one in after.get(ids) if one in owned or not one.startswith(_OWNED)}


def tells_address(store: Readable, place: Id) -> bool:
    """Whether the history still holds anything about a place or actor that a secret one may not have."""
    return any(claim != without_address(claim) for claim in past.statements(store, place))


def without_address(claim: Claim) -> Claim:
    """The claim on a place or an actor, with only what may be known of a secret one."""
    hidden = HIDDEN.get(claim.kind, frozenset())
    return replace(claim, facts={name: fact for name, fact in claim.facts.items() if name not in hidden})


def with_address(nodes: Mapping[Id, Node | None]) -> set[Id]:
    """The actors that a change leaves with an address of their own."""
    own = HIDDEN[NodeKind.ACTOR]
    return {one for one, node in nodes.items() if node is not None and own & node.props.keys()}


def _below_a_flag(after: After, ids: Collection[Id]) -> set[Id]:
    """Those of ``ids`` that are flagged or stand under something flagged."""
    return set(flags_above(after, ids))


_OWNED_BY: Final = {
    "service:": EdgeKind.OFFERS,
    "contact:": EdgeKind.CONTACTED_AT,
    "place:": EdgeKind.LOCATED_AT,
}
"""By prefix of an id the relation from what it belongs to."""


def flags_above(after: After, ids: Collection[Id]) -> dict[Id, set[Id]]:
    """By each of ``ids`` that is flagged or stands under something flagged, what is: itself, or above it."""
    reached = todo = set(ids)
    below: defaultdict[Id, set[Id]] = defaultdict(set)
    for _ in range(_DEPTH):
        if not todo:
            break
        for edge in after.edges(todo, [EdgeKind.PART_OF], Way.OUT):
            below[edge.dst].add(edge.src)
        for prefix, kind in _OWNED_BY.items():
            for edge in after.edges({one for one in todo if one.startswith(prefix)}, [kind], Way.IN):
                below[edge.src].add(edge.dst)
        todo = below.keys() - reached
        reached = reached | todo
    flags: defaultdict[Id, set[Id]] = defaultdict(set)
    for flagged in (one for one, node in after.get(reached).items() if node.flag(FLAG)):
        for one in _all_below(below, flagged).intersection(ids):
            flags[one].add(flagged)
    return dict(flags)


def _all_below(below: Mapping[Id, Collection[Id]], top: Id) -> set[Id]:
    """``top`` and all under it, as many levels as a flag is followed."""
    reached = todo = {top}
    for _ in range(_DEPTH):
        todo = {one for upper in todo for one in below.get(upper, ())} - reached
        reached = reached | todo
    return reached


def _under(after: After, ids: set[Id]) -> set[Id]:
    """``ids`` and all their units, services and contact points."""
    reached, todo = set(ids), set(ids)
    for _ in range(_DEPTH):
        todo = (after.ends(todo, [EdgeKind.PART_OF], Way.IN) | after.ends(todo, _HAS, Way.OUT)) - reached
        if not todo:
            break
        reached |= todo
    return reached
