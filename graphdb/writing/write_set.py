"""The commit that a finished draft comes to: what differs in claims, view, search entries and history."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from graphdb.claims import Claim
from graphdb.history import chain
from graphdb.identity import judgements
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, is_edge
from graphdb.store import Change, Page, WriteSet, every
from graphdb.value import Later
from graphdb.view import lacking, merge
from graphdb.writing import absence, entry_changes
from graphdb.writing.draft import Draft
from graphdb.writing.edits import Departure, Effect, Hiding, Leaving, Plan, Stamp
from graphdb.writing.ends import ends_away
from graphdb.writing.field_edits import version_of
from graphdb.writing.joining import Shown
from graphdb.writing.naming import called
from graphdb.writing.outweighed import outweighed
from graphdb.writing.overlay import After
from graphdb.writing.secrecy.flag import OWNERSHIP
from graphdb.writing.secrecy.redaction import Redaction

_Said = tuple[Id, str, Claim | None, Claim | None, str, Id | None]
"""Of a change: target, source, the claim before and after, salt, and for whom earlier ones are erased."""


def finish(draft: Draft, shown: Shown, redaction: Redaction, stamp: Stamp) -> Plan:
    """The write set: claims, view, entries and history of all that really changed."""
    away = ends_away(draft)
    draft.read(away - draft.before.keys())
    said = list(_changes(draft, shown, redaction, stamp))
    touched = {target for target, *_ in said}
    view = {target: shown.item(target) for target in sorted(touched)}
    again = draft.renewed
    moved = {one: item for one, item in view.items() if item != shown.old.get(one) or one in again}
    places = _settled(shown, moved)
    prepared = _entries(draft, shown, moved, places)
    seen_by = shown.all_parts((*moved, *places, *prepared.ids))
    hidden, appearing = _hidden(draft, shown)
    hiding = absence.written(hidden, appearing, draft.newest_hidden)
    hides = bool(redaction.watched)
    judged = judgements.written(shown.judged(), draft.newest_judgement, hides=hides)
    expect_records = dict(stamp.expect_records)
    if draft.newest_hidden is not None and not hiding:
        expect_records[absence.NEWEST] = draft.newest_hidden
    if said and not judged:
        expect_records[judgements.NEWEST] = draft.newest_judgement
    written = WriteSet(
        id=stamp.id,
        at=stamp.at,
        by=stamp.by,
        why=stamp.why,
        salt=stamp.salt(),
        run=stamp.run,
        expect={
            one: version_of(before.values()) if (before := draft.before[one]) else 0
            for one in sorted(touched | away | seen_by | redaction.watched | draft.proposed)
        },
        claims=tuple([after for _, _, _, after, *_ in said if after is not None]),
        dropped=tuple([(target, source) for target, source, _, after, *_ in said if after is None]),
        nodes=tuple(item for item in moved.values() if isinstance(item, Node)),
        edges=tuple(item for item in moved.values() if isinstance(item, Edge)),
        gone=tuple(target for target, item in moved.items() if item is None),
        entries=prepared,
        above=tuple(sorted(_above(shown, moved, {*places, *prepared.ids}))),
        changes=Later(tuple([target for target, *_ in said]), _recorded, said),
        erase=tuple(sorted(redaction.erase)),
        joined=frozenset(one for one in moved if shown.old.get(one) and not draft.before[one]),
        records=(*stamp.records, *redaction.marks.written(), *hiding, *judged),
        expect_records=expect_records,
        forgets=stamp.forgets,
    )
    away_now = [edge for edge in hidden if edge.id in draft.hidden]
    effects = tuple(_effects(draft, said))
    # A claim alone is outweighed by none, as nearly all of an import are.
    several = [one for one in effects if len(draft.after[one.claim.target]) > 1]
    standing = [one.claim for one in several if one.what != "gone"]
    return Plan(
        written,
        tuple(draft.refused),
        effects,
        _hidings(draft, away_now),
        tuple(_leaving(draft, shown)),
        tuple(word for claim in standing for word in outweighed(claim, draft.says(claim.target))),
        tuple(_departed(shown, moved)),
    )


def _hidden(draft: Draft, shown: Shown) -> tuple[list[Edge], list[Id]]:
    """The relations that are claimed and not shown from now on, and those that are shown again."""
    before = draft.hidden_before | shown.unshown_before()
    after = draft.hidden | shown.unshown()
    hidden = [edge for target, edge in sorted(after.items()) if target not in before]
    return hidden, sorted(before - after.keys())


def _hidings(draft: Draft, hidden: Collection[Edge]) -> tuple[Hiding, ...]:
    """The relations that this hides, with the names of their ends."""
    ends = {end for edge in hidden for end in (edge.src, edge.dst)}
    stored = draft.store.get(ends)
    names = {end: called(end, stored.get(end) or draft.nodes.get(end)) for end in ends}
    return tuple(
        Hiding(edge, tuple(sorted(draft.after[edge.id])), (names[edge.src], names[edge.dst]))
        for edge in hidden
    )


def _leaving(draft: Draft, shown: Shown) -> Iterable[Leaving]:
    for target, node in sorted(draft.nodes.items()):
        old, claims = draft.old[target], draft.after[target]
        if node is None and isinstance(old, Node) and lacking(merge(claims.values())):
            if shown.shows(target) is not None:  # joined with what is there
                continue
            yield Leaving(target, called(target, old), tuple(sorted(claims)))


def _departed(shown: Shown, moved: Mapping[Id, Node | Edge | None]) -> Iterable[Departure]:
    for target, item in moved.items():
        old = shown.old.get(target)
        if item is None and isinstance(old, Node) and shown.shows(target) is None:
            yield Departure(target, called(target, old))


def _changes(draft: Draft, shown: Shown, redaction: Redaction, stamp: Stamp) -> Iterator[_Said]:
    """What differs, by target and source; the claims that are new get the stamp's run."""
    for target in sorted(draft.after):
        before, after = draft.before[target], draft.after[target]
        flag = redaction.erase.get(target)
        if not before and flag is None and len(after) == 1:  # nearly all of an import
            ((source, first),) = after.items()
            yield target, source, None, _of_this_run(draft, stamp, first), stamp.salt(), None
            continue
        sources = before.keys() | after.keys()
        # What is hidden or shown changes for those who read the history, though no claim on it does.
        toggled = shown.toggled(target)
        renewed = target in draft.renewed
        touched = flag is not None or toggled or renewed
        if (
            toggled or renewed
        ) and not sources:  # shown by claims on others alone: in the name of a source of them
            speaking = sorted(source for part in shown.parts(target) for source in _of(draft, part))
            sources = set(speaking[:1])
        if flag is not None:
            said = every(partial(_changes_of, draft, target), "0")
            sources |= {change.source for change in said}
        for source in sorted(sources):
            old, new = before.get(source), after.get(source)
            # An erased history begins again with what is left, also of a source that said no more:
            # a replay still gives the present, and no erased change is a target's newest.
            if old != new or touched:
                if new is not None and (old != new or flag is not None):
                    new = _of_this_run(draft, stamp, new)
                earlier = redaction.forgotten(old) if old is not None and flag is not None else old
                yield target, source, earlier, new, stamp.salt(), flag


