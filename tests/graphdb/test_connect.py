"""Which address opens which store, and what a file that is none of ours answers."""

import sqlite3
import stat
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path
from unittest.mock import Mock

import pytest

from graphdb.connect import is_embedded, open_store
from graphdb.deadline import within
from graphdb.errors import Busy, Refused, SchemaTooNew, Unavailable
from graphdb.store import GraphStore
from graphdb.stores.neo4j.store import Neo4jStore
from graphdb.stores.sqlite.schema import LAYOUT
from graphdb.stores.sqlite.store import SqliteStore
from tests.contract.samples import actor, bare, said, writing


def opened(path: Path) -> GraphStore:
    return open_store(f"sqlite:///{path}")


@pytest.mark.parametrize("address", ["bolt://h:7687", "neo4j://h", "bolt+s://h:1", "neo4j+s://h:7687"])
def test_a_server_s_address_opens_neo4j(address: str) -> None:
    store = open_store(address, user="u", password="p")
    assert isinstance(store, Neo4jStore)
    assert not is_embedded(store)
    store.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "graph.db",
        "/graph.db",
        "postgres://h/db",
        "bolt://",
        "http://h",
    ],
)
def test_any_other_address_is_refused_with_those_that_work(address: str) -> None:
    with pytest.raises(Refused, match=r"sqlite:///fil\.db.*bolt://.*neo4j://.*bolt\+s://.*neo4j\+s://"):
        open_store(address)


def test_three_slashes_are_the_working_folder_and_four_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for address, path in (("sqlite:///a.db", "a.db"), (f"sqlite:///{tmp_path}/b c%20?#.db", "b c%20?#.db")):
        store = open_store(address)
        assert isinstance(store, SqliteStore)
        assert is_embedded(store)
        assert not (tmp_path / path).exists()
        store.prepare()
        assert (tmp_path / path).is_file()
        store.close()


DRIVERLESS = """
import sys
import brobygger
from webapp.app import create_app
from webapp.settings import Settings
from graphdb.connect import open_store

store = open_store(sys.argv[1])
store.prepare()
assert create_app(Settings(), store).test_client().get("/").status_code == 200
print("neo4j" in sys.modules)
"""


def test_pages_on_a_file_load_no_driver_of_neo4j(tmp_path: Path) -> None:
    """Seen red with the import at the head of ``graphdb.connect``."""
    command = [sys.executable, "-c", DRIVERLESS, f"sqlite:///{tmp_path / 'a.db'}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.stdout.endswith("False\n"), done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.prepare()
    store.write(bare("one"))
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    store.close()


def test_a_closed_store_leaves_one_file(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.prepare()
    store.write(bare("one"))
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Findes mappen"):
        opened(tmp_path / "none" / "a.db").prepare()


def test_a_file_that_is_not_there_is_never_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="kan ikke åbnes"):
        opened(tmp_path / "a.db").status()
    assert not list(tmp_path.iterdir())


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("ikke en database, men en lang tekst\n" * 100)
    with pytest.raises(Refused, match="ikke en database"):
        opened(path).prepare()
    assert path.read_text().startswith("ikke en database")


def test_another_program_s_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="andet program"):
        opened(path).prepare()
    assert path.read_bytes() == before


def test_a_newer_store_is_left_to_a_newer_version(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.prepare()
    store.close()
    raw = sqlite3.connect(tmp_path / "a.db")
    raw.execute(f"PRAGMA user_version = {LAYOUT + 1}")
    raw.close()
    with pytest.raises(SchemaTooNew):
        store.prepare()
    store.close()


def test_a_store_that_was_not_prepared_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    store = opened(tmp_path / "a.db")
    with pytest.raises(Unavailable, match="gjort klar"):
        store.status()
    store.close()


def test_a_damaged_file_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = opened(path)
    store.prepare()
    store.write(writing("one", *(said(actor(str(number)), name="x" * 300) for number in range(300))))
    store.close()
    pages = bytearray(path.read_bytes())
    for start in range(4096, len(pages), 4096):
        pages[start : start + 200] = b"\xaa" * 200
    path.write_bytes(pages)
    with pytest.raises(Unavailable, match="beskadiget"):
        store.get([actor(str(number)) for number in range(300)])
    store.close()


FULL = """
import resource, sys
from graphdb.connect import open_store
from graphdb.errors import Unavailable
from tests.contract.samples import actor, said, writing

store = open_store(sys.argv[1])
store.prepare()
store.write(writing("one", said(actor("a"))))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    store.write(writing("two", *(said(actor(str(n)), name="x" * 500) for n in range(2000))))
except Unavailable as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
def test_a_disk_that_takes_no_more_costs_nothing_that_was_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL, url], check=False, capture_output=True, text=True
    )
    assert "Disken" in done.stdout, done.stderr
    store = open_store(url)
    assert [commit.id for commit in store.commits().items] == ["one"]
    assert set(store.get([actor("a"), actor("0")])) == {actor("a")}
    store.close()


@pytest.mark.usefixtures("clock_stands_still")
def test_a_writer_waits_for_another_no_longer_than_its_deadline(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    store.prepare()
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.status().version == 0
    with within(0.3), pytest.raises(Busy):
        store.write(bare("one"))
    with within(0), pytest.raises(Unavailable):
        store.status()
    waiting = threading.Thread(target=store.write, args=[bare("two")])
    waiting.start()
    other.execute("COMMIT")
    other.close()
    waiting.join()
    assert [commit.id for commit in store.commits().items] == ["two"]
    store.close()


def test_a_long_question_ends_with_its_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at while the question is answered: here a second goes by each time."""
    store = opened(tmp_path / "a.db")
    store.prepare()
    everyone = [actor(str(number)) for number in range(6000)]
    store.write(writing("one", *map(said, everyone)))
    monkeypatch.setattr("graphdb.deadline.time", Mock(monotonic=count().__next__))
    with within(5), pytest.raises(Unavailable, match="i tide"):
        store.claims(everyone)
    assert store.status().version == 1
    store.close()
