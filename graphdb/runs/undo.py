"""What a run that is taken back leaves: for each claim it touched, the last word of everything else.

The history of one source's claim on one target is a line of changes. Those of runs that were taken back do
not count, nor do the changes that took them back, which carry the same run: what the last of the others said
is what shall stand. So the order in which runs are taken back makes no difference.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import takewhile
from typing import Final, TypeVar

from graphdb.claims import Claim
from graphdb.history import chain
from graphdb.history.departed import danish_day
from graphdb.identity.judgements import read_linker
from graphdb.language.danish import danish_sort_key
from graphdb.message import Text, message, say
from graphdb.model import EdgeKind, Id, ends_of, is_edge
from graphdb.page import in_pieces
from graphdb.store import Change, GraphStore, every
from graphdb.writing.apart import Apart
from graphdb.writing.edits import Plan, target_of
from graphdb.writing.naming import all_called
from graphdb.writing.plan import Drop, Edit, Put

_READ: Final = 1000  # targets asked for at a time
_ITSELF: Final = "source:"  # what a source says of itself, such as the day: of no interest when it is kept

T = TypeVar("T")
Key = tuple[Id, str]
"""Target and source."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one source says about a target, that was not taken back, and why."""

    target: Id
    source: str
    reason: Text


@dataclass(slots=True)
class Undone:
    """What taking a run back did: how many facts came back, are as before, and went, and what stands still.

    ``said_again`` counts those that stand because the source was imported again since. ``departed`` are the
    things that are shown no more, by id what they were called, and ``parted`` the relations.
    """

    run: str
    source: str
    back: int = 0
    changed: int = 0
    gone: int = 0
    kept: list[Kept] = field(default_factory=list)
    said_again: int = 0
    departed: dict[Id, Text] = field(default_factory=dict)
    parted: set[Id] = field(default_factory=set)

    def take_in(self, plan: Plan) -> None:
        """Note what a part of the work takes out of what is shown, or brings back to it."""
        written = plan.written
        departed = (one for one in plan.departed if not one.target.startswith(_ITSELF))
        self.departed |= {one.target: one.name for one in departed}
        self.parted |= set(filter(is_edge, written.gone))
        self.parted -= {edge.id for edge in written.edges}
        for node in written.nodes:
            self.departed.pop(node.id, None)


_POINT: Final = "contact:"
_UNNAMED: Final = (_POINT, "place:")
"""Beginnings of the ids of what has no name of its own, or one that may tell a street."""
_FIRST: Final = ("actor:", "service:")
_LIES_IN: Final = f"{EdgeKind.IN}|"


def is_unnamed(kept: Kept) -> bool:
    """Whether no name tells what this is."""
    return kept.target.startswith(_UNNAMED)


def shown_no_more(store: GraphStore, undone: Undone, most: int) -> tuple[list[Text], int]:
    """What things and relations were called that are shown no more, the first ``most``; how many there are.

    Actors come first, then services. A relation counts when both its ends stand; where a place lies is not
    named.
    """
    parted = [one for one in sorted(undone.parted) if undone.departed.keys().isdisjoint(ends_of(one))]
    things = sorted((one for one in undone.departed if not one.startswith(_UNNAMED)), key=_place_of(undone))
    ids = [*things, *(one for one in parted if not one.startswith(_LIES_IN))][:most]
    names = {**all_called(store, filter(is_edge, ids)), **undone.departed}
    return [names[one] for one in ids], len(undone.departed) + len(parted)


def _place_of(undone: Undone) -> Callable[[Id], tuple[int, str]]:
    """Where a thing stands among those that are named."""

    def place(target: Id) -> tuple[int, str]:
        rank = next((number for number, start in enumerate(_FIRST) if target.startswith(start)), len(_FIRST))
        return rank, danish_sort_key(say(undone.departed[target]))

    return place


@dataclass(frozen=True, slots=True)
class History:
    """The run to take back, and what the records say of the others.

    ``lost`` are it and all that were taken back before, ``scarred`` those of them of which something stands
    still. ``read_again`` tells of a source, a run and a kind of claim whether the source was imported again
    since, with claims of that kind.
    """

    run: str
    lost: frozenset[str]
    scarred: frozenset[str]
    read_again: Callable[[str, str, str], bool]