def _of_this_run(draft: Draft, stamp: Stamp, claim: Claim) -> Claim:
    """The claim with the run that it is written by, or came with where that is said again."""
    run = draft.runs.get((claim.target, claim.source), stamp.run) if draft.runs else stamp.run
    if claim.run == run:
        return claim
    draft.after[claim.target][claim.source] = renamed = claim.of_run(run)
    return renamed


def _recorded(said: _Said) -> Change:
    """The change as the history keeps it; seldom worked out in the process that plans."""
    target, source, before, after, salt, flag = said
    return chain.change(target, source, before, after, salt, erases=flag)


def _of(draft: Draft, target: Id) -> set[str]:
    """The sources that speak of a target before or after."""
    return {*draft.before[target], *draft.after[target]}


def _changes_of(draft: Draft, target: Id, after: str) -> Page[Change]:
    return draft.store.changes(after=int(after), target=target)


def _effects(draft: Draft, said: Iterable[_Said]) -> Iterable[Effect]:
    yield from (Effect("unchanged", claim, claim) for claim in draft.same)
    for target, source, before, after, *_ in said:
        stood = draft.before[target].get(source)
        if after is not None and stood is not None and after == stood:
            continue
        if after is not None:
            yield Effect("new" if before is None else "changed", after, before)
        elif before is not None:
            yield Effect("gone", before, before)


def _above(shown: Shown, moved: Mapping[Id, Node | Edge | None], read: Collection[Id]) -> set[Id]:
    """The ids that get something below them, to which a flag of theirs comes down.

    And those of ``read``, of which a search entry consists: who changes one of them meanwhile, or puts
    something there, works out anew which entries follow.
    """
    come = [item for one, item in moved.items() if isinstance(item, Edge) and shown.old.get(one) is None]
    owned = (edge for edge in come if edge.kind in OWNERSHIP)
    owners = (edge.dst if edge.kind is EdgeKind.PART_OF else edge.src for edge in owned)
    return shown.all_parts((*owners, *read))


def _settled(shown: Shown, moved: Mapping[Id, Node | Edge | None]) -> set[Id]:
    """The places where something comes to stand, and those that lie in another area from now on.

    Whose search entry a place is part of follows from the relations of the moment. So a change of the
    place and one of who stands there must meet: each expects its version, and this one moves it.
    """
    settled: set[Id] = set()
    for one, item in moved.items():
        kind, src, dst, *_ = one.split("|") if is_edge(one) else ("", one, "")
        if kind == EdgeKind.LOCATED_AT and item is not None and shown.old.get(one) is None:
            settled.add(dst)
        elif kind == EdgeKind.IN and src.startswith(entry_changes.PLACES):
            settled.add(src)
    return settled


def _entries(
    draft: Draft, shown: Shown, moved: Mapping[Id, Node | Edge | None], places: Collection[Id]
) -> Later[Entry]:
    nodes = {one: item for one, item in shown.nodes.items() if one in moved}
    edges = {one: item for one, item in shown.edges.items() if one in moved}
    old = [shown.old[one] for one in edges]
    touched = [edge for edge in (*edges.values(), *old) if isinstance(edge, Edge)]
    affected = entry_changes.affected(draft.store, nodes, touched)
    # Their versions are read before what they consist of: a commit that changes that changes these too.
    parts = shown.all_parts((*affected, *places))
    draft.read(parts - draft.before.keys())
    standing = {one: node for one in places if isinstance(node := shown.stands(one), Node)}
    return entry_changes.prepare(After(draft.store, {**standing, **nodes}, edges), affected)
