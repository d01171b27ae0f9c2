"""Secret addresses: of a flagged actor, and all below it, only the municipality is stored.

The flag is inherited by units (PART_OF), services (OFFERS) and places (LOCATED_AT).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind
from graphdb.schema import ADDRESS_FIELDS
from graphdb.store import Way
from graphdb.view import After

_DEPTH: Final = 8
"""Levels of units that a flag is followed through; municipal hierarchies have three or four."""
_OWNERSHIP: Final = (EdgeKind.PART_OF, EdgeKind.OFFERS, EdgeKind.LOCATED_AT)


def secret_places(
    after: After, nodes: Mapping[Id, Node | None], edges: Mapping[Id, Edge | None]
) -> frozenset[Id]:
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
    secret = flagged | _below_a_flag(after, holders)
    if not secret:
        return frozenset()
    return frozenset(_places_under(after, secret))


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


def _places_under(after: After, ids: set[Id]) -> set[Id]:
    held, todo = set(ids), set(ids)
    for _ in range(_DEPTH):
        todo = (
            after.ends(todo, [EdgeKind.PART_OF], Way.IN) | after.ends(todo, [EdgeKind.OFFERS], Way.OUT)
        ) - held
        if not todo:
            break
        held |= todo
    return after.ends(held, [EdgeKind.LOCATED_AT], Way.OUT)