@dataclass(slots=True)
class Takeback:
    """The edits that take a run back, in an order in which each finds what it needs."""

    edits: list[Edit] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    said_again: int = 0


@dataclass(slots=True)
class _Line:
    """The changes of one key so far. ``standing`` is what shall stand, ``known`` False when it was erased.

    ``mine``: the run touched it; ``last`` is the run of the last change that does not count, ``counts``
    whether the newest one does; ``since``: something else was written after the run; ``erased`` is the change
    with which what stood before the run went for good. ``said_in`` is the run that said what stands, where an
    erasing has taken it off the claim.
    """

    standing: Claim | None
    known: bool = True
    mine: bool = False
    last: str = ""
    counts: bool = False
    since: Text = ""
    erased: Change | None = None
    said_in: str = ""

    def write(self, change: Change, run: str, history: History) -> None:
        """Go on with a change of what is said."""
        self.said_in, self.counts = "", run not in history.lost
        if self.counts:
            self.known = bool(change.body)
            self.standing = chain.sides(change)[1] if change.body else None
            self.since = message("undo.written_since")
            return
        self.last = run
        if run == history.run:
            self.mine, self.since, self.erased = True, "", None

    def erase(self, change: Change, run: str, history: History) -> None:
        """Go on with the change that erased all before it, and may say something too.

        What cannot be known any more is as the erasing left it.
        """
        before, after = chain.sides(change)
        silent = run not in history.lost and _say_the_same(before, after)
        if not self.known:
            self.standing, self.known = after if silent else before, True
            if self.mine and not self.counts:
                self.since, self.erased = "", change
        if silent:
            self.said_in = self.said_in or ("" if before is None else before.run)
            return
        self.write(change, run, history)
        if run == history.run:
            self.erased = change


def plan_takeback(store: GraphStore, history: History) -> Takeback:
    """What to write so that the run was never, but for what was written on top of it."""
    takeback = Takeback()
    lines = _lines(store, history)
    reason = partial(_why_erased, cache(partial(_erasing, store)))
    for part in in_pieces(sorted(lines), _READ):
        claims = store.claims({target for target, _ in part})
        for key in part:
            target, source = key
            now = next((claim for claim in claims.get(target, ()) if claim.source == source), None)
            line = lines[key]
            if line.erased is not None and not line.since:
                line.since = reason(line.erased)
            _settle(takeback, key, line, now, history)
    _keep_what_others_need(store, takeback, {key for key, line in lines.items() if line.mine})
    takeback.edits.sort(key=_order)
    return takeback


def _lines(store: GraphStore, history: History) -> dict[Key, _Line]:
    """What shall stand for each key that the run, or one that left something behind, has touched.

    One that left something behind may have gone over what another had said that is taken back, too: then each
    line begins before the first of all of them.
    """
    group = history.scarred | {history.run}
    lost = history.lost if history.scarred else group
    begun = [commits[0].seq for run in lost if (commits := store.commits(run=run, limit=1).items)]
    if not begun:
        return {}
    first = min(begun) - 1
    runs_by_seq = {one.seq: one.run for one in every(lambda at: store.commits(after=int(at)), str(first))}
    lines, touched = dict[Key, _Line](), set[Key]()
    for change in every(lambda at: store.changes(after=int(at)), str(first)):
        key, run = (change.target, change.source), runs_by_seq.get(change.seq, "")
        if run in lost and key not in lines:
            lines[key] = _begun(store, change)
        if run in group:
            touched.add(key)
        if (line := lines.get(key)) is None:
            continue
        if change.body and chain.erases(change) is not None:
            line.erase(change, run, history)
        elif not _only_shown_or_hidden(change):
            line.write(change, run, history)
    return {key: lines[key] for key in touched}


def _only_shown_or_hidden(change: Change) -> bool:
    """Whether nothing was said: a relation was hidden, since its end went, or shown again."""
    if not change.body:
        return False
    before, after = chain.sides(change)
    return before == after


