"""The history from its beginning: does each digest hold, and what does the history say that there is now?"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

from graphdb.claims import Claim
from graphdb.codec import UNREADABLE, canonical, claim_body
from graphdb.history import chain
from graphdb.identity import judgements
from graphdb.message import message
from graphdb.model import Id
from graphdb.store import Change, Commit, GraphStore, What
from graphdb.upkeep.findings import Findings
from graphdb.writing.secrecy.flag import FLAG

NOTHING: Final = "-"
_POINT: Final = "contact:"
"""A contact point may be erased because a person asked for it."""


class Said(NamedTuple):
    """What a source last said of a target, as ``digest_of`` (None: erased or unreadable), and when."""

    digest: str | None
    seq: int


@dataclass(slots=True)
class Replayed:
    """How the history ends: by (target, source), and the newest commit of each target."""

    present: dict[tuple[Id, str], Said] = field(default_factory=dict)
    newest: dict[Id, int] = field(default_factory=dict)
    _told: set[Id] = field(default_factory=set)
    _erased_in: dict[tuple[Id, str], int] = field(default_factory=dict)
    """erased changes that no later one says it erased: the number of the last"""
    _erased_for: dict[Id, set[Id]] = field(default_factory=dict)
    """by target the actors for whose secret address its history was erased, or itself"""
    _flagged: set[Id] = field(default_factory=set)
    _judged: list[tuple[Id, Id]] = field(default_factory=list)
    """the two ends of each judgement that ever joined any"""

    def follow(self, findings: Findings, change: Change) -> None:
        """Go on by one change."""
        key = (change.target, change.source)
        self.newest[change.target] = change.seq
        if not change.body:
            self._erased(findings, change)
            self.present[key] = Said(None, change.seq)
            return
        self._told.add(change.target)
        try:
            before, after = map(digest_of, self._sides(change))
        except UNREADABLE:
            findings.faults.append(message("upkeep.change_unreadable", target=change.target, seq=change.seq))
            self.present[key] = Said(None, change.seq)
            return
        former = self.present.get(key, Said(NOTHING, 0)).digest
        if former is not None and former != before:
            findings.faults.append(message("upkeep.change_unconnected", target=change.target, seq=change.seq))
        self.present[key] = Said(after, change.seq)

    def _sides(self, change: Change) -> tuple[Claim | None, Claim | None]:
        before, after = chain.sides(change)
        if after is not None and FLAG in after.facts and after.facts[FLAG].value is True:
            self._flagged.add(change.target)
        if judgements.is_judgement(change.target):
            judgement = judgements.standing(change.target, [after] if after is not None else [])
            if judgement is not None and judgement.joins:
                self._judged.append((judgement.src, judgement.dst))
        flag = chain.erases(change)
        if flag is not None:
            self._erased_in.pop((change.target, change.source), None)
            self._erased_for.setdefault(change.target, set()).add(flag)
        return before, after

    def _erased(self, findings: Findings, change: Change) -> None:
        """All that was said of a target before a commit is erased by it, and nothing else."""
        self._erased_in[change.target, change.source] = change.seq
        if change.target in self._told or change.salt:
            findings.faults.append(message("upkeep.erased_after", target=change.target, seq=change.seq))

    def end(self, findings: Findings) -> None:
        """What is erased begins again with what is left, so nothing ends with an erased change."""
        for (target, source), said in self.present.items():
            if said.digest is None:
                findings.faults.append(message("upkeep.newest_erased", target=target, source=source))
        for (target, _), seq in self._erased_in.items():
            findings.faults.append(message("upkeep.erased_for_nothing", target=target, seq=seq))
        secret = self._once_secret()
        for target in sorted(self._erased_for.keys() - secret):
            on_request = target.startswith(_POINT) and self._erased_for[target] == {target}
            if not (target.startswith("place:") or on_request):
                findings.faults.append(message("upkeep.erased_not_secret", target=target))

    def _once_secret(self) -> set[Id]:
        """Who had the flag, and whose history was erased for one of these, as their flag may be with it.

        So is who was judged the same as one of these: what is erased names the id they are shown under.
        """
        secret, todo = set(self._flagged), True
        while todo:
            more = {one for one, flags in self._erased_for.items() if flags & secret}
            more |= {one for pair in self._judged if not secret.isdisjoint(pair) for one in pair}
            todo = not more <= secret
            secret |= more
        return secret


@dataclass(slots=True)
class Reasons:
    """The commits without their reason, and those that say that they erased it."""

    _erased: set[int] = field(default_factory=set)
    _forgotten: set[int] = field(default_factory=set)

    def follow(self, commit: Commit) -> None:
        """Go on by one commit."""
        if commit.sealed and not commit.salt:
            self._erased.add(commit.seq)
        with suppress(ValueError):  # then its digest is wrong, too
            self._forgotten.update(number for number in chain.forgotten(commit) if number < commit.seq)

    def end(self, findings: Findings) -> None:
        """A reason is erased by a later commit that says so, and only then."""
        for seq in sorted(self._erased ^ self._forgotten):
            findings.faults.append(message("upkeep.reason_lost", seq=seq))


def replay(store: GraphStore, findings: Findings, version: int, head: str) -> Replayed:
    """Recompute each digest, and follow the changes to the commit ``version`` with the digest ``head``."""
    replayed, reasons = Replayed(), Reasons()
    changes = groupby(_changes(store, findings), key=lambda change: change.seq)
    batch = next(changes, None)
    prev, seq = "", 0
    for commit in _commits(store, findings):
        of_commit: Sequence[Change] = ()
        if batch is not None and batch[0] == commit.seq:
            of_commit = tuple(batch[1])
            batch = next(changes, None)
        _check_commit(findings, commit, of_commit, (seq, prev))
        for change in of_commit:
            replayed.follow(findings, change)
        reasons.follow(commit)
        prev, seq = commit.digest, commit.seq
    replayed.end(findings)
    reasons.end(findings)
    if batch is not None:
        findings.faults.append(message("upkeep.changes_alone", seq=batch[0]))
    if seq < version:
        findings.faults.append(message("upkeep.cut_off", seq=version))
    elif (seq, prev) != (version, head):
        findings.faults.append(message("upkeep.head_wrong"))
    return replayed


def digest_of(claim: Claim | None) -> str:
    """What a claim says, in few bytes: a national store has half a million."""
    if claim is None:
        return NOTHING
    return hashlib.sha256(canonical([claim_body(claim), claim.run]).encode()).hexdigest()


def _commits(store: GraphStore, findings: Findings) -> Iterator[Commit]:
    for item in findings.count(What.COMMITS, store.scan(What.COMMITS)):
        assert isinstance(item, Commit)
        yield item


def _changes(store: GraphStore, findings: Findings) -> Iterator[Change]:
    for item in findings.count(What.CHANGES, store.scan(What.CHANGES)):
        assert isinstance(item, Change)
        yield item


def _check_commit(
    findings: Findings, commit: Commit, changes: Sequence[Change], before: tuple[int, str]
) -> None:
    seq, prev = before
    if (commit.seq, commit.prev) != (seq + 1, prev):
        findings.faults.append(message("upkeep.order_wrong", seq=commit.seq, before=seq))
    if not _digest_holds(commit, changes):
        findings.faults.append(message("upkeep.commit_changed", seq=commit.seq))
    for change in changes:
        if change.body and chain.salted_digest(change.salt, change.body) != change.digest:
            findings.faults.append(message("upkeep.change_changed", target=change.target))


def _digest_holds(commit: Commit, changes: Sequence[Change]) -> bool:
    try:
        return chain.reason_holds(commit) and chain.commit_digest(commit, changes) == commit.digest
    except ValueError:
        return False
