"""Relations and their ends: hidden while an end is away, refused when it never was or may not be linked."""

from collections.abc import Mapping

from graphdb.message import message
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind
from graphdb.view import lacking, merge
from graphdb.writing import absence
from graphdb.writing.draft import Draft
from graphdb.writing.refusals import points_at


def settle_ends(draft: Draft) -> None:
    """Hide the relations whose end goes, and show those whose end comes back: no claim on them changes.

    A relation is refused that points at what never was, or links what may not be linked.
    """
    _refuse_unfinished(draft)
    moved = {one for one, node in draft.nodes.items() if (node is None) != (draft.old[one] is None)}
    came = {one for one in moved if draft.nodes[one] is not None}
    touching = draft.apart.relations(moved - came)
    if came or (moved and draft.linker):
        touching |= draft.unshown_of(moved)
    touching -= draft.after.keys()
    draft.read(touching)
    for target in touching:
        draft.merge(target)
    claimed = (view or _claimed(draft, target) for target, view in draft.edges.items())
    edges = [edge for edge in claimed if edge is not None]
    ends = {end for edge in edges for end in (edge.src, edge.dst)}
    kinds = absence.kinds(draft.alone(ends))
    loose = [edge for edge in edges if not absence.can_be_shown(edge, kinds)]
    for edge in loose:
        _refuse_loose(draft, edge, kinds)
    for edge in loose:
        view = draft.edges[edge.id]
        if view is not None:
            draft.hidden[edge.id] = view
            draft.edges[edge.id] = None
    draft.settled = True


def _refuse_unfinished(draft: Draft) -> None:
    for target in list(draft.nodes):
        _refuse_nameless(draft, target)
        node, old = draft.nodes[target], draft.old[target]
        if node is not None and isinstance(old, Node) and old.kind is not node.kind:
            draft.withdraw(target, message("writing.code_elsewhere"), "code")


def _refuse_nameless(draft: Draft, target: Id) -> None:
    """Refuse what takes from a thing what it needs, or says of it too little to begin with.

    Falling silent is no such word: others' claims stand then, and the thing is not in the view. Nor is what
    a source that is left says anew of such a thing.
    """
    before, after = draft.before[target], draft.after[target]
    name = lacking(merge((before | after).values())) if draft.nodes[target] is None else ""
    if name:
        fresh = {source for source, claim in after.items() if before.get(source) != claim}
        at_fault = fresh if draft.old[target] is not None else fresh - before.keys()
        draft.refuse_words(target, sorted(at_fault), message("fields.required"), name)


def _claimed(draft: Draft, target: Id) -> Edge | None:
    """The relation that is claimed, from where to where, and that the view does not have."""
    for claim in draft.after[target].values():
        if isinstance(claim.kind, EdgeKind):
            return Edge(target, claim.kind, claim.src, claim.dst)
    return None


def _refuse_loose(draft: Draft, edge: Edge, kinds: Mapping[Id, NodeKind]) -> None:
    """Leave out what is new about such a relation: it points at what never was, or may not be."""
    if draft.after[edge.id] == draft.before[edge.id]:
        return
    lost = absence.lost_ends(edge, kinds)
    if not lost:
        draft.withdraw(edge.id, message("fields.no_such_link"))
        return
    unheard = [end for end in lost if not draft.before.get(end) and not absence.was_there(draft.store, end)]
    if unheard:
        draft.withdraw(edge.id, points_at(unheard))


def ends_away(draft: Draft) -> set[Id]:
    """The ends for which relations are hidden: if one is back meanwhile, the plan is worked out again."""
    ends = {end for edge in draft.hidden.values() for end in (edge.src, edge.dst)}
    return ends - draft.alone(ends).keys()
