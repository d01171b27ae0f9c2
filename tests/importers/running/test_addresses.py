"""The address of a secret place never reaches the disk, whatever else is wrong with the files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.claims import Rank
from graphdb.errors import Unavailable
from graphdb.message import message
from graphdb.runs import runs
from graphdb.store import Commit, GraphStore, WriteSet
from graphdb.upkeep import check, transfer
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
STREET = "Skjulestedet 7"


def bring(store: GraphStore, *paths: Path, source: str = "horsens") -> Report:
    return frame.run(store, directory.IMPORTER, paths, order(source))


@pytest.fixture
def house(write: Write) -> Path:
    return write("places.csv", f"id,address,city,municipality\nhus,{STREET},Horsens,0615\n")


def assert_hidden(store: GraphStore, report: Report) -> None:
    assert STREET not in transfer.dump(store).decode()
    assert STREET not in report.text()
    assert ("places.csv", 2, "address") in [(one.file, one.row, one.column) for one in report.problems]
    assert "place:horsens:hus" in store.get(["place:horsens:hus"])
    assert check.check(store).faults == ()


@pytest.mark.parametrize(
    "rows",
    [
        "a,A,bo_109,,hus,12,",
        "a,,bo_109,,hus,,",
        "a,A,bo_110,,hus,12,ja",
        "a,A,civ_ngo,t,hus,12,\nt,T,bo_109,,,,",
    ],
    ids=["wrong phone", "no name", "flagged by the file", "a unit of one"],
)
def test_a_refused_row_is_no_less_secret(seeded: GraphStore, write: Write, house: Path, rows: str) -> None:
    actors = write("actors.csv", f"id,name,kind,parent,place,phone,secret_address\n{rows}\n")
    assert_hidden(seeded, bring(seeded, actors, house))


def test_a_refused_service_is_no_less_secret(seeded: GraphStore, write: Write, house: Path) -> None:
    actors = write("actors.csv", "id,name,kind\na,A,bo_109\n")
    services = write("services.csv", "id,actor,name,place,phone\ns,a,S,hus,12\n")
    assert_hidden(seeded, bring(seeded, actors, services, house))


def test_who_a_weightier_source_calls_open_keeps_the_address(
    seeded: GraphStore, write: Write, house: Path
) -> None:
    actors = write("actors.csv", "id,name,kind,place,secret_address\nx:a,A,bo_109,hus,nej\n")
    frame.run(seeded, directory.IMPORTER, [actors], order("egen", rank=Rank.OWN))
    actors.write_text("id,name,kind,place\nx:a,A,bo_109,hus\n", encoding="utf-8")
    assert not bring(seeded, actors, house).problems
    assert STREET in transfer.dump(seeded).decode()


class Failing:
    """A store whose database is lost at the n-th write."""

    def __init__(self, store: GraphStore, at: int) -> None:
        self._store, self._left = store, at

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: WriteSet) -> Commit:
        self._left -= 1
        if self._left == 0:
            raise Unavailable(message("stores.changing"))
        return self._store.write(change)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_run_that_stops_in_between_leaves_no_address_in_history(
    seeded: GraphStore, write: Write, house: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(runs, "PART", 2)
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,hus\n")
    with pytest.raises(Unavailable):
        bring(Failing(seeded, at), actors, house)  # type: ignore[arg-type]
    assert STREET not in transfer.dump(seeded).decode()
    assert not seeded.get(["place:horsens:hus", "actor:horsens:a"])


def test_the_same_files_twice_change_nothing(seeded: GraphStore, write: Write, house: Path) -> None:
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,hus\n")
    bring(seeded, actors, house)
    assert not bring(seeded, actors, house).changed


def test_an_id_that_tells_the_street_is_not_kept(seeded: GraphStore, write: Write) -> None:
    places = write("places.csv", f"id,address,city,municipality\nsted-skjulestedet-7,{STREET},Horsens,0615\n")
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,sted-skjulestedet-7\nb,B,civ_ngo,\n")
    report = bring(seeded, actors, places)
    assert ("places.csv", 2, "id") in [(one.file, one.row, one.column) for one in report.problems]
    assert "skjulestedet" not in transfer.dump(seeded).decode().lower()
    assert "actor:horsens:a" in seeded.get(["actor:horsens:a"])
    actors.write_text("id,name,kind,place\nb,B,civ_ngo,sted-skjulestedet-7\n", encoding="utf-8")
    assert not bring(seeded, actors, places).problems


def test_an_address_does_not_come_back_when_nobody_is_at_it_any_more(
    seeded: GraphStore, write: Write, house: Path
) -> None:
    """The second import after the link left the file used to find a place that nobody hides at."""
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,hus\n")
    bring(seeded, actors, house)
    actors.write_text("id,name,kind,place\na,A,bo_109,\n", encoding="utf-8")
    bring(seeded, actors, house)
    assert_hidden(seeded, bring(seeded, actors, house))


def test_nor_does_an_id_that_tells_the_street(seeded: GraphStore, write: Write) -> None:
    places = write("places.csv", "id,address,city,municipality\nskjulestedet-7,,Horsens,0615\n")
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,skjulestedet-7\nb,B,civ_ngo,\n")
    bring(seeded, actors, places)
    actors.write_text("id,name,kind,place\na,A,bo_109,\nb,B,civ_ngo,\n", encoding="utf-8")
    bring(seeded, actors, places)
    places.write_text(
        f"id,address,city,municipality\nskjulestedet-7,{STREET},Horsens,0615\n", encoding="utf-8"
    )
    report = bring(seeded, actors, places)
    assert [(one.file, one.row, one.column) for one in report.problems] == [("places.csv", 2, "id")]


def test_a_dry_run_says_so_too(seeded: GraphStore, write: Write, house: Path) -> None:
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_109,hus\n")
    bring(seeded, actors, house)
    actors.write_text("id,name,kind,place\na,A,bo_109,\n", encoding="utf-8")
    bring(seeded, actors, house)
    before = transfer.dump(seeded)
    report = frame.run(seeded, directory.IMPORTER, [actors, house], order("horsens", dry_run=True))
    assert ("places.csv", 2, "address") in [(one.file, one.row, one.column) for one in report.problems]
    assert transfer.dump(seeded) == before


def test_who_opens_the_door_in_a_file_gives_the_address_in_the_same(
    seeded: GraphStore, write: Write, house: Path
) -> None:
    actors = write("actors.csv", "id,name,kind,place,secret_address\na,A,bo_109,hus,ja\n")
    bring(seeded, actors, house)
    actors.write_text("id,name,kind,place,secret_address\na,A,bo_109,hus,nej\n", encoding="utf-8")
    assert not bring(seeded, actors, house).problems
    assert STREET in transfer.dump(seeded).decode()


def test_nor_when_the_address_leaves_the_file_as_the_flag_comes(seeded: GraphStore, write: Write) -> None:
    """Who marks a place as secret empties its address, and forgets that the id tells it as well."""
    head = "id,address,city,municipality\n"
    places = write("places.csv", f"{head}skjulestedet-7,{STREET},Horsens,0615\nhus,Broen 1,Horsens,0615\n")
    actors = write("actors.csv", "id,name,kind,place\na,A,bo_110,skjulestedet-7\nb,B,bo_110,hus\n")
    assert not bring(seeded, actors, places).problems
    actors.write_text(
        "id,name,kind,place,secret_address\na,A,bo_110,,ja\nb,B,bo_110,hus,ja\n", encoding="utf-8"
    )
    places.write_text(f"{head}skjulestedet-7,,,0615\nhus,,,0615\n", encoding="utf-8")
    for _ in range(2):
        report = bring(seeded, actors, places)
        assert [(one.file, one.row, one.column) for one in report.problems] == [("places.csv", 2, "id")]
        assert set(seeded.get(["place:horsens:skjulestedet-7", "place:horsens:hus"])) == {"place:horsens:hus"}
    actors.write_text("id,name,kind,place,secret_address\na,A,bo_110,,nej\nb,B,bo_110,hus,ja\n", "utf-8")
    bring(seeded, actors, places)
    assert not bring(seeded, actors, places).problems
