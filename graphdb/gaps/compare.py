"""Use case: the gaps of a municipality on two days: which opened, which closed, which moved.

The earlier day is worked out from history: what sources said of the municipality's partners since then is
laid back in memory, by the way that edits go, and the rules look again. Expectations, duties, numbers and who
is nearby are those of today on both days, so that a new list of them opens and closes nothing.
What was erased stays as it is now. Nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from graphdb.claims import Claim
from graphdb.coverage.asked import read_answers
from graphdb.coverage.cells import ground
from graphdb.coverage.mapping import Asked, asked
from graphdb.errors import Refused
from graphdb.fields.formats import parse_date
from graphdb.gaps.gaps import Gap, findings_of, gaps_on, listed, read_scene, scene_on
from graphdb.gaps.rule import Scene
from graphdb.gaps.states import Decision, read_decisions
from graphdb.history import chain
from graphdb.message import message
from graphdb.model import EdgeKind, Id, area_id, is_edge
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Status, every, stable
from graphdb.vocabulary import catalogue
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.edits import target_of
from graphdb.writing.plan import Drop, Edit, Put, Stamp, plan

_ZONE: Final = ZoneInfo("Europe/Copenhagen")
_MOST: Final = 20_000
"""Changes since the earlier day that are read for it: a page has a second."""
_OWNING: Final = (EdgeKind.OFFERS, EdgeKind.LOCATED_AT, EdgeKind.CONTACTED_AT)
_ENTRIES: Final = ("actor:", "service:")
Key = tuple[Id, str]
"""Target and source."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A gap that was open on both days, and weighs something else or was decided on since."""

    before: Gap
    now: Gap


@dataclass(frozen=True, slots=True)
class Comparison:
    """Between the evening of ``since`` and ``today`` (days, ISO). ``asked`` and ``asked_then``: how much of
    what is expected was asked about, today and then.
    """

    version: int
    municipality: str
    since: str
    today: str
    asked: Asked
    asked_then: Asked
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    moved: tuple[Moved, ...]


def compare(store: GraphStore, municipality: str, since: str, today: str) -> Comparison:
    """The gaps of today beside those of an earlier day (ISO).

    Raises NotFound, and Refused for a day that is not before today, lies before the history, or so far back
    that too much has changed.
    """
    return stable(store, lambda status: _read(store, status, municipality, since, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, since: str, today: str) -> Comparison:
    if not since < today:
        raise Refused(message("gaps.not_earlier"))
    now, _ = gaps_on(store, status, municipality, today)
    scene = read_scene(store, status, municipality, today)
    then = _scene_on_day(store, status, scene, since)
    decisions = read_decisions(store, municipality)
    earlier = listed(then, dict(findings_of(then)), _by(since, decisions), {})
    before, after = {gap.id: gap for gap in earlier}, {gap.id: gap for gap in now.items}
    both = (Moved(before[name], gap) for name, gap in after.items() if name in before)
    return Comparison(
        version=now.version,
        municipality=municipality,
        since=since,
        today=today,
        asked=now.asked,
        asked_then=asked(then.ground),
        opened=tuple(gap for name, gap in after.items() if name not in before),
        closed=tuple(gap for name, gap in before.items() if name not in after),
        moved=tuple(pair for pair in both if _weighs(pair.before) != _weighs(pair.now)),
    )


def _weighs(gap: Gap) -> tuple[int, str]:
    return gap.severity, gap.state


def _by(day: str, decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """The decisions that had been taken by a day; of a later one it is not kept what it was before."""
    return {name: decision for name, decision in decisions.items() if decision.on <= day}


def _scene_on_day(store: GraphStore, status: Status, scene: Scene, day: str) -> Scene:
    """What the rules would have looked at in the evening of a day."""
    seq = _last_commit(store, status, day)
    rehearsal = Rehearsal(store)
    written = plan(
        rehearsal, _laid_back(store, scene, seq), Stamp(f"{day}T23:59:59+00:00", "gaps", "")
    ).written
    rehearsal.write(written)
    back = {entry.id for entry in written.entries}
    gone = {target for target in (*written.gone, *_others(scene)) if target.startswith(_ENTRIES)} - back
    index = indexes.laid_over(store, scene.ground.index, written.entries, gone, day)
    town = scene.municipality
    answers = read_answers(rehearsal, index.terms, [town], day).get(town, {})
    then = scene_on(rehearsal, ground(index, town, answers, day), day, scene.demand)
    return replace(then, elsewhere=scene.elsewhere)


def _others(scene: Scene) -> Iterator[Id]:
    """All who are not of the place, and what they offer: what is too old by then is asked of every entry."""
    index, here = scene.ground.index, scene.ground.presence.slots
    away = index.columns.flags["present"] & ~np.isin(index.owner, here)
    return (index.id(slot) for slot in np.flatnonzero(away).tolist())


def _last_commit(store: GraphStore, status: Status, day: str) -> int:
    """The number of the last commit of a day or before it, by halves. Raises Refused when there is none."""
    first, last = 0, status.version
    while first < last:
        middle = (first + last + 1) // 2
        if _day_of(store, middle) <= day:
            first = middle
        else:
            last = middle - 1
    if not first:
        raise Refused(message("gaps.before_history", day=parse_date(_day_of(store, 1))))
    return first


def _day_of(store: GraphStore, seq: int) -> str:
    commits = store.commits(after=seq - 1, limit=1).items
    return datetime.fromisoformat(commits[0].at).astimezone(_ZONE).date().isoformat() if commits else ""


def _laid_back(store: GraphStore, scene: Scene, seq: int) -> list[Edit]:
    """The edits that make the municipality's part of the graph what it was after a commit."""
    before: dict[Key, Claim | None] = {}
    for number, change in enumerate(every(lambda at: store.changes(after=int(at)), str(seq))):
        if number >= _MOST:
            raise Refused(message("gaps.too_far_back"))
        if change.body and not catalogue.touches(change.target):
            before.setdefault((change.target, change.source), chain.sides(change)[0])
    targets = set(_of_place(scene, {target for target, _ in before}))
    claims = store.claims(targets) if targets else {}
    now = {(target, claim.source): claim for target, known in claims.items() for claim in known}
    edits: list[Edit] = []
    for key, claim in before.items():
        if claim is not None and key[0] in targets:
            edits.append(Put(claim, again=True))
        elif key[0] in targets and key in now:
            edits.append(Drop(*key))
    return sorted(edits, key=_order)


def _order(edit: Edit) -> tuple[bool, bool, Id]:
    """Nodes come before the relations that need them, and leave after them."""
    dropped, target = isinstance(edit, Drop), target_of(edit)
    return dropped, is_edge(target) is not dropped, target


def _of_place(scene: Scene, targets: Iterable[Id]) -> Iterator[Id]:
    """Those of the targets that say anything of the municipality, now or before."""
    edges = {target: target.split("|") for target in targets if is_edge(target)}
    areas = {area_id(code) for code in scene.ground.index.terms.covering(scene.municipality, scene.today)}
    inside = {*scene.ground.presence.all_ids(), *scene.nodes, area_id(scene.municipality)}
    size = 0
    while size < len(inside):
        size = len(inside)
        for kind, src, dst, *_ in edges.values():
            if src in inside and kind in _OWNING:
                inside.add(dst)
            elif dst in areas or (dst in inside and kind in _OWNING):
                inside.add(src)
    for target in targets:
        kind, src, dst, *_ = edges.get(target, ["", target, target])
        if src in inside and (kind != EdgeKind.RELATES or dst in inside):
            yield target
