"""The chain of digests: what it holds fast, and what may be erased from it."""

import hashlib
import json
from dataclasses import replace

import pytest

from graphdb.claims import Claim, Fact, Rank
from graphdb.history import chain
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import Commit, WriteSet
from tests.contract.samples import actor, linked, said, writing

A, B = actor("a"), actor("b")


def test_a_change_holds_both_sides() -> None:
    before, after = said(A, name="Før"), replace(said(A, name="Efter"), run="run-1", version=9)
    record = chain.change(A, "demo", before, after, "5a17")
    assert chain.sides(record) == (before, replace(after, version=0))
    assert set(json.loads(record.body)) == {"before", "after"}
    assert record.digest == chain.salted_digest("5a17", record.body)


def test_a_relation_comes_back_with_its_ends() -> None:
    link = linked(EdgeKind.PART_OF, A, B)
    assert chain.sides(chain.change(link.target, "demo", link, None, "s")) == (link, None)


def test_the_salt_keeps_an_erased_text_from_being_guessed() -> None:
    one, other = (chain.change(A, "demo", None, said(A), salt) for salt in ("a", "b"))
    assert one.body == other.body
    assert one.digest != other.digest


def test_the_version_is_no_part_of_what_is_said() -> None:
    claim = said(A)
    plain, stamped = (chain.change(A, "demo", None, one, "s") for one in (claim, replace(claim, version=7)))
    assert plain == stamped


def test_a_commit_follows_the_one_before() -> None:
    written = writing("one", said(A), said(B), run="run-1")
    commit = chain.seal(written, 5, "before")
    assert (commit.seq, commit.prev, commit.id, commit.run) == (5, "before", "one", "run-1")
    assert len(commit.digest) == 64
    assert chain.seal(written, 5, "before") == commit


def changed(written: WriteSet) -> list[WriteSet]:
    first = written.changes[0]
    return [
        replace(written, id="two"),
        replace(written, at="2027"),
        replace(written, by="another"),
        replace(written, why="noget andet"),
        replace(written, run="run-2"),
        replace(written, changes=written.changes[1:]),
        replace(written, changes=(replace(first, digest="0" * 64), *written.changes[1:])),
    ]


@pytest.mark.parametrize("which", range(7))
def test_whatever_is_changed_changes_the_digest(which: int) -> None:
    written = writing("one", said(A), said(B), run="run-1")
    digest = chain.seal(written, 1, "").digest
    assert chain.seal(changed(written)[which], 1, "").digest != digest
    assert chain.seal(written, 2, "").digest != digest
    assert chain.seal(written, 1, "x").digest != digest


def test_neither_order_nor_erasing_changes_it() -> None:
    written = writing("one", said(A), said(B))
    digest = chain.seal(written, 1, "").digest
    turned = replace(written, changes=tuple(reversed(written.changes)))
    erased = replace(written, changes=tuple(replace(one, body="", salt="") for one in written.changes))
    assert chain.seal(turned, 1, "").digest == chain.seal(erased, 1, "").digest == digest


def test_parts_of_a_header_cannot_be_moved_into_each_other() -> None:
    """Red when the header is joined without saying where one part ends."""
    one = chain.commit_digest(Commit(1, "a", "b", "", "", "", "", ""), ())
    assert one != chain.commit_digest(Commit(1, "ab", "", "", "", "", "", ""), ())
    assert one != chain.commit_digest(Commit(1, "a", "", "b", "", "", "", ""), ())


def test_a_reason_can_go_and_the_digest_stays_and_tells_nothing() -> None:
    """Two alike have nothing in common to be guessed by. Red without the salt in the seal."""
    written = replace(writing("one", said(A)), why="Ja", salt="5a17")
    commit = chain.seal(written, 1, "")
    erased = replace(commit, why="", salt="")
    assert chain.commit_digest(erased, written.changes) == commit.digest
    assert chain.reason_holds(commit)
    assert chain.reason_holds(erased)
    assert not chain.reason_holds(replace(commit, why="Nej"))
    assert not chain.reason_holds(replace(erased, why="Nej"))
    again = chain.seal(replace(written, salt="5a18"), 1, "")
    assert again.sealed != commit.sealed
    assert hashlib.sha256(b"Ja").hexdigest() not in {again.sealed, commit.sealed}


def test_a_reason_that_is_the_digest_of_another_is_not_taken_for_it() -> None:
    commit = chain.seal(replace(writing("one"), why="Ja", salt="5a17"), 1, "")
    other = replace(commit, why=commit.sealed, sealed="", salt="")
    assert chain.commit_digest(other, ()) != commit.digest


def test_a_claim_without_a_fact_is_still_a_claim() -> None:
    empty = Claim(A, "demo", Rank.OWN, NodeKind.ACTOR, {})
    assert chain.sides(chain.change(A, "demo", empty, None, "s")) == (empty, None)
    full = Claim(A, "demo", Rank.OWN, NodeKind.ACTOR, {"name": Fact("a", "b", "c")})
    assert chain.change(A, "demo", empty, full, "s") != chain.change(A, "demo", full, empty, "s")
