"""Use case: a coordinator judges that two entries are one, or are not, and takes that back."""

from dataclasses import dataclass, replace
from typing import Final

from graphdb.claims import RULE, Claim, Fact, Rank, coordinator_source, is_coordinator, relation
from graphdb.duplicates import offers
from graphdb.errors import Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE, VERDICT
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.message import message
from graphdb.model import EdgeKind, Id, Node, NodeKind, edge_id
from graphdb.store import GraphStore, Way
from graphdb.writing.apart import Apart
from graphdb.writing.plan import Drop, Edit, Plan, Put, Stamp, commit, plan

PART_OF: Final = "part-of"
VERDICTS: Final = (SAME, PART_OF, SAME_PLACE, DIFFERENT)
_FITTING: Final = {
    SAME: {NodeKind.ACTOR, NodeKind.SERVICE},
    PART_OF: {NodeKind.ACTOR},
    SAME_PLACE: {NodeKind.PLACE},
    DIFFERENT: {NodeKind.ACTOR, NodeKind.SERVICE, NodeKind.PLACE},
}
"""By verdict the kinds of things of which it can be said."""
_REASONS: Final = {
    SAME: message("identity.same_only"),
    PART_OF: message("identity.actors_only"),
    SAME_PLACE: message("identity.places_only"),
    DIFFERENT: message("identity.no_such_kind"),
}
_DEPTH: Final = 8
"""Levels of units that are followed upward; municipal hierarchies have three or four."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom a municipality (four digits) judges about, on a day (ISO): ``first`` gives the id.

    Without a municipality the rule judges that two with one number of a register are the same.
    """

    first: Id
    second: Id
    municipality: str
    day: str

    @property
    def ids(self) -> tuple[Id, Id]:
        """Both, as they were named."""
        return self.first, self.second

    @property
    def source(self) -> str:
        """Who judges: the municipality's coordinator, or the rule."""
        return coordinator_source(self.municipality) if self.municipality else RULE

    def claim(self, verdict: str) -> Claim:
        """What is said of the two."""
        kind = EdgeKind.PART_OF if verdict == PART_OF else EdgeKind.SAME
        facts = {} if verdict == PART_OF else {VERDICT: Fact(verdict, self.day, self.day)}
        rank = Rank.COORDINATOR if self.municipality else Rank.REGISTER
        return relation(self.source, rank, kind, self.ids, facts, dates=(self.day, self.day))


@dataclass(frozen=True, slots=True)
class Judged:
    """What is shown afterwards: one thing, or with two the other by itself.

    ``before`` is what was shown of each. Of the relations of the second ``moved`` are shown at the first,
    ``merged`` were there already, and ``inner`` led from the one to the other and are not shown.
    ``overruled``: it was the rule's judgement that was taken back, and the two are called different instead.
    """

    shown: tuple[Node, ...]
    before: tuple[Node, ...]
    moved: int = 0
    merged: int = 0
    inner: int = 0
    erased: bool = False
    others: tuple[str, ...] = ()
    overruled: bool = False


def judge(
    store: GraphStore, pair: Pair, verdict: str, stamp: Stamp, *, dry_run: bool = False, erase: bool = False
) -> Judged:
    """Let the municipality's coordinator, or the rule, judge, unless ``dry_run``.

    Raises Refused when it makes no sense, and without ``erase`` when it would take an address away for good,
    since one of the two is secret.
    """
    nodes = _both(store, pair)
    linker = read_linker(store)
    _require_kinds(nodes, verdict)
    _refuse_judged(store, pair, verdict, linker)
    if {node.kind for node in nodes} == {NodeKind.SERVICE} and verdict == SAME:
        offers.refuse_two_owners(store, linker, pair.ids)
    elif verdict in (SAME, PART_OF):
        _refuse_circle(store, pair, verdict, linker)
    edits = [Put(pair.claim(verdict))]
    planned = plan(store, edits, stamp)
    if planned.refused:
        raise Refused(message("identity.refused", reason=planned.refused[0].reason))
    if planned.written.erase and not erase:
        raise Refused(message("identity.erases"))
    judged = _outcome(store, pair, linker, planned)
    if len(judged.shown) == 1:
        judged = _with_relations(store, judged)
    if not dry_run:
        commit(store, edits, stamp)
    return judged


