"""Secret addresses: of a flagged actor, and all below it, only the municipality is stored.

The flag is inherited by units (PART_OF), services (OFFERS) and places (LOCATED_AT).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphdb import history
from graphdb.claims import Claim
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind
from graphdb.schema import ADDRESS_FIELDS
from graphdb.store import Editable, Way
from graphdb.view import After

REASON: Final = "Adressen er hemmelig. Den er ikke gemt; kun kommunen er."
_DEPTH: Final = 8
"""Levels of units that a flag is followed through; municipal hierarchies have three or four."""
_OWNERSHIP: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS, EdgeKind.LOCATED_AT)


@dataclass(frozen=True, slots=True)
class Secret:
    """Who is secret, by a flag or by being below one, and the places they are at."""

    holders: frozenset[Id]
    places: frozenset[Id]


def secret_places(after: After, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]) -> Secret:
    """The places whose address may not be kept, among all that this change could have made so."""
    flagged = {one for one, node in nodes.items() if node is not None and node.flag("secret_address")}
    moved = {
        end
        for edge in edges.values()
        if edge is not None and edge.kind in _OWNERSHIP
        for end in (edge.src, edge.dst)
    }
    places = {one for one, node in nodes.items() if node is not None and node.kind is NodeKind.PLACE}
    places |= {one for one in moved if one.startswith("place:")}
    holders = (moved - places) | after.ends(places, [EdgeKind.LOCATED_AT], Way.IN)
    return below(after, flagged | _below_a_flag(after, holders))


def below(after: After, flagged: set[Id]) -> Secret:
    """All that inherits the flag of these."""
    holders = _under(after, flagged) if flagged else set[Id]()
    return Secret(frozenset(holders), frozenset(after.ends(holders, [EdgeKind.LOCATED_AT], Way.OUT)))


def newly_secret(store: Editable, secret: Secret) -> Secret:
    """What of it the store holds and does not yet know to be secret."""
    if not secret.holders:
        return secret
    now = After(store, {}, {})
    known = _below_a_flag(now, secret.holders)
    places = now.ends(known, [EdgeKind.LOCATED_AT], Way.OUT)
    return Secret(frozenset(store.get(secret.holders).keys() - known), secret.places - places)


def former_places(store: Editable, holders: Collection[Id]) -> frozenset[Id]:
    """Every place that one of ``holders`` ever stood at, by the history, which is read from its beginning.

    That takes seconds in a large store, and is needed only when somebody there becomes secret.
    """
    found: set[Id] = set()
    after: str | None = "0" if holders else None
    while after is not None:
        page = store.changes(after=int(after))
        for change in page.items:
            kind, *ends = change.target.split("|")
            if kind == EdgeKind.LOCATED_AT and ends[0] in holders:
                found.add(ends[1])
        after = page.after
    return frozenset(found)


def tells_address(store: Editable, place: Id) -> bool:
    """Whether the history still holds anything about a place that a secret one may not have."""
    told = (history.sides(one) for one in store.changes(target=place).items if one.body)
    claims = (claim for sides in told for claim in sides if claim is not None)
    return any(claim != without_address(claim) for claim in claims)


def without_address(claim: Claim) -> Claim:
    """The claim on a place, with only what may be known of a secret one."""
    return replace(
        claim, facts={name: fact for name, fact in claim.facts.items() if name not in ADDRESS_FIELDS}
    )


def _below_a_flag(after: After, ids: Collection[Id]) -> set[Id]:
    """Those of ``ids`` that are flagged or stand under something flagged."""
    roots = {one: {one} for one in ids}
    above = {one: {one} for one in ids}
    for _ in range(_DEPTH):
        todo = {top for tops in above.values() for top in tops}
        if not todo:
            break
        lifts: dict[Id, set[Id]] = {}
        for edge in after.edges(todo, [EdgeKind.PART_OF], Way.OUT):
            lifts.setdefault(edge.src, set()).add(edge.dst)
        for edge in after.edges(
            {one for one in todo if one.startswith("service:")}, [EdgeKind.OFFERS], Way.IN
        ):
            lifts.setdefault(edge.dst, set()).add(edge.src)
        above = {
            one: {up for top in tops for up in lifts.get(top, ())} - roots[one] for one, tops in above.items()
        }
        above = {one: tops for one, tops in above.items() if tops}
        for one, tops in above.items():
            roots[one] |= tops
    nodes = after.get({top for tops in roots.values() for top in tops})
    flagged = {one for one, node in nodes.items() if node.flag("secret_address")}
    return {one for one, tops in roots.items() if tops & flagged}


def _under(after: After, ids: set[Id]) -> set[Id]:
    """``ids`` and all their units and services."""
    held, todo = set(ids), set(ids)
    for _ in range(_DEPTH):
        todo = (
            after.ends(todo, [EdgeKind.PART_OF], Way.IN) | after.ends(todo, [EdgeKind.OFFERS], Way.OUT)
        ) - held
        if not todo:
            break
        held |= todo
    return held
