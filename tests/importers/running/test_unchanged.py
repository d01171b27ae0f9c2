"""Files that are not read again: those of the last run, where nothing was said since."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import Claim, Fact, Rank
from graphdb.message import say
from graphdb.model import NodeKind, node_id
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Stamp, commit
from importers import discovery
from importers.importer import Batch
from importers.running import frame, unchanged
from importers.running.report import Report
from importers.sources import directory, table
from tests.importers.conftest import order

Files = Mapping[str, Path]
SOURCE = "horsens"
TOMORROW = "2026-03-03"
CAFE = {"name": "Caféen", "kind": "civ_vaerested"}
Write = Callable[[str, str], Path]


def bring(store: GraphStore, paths: Any, source: str = SOURCE, **values: Any) -> Report:
    return frame.run(store, directory.IMPORTER, list(paths), order(source, **values))


def twice(store: GraphStore, paths: Any, source: str = SOURCE) -> tuple[Report, Report]:
    """Files are not known to change nothing before they did so once."""
    first, second = (bring(store, paths, source) for _ in range(2))
    assert not first.same_as + second.same_as
    return first, second


def said_by_people(store: GraphStore, target: str, rank: Rank = Rank.OWN) -> None:
    claim = Claim(target, "own", rank, NodeKind.ACTOR, {"name": Fact("Et andet navn", TOMORROW, TOMORROW)})
    commit(store, [Put(claim)], Stamp(f"{TOMORROW}T10:00:00+00:00", "prøve", "prøve"))


def test_they_are_not_read_and_the_report_says_so(seeded: GraphStore, files: Files) -> None:
    first, second = twice(seeded, files.values())
    again = bring(seeded, files.values(), today=TOMORROW, at=f"{TOMORROW}T02:00:00+00:00")
    assert (again.same_as, again.total("unchanged"), again.changed) == (second.run, first.total("new"), False)
    assert again.groups() == second.groups()
    assert seeded.get(["source:horsens"])["source:horsens"].text("retrieved") == TOMORROW
    third = bring(seeded, files.values(), today=TOMORROW)
    assert third.same_as == again.run
    *_, last = runs.list_runs(seeded, SOURCE)
    assert (last["state"], last["unchanged"], last["new"]) == ("done", first.total("new"), 0)


def test_other_sources_that_say_nothing_new_are_waited_for_by_nobody(
    seeded: GraphStore, files: Files, write: Write
) -> None:
    """Each night's import says of each source when it was last fetched, and is a commit."""
    actors = write("ngo.csv", "id,name,kind\na,Værestedet,civ_vaerested\n")
    twice(seeded, [actors], "ngo")
    twice(seeded, files.values())
    night = {"today": TOMORROW, "at": f"{TOMORROW}T02:00:00+00:00"}
    assert not bring(seeded, [actors], "ngo", **night).same_as  # the other one spoke after it
    bring(seeded, files.values(), **night)
    third = {"today": "2026-03-04", "at": "2026-03-04T02:00:00+00:00"}
    assert bring(seeded, [actors], "ngo", **third).same_as
    assert bring(seeded, files.values(), **third).same_as


def edit(store: GraphStore, files: Files) -> None:
    said_by_people(store, node_id("actor", SOURCE, "herberg"))


def undo(store: GraphStore, files: Files) -> None:
    for run in reversed([*runs.list_runs(store, SOURCE)]):
        runs.undo(store, run["id"], at=f"{TOMORROW}T01:00:00+00:00", by="prøve")


def add_a_line(store: GraphStore, files: Files) -> None:
    with files["actors"].open("a", encoding="utf-8") as file:
        file.write("\n")


def speak_of_others(store: GraphStore, files: Files) -> None:
    path = files["actors"].with_name("more.csv")
    path.write_text("id,name,kind\nb,Caféen,civ_vaerested\n", encoding="utf-8")
    bring(store, [path], "others")


@pytest.mark.parametrize("meanwhile", [edit, undo, add_a_line, speak_of_others])
def test_they_are_read_when_anything_else_is_otherwise(
    seeded: GraphStore, files: Files, meanwhile: Callable[[GraphStore, Files], None]
) -> None:
    twice(seeded, files.values())
    meanwhile(seeded, files)
    assert not bring(seeded, files.values()).same_as


@pytest.mark.parametrize("asked", [{"again": True}, {"rank": Rank.DIRECTORY}, {"about": {"title": "Ny"}}])
def test_they_are_read_when_something_else_is_asked(
    seeded: GraphStore, files: Files, asked: dict[str, Any]
) -> None:
    twice(seeded, files.values())
    assert not bring(seeded, files.values(), **asked).same_as


