"""Reading what the rules look at, and what all of them find in it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final, cast
from weakref import WeakKeyDictionary

from graphdb.claims import EXISTS, Claim, is_own, own_source
from graphdb.coverage.cells import Ground, read_ground
from graphdb.directory.numbers import numbers_of
from graphdb.gaps import ended
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.rule import Finding, Inputs
from graphdb.identity.joined import claims_shown
from graphdb.identity.judgements import read_linker
from graphdb.model import Edge, EdgeKind, Id
from graphdb.rules.expectations import kinds_of
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Readable, Status, Way
from graphdb.visibility.seen import who_sees

_INPUTS: Final = ("inputs",)
_LAST: Final = 3
"""Other municipalities that are kept beside the one that is read: a page, its file and its list follow each
other, and the services of the whole country are too much to keep.
"""


def findings_of(inputs: Inputs) -> Mapping[str, Finding]:
    """What every rule finds, by the id of the gap: rule, municipality, and what tells it from others."""
    if inputs not in _findings:
        _findings[inputs] = {
            ".".join((rule.id, inputs.municipality, *finding.key)): finding
            for rule in all_rules().values()
            for finding in rule.find(inputs)
        }
    return _findings[inputs]


_findings: WeakKeyDictionary[Inputs, Mapping[str, Finding]] = WeakKeyDictionary()


def read_inputs(store: GraphStore, status: Status, municipality: str, today: str) -> Inputs:
    """What the rules look at: a handful of calls to the store, and none but for counters where one of the
    last pages was of the same municipality and nothing was written since. Raises NotFound.
    """
    index, counted = indexes.current(store, today, status), ended.read(store, municipality, today)
    key = (municipality, *who_sees(store).key)
    kept = cast("Mapping[object, Inputs]", index.memo.get(_INPUTS, {}))
    inputs = kept.get(key)
    if inputs is None:
        ground = read_ground(store, status, municipality, today)
        numbers = numbers_of(store, municipality)
        demand = frozenset(line.group for line in numbers if line.group and line.value)
        inputs = inputs_on(store, ground, today, demand, counted)
    elif inputs.ended != counted:
        inputs = replace(inputs, ended=counted)
    last = list(kept.items())[-_LAST:]
    index.memo[_INPUTS] = dict(last) | {key: inputs}
    return inputs


def inputs_on(
    store: Readable,
    ground: Ground,
    today: str,
    demand: frozenset[str],
    ended_with_nobody: Mapping[tuple[str, str], int],
) -> Inputs:
    """The same on ground that was read already."""
    relations = _relations(store, ground)
    own = [edge.id for edge in relations if EXISTS in edge.prov and is_own(edge.prov[EXISTS].source)]
    services = ground.presence.services()
    pools = ground.presence.offered_by(kinds_of(ground.index.terms).financing)
    nodes = store.get({*services, *pools})
    return Inputs(
        ground=ground,
        today=today,
        cells=tuple(ground.expected_cells()),
        relations=relations,
        nodes={one: nodes[one] for one in services if one in nodes},
        pools=tuple(nodes[one] for one in pools if one in nodes),
        claims=_claims(store, own) if own else {},
        demand=demand,
        elsewhere=_elsewhere(ground, today),
        ended=ended_with_nobody,
    )


def _claims(store: Readable, relations: Collection[Id]) -> dict[Id, tuple[Claim, ...]]:
    """The claims that these show; own people of one that is shown as one with others are those of all."""
    linker, nobody = read_linker(store), own_source("")

    def as_shown(claim: Claim) -> Claim:
        if not is_own(claim.source):
            return claim
        actor = linker.canonical(claim.source.removeprefix(nobody))
        return replace(claim, source=own_source(actor))

    return {one: tuple(map(as_shown, claims)) for one, claims in claims_shown(store, relations).items()}


def _relations(store: Readable, ground: Ground) -> tuple[Edge, ...]:
    """All between actors that are here, in id order."""
    actors = ground.presence.all_ids()
    edges = store.edges(actors, kinds=[EdgeKind.RELATES], way=Way.OUT, among=True) if actors else ()
    return tuple(sorted(edges, key=lambda edge: edge.id))


def _elsewhere(ground: Ground, today: str) -> dict[str, tuple[str, ...]]:
    """By kind the other municipalities of the region that have somebody of it, by name."""
    index, here = ground.index, ground.municipality
    regions = {code for code, towns in index.spread.items() if here in towns and len(towns) < _COUNTRY}
    around = {town for region in regions for town in index.spread[region]} - {here}
    counts = index.coverage("kind")
    towns: dict[str, list[str]] = {}
    for town in index.terms.municipalities(today):
        if (code := town.text("code")) in around:
            for kind in counts.get(code, {}):
                towns.setdefault(kind, []).append(code)
    return {kind: tuple(codes) for kind, codes in towns.items()}


_COUNTRY: Final = 60
"""An area of more municipalities than any region has is the country."""
