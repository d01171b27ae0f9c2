"""Suggested alliances: who is for the same people in the same place, and is not known to know each other.

Both serve the municipality by name and say themselves whom they are for; neither a relation that holds today
nor one and the same organisation links them. Who serves the whole country shares a place with everybody: that
says nothing. No number is worked out of the reasons. First come those whom a duty asks to speak together,
then those with most groups in common, then with most neighbours in common, then by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdb.coverage.presence import Presence
from graphdb.gaps.rule import Finding, Inputs
from graphdb.message import Param, Text, apart, message
from graphdb.model import EdgeKind, Id, NodeKind, code_of
from graphdb.network.tie import Tie
from graphdb.rules.expectations import kinds_of
from graphdb.rules.situation import wording
from graphdb.search.index.columns import Bools

MOST: Final = 40
"""Pairs on the list; a longer one is not worked through."""
_NAMED: Final = 3
"""Groups and neighbours that a reason names."""
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Alliance:
    """Two actors who might speak together. ``groups`` both are for, ``common`` are those both are linked
    with, ``owed`` the duties that ask for it, by code; ``reasons`` says these in words.
    """

    first: Id
    second: Id
    groups: tuple[str, ...]
    common: tuple[Id, ...]
    owed: tuple[str, ...]
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Alliances:
    """The first ``MOST`` pairs, and how many more there are."""

    pairs: tuple[Alliance, ...] = ()
    left_out: int = 0


def alliances(inputs: Inputs, ties: Iterable[Tie], owed_missing: Iterable[Finding]) -> Alliances:
    """Whom to bring together in a municipality; ``ties`` are the relations that hold today."""
    here = inputs.ground.presence
    ids = here.all_ids()
    at = {one: number for number, one in enumerate(ids)}
    codes, for_whom = here.groups, here.said.T
    beside, linked = _links(at, ties)
    shared, common = _together(for_whom), _together(beside)
    kinds = [here.kind_of(one) for one in ids]
    duties = {finding.key[0]: _asked_by(inputs, finding.key[0], kinds) for finding in owed_missing}
    owed = sum((ask.astype(np.int32) for ask in duties.values()), np.zeros_like(linked, np.int32))
    local = _local(inputs, here)
    fits = (shared > 0) & ~linked & local & local[:, None]
    first, second = np.nonzero(np.triu(fits, 1))
    keys = (second, first, -common[first, second], -shared[first, second], -owed[first, second])
    order = np.lexsort(keys)
    pairs = []
    for a, b in zip(first[order[:MOST]].tolist(), second[order[:MOST]].tolist(), strict=True):
        groups = tuple(codes[n] for n in np.flatnonzero(for_whom[:, a] & for_whom[:, b]).tolist())
        both = tuple(ids[n] for n in np.flatnonzero(beside[a] & beside[b]).tolist())
        asked = tuple(code for code, ask in duties.items() if ask[a, b])
        pairs.append(Alliance(ids[a], ids[b], groups, both, asked, _reasons(inputs, groups, both, asked)))
    return Alliances(tuple(pairs), max(0, order.size - MOST))


def _together(marks: Bools) -> Counts:
    """In how many rows each two columns are both marked. Whole numbers take numpy 40 times as long."""
    columns = marks.astype(np.float32)
    counts: Counts = (columns.T @ columns).astype(np.int32)
    return counts


def _links(at: Mapping[Id, int], ties: Iterable[Tie]) -> tuple[Bools, Bools]:
    """Who is linked with whom by a relation, and who by that or by being of one organisation."""
    import networkx as nx  # takes a tenth of a second, so only where there is a net

    related = np.zeros((len(at), len(at)), np.bool_)
    parts: nx.Graph[Id] = nx.Graph()
    for tie in ties:
        if tie.kind == EdgeKind.PART_OF:
            parts.add_edge(tie.src, tie.dst)
        elif tie.src != tie.dst:
            related[at[tie.src], at[tie.dst]] = related[at[tie.dst], at[tie.src]] = True
    linked = related.copy()
    for organisation in nx.connected_components(parts):
        own = [at[one] for one in organisation]
        linked[np.ix_(own, own)] = True
    return related, linked


def _local(inputs: Inputs, here: Presence) -> Bools:
    """Those who serve the municipality by name, and can be spoken with."""
    index = inputs.ground.index
    never = kinds_of(index.terms).tick_only
    kinds = np.array([here.kind_of(one) not in never for one in here.all_ids()], np.bool_)
    local: Bools = kinds & ~index.facets["municipality"].wide[here.slots]
    return local


def _asked_by(inputs: Inputs, duty: str, kinds: list[str]) -> Bools:
    """Which pairs a duty asks to speak together, by the kinds of all."""
    terms = inputs.ground.index.terms
    by, to = (
        {code_of(edge.dst) for edge in terms.from_term(kind, duty)}
        for kind in (EdgeKind.OWED_BY, EdgeKind.OWED_TO)
    )
    sends = np.array([kind in by for kind in kinds], np.bool_)
    hears = np.array([kind in to for kind in kinds], np.bool_)
    asked: Bools = np.outer(sends, hears) | np.outer(hears, sends)
    return asked


def _reasons(
    inputs: Inputs, groups: tuple[str, ...], common: tuple[Id, ...], owed: tuple[str, ...]
) -> tuple[Text, ...]:
    terms = inputs.ground.index.terms
    duties = (wording(terms.get(NodeKind.DUTY, code), "duty") for code in owed)
    reasons = [message("network.both_owed", duty=duty) for duty in duties]
    reasons.append(message("network.both_for", names=_few([*map(inputs.words, groups)])))
    if common:
        reasons.append(message("network.both_know", names=_few([*map(inputs.name, common)])))
    return tuple(reasons)


def _few(names: list[Text]) -> Param:
    """The first few names, and how many more there are."""
    few, more = apart(names[:_NAMED]), len(names) - _NAMED
    return message("network.and_more", names=few, more=more) if more > 0 else few
