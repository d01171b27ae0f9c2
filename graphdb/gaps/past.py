"""A municipality's part of the graph as it was in the evening of an earlier day.

It is worked out from history: what sources said of the municipality's partners since then is laid back in
memory, by the way that edits go, and the rules look again. Expectations, duties, numbers and who is nearby
are those of today, so that a new list of them opens and closes nothing. What was erased stays as it is now.
Searches that ended with nobody are in no history: on a past day there are none. Nothing is written.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from graphdb.claims import Claim
from graphdb.coverage.asked import read_answers
from graphdb.coverage.cells import ground
from graphdb.gaps.inputs import inputs_on
from graphdb.gaps.rule import Inputs
from graphdb.history import chain
from graphdb.model import EdgeKind, Id, area_id, is_edge
from graphdb.search import index as indexes
from graphdb.store import Change, GraphStore, Way
from graphdb.visibility.seen import likewise, whole
from graphdb.vocabulary import catalogue
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.edits import target_of
from graphdb.writing.plan import Drop, Edit, Put, Stamp, plan

_ZONE: Final = ZoneInfo("Europe/Copenhagen")
MOST: Final = 20_000
"""Changes of one municipality's partners that are read for an earlier day: a page has a second."""
_OWNING: Final = (EdgeKind.OFFERS, EdgeKind.LOCATED_AT, EdgeKind.CONTACTED_AT)
_ENTRIES: Final = ("actor:", "service:")
Key = tuple[Id, str]
"""Target and source."""


@dataclass(slots=True)
class Calendar:
    """The days (ISO, in Denmark) of commits by their numbers, each asked for once."""

    store: GraphStore
    days: dict[int, str] = field(default_factory=dict)

    def day(self, seq: int) -> str:
        """The day of a commit, "" when there is none."""
        if seq not in self.days:
            commits = self.store.commits(after=seq - 1, limit=1).items
            at = datetime.fromisoformat(commits[0].at).astimezone(_ZONE) if commits else None
            self.days[seq] = "" if at is None else at.date().isoformat()
        return self.days[seq]

    def last_commit(self, newest: int, day: str) -> int:
        """The number of the last commit of a day or before it, by halves; 0 when there is none."""
        return bisect_left(range(1, newest + 1), True, key=lambda seq: self.day(seq) > day)

    def days_of(self, seqs: list[int]) -> Iterator[str]:
        """The days of commits in order of their numbers, the newest first, each once."""
        end = len(seqs)
        while end:
            day = self.day(seqs[end - 1])
            yield day
            end = bisect_left(seqs, day, hi=end, key=self.day)


def changes_of_place(store: GraphStore, inputs: Inputs, after: int) -> list[Change]:
    """What was said of a municipality's partners, then or now, by commits numbered above ``after``, in order.

    Raises TooLarge for more than ``MOST``.
    """
    areas = {area_id(code) for code in inputs.ground.index.terms.covering(inputs.municipality, inputs.today)}
    inside = {*inputs.ground.presence.all_ids(), *inputs.nodes, area_id(inputs.municipality)}
    inside |= {edge.dst for edge in store.edges(inside, kinds=_OWNING, way=Way.OUT, withheld=True)}
    changes: set[Change] = set()
    asked: set[Id] = set()
    while unasked := (inside | areas) - asked:
        changes |= store.changes_about(unasked, after=after, most=MOST)
        asked |= unasked
        _grow(inside, areas, {change.target for change in changes if is_edge(change.target)})
    of_place = set(_of_place(inside, {change.target for change in changes}))
    there = (one for one in changes if one.target in of_place and not catalogue.touches(one.target))
    return sorted(there, key=lambda change: (change.seq, change.target, change.source))


def _grow(inside: set[Id], areas: set[Id], edges: set[Id]) -> None:
    """Add who served the municipality by any of the relations, and what belongs to who is inside."""
    ends = [edge.split("|") for edge in edges if not catalogue.touches(edge)]
    size = 0
    while size < len(inside):
        size = len(inside)
        for kind, src, dst, *_ in ends:
            if src in inside and kind in _OWNING:
                inside.add(dst)
            elif dst in areas or (dst in inside and kind in _OWNING):
                inside.add(src)


def _of_place(inside: set[Id], targets: Iterable[Id]) -> Iterator[Id]:
    """Those of the targets that say anything of who is inside."""
    for target in targets:
        kind, src, dst, *_ = target.split("|") if is_edge(target) else ["", target, target]
        if src in inside and (kind != EdgeKind.RELATES or dst in inside):
            yield target


def inputs_on_day(store: GraphStore, inputs: Inputs, changes: Iterable[Change], day: str) -> Inputs:
    """What the rules would have looked at in the evening of a day (ISO), before these changes."""
    rehearsal = Rehearsal(whole(store))
    stamp = Stamp(f"{day}T23:59:59+00:00", "gaps", "")
    written = plan(rehearsal, _laid_back(store, changes), stamp).written
    rehearsal.write(written)
    back = {entry.id for entry in written.entries}
    gone = {target for target in (*written.gone, *_others(inputs)) if target.startswith(_ENTRIES)} - back
    index = indexes.laid_over(store, inputs.ground.index, written.entries, gone, day)
    town = inputs.municipality
    answers = read_answers(rehearsal, index.terms, [town], day).get(town, {})
    then = inputs_on(likewise(store, rehearsal), ground(index, town, answers, day), day, inputs.demand, {})
    return replace(then, elsewhere=inputs.elsewhere)


def _others(inputs: Inputs) -> Iterator[Id]:
    """All who are not of the place, and what they offer: what is too old by then is asked of every entry."""
    index, here = inputs.ground.index, inputs.ground.presence.slots
    away = index.columns.flags["present"] & ~np.isin(index.owner, here)
    return (index.id(slot) for slot in np.flatnonzero(away).tolist())


def _laid_back(store: GraphStore, changes: Iterable[Change]) -> list[Edit]:
    """The edits that make of the claims what they were before these changes."""
    before: dict[Key, Claim | None] = {}
    for change in changes:
        if change.body and (change.target, change.source) not in before:
            before[change.target, change.source] = chain.sides(change)[0]
    targets = {target for target, _ in before}
    claims = store.claims(targets) if targets else {}
    now = {(target, claim.source) for target, known in claims.items() for claim in known}
    edits: list[Edit] = []
    for key, claim in before.items():
        if claim is not None:
            edits.append(Put(claim, again=True))
        elif key in now:
            edits.append(Drop(*key))
    return sorted(edits, key=_order)


def _order(edit: Edit) -> tuple[bool, bool, Id]:
    """Nodes come before the relations that need them, and leave after them."""
    dropped, target = isinstance(edit, Drop), target_of(edit)
    return dropped, is_edge(target) is not dropped, target
