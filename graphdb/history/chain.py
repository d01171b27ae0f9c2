"""The chain of digests that makes history checkable, also after parts of it were erased.

``change.digest = sha256(salt + body)``; ``commit.digest = sha256(prev + header + sorted change digests)``;
the header has the reason of a commit as ``sealed = sha256(salt + why)``. Erasing a change drops body and salt
and keeps the digest, and so it is with a reason: the chain stays whole and nothing can be guessed back. What
erased others, a change or a commit, says so, and is itself in the chain.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from graphdb.claims import Claim
from graphdb.codec import Json, canonical, claim_json, claim_of
from graphdb.model import Id
from graphdb.store import Change, Commit, WriteSet

FIRST: Final = ('{"after":', ',"before":null}')
"""What stands around a claim in the body of a change by which a source begins to speak of a target."""


def change(
    target: str,
    source: str,
    before: Claim | None,
    after: Claim | None,
    salt: str,
    *,
    erases: Id | None = None,
) -> Change:
    """The record of one claim's change; ``salt`` is a random hexadecimal text from the caller.

    ``erases`` is set when all earlier changes of the target are erased with this one: the actor for whose
    secret address that is done, or the target itself, a contact point, where a person asked for it. As it
    lies in the chain, erasing more breaks the chain.
    """
    sides = f'"after":{claim_json(after, with_run=True)},"before":{claim_json(before, with_run=True)}'
    body = f"{{{sides}}}" if erases is None else f'{{{sides},"erases":{canonical(erases)}}}'
    return Change(target, source, body, salt, salted_digest(salt, body))


def first_words(body: str) -> str | None:
    """The claim in the body of such a change, as ``claim_json`` with the run; None for any other change."""
    before, behind = FIRST
    if not (body.startswith(before) and body.endswith(behind)):
        return None
    return body[len(before) : -len(behind)]


def sides(record: Change) -> tuple[Claim | None, Claim | None]:
    """(before, after) of a change that is not erased, as claims without version."""
    body = json.loads(record.body)
    return _claim(record, body["before"]), _claim(record, body["after"])


def erases(record: Change) -> Id | None:
    """For whom this change erased all earlier ones of its target, see ``change``; None when it did not."""
    if '"erases":' not in record.body:
        return None
    flag = json.loads(record.body).get("erases")
    return flag if isinstance(flag, str) else None


def salted_digest(salt: str, text: str) -> str:
    """The digest of one change, and of a reason."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def seal(written: WriteSet, seq: int, prev: str) -> Commit:
    """The commit that writes this set as number ``seq`` after the commit whose digest is ``prev``."""
    sealed = salted_digest(written.salt, written.why) if written.salt else ""
    forgets = ",".join(map(str, sorted(written.forgets)))
    head = (seq, written.id, written.at, written.by, written.why, written.run, prev)
    commit = Commit(*head, digest="", salt=written.salt, sealed=sealed, forgets=forgets)
    return replace(commit, digest=commit_digest(commit, written.changes))


def commit_digest(commit: Commit, changes: Iterable[Change]) -> str:
    """The digest of a commit. A reason without salt, as all had once, stands in the header itself."""
    reason = {"sealed": commit.sealed} if commit.sealed else commit.why
    header = [commit.seq, commit.id, commit.at, commit.by, reason, commit.run]
    if commit.forgets:
        header.append(forgotten(commit))
    parts = [commit.prev, canonical(header), *sorted(one.digest for one in changes)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def forgotten(commit: Commit) -> list[int]:
    """The numbers of the commits whose reasons this one erased; ValueError for what is no number."""
    return [int(number) for number in commit.forgets.split(",")] if commit.forgets else []


def reason_holds(commit: Commit) -> bool:
    """Whether the reason is the one that was sealed, or an erased one."""
    if not commit.sealed:
        return not commit.salt
    if not commit.salt:
        return not commit.why
    return salted_digest(commit.salt, commit.why) == commit.sealed


def _claim(record: Change, body: Json | None) -> Claim | None:
    if body is None:
        return None
    return claim_of(record.target, record.source, body, run=body["run"])
