"""One frame for every source: reading, diff, pruning, refusing, undoing."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import Claim
from graphdb.errors import Refused, Unavailable
from graphdb.message import Text, message, say
from graphdb.model import Edge, EdgeKind, Entry, Node, edge_id, node_id
from graphdb.runs import runs
from graphdb.store import Commit, GraphStore, What, WriteSet
from graphdb.upkeep import check, transfer
from importers import discovery, sources
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order

Files = Mapping[str, Path]
SOURCE = "horsens"
HERBERG = node_id("actor", SOURCE, "herberg")
BOLIG = node_id("actor", SOURCE, "bolig")
SENG = node_id("service", SOURCE, "seng")


def bring(store: GraphStore, paths: Iterable[Path], **values: Any) -> Report:
    return frame.run(store, directory.IMPORTER, list(paths), order(SOURCE, **values))


def graph(store: GraphStore) -> list[Claim | Node | Edge | Entry]:
    items = (
        item for what in (What.CLAIMS, What.NODES, What.EDGES, What.ENTRIES) for item in store.scan(what)
    )
    return [item for item in items if isinstance(item, Claim | Node | Edge | Entry)]


def contents(store: GraphStore) -> list[object]:
    """The graph without the numbers of the commits that wrote it."""
    return [item if isinstance(item, Entry) else replace(item, version=0) for item in graph(store)]


def test_every_source_is_found_by_being_there() -> None:
    modules = {path.stem for path in Path(sources.__path__[0]).glob("*.py")} - {"__init__"}
    assert {"areas", "directory", "vocabulary"} <= modules
    assert {name: one.id for name, one in discovery.discover().items()} == {name: name for name in modules}


def test_an_import_says_what_is_new(seeded: GraphStore, files: Files) -> None:
    report = bring(seeded, files.values())
    assert report.total("new") == sum(sum(by_outcome.values()) for by_outcome in report.counts.values())
    assert report.problems == ()
    assert seeded.get([HERBERG])[HERBERG].text("phone") == "+4575620000"
    [run] = runs.list_runs(seeded, SOURCE)
    assert (run["state"], run["new"], run["refused"]) == ("done", report.total("new"), 0)
    assert check.check(seeded).faults == ()


def test_the_same_file_twice_changes_nothing(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    before = graph(seeded)
    again = bring(seeded, files.values())
    assert not again.changed
    assert graph(seeded) == before


def test_a_row_without_dates_keeps_its_date_on_a_later_day(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write("actors.csv", "id,name,kind\na,Værestedet,civ_vaerested\n")
    bring(seeded, [path])
    assert not bring(seeded, [path], today="2026-09-09").changed
    one = node_id("actor", SOURCE, "a")
    assert seeded.get([one])[one].prov["name"].stated_on == "2026-03-02"
    write("actors.csv", "id,name,kind\na,Værestedet Broen,civ_vaerested\n")
    bring(seeded, [path], today="2026-09-09")
    prov = seeded.get([one])[one].prov
    assert (prov["name"].stated_on, prov["kind"].stated_on) == ("2026-09-09", "2026-03-02")


def test_a_dry_run_forecasts_and_writes_nothing(seeded: GraphStore, files: Files) -> None:
    before = transfer.dump(seeded)
    forecast = bring(seeded, files.values(), dry_run=True)
    assert transfer.dump(seeded) == before
    assert bring(seeded, files.values()).counts == forecast.counts


def test_what_a_file_no_longer_holds_is_pruned(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    path = files["relations"]
    path.write_text(path.read_text().splitlines()[0] + "\n")
    report = bring(seeded, [path])
    assert report.counts["relations"] == {"gone": 1}
    assert seeded.get([HERBERG])
    assert seeded.get([SENG])


def test_only_the_kinds_a_file_supplies_are_pruned(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    assert not bring(seeded, [files["places"]]).changed


def test_another_source_keeps_its_own(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    bring(seeded, files.values(), source="vejle")
    files["services"].write_text("id;actor;name\n")
    assert bring(seeded, [files["services"]], allow_gone=True).total("gone")
    assert node_id("service", "vejle", "seng") in seeded.get([SENG, node_id("service", "vejle", "seng")])


def test_a_refused_row_counts_as_seen(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    text = files["actors"].read_text().replace("75 62 00 00", "ring bare")
    files["actors"].write_text(text)
    report = bring(seeded, [files["actors"]])
    assert [(p.row, p.column, p.value) for p in report.problems] == [(2, "phone", "ring bare")]
    assert seeded.get([HERBERG])[HERBERG].text("phone") == "+4575620000"
    assert report.total("gone") == 0


def many(count: int) -> str:
    rows = "".join(f"a{number},Værested {number},civ_vaerested\n" for number in range(count))
    return f"id,name,kind\n{rows}"


def test_a_run_that_would_lose_much_is_stopped(seeded: GraphStore, write: Callable[[str, str], Path]) -> None:
    path = write("actors.csv", many(40))
    bring(seeded, [path])
    before = graph(seeded)
    write("actors.csv", many(30))
    with pytest.raises(Refused, match="--allow-gone"):
        bring(seeded, [path])
    assert graph(seeded) == before
    assert bring(seeded, [path], allow_gone=True).total("gone") == 10


@pytest.mark.parametrize(("before", "after"), [(10, 5), (60, 48)])
def test_a_few_may_go(seeded: GraphStore, write: Callable[[str, str], Path], before: int, after: int) -> None:
    path = write("actors.csv", many(before))
    bring(seeded, [path])
    write("actors.csv", many(after))
    assert bring(seeded, [path]).total("gone") == before - after


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


def test_a_failed_run_leaves_the_graph_as_it_was(
    seeded: GraphStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PART", 5)
    bring(seeded, [files["places"]])
    before = contents(seeded)
    failing = Failing(seeded, at=4)
    with pytest.raises(Unavailable):
        bring(failing, files.values())  # type: ignore[arg-type]
    assert contents(seeded) == before
    assert sorted(one["state"] for one in runs.list_runs(seeded, SOURCE)) == ["done", "undone"]
    assert check.check(seeded).faults == ()


def test_a_run_found_open_is_undone_before_the_next(seeded: GraphStore, files: Files) -> None:
    run = runs.begin(seeded, SOURCE, "2026-03-01T08:00:00+00:00", "import").id
    bring(seeded, [files["places"]])
    assert {one["id"]: one["state"] for one in runs.list_runs(seeded, SOURCE)}[run] == "undone"


def test_a_row_that_points_nowhere_is_refused_with_its_place(seeded: GraphStore, files: Files) -> None:
    path = files["relations"]
    path.write_text(path.read_text() + "herberg,rel_henviser,ingen,,,\n")
    report = bring(seeded, files.values())
    assert [(p.file, p.row) for p in report.problems] == [("relations.csv", 3)]
    assert edge_id(EdgeKind.RELATES, HERBERG, BOLIG, "rel_adviserer") in {
        edge.id for edge in seeded.edges([HERBERG])
    }


def test_the_report_is_whole_as_json(seeded: GraphStore, files: Files) -> None:
    files["actors"].write_text(files["actors"].read_text().replace("75 62 00 00", "010190-1234"))
    report = bring(seeded, files.values())
    document = json.loads(report.text())
    lists = {"refused", "left_out", "held_back", "unused_columns"}
    differences = {"new", "changed", "gone", "stays"}
    ruled = {"joined", "parted", "left_to_people", "offered_by_two", "waiting"}
    assert set(document) == {"source", "run", "dry_run", "counts", "same_as", *differences, *ruled, *lists}
    assert report.total("refused") == len(document["refused"]) > 0
    assert {"file", "sheet", "row", "column", "value", "reason", "advice"} == set(document["refused"][0])
    assert "1234" not in report.text()
    assert "1234" not in " ".join(report.sentences())


def test_a_cell_is_understood_once_and_all_its_row_problems_are_told(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write("actors.csv", "id,name,kind,phone,email\na,Stedet,civ_ngo,12,ikke en mail\n")
    assert [p.column for p in bring(seeded, [path]).problems] == ["phone", "email"]


def test_the_same_id_twice_is_refused(seeded: GraphStore, write: Callable[[str, str], Path]) -> None:
    path = write("actors.csv", "id,name,kind\na,Stedet,civ_ngo\na,Et andet,civ_ngo\n")
    report = bring(seeded, [path])
    assert [(p.row, p.column) for p in report.problems] == [(3, "id")]


def test_progress_is_told(seeded: GraphStore, files: Files) -> None:
    seen: list[tuple[Text, int, int]] = []
    bring(seeded, files.values(), progress=lambda *step: seen.append(step))
    assert {say(step[0]) for step in seen} == {"læser", "skriver"}
    assert seen[-1][1] == seen[-1][2]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("actors", "herberg,Herberg,bo_110,,hus,0615,,75 62 00 00,2026-01-05,2026-02-01,et felt for meget"),
        ("actors", "herberg,Herberg,bo_110,,hus,0615,,75 62 00 00,010190-1234,"),
        ("actors", ",Herberg,bo_110,,hus,0615,,75 62 00 00,2026-01-05,"),
        ("services", "seng;;Seng for natten;18;24/7;;;;2026-01-05"),
        ("relations", "herberg,,bolig,,,2026-01-05"),
    ],
)
def test_a_row_that_cannot_be_understood_counts_as_seen(
    seeded: GraphStore, files: Files, name: str, row: str
) -> None:
    bring(seeded, files.values())
    before = contents(seeded)
    lines = files[name].read_text().splitlines()
    files[name].write_text("\n".join([lines[0], row, *lines[2:]]) + "\n")
    report = bring(seeded, [files[name]])
    assert {problem.row for problem in report.problems} == {2}
    assert report.total("gone") == 0
    assert contents(seeded) == before


def test_a_line_that_is_no_json_counts_as_seen(seeded: GraphStore, write: Callable[[str, str], Path]) -> None:
    line = '{"type": "actor", "id": "%s", "name": "A", "kind": "civ_ngo"}\n'
    bring(seeded, [write("a.jsonl", line % "a" + line % "b")])
    report = bring(seeded, [write("a.jsonl", "{" + line % "a" + line % "b")])
    assert ([problem.row for problem in report.problems], report.changed) == ([1], False)


def test_a_service_that_moves_has_one_owner_though_another_row_is_refused(
    seeded: GraphStore, files: Files
) -> None:
    head = "id;actor;name;phone\n"
    files["services"].write_text(head + "seng;herberg;Seng;\nsofa;herberg;Sofa;\n")
    bring(seeded, files.values())
    files["services"].write_text(head + "seng;herberg;Seng;ring\nsofa;bolig;Sofa;\n")
    bring(seeded, [files["services"]])
    sofa = node_id("service", SOURCE, "sofa")
    assert {edge.src for edge in seeded.edges([sofa], kinds=[EdgeKind.OFFERS])} == {BOLIG}


def test_few_things_do_not_hide_behind_many_relations(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    rows = [f"a{n},A{n},civ_ngo,{'rg_rus|rg_psyk|rg_hjemloes|rg_vold' if n > 9 else ''}" for n in range(40)]
    path = write("actors.csv", "\n".join(["id,name,kind,risk_groups", *rows]))
    bring(seeded, [path])
    write("actors.csv", "\n".join(["id,name,kind,risk_groups", *rows[10:]]))
    with pytest.raises(Refused, match="10 af 40"):
        bring(seeded, [path])


def test_a_row_that_points_at_what_goes_is_refused_at_once(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    lines = files["actors"].read_text().splitlines(keepends=True)
    files["actors"].write_text("".join(line for line in lines if not line.startswith("bolig")))
    report = bring(seeded, files.values())
    assert [(p.file, p.row, p.column, p.value) for p in report.problems] == [
        ("relations.csv", 2, "to", "bolig")
    ]
    assert not bring(seeded, files.values()).changed


def test_an_unknown_code_is_told_with_its_column_and_no_other_code(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write("actors.csv", "id,name,kind,risk_groups\na,A,civ_ngo,rg_rus|rg_findes_ikke\n")
    cells = [(p.row, p.column, p.value) for p in bring(seeded, [path]).problems]
    assert cells == [(2, "risk_groups", "rg_findes_ikke")]


def test_a_row_with_a_cpr_number_is_not_taken_by_halves(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    head = "id,name,kind,risk_groups,description\n"
    bring(seeded, [write("actors.csv", head + "a,A,civ_ngo,rg_rus,x\n")])
    before = contents(seeded)
    for bad in ("rg_psyk,010190-1234", "rg_psyk=010190-1234,x", "010190-1234,x"):
        report = bring(seeded, [write("actors.csv", head + f"a,A,civ_ngo,{bad}\n")])
        assert len(report.problems) == 1
        assert "1234" not in report.text()
    assert [item for item in contents(seeded) if "rg_psyk" in str(item)] == [
        item for item in before if "rg_psyk" in str(item)
    ]


@pytest.mark.parametrize("name", ["Horsens Kommune", "", "[fed]", "010190-1234", "x" * 61, "ø"])
def test_a_source_has_an_id_that_others_can_write(seeded: GraphStore, files: Files, name: str) -> None:
    """With a space in it, example data was let in beside its real actors."""
    with pytest.raises(Refused, match="Kildens id"):
        frame.run(seeded, directory.IMPORTER, list(files.values()), order(name))


def test_a_run_begun_beside_another_is_refused_and_the_first_ends_whole(
    seeded: GraphStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PART", 5)
    refusals: list[str] = []

    def meanwhile(what: str, done: int, of_all: int) -> None:
        if done and not refusals:
            with pytest.raises(Refused, match="i gang") as refused:
                frame.run(seeded, directory.IMPORTER, list(files.values()), order("vejle"))
            refusals.append(str(refused.value))

    bring(seeded, files.values(), progress=meanwhile)
    assert SOURCE in refusals[0]
    assert HERBERG in seeded.get([HERBERG])
    assert node_id("actor", "vejle", "herberg") not in seeded.get([node_id("actor", "vejle", "herberg")])
    assert check.check(seeded).faults == ()


def test_a_run_that_slept_too_long_is_taken_back_and_says_so(
    seeded: GraphStore, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A laptop that was shut in the middle: by the clock, the process must be dead."""
    monkeypatch.setattr(runs, "PART", 5)
    later = "2026-03-02T09:00:00+00:00"

    def meanwhile(what: str, done: int, of_all: int) -> None:
        if done == 5:
            assert len(runs.recover(seeded, later, "web")) == 1

    with pytest.raises(Refused, match="taget tilbage"):
        bring(seeded, files.values(), progress=meanwhile)
    assert not seeded.get([HERBERG])
    assert check.check(seeded).faults == ()
