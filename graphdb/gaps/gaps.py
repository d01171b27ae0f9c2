"""Use case: the gaps of a municipality, the heaviest first, each with its facts and what to do next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from graphdb.coverage.cells import Ground
from graphdb.coverage.mapping import Asked, asked
from graphdb.errors import NotFound
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.elsewhere import Elsewhere, elsewhere
from graphdb.gaps.next_steps import next_steps
from graphdb.gaps.rule import Finding, Scene
from graphdb.gaps.scene import findings_of, read_scene
from graphdb.gaps.severity import severity
from graphdb.gaps.states import NOT_DECIDED, Decision, GapState, read_decisions
from graphdb.message import Text, message
from graphdb.model import Id, is_edge
from graphdb.store import GraphStore, Status, stable

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
