"""The chain of digests that makes history checkable, also after parts of it were erased.

``change.digest = sha256(salt + body)``; ``commit.digest = sha256(prev + header + sorted change digests)``.
Erasing a change drops body and salt and keeps the digest, so the chain stays whole and nothing can be guessed
back. The change that erased others says so, and is itself in the chain.
"""

import hashlib
import json
from collections.abc import Iterable

from graphdb.claims import Claim
from graphdb.codec import Json, canonical, claim_body, claim_of
from graphdb.model import Id
from graphdb.store import Change, Commit, WriteSet


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
    secret address that is done. As it lies in the chain, erasing more breaks the chain.
    """
    said = {"before": _side(before), "after": _side(after)}
    body = canonical(said if erases is None else said | {"erases": erases})
    return Change(target, source, body, salt, change_digest(salt, body))


def sides(record: Change) -> tuple[Claim | None, Claim | None]:
    """(before, after) of a change that is not erased, as claims without version."""
    body = json.loads(record.body)
    return _claim(record, body["before"]), _claim(record, body["after"])


def erases(record: Change) -> Id | None:
    """For whose secret address this change erased all earlier ones of its target; None when it did not."""
    if '"erases":' not in record.body:
        return None
    flag = json.loads(record.body).get("erases")
    return flag if isinstance(flag, str) else None


def change_digest(salt: str, body: str) -> str:
    """The digest of one change."""
    return hashlib.sha256((salt + body).encode()).hexdigest()


def seal(written: WriteSet, seq: int, prev: str) -> Commit:
    """The commit that writes this set as number ``seq`` after the commit whose digest is ``prev``."""
    digest = commit_digest(
        prev, (seq, written.id, written.at, written.by, written.why, written.run), written.changes
    )
    return Commit(seq, written.id, written.at, written.by, written.why, written.run, prev, digest)


def commit_digest(prev: str, header: tuple[int, str, str, str, str, str], changes: Iterable[Change]) -> str:
    """The digest of a commit; ``header`` is (seq, id, at, by, why, run)."""
    parts = [prev, canonical(list(header)), *sorted(one.digest for one in changes)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _side(claim: Claim | None) -> Json | None:
    return None if claim is None else claim_body(claim) | {"run": claim.run}


def _claim(record: Change, body: Json | None) -> Claim | None:
    if body is None:
        return None
    return claim_of(record.target, record.source, body, run=body["run"])