def test_they_are_read_by_another_program(
    seeded: GraphStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice(seeded, files.values())
    monkeypatch.setattr("importers.running.unchanged._program", lambda: "newer")
    assert not bring(seeded, files.values()).same_as


def test_a_file_with_a_row_to_correct_is_read_each_time(seeded: GraphStore, write: Write) -> None:
    path = write("actors.csv", "id,name,kind\na,Værestedet,civ_vaerested\na,Det samme,civ_vaerested\n")
    twice(seeded, [path])
    third = bring(seeded, [path])
    assert (third.same_as, third.total("refused")) == ("", 1)


def test_of_lesser_remarks_the_number_is_said(seeded: GraphStore, write: Write) -> None:
    path = write("actors.csv", "id,name,kind,phone,farve\na,Værestedet,civ_vaerested,12,blå\n")
    _, second = twice(seeded, [path])
    third, fourth = (bring(seeded, [path]) for _ in range(2))
    assert (third.same_as, fourth.same_as) == (second.run, third.run)
    assert third.remarks == fourth.remarks == len(second.problems) == 2
    line = third.unread()
    assert line is not None
    assert "(2)" in say(line)


def test_what_counts_for_a_day_is_read_on_each_day(seeded: GraphStore, write: Write) -> None:
    path = write("actors.csv", "id,name,kind,stated_on\na,Værestedet,civ_vaerested,today-3\n")
    twice(seeded, [path])
    assert bring(seeded, [path]).same_as
    assert bring(seeded, [path], today=TOMORROW).total("changed") == 1


def test_what_a_unit_s_last_day_decides_is_read_on_each_day(seeded: GraphStore, write: Write) -> None:
    importer = discovery.importer("sor")
    text = importer.example.text.splitlines()
    path = write("sor.csv", f"{text[0]};ToDate\n{text[1]};03-03-2026\n")
    sor = [order("sor", today=day) for day in ("2026-03-02", "2026-03-02", "2026-03-02", "2026-03-04")]
    reports = [frame.run(seeded, importer, [path], one) for one in sor]
    assert [bool(one.same_as) for one in reports] == [False, False, True, False]


def test_another_mapping_reads_them_otherwise(seeded: GraphStore, write: Write, tmp_path: Path) -> None:
    path = write("liste.csv", "navn;type\nVærestedet;civ_vaerested\n")
    mapping = tmp_path / "liste.toml"
    reports = []
    assert table.IMPORTER.guess is not None
    mapping.write_text(table.IMPORTER.guess([path], str(mapping), "da"), encoding="utf-8")
    for line in ("", "", "", "# rettet\n"):
        mapping.write_text(mapping.read_text(encoding="utf-8") + line, encoding="utf-8")
        importer = table.by_mapping(mapping)
        reports.append(frame.run(seeded, importer, [path], order("liste")))
    assert [bool(one.same_as) for one in reports] == [False, False, True, False]


def test_a_dry_run_reads_them(seeded: GraphStore, files: Files) -> None:
    twice(seeded, files.values())
    assert not bring(seeded, files.values(), dry_run=True).same_as


def test_what_was_said_while_they_were_read_counts_as_said_since(seeded: GraphStore, files: Files) -> None:
    def read(paths: Any, rows: Any) -> Batch:
        facts = {name: Fact(value, TOMORROW, TOMORROW) for name, value in CAFE.items()}
        claim = Claim("actor:own:cafe", "own", Rank.OWN, NodeKind.ACTOR, facts)
        commit(seeded, [Put(claim)], Stamp(f"{TOMORROW}T10:00:00+00:00", "prøve", "prøve"))
        return directory.IMPORTER.read(paths, rows)

    twice(seeded, files.values())
    importer = replace(directory.IMPORTER, read=read)
    frame.run(seeded, importer, list(files.values()), order(SOURCE, again=True))
    assert not bring(seeded, files.values()).same_as


def test_a_day_to_come_is_taken_in_when_it_has_come(seeded: GraphStore, write: Write) -> None:
    """Seen red: the file was taken for read, and the day never came."""
    path = write("actors.csv", "id,name,kind,confirmed_on\na,Værestedet,civ_vaerested,2026-03-05\n")
    twice(seeded, [path])
    assert bring(seeded, [path]).same_as
    assert bring(seeded, [path], today="2026-03-06").total("changed") == 1


def test_what_people_say_while_a_run_ends_is_looked_at_by_the_next(
    seeded: GraphStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came after the run had looked whether it wrote alone."""
    looked = unchanged.wrote_alone

    def then_said(store: GraphStore, run: runs.Run) -> int | None:
        alone = looked(store, run)
        said_by_people(store, f"actor:{SOURCE}:herberg")
        return alone

    bring(seeded, files.values())
    monkeypatch.setattr(unchanged, "wrote_alone", then_said)
    bring(seeded, files.values())
    monkeypatch.undo()
    assert not bring(seeded, files.values()).same_as
