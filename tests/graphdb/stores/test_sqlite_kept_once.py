"""What stands in the history of the embedded store is kept once, and a claim outlives its erasure there."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.model import EdgeKind
from graphdb.store import Change, GraphStore, WriteSet
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump, export, restore
from tests import sqlite_by_hand
from tests.contract.samples import AT, actor, linked, said, writing
from tests.graphdb.upkeep.sound import B, fill

A, OTHER = actor("a"), actor("other")
SAID = said(A, name="Herberget", kind="bo_110", description="Bag porten i Lindevej 7")
FURTHER = replace(SAID, source="further")
OWN_BODY = """
    SELECT id, said FROM claim JOIN target ON n = target JOIN common ON number = source
    WHERE typeof(body) <> 'integer' ORDER BY id"""
DIGESTS = "SELECT seq, length(digest) FROM change JOIN target ON n = target WHERE id = ? ORDER BY seq"


def rows(path: Path, statement: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(statement, values).fetchall()


def changes(store: GraphStore) -> list[Change]:
    return list(store.changes(target=A).items)


def erasing(seq: str, *targets: str) -> WriteSet:
    return WriteSet(id=f"erase-{seq}", at=AT, by="tests", why="", erase=targets)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def test_a_claim_that_is_new_lies_in_its_change_alone(sqlite_store: GraphStore, path: Path) -> None:
    sqlite_store.write(writing("one", SAID))
    sqlite_store.write(writing("two", said(OTHER, name="Et andet")))
    assert rows(path, OWN_BODY) == []
    renamed = said(OTHER, name="Et nyt navn")
    sqlite_store.write(writing("three", renamed, before=[said(OTHER, name="Et andet")]))
    assert rows(path, OWN_BODY) == [(OTHER, "demo")]
    claims = sqlite_store.claims([A, OTHER])
    assert [claim.says_the_same(SAID) for claim in claims[A]] == [True]
    assert [claim.says_the_same(renamed) for claim in claims[OTHER]] == [True]


def test_what_a_claim_had_there_outlives_the_history(sqlite_store: GraphStore, path: Path) -> None:
    """Seen red without ``_KEEP``: the claim could not be read."""
    sqlite_store.write(writing("one", SAID, FURTHER))
    before, digests = sqlite_store.claims([A]), [change.digest for change in changes(sqlite_store)]
    sqlite_store.write(erasing("two", A, OTHER))
    assert sqlite_store.claims([A]) == before
    assert [(change.body, change.salt) for change in changes(sqlite_store)] == [("", ""), ("", "")]
    assert [change.digest for change in changes(sqlite_store)] == digests
    sqlite_store.write(erasing("three", A))
    assert sqlite_store.claims([A]) == before
    assert [change.digest for change in changes(sqlite_store)] == digests


def test_a_claim_that_comes_with_an_erasing_change_stays_in_it(sqlite_store: GraphStore, path: Path) -> None:
    sqlite_store.write(writing("one", SAID))
    sqlite_store.write(replace(writing("two", FURTHER), erase=(A,)))
    assert rows(path, OWN_BODY) == [(A, "demo")]
    assert {claim.source for claim in sqlite_store.claims([A])[A]} == {"demo", "further"}


def test_a_digest_is_whole_where_nothing_is_left_that_it_was_made_of(
    sqlite_store: GraphStore, path: Path
) -> None:
    sqlite_store.write(writing("one", SAID))
    change = writing("two", FURTHER)
    strange = replace(change.changes[0], digest="no digest of it")
    sqlite_store.write(replace(change, changes=(strange,)))
    sqlite_store.write(writing("three", said(A, name="Herberget"), before=[SAID]))
    assert changes(sqlite_store)[1].digest == "no digest of it"
    assert rows(path, DIGESTS, A) == [(1, 4), (2, 15), (3, 4)]
    sqlite_store.write(erasing("four", A))
    assert rows(path, DIGESTS, A) == [(1, 32), (2, 15), (3, 32)]


def test_an_export_that_is_restored_takes_no_more_room(
    sqlite_store: GraphStore, path: Path, tmp_path: Path
) -> None:
    fill(sqlite_store)
    export(sqlite_store, tmp_path / "all.jsonl")
    again = open_store(f"sqlite:///{tmp_path / 'again.db'}")
    again.prepare()
    restore(again, tmp_path / "all.jsonl")
    assert dump(again) == dump(sqlite_store)
    assert rows(tmp_path / "again.db", OWN_BODY) == rows(path, OWN_BODY)
    assert rows(tmp_path / "again.db", DIGESTS, B) == rows(path, DIGESTS, B)
    assert check(again).faults == ()
    again.close()


def test_a_claim_dropped_and_said_again_is_that_of_the_later_change(
    sqlite_store: GraphStore, path: Path
) -> None:
    link = linked(EdgeKind.PART_OF, A, OTHER)
    sqlite_store.write(writing("one", SAID, said(OTHER, name="Et andet"), link))
    gone = replace(writing("two"), dropped=((link.target, "demo"),), gone=(link.target,))
    sqlite_store.write(gone)
    assert link.target not in sqlite_store.claims([link.target])
    sqlite_store.write(writing("three", link))
    with closing(sqlite_by_hand.opened(path)) as raw:
        kept = raw.execute("SELECT body FROM claim WHERE target = number(?)", (link.target,)).fetchall()
    assert kept == [(3,)]
    assert sqlite_store.claims([link.target])[link.target][0].says_the_same(link)