def take_back(store: GraphStore, pair: Pair, stamp: Stamp, *, dry_run: bool = False) -> Judged:
    """Let the municipality's coordinator, or the rule, say nothing any more of whether the two are one.

    What the rule judged is overruled: the coordinator calls the two different, or the rule would join them
    again. ``others`` are the sources whose judgement stands still. Raises Refused when nothing was judged.
    """
    for one in pair.ids:
        refuse_cpr(one, "id")
    claims = store.claims(_judged_ids(pair))
    said = [
        claim
        for several in claims.values()
        for claim in several
        if is_coordinator(claim.source) or claim.source == pair.source
    ]
    others = tuple(sorted({claim.source for claim in said} - {pair.source}))
    edits: list[Edit] = [Drop(claim.target, claim.source) for claim in said if claim.source == pair.source]
    by_rule = [claim for several in claims.values() for claim in several if claim.source == RULE]
    if overruled := bool(by_rule and not edits):
        edits = [Drop(claim.target, RULE) for claim in by_rule]
        edits += [Put(replace(pair, first=by_rule[0].src, second=by_rule[0].dst).claim(DIFFERENT))]
    if not edits:
        if others:
            raise Refused(message("identity.judged_by_others", sources=others))
        raise Refused(message("identity.not_judged"))
    linker = read_linker(store)
    offers.refuse_parted(store, linker, {edit.target for edit in edits if isinstance(edit, Drop)})
    judged = _outcome(store, pair, linker, plan(store, edits, stamp))
    if not dry_run:
        commit(store, edits, stamp)
    return replace(judged, others=others, overruled=overruled)


def _judged_ids(pair: Pair) -> list[Id]:
    orders = (pair.ids, pair.ids[::-1])
    return sorted(edge_id(kind, *ends) for kind in (EdgeKind.SAME, EdgeKind.PART_OF) for ends in orders)


def _both(store: GraphStore, pair: Pair) -> tuple[Node, Node]:
    """What the two are by themselves. Raises Refused for an id that is not there, or named twice."""
    for one in pair.ids:
        refuse_cpr(one, "id")
    if pair.first == pair.second:
        raise Refused(message("identity.same_id"))
    nodes = Apart(store, read_linker(store)).get(pair.ids)
    for one in pair.ids:
        if one not in nodes:
            raise Refused(message("identity.unknown", id=one))
    return nodes[pair.first], nodes[pair.second]


def _require_kinds(nodes: tuple[Node, Node], verdict: str) -> None:
    kinds = {node.kind for node in nodes}
    if len(kinds) == 2:
        raise Refused(message("identity.two_kinds"))
    if not kinds <= _FITTING[verdict]:
        raise Refused(_REASONS[verdict])


def _refuse_judged(store: GraphStore, pair: Pair, verdict: str, linker: Linker) -> None:
    """Refuse what was judged before: the same in vain, another only when that was taken back."""
    standing = {one.verdict for one in linker.judgements if {one.src, one.dst} == set(pair.ids)}
    claims = store.claims([one for one in _judged_ids(pair) if one.startswith(EdgeKind.PART_OF)])
    if any(is_coordinator(claim.source) for several in claims.values() for claim in several):
        standing.add(PART_OF)
    if verdict in standing:
        raise Refused(message("identity.judged_so"))
    if standing:
        raise Refused(message("identity.judged_otherwise", verdict=min(standing)))
    if linker.canonical(pair.first) == linker.canonical(pair.second):
        raise Refused(message("identity.one_already", id=linker.canonical(pair.first)))


def _refuse_circle(store: GraphStore, pair: Pair, verdict: str, linker: Linker) -> None:
    """Refuse what would make a unit part of itself, directly or over others."""
    first, second = map(linker.canonical, pair.ids)
    if verdict == PART_OF:
        circle = first in _above(store, second, least=1)
    else:
        circle = first in _above(store, second, least=2) or second in _above(store, first, least=2)
    if circle:
        raise Refused(message("identity.circle"))


def _above(store: GraphStore, unit: Id, *, least: int) -> set[Id]:
    """What a unit is part of, by that many steps at least."""
    above: set[Id] = set()
    todo = {unit}
    for step in range(1, _DEPTH + 1):
        edges = store.edges(todo, kinds=[EdgeKind.PART_OF], way=Way.OUT, withheld=True) if todo else ()
        todo = {edge.dst for edge in edges}
        above |= todo if step >= least else set()
    return above


def _outcome(store: GraphStore, pair: Pair, linker: Linker, planned: Plan) -> Judged:
    written = planned.written
    stored = store.get({linker.canonical(one) for one in pair.ids})
    before = tuple(stored[one] for one in dict.fromkeys(map(linker.canonical, pair.ids)) if one in stored)
    kept = {one: node for one, node in stored.items() if one not in written.gone}
    theirs = linker.all_of(pair.ids)  # places that become secret are written too
    after = kept | {node.id: node for node in written.nodes if node.id in theirs}
    return Judged(tuple(after[one] for one in sorted(after)), before, erased=bool(written.erase))


def _with_relations(store: GraphStore, judged: Judged) -> Judged:
    """What becomes of the relations of the one that is shown under the other's id."""
    (shown,) = judged.shown
    there = {edge.id for edge in store.edges([shown.id])}
    moved = merged = inner = 0
    for other in (node.id for node in judged.before if node.id != shown.id):
        for edge in store.edges([other]):
            src, dst = (shown.id if end == other else end for end in (edge.src, edge.dst))
            kind, _, _, *mark = edge.id.split("|")
            known = "|".join((kind, src, dst, *mark)) in there
            inner, merged, moved = inner + (src == dst), merged + known, moved + (src != dst and not known)
    return replace(judged, moved=moved, merged=merged, inner=inner)
