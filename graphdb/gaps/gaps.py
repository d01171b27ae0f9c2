"""Use case: the gaps of a municipality, the heaviest first, each with its facts and what to do next."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from graphdb.claims import EXISTS, is_own
from graphdb.coverage.cells import Ground, read_ground
from graphdb.coverage.mapping import Asked, asked
from graphdb.directory.area import numbers_of
from graphdb.errors import NotFound
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.elsewhere import Elsewhere, elsewhere
from graphdb.gaps.next_steps import next_steps
from graphdb.gaps.rule import Finding, Scene
from graphdb.gaps.severity import severity
from graphdb.gaps.states import NOT_DECIDED, Decision, GapState, read_decisions
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Id, is_edge
from graphdb.store import GraphStore, Readable, Status, Way, stable

_ZONE: Final = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole: what it is (``text``), whom it affects, why it counts, what it follows from, and since when.

    ``id`` stays the same as long as it is the same hole. ``since`` is the day (ISO) that the facts tell, else
    the one on which the last of them was written. ``next`` is what to do about it.
    """

    id: str
    municipality: str
    rule: str
    severity: int
    text: Text
    reasons: tuple[Text, ...]
    evidence: tuple[Id, ...]
    since: str
    decision: Decision
    next: tuple[Text, ...]
    groups: tuple[str, ...] = ()
    kind: str = ""

    @property
    def risk_group(self) -> str:
        """The first group it affects, "" for all."""
        return next(iter(self.groups), "")

    @property
    def state(self) -> GapState:
        """New, in work or accepted."""
        return self.decision.state


@dataclass(frozen=True, slots=True)
class Gaps:
    """The open gaps of a municipality. ``asked``: how much of what is expected anybody asked about."""

    version: int
    municipality: str
    asked: Asked
    items: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class WholeGap:
    """One gap, and what other municipalities do about it."""

    version: int
    municipality: str
    asked: Asked
    gap: Gap
    elsewhere: Elsewhere


def gaps(
    store: GraphStore,
    municipality: str,
    today: str,
    *,
    rules: Collection[str] = (),
    states: Collection[str] = (),
) -> Gaps:
    """The gaps of a municipality on a day (ISO), of some rules and in some states; of all without.

    Raises NotFound.
    """
    answer, _ = stable(store, lambda status: gaps_on(store, status, municipality, today), strict=False)
    chosen = (
        gap
        for gap in answer.items
        if (not rules or gap.rule in rules) and (not states or gap.state in states)
    )
    return replace(answer, items=tuple(chosen))


def gaps_on(store: GraphStore, status: Status, municipality: str, today: str) -> tuple[Gaps, Ground]:
    """All open gaps, and what they were worked out from. Raises NotFound."""
    scene = read_scene(store, status, municipality, today)
    findings = dict(findings_of(scene))
    days = _days(store, scene, findings.values())
    items = listed(scene, findings, read_decisions(store, municipality), days)
    return Gaps(scene.ground.index.version, municipality, asked(scene.ground), items), scene.ground


def listed(
    scene: Scene, findings: Mapping[str, Finding], decisions: Mapping[str, Decision], days: Mapping[Id, str]
) -> tuple[Gap, ...]:
    """The gaps of findings by id, the heaviest first; ``days`` as the facts that tell none were written."""
    items = (
        _gap(scene, name, finding, decisions.get(name, NOT_DECIDED), days)
        for name, finding in findings.items()
    )
    return tuple(sorted(items, key=lambda gap: (-gap.severity, gap.rule, gap.id)))


def _gap(scene: Scene, name: str, finding: Finding, decision: Decision, days: Mapping[Id, str]) -> Gap:
    rule = name.partition(".")[0]
    return Gap(
        id=name,
        municipality=scene.municipality,
        rule=rule,
        severity=severity(scene, finding),
        text=finding.text,
        reasons=finding.why,
        evidence=finding.evidence,
        since=finding.since or max((days[one] for one in finding.evidence if one in days), default=""),
        decision=decision,
        next=(*next_steps(scene, finding), all_rules()[rule].step),
        groups=finding.groups,
        kind=finding.kind,
    )


def findings_of(scene: Scene) -> Iterator[tuple[str, Finding]]:
    """What every rule finds, by the id of the gap: rule, municipality, and what tells it from others."""
    for rule in all_rules().values():
        for finding in rule.find(scene):
            yield ".".join((rule.id, scene.municipality, *finding.key)), finding


def read_scene(store: GraphStore, status: Status, municipality: str, today: str) -> Scene:
    """What the rules look at: a handful of calls to the store. Raises NotFound."""
    ground = read_ground(store, status, municipality, today)
    numbers = numbers_of(store, municipality)
    demand = frozenset(line.group for line in numbers if line.group and line.value)
    return scene_on(store, ground, today, demand)


def scene_on(store: Readable, ground: Ground, today: str, demand: frozenset[str]) -> Scene:
    """The same on ground that was read already."""
    relations = _relations(store, ground)
    own = [edge.id for edge in relations if EXISTS in edge.prov and is_own(edge.prov[EXISTS].source)]
    return Scene(
        ground=ground,
        today=today,
        cells=tuple(ground.expected_cells()),
        relations=relations,
        nodes=store.get(ground.presence.services()),
        claims=store.claims(own) if own else {},
        demand=demand,
        elsewhere=_elsewhere(ground, today),
    )


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


def _days(store: GraphStore, scene: Scene, findings: Iterable[Finding]) -> dict[Id, str]:
    """For what the facts of some findings tell no day of: when it was last written, in Denmark."""
    ids = {one for finding in findings if not finding.since for one in finding.evidence}
    nodes = sorted(one for one in ids if not is_edge(one))
    versions = {one: node.version for one, node in store.get(nodes).items()} if nodes else {}
    versions |= {edge.id: edge.version for edge in scene.relations if edge.id in ids}
    days = {version: _day(store, version) for version in set(versions.values())}
    return {one: days[version] for one, version in versions.items()}


def _day(store: GraphStore, version: int) -> str:
    commits = store.commits(after=version - 1, limit=1).items
    if not commits:
        return ""
    return datetime.fromisoformat(commits[0].at).astimezone(_ZONE).date().isoformat()


def find_gap(store: GraphStore, gap: str, today: str) -> Gap:
    """One open gap by its id. Raises NotFound."""
    return find_whole(store, gap, today).gap


def find_whole(store: GraphStore, gap: str, today: str) -> WholeGap:
    """One open gap by its id, and what other municipalities do about it. Raises NotFound."""
    return stable(store, lambda status: _whole(store, status, gap, today), strict=False)


def _whole(store: GraphStore, status: Status, name: str, today: str) -> WholeGap:
    _, municipality, *key = (*name.split("."), "")
    scene = read_scene(store, status, municipality, today) if any(key) else None
    finding = None if scene is None else dict(findings_of(scene)).get(name)
    if scene is None or finding is None:
        raise NotFound(message("gaps.no_gap"))
    decision = read_decisions(store, municipality).get(name, NOT_DECIDED)
    gap = _gap(scene, name, finding, decision, _days(store, scene, [finding]))
    version = scene.ground.index.version
    return WholeGap(version, municipality, asked(scene.ground), gap, elsewhere(store, scene, finding))
