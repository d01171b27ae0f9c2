"""Use case: a coordinator answers what is asked about entries that may be one; the rule joins the sure ones.

Each answer is a commit of its own. Of a stamp its moment, its author, its reason and its run count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdb.claims import RULE, Claim
from graphdb.duplicates.judging import PART_OF, Judged, Pair, judge, take_back
from graphdb.errors import Refused
from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE
from graphdb.identity.candidates import Candidate
from graphdb.identity.features import Question, unit_numbers
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Judgement, Linker
from graphdb.message import Text
from graphdb.model import EdgeKind, Id
from graphdb.page import in_pieces
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Stamp, commit, plan

_AT_ONCE: Final = 200
"""Pairs that the rule joins in one commit."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A judgement that an answer comes to, and what is shown afterwards."""

    pair: Pair
    verdict: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Ruled:
    """Whom the rule joined, and whom it left to people, each with why."""

    joined: tuple[Candidate, ...]
    left: tuple[tuple[Candidate, Text], ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """Pairs whose one number was corrected: those the rule took apart, and those left to people with why."""

    parted: tuple[tuple[Id, Id], ...]
    left: tuple[tuple[tuple[Id, Id], Text], ...]


def answers(candidate: Candidate) -> tuple[str, ...]:
    """The verdicts that fit what is asked, as ``judging.VERDICTS``.

    Of two actors "the same place" says that they are two at one address.
    """
    match candidate.question:
        case Question.PLACE:
            return SAME_PLACE, DIFFERENT
        case Question.OFFER:
            return SAME, DIFFERENT
    return (SAME, PART_OF, SAME_PLACE, DIFFERENT) if candidate.places else (SAME, PART_OF, DIFFERENT)


def decide(
    store: GraphStore,
    candidate: Candidate,
    answer: str,
    pair: Pair,
    stamp: Stamp,
    *,
    dry_run: bool = False,
    erase: bool = False,
) -> tuple[Decided, ...]:
    """Judge as the answer says, unless ``dry_run``: all of it, or nothing.

    ``pair`` are the two in the order that counts: the first gives the id, or is the part. Raises Refused as
    ``judging.judge``.
    """
    decided: list[Decided] = []
    for each, verdict in _judgements(store, candidate, answer, pair):
        try:
            judged = judge(store, each, verdict, _another(stamp), dry_run=dry_run, erase=erase)
        except Refused:
            if not dry_run:
                undo(store, decided, stamp)
            raise
        decided.append(Decided(each, verdict, judged))
    return tuple(decided)


def undo(store: GraphStore, decided: Sequence[Decided], stamp: Stamp) -> None:
    """Take back what an answer came to, last first."""
    for one in reversed(decided):
        take_back(store, one.pair, _another(stamp))


def join_by_rule(
    store: GraphStore,
    candidates: Iterable[Candidate],
    day: str,
    stamp: Stamp,
    *,
    dry_run: bool = False,
    still: Callable[[], None] = lambda: None,
) -> Ruled:
    """Join those that have one number of a register of units, on a day (ISO).

    Those that touch nothing of each other's are joined in one commit, since each commit reads all judgements;
    ``still`` is called before each. With ``dry_run`` nothing is written, and each is judged as if it were
    the only one. A join that would erase an address or that makes no sense is left to people.
    """
    joined: list[Candidate] = []
    left: list[tuple[Candidate, Text]] = []
    for piece in in_pieces((one for one in candidates if one.by_rule), _AT_ONCE):
        together = _independent(store, piece)
        still()
        if not _joined_at_once(store, together, day, stamp, dry_run=dry_run):
            together = []
        joined += together
        for candidate in (one for one in piece if one not in together):
            still()
            linker = read_linker(store)
            if linker.canonical(candidate.first) == linker.canonical(candidate.second):
                continue
            try:
                judge(store, _pair(candidate, day), SAME, _another(stamp), dry_run=dry_run)
            except Refused as error:
                left.append((candidate, error.reason))
            else:
                joined.append(candidate)
    return Ruled(tuple(joined), tuple(left))


def _pair(candidate: Candidate, day: str) -> Pair:
    return Pair(candidate.first, candidate.second, "", day)


def _independent(store: GraphStore, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of which neither is in another of these, is joined with a third, or is a part of anything."""
    candidates = list(candidates)
    ends = Counter(end for one in candidates for end in (one.first, one.second))
    linker = read_linker(store)
    edges = store.edges(ends.keys(), kinds=[EdgeKind.PART_OF], withheld=True) if ends else ()
    tied = {end for edge in edges for end in (edge.src, edge.dst)}
    return [
        one
        for one in candidates
        if not any(ends[end] > 1 or end in tied or linker.joins(end) for end in (one.first, one.second))
    ]


def _joined_at_once(
    store: GraphStore, candidates: Sequence[Candidate], day: str, stamp: Stamp, *, dry_run: bool
) -> bool:
    """Join all of these, unless one of them can't be or would erase an address: False then, and none is."""
    edits = [Put(_pair(one, day).claim(SAME)) for one in candidates]
    mark = _another(stamp)
    planned = plan(store, edits, mark)
    if not edits or planned.refused or planned.written.erase:
        return False
    if not dry_run:
        commit(store, edits, mark)
    return True


def part_by_rule(store: GraphStore, day: str, stamp: Stamp, *, dry_run: bool = False) -> Parted:
    """Take back what the rule joined, where the two have no number of a register of units in common any more.

    With one of the two away nothing is known of its number, and the judgement stands. Judging services can
    forbid it: such pairs are left to people.
    """
    linker = read_linker(store)
    parted: list[tuple[Id, Id]] = []
    left: list[tuple[tuple[Id, Id], Text]] = []
    for judgement in sorted(_by_rule(store, linker), key=lambda one: one.id):
        others = Linker(one for one in linker.judgements if one != judgement)
        mine, theirs = (_said(store, others.members(end)) for end in (judgement.src, judgement.dst))
        if not mine or not theirs or unit_numbers(mine) & unit_numbers(theirs):
            continue
        ends = judgement.src, judgement.dst
        try:
            take_back(store, Pair(*ends, "", day), _another(stamp), dry_run=dry_run)
        except Refused as error:
            left.append((ends, error.reason))
        else:
            parted.append(ends)
    return Parted(tuple(parted), tuple(left))


def _by_rule(store: GraphStore, linker: Linker) -> list[Judgement]:
    """The judgements that stand and are the rule's alone."""
    joining = [judgement for judgement in linker.judgements if judgement.joins]
    claims = store.claims([judgement.id for judgement in joining]) if joining else {}
    return [one for one in joining if {claim.source for claim in claims.get(one.id, ())} == {RULE}]


def _said(store: GraphStore, members: Iterable[Id]) -> list[Claim]:
    return [claim for several in store.claims(sorted(members)).values() for claim in several]


def _another(stamp: Stamp) -> Stamp:
    """As this, for a commit of its own; within a run it stays the run's."""
    return Stamp(stamp.at, stamp.by, stamp.why, stamp.run, expect_records=stamp.expect_records)


def _judgements(
    store: GraphStore, candidate: Candidate, answer: str, pair: Pair
) -> Iterable[tuple[Pair, str]]:
    if candidate.question is not Question.ORGANISATION or answer != SAME_PLACE:
        return [(pair, answer)]
    linker = read_linker(store)
    first, second = map(linker.canonical, candidate.places)
    places = [] if first == second else [(replace(pair, first=first, second=second), SAME_PLACE)]
    return [*places, (pair, DIFFERENT)]
