"""One frame for every source: reading, diff, pruning, refusing, undoing."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphdb import check, runs, transfer
from graphdb.claims import Claim
from graphdb.errors import Refused, Unavailable
from graphdb.model import Edge, EdgeKind, Entry, Node, edge_id, node_id
from graphdb.store import Commit, GraphStore, What, WriteSet
from importers import frame
from importers.report import Report
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
    assert list(frame.discover()) == ["areas", "directory", "vocabulary"]


def test_an_import_says_what_is_new(seeded: GraphStore, files: Files) -> None:
    report = bring(seeded, files.values())
    assert report.total("new") == sum(sum(held.values()) for held in report.counts.values())
    assert report.problems == ()
    assert seeded.get([HERBERG])[HERBERG].text("phone") == "+4575620000"
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
            raise Unavailable("væk")
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
    run = runs.open_run(seeded, SOURCE, "2026-03-01T08:00:00+00:00", "import")
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
    told = json.loads(report.text())
    assert told["total"]["refused"] == len(told["refused"]) > 0
    assert {"file", "row", "column", "value", "reason"} == set(told["refused"][0])
    assert "1234" not in report.text()
    assert "1234" not in " ".join(report.refusals())


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
    seen: list[Sequence[object]] = []
    bring(seeded, files.values(), progress=lambda *told: seen.append(told))
    assert {told[0] for told in seen} == {"læser", "skriver"}
    assert seen[-1][1] == seen[-1][2]