def _say_the_same(before: Claim | None, after: Claim | None) -> bool:
    return before == after if before is None or after is None else before.says_the_same(after)


def _erasing(store: GraphStore, seq: int) -> tuple[date, bool]:
    """The day of the commit of that number, and whether it judged two to be one."""
    (commit,) = store.commits(after=seq - 1, limit=1).items
    changes = every(lambda at: store.changes(after=int(at)), str(seq - 1))
    of_commit = takewhile(lambda change: change.seq == seq, changes)
    judged = any(is_edge(one.target) and one.target.startswith(EdgeKind.SAME) for one in of_commit)
    return danish_day(commit.at), judged


def _why_erased(erasing: Callable[[int], tuple[date, bool]], change: Change) -> Text:
    """Why what stood before the run cannot come back: ``change`` erased it."""
    day, judged = erasing(change.seq)
    if chain.erases(change) == change.target and change.target.startswith(_POINT):
        return message("undo.erased_on_request", day=day)
    return message("undo.erased_by_merge" if judged else "undo.erased", day=day)


def _begun(store: GraphStore, change: Change) -> _Line:
    """The line of a key before this change, which is the first that does not count."""
    if change.body:
        return _Line(chain.sides(change)[0])
    earlier = store.changes(target=change.target).items
    return _Line(None, known=not any(c.source == change.source and c.seq < change.seq for c in earlier))


def _settle(takeback: Takeback, key: Key, line: _Line, now: Claim | None, history: History) -> None:
    run = "" if now is None else line.said_in or now.run
    if now is not None and run in history.lost and history.read_again(key[1], run, now.kind):
        takeback.said_again += line.mine
    elif now is None and line.standing and history.read_again(key[1], line.last, line.standing.kind):
        if line.mine:
            takeback.kept.append(Kept(*key, message("undo.gone_again")))
    else:
        if line.since and line.mine and not key[0].startswith(_ITSELF):
            takeback.kept.append(Kept(*key, line.since))
        if line.standing is None and now is not None:
            takeback.edits.append(Drop(*key))
        elif line.standing is not None and now != _stamped(line.standing, now):
            takeback.edits.append(Put(line.standing, again=True))


def _stamped(standing: Claim, now: Claim | None) -> Claim:
    """The claim with the version of the one that is there: a history tells no versions."""
    if now is None:
        return standing
    return Claim(
        *(standing.target, standing.source, standing.rank, standing.kind, standing.facts),
        *(standing.src, standing.dst, standing.run, now.version),
    )


def _keep_what_others_need(store: GraphStore, takeback: Takeback, mine: Collection[Key]) -> None:
    """A thing to which others have tied something since stays; it is named when the run itself brought it."""
    drops = {(edit.target, edit.source) for edit in takeback.edits if isinstance(edit, Drop)}
    needed: set[Id] = set()
    apart = Apart(store, read_linker(store))
    for part in in_pieces(sorted({target for target, _ in drops if not is_edge(target)}), _READ):
        gone = {target for target, claims in store.claims(part).items() if drops.issuperset(_keys(claims))}
        ends = {edge: set(ends_of(edge)) & gone for edge in apart.relations(gone)}
        for edge, claims in store.claims(ends).items():
            if not drops.issuperset(_keys(claims)):
                needed |= ends[edge]
    dropped = (edit for edit in takeback.edits if isinstance(edit, Drop) and edit.target in needed)
    keys = ((edit.target, edit.source) for edit in dropped)
    takeback.kept += (Kept(*key, message("undo.needed")) for key in keys if key in mine)
    takeback.edits = [
        edit for edit in takeback.edits if not (isinstance(edit, Drop) and edit.target in needed)
    ]


def _keys(claims: Iterable[Claim]) -> Iterator[Key]:
    return ((claim.target, claim.source) for claim in claims)


def _order(edit: Edit) -> tuple[int, bool, Id]:
    """Nodes come before the relations that need them, and leave after them."""
    if isinstance(edit, Drop):
        return 1, not is_edge(edit.target), edit.target
    return 0, is_edge(target_of(edit)), target_of(edit)
