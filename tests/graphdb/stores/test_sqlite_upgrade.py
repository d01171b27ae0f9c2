"""A file of a layout before, as the program of before left it, goes on as if this one had written it.

``layout_4.sql`` is ``fill`` of ``tests.graphdb.upkeep.sound`` as SQL, by the last program that kept ids in
each row. The others are the same file as programs of layout 5 laid it out anew: the first of them, and the
last, in which a new claim lies in its change alone and of a digest the beginning is kept.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.errors import SchemaTooNew
from graphdb.message import say
from graphdb.model import EdgeKind
from graphdb.store import SCHEMA, GraphStore
from graphdb.stores.sqlite import schema
from graphdb.stores.sqlite.mapping import KIND_NUMBERS
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump
from graphdb.writing.plan import Put, Stamp, commit
from tests import sqlite_by_hand
from tests.contract.samples import AT, said
from tests.graphdb.upkeep.sound import GROUP, HELP, OFFICE, A, B, fill

OLD = [Path(__file__).with_name(name) for name in ("layout_4.sql", "layout_5.sql", "layout_5_later.sql")]
EXPORTED = "dd39764403bb925f31977a859d847cf46dad1024be5acceda5e8305a6d9fac90"
"""Digest of what the program of before exported of it."""
STREET = "Torvet 1"
CLAIMS = """
    SELECT id, said, typeof(body) FROM claim JOIN target ON n = target JOIN common ON number = source
    ORDER BY 1, 2"""
CHANGES = """
    SELECT seq, id, said, typeof(body), length(digest)
    FROM change JOIN target ON n = target JOIN common ON number = source ORDER BY 1, 2, 3"""
NODES = "SELECT id, typeof(prov) FROM node ORDER BY 1"
EDGES = "SELECT id, props, typeof(prov) FROM edge JOIN target USING (n) ORDER BY 1"
KEPT = (CLAIMS, CHANGES, NODES, EDGES)


@pytest.fixture(params=OLD, ids=[file.stem for file in OLD])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(request.param.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def store(path: Path) -> Iterator[GraphStore]:
    """The store in it, prepared."""
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    yield store
    store.close()


def mark(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        (number,) = raw.execute("PRAGMA user_version").fetchone()
    return int(number)


def set_mark(path: Path, number: int) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {number}")


def test_all_that_was_in_it_is_there_and_sound(store: GraphStore) -> None:
    assert hashlib.sha256(dump(store)).hexdigest() == EXPORTED
    assert store.status().schema == SCHEMA
    report = check(store)
    assert (report.faults, report.counts["change"], report.counts["edge"]) == ((), 20, 5)


def test_what_is_asked_by_id_is_there(store: GraphStore) -> None:
    assert [edge.id for edge in store.edges([GROUP])] == [f"REACHES|{HELP}|{GROUP}"]
    assert [edge.dst for edge in store.edges([A], kinds=[EdgeKind.PART_OF])] == [B]
    assert [change.seq for change in store.changes(target=B).items] == [1, 2]
    assert {change.target for change in store.changes(run="run-1").items} == {A, B}
    assert [claim.target for claim in store.claims_of("demo", limit=2).items] == [
        f"LOCATED_AT|{A}|place:x:home",
        f"LOCATED_AT|{B}|{OFFICE}",
    ]


def test_what_is_erased_after_it_is_in_no_file(store: GraphStore, path: Path) -> None:
    assert sqlite_by_hand.holds(path, STREET)
    flag = said(B, name="Nyt groent navn", kind="kom_bolig", secret_address=True)
    commit(store, [Put(flag)], Stamp(AT, "tests", "Prøve"))
    store.close()
    assert not [file.name for file in path.parent.iterdir() if sqlite_by_hand.holds(file, STREET)]
    assert check(store).faults == ()


def test_nothing_of_the_tables_before_is_left(store: GraphStore, path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        assert list(schema.damage(raw)) == []
        assert raw.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert mark(path) == schema.LAYOUT


def test_it_takes_no_more_room_than_one_written_now(
    store: GraphStore, sqlite_store: GraphStore, path: Path, tmp_path: Path
) -> None:
    fill(sqlite_store)
    kept = []
    for file in (path, tmp_path / "store.db"):
        with closing(sqlite3.connect(file)) as raw:
            kept.append([raw.execute(statement).fetchall() for statement in KEPT])
    assert kept[0] == kept[1]


def test_it_is_laid_out_anew_once(store: GraphStore, path: Path) -> None:
    before = store.status()
    other = open_store(f"sqlite:///{path}")
    other.prepare()
    assert other.status() == before
    other.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    before = mark(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE number (theirs)")
    with pytest.raises(Exception, match="kan ikke bruges"):
        open_store(f"sqlite:///{path}").prepare()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM change").fetchone() == (20,)
    assert mark(path) == before < schema.LAYOUT


def test_a_relation_that_was_changed_by_hand_is_named_after_it(path: Path) -> None:
    offers, part_of = (KIND_NUMBERS[kind] for kind in (EdgeKind.OFFERS, EdgeKind.PART_OF))
    with closing(sqlite3.connect(path)) as raw, raw:
        if mark(path) == SCHEMA:
            raw.execute("UPDATE edge SET kind = 'X' WHERE kind = 'OFFERS'")
            raw.execute("UPDATE edge SET dst = 'actor:x:a' WHERE kind = 'PART_OF'")
        else:
            other = "(SELECT n FROM target WHERE id = 'actor:x:a')"
            raw.execute(f"UPDATE edge SET kind = -1 WHERE kind = {offers}")
            raw.execute(f"UPDATE edge SET dst = {other} WHERE kind = {part_of}")
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    faults = " ".join(map(say, check(store).faults))
    assert f"edge OFFERS|{A}|{HELP} kan ikke læses" in faults
    assert f"edge PART_OF|{A}|{B} kan ikke læses" in faults
    store.close()


def test_the_file_of_a_layout_after_this_is_left_alone(store: GraphStore, path: Path) -> None:
    store.close()
    set_mark(path, schema.LAYOUT + 1)
    with pytest.raises(SchemaTooNew):
        store.prepare()
    assert mark(path) == schema.LAYOUT + 1
