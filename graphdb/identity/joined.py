"""The claims on all that are shown as one, as claims on the id that they are shown under."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from graphdb.claims import NONE, Claim, Rank
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import is_loop
from graphdb.model import VISIBILITY, Edge, Id, Node, NodeKind, Value, ends_of, is_edge
from graphdb.store import Readable
from graphdb.view import merge, winners
from graphdb.visibility.audience import level_of

Item = Node | Edge | None
OTHER_NAMES: Final = "other_names"
FLAG: Final = "secret_address"


def as_of(claim: Claim, target: Id) -> Claim:
    """The claim as if it were about this."""
    if claim.target == target:
        return claim
    src, dst = ends_of(target) if is_edge(target) else ("", "")
    return replace(claim, target=target, src=src, dst=dst)


def put_together(
    shown: Id,
    members: Collection[Id],
    claims: Callable[[Id], Iterable[Claim]],
    alone: Callable[[Id], Item],
) -> Item:
    """What is shown of several as one, when one of them at least would be shown alone.

    Their claims count by rank and date as if all were about ``shown``; of two of one source that weigh the
    same that on the first of ``members``. Lists are united, but for what people say of one; the names by
    which the others would be shown are other names of it. A relation from a thing to itself is none.
    """
    if tuple(members) == (shown,):
        return alone(shown)
    if (is_edge(shown) and is_loop(shown)) or all(alone(one) is None for one in members):
        return None
    several = [[as_of(claim, shown) for claim in claims(one)] for one in members]
    merged = _united(merge(chain.from_iterable(several)), several)
    apart = list(map(alone, members))
    if isinstance(merged, Edge):
        return _no_wider(merged, apart)
    return merged if merged is None else _called(merged, [one for one in apart if isinstance(one, Node)])


def _united(merged: Item, several: Collection[Collection[Claim]]) -> Item:
    """With the lists of each in one, that of the weightiest first; confirmed when the last of them was.

    What people say of a list stands as they say it: else nobody could take a value out of it.
    """
    if merged is None:
        return None
    lists = [name for name, value in merged.props.items() if isinstance(value, tuple)]
    if not lists:
        return merged
    best, of_each = winners(chain.from_iterable(several)), list(map(winners, several))
    props, prov = dict(merged.props), dict(merged.prov)
    for name in lists:
        claim, fact = best[name]
        facts = [fact, *(each[name][1] for each in of_each if name in each)]
        values = [value for each in facts if isinstance(each.value, tuple) for value in each.value]
        if claim.rank > Rank.OWN and set(values) > set(fact.value if isinstance(fact.value, tuple) else ()):
            props[name] = tuple(dict.fromkeys(values))
            oldest = min(each.confirmed_on for each in facts if isinstance(each.value, tuple))
            prov[name] = replace(prov[name], confirmed_on=oldest)
    return replace(merged, props=props, prov=prov)


def _called(merged: Node, apart: Collection[Node]) -> Node:
    """With the names that lost among the other names, or nobody who knows one of them would find it.

    Also where people say what else it is called: they can take no source's name from it. That of a
    secret one is left out: it may tell the street. So is a service's: it does not know itself that its actor
    is secret, and a store or a backup from before services had other names shows none.
    """
    if merged.kind is not NodeKind.ACTOR or merged.flag(FLAG):
        return merged
    known = {merged.text("name"), *merged.items(OTHER_NAMES)}
    lost = [one for one in apart if one.text("name") not in known and level_of(one) <= level_of(merged)]
    if not lost:
        return merged
    names = dict.fromkeys((*merged.items(OTHER_NAMES), *(one.text("name") for one in lost)))
    first = merged.prov.get(OTHER_NAMES, lost[0].prov["name"])
    return replace(
        merged,
        props={**merged.props, OTHER_NAMES: tuple(names)},
        prov={**merged.prov, OTHER_NAMES: first},
    )


def _no_wider(merged: Edge, alone: Iterable[Item]) -> Edge:
    """A relation is for no more people than one of those that it is put together of would be alone."""
    widest = min((one for one in alone if one is not None), key=level_of)
    if level_of(merged) >= level_of(widest):
        return merged
    return replace(
        merged,
        props={**merged.props, VISIBILITY: widest.props[VISIBILITY]},
        prov={**merged.prov, VISIBILITY: widest.prov[VISIBILITY]},
    )


def is_shown(value: Value, shown: Value | None) -> bool:
    """Whether all that a value says is shown: itself, or a list whose values are in the united one."""
    if value == shown:
        return True
    return (
        isinstance(value, tuple) and isinstance(shown, tuple) and value != NONE and set(value) <= set(shown)
    )


def nodes_shown(store: Readable, ids: Collection[Id]) -> dict[Id, Node]:
    """What each of these is shown as, also what is shown under another id by now."""
    linker = read_linker(store)
    nodes = store.get({linker.canonical(one) for one in ids})
    return {one: node for one in ids if (node := nodes.get(linker.canonical(one))) is not None}


def claims_shown(store: Readable, targets: Collection[Id]) -> Mapping[Id, tuple[Claim, ...]]:
    """The claims that each of these things shows: its own and those of all that are shown as one with it."""
    linker = read_linker(store)
    members = {target: linker.members(target) for target in targets}
    claims = store.claims(sorted({one for several in members.values() for one in several}))
    return {
        target: tuple(as_of(claim, target) for one in several for claim in claims.get(one, ()))
        for target, several in members.items()
    }
