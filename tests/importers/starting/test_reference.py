"""Example data: loaded where there is none, and again where it was cut short."""

from collections.abc import Callable
from pathlib import Path

from graphdb.runs import runs
from graphdb.store import GraphStore
from importers.running import frame
from importers.sources import directory
from importers.starting import reference
from tests.importers.conftest import order

AT = "2026-03-01T08:00:00+00:00"
LATER = "2026-03-02T09:00:00+00:00"


def test_an_empty_store_wants_example_data(seeded: GraphStore) -> None:
    assert reference.wants_demo(seeded)


def test_example_data_that_was_cut_short_is_loaded_again(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write("actors.csv", "id,name,kind\na,Værestedet,civ_vaerested\n")
    frame.run(seeded, directory.IMPORTER, [path], order("demo"))
    assert not reference.wants_demo(seeded)
    for source in ("demo", "demo", "demo", "demo-register"):
        run = runs.begin(seeded, source, order("").at, "import")
        assert reference.wants_demo(seeded)
        run.undo()
        assert reference.wants_demo(seeded)
    list(reference.load(seeded, order("", at=LATER), demo=True))
    assert not reference.wants_demo(seeded)


def test_somebody_s_own_run_is_not_ours_to_finish(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    path = write("actors.csv", "id,name,kind\na,Værestedet,civ_vaerested\n")
    frame.run(seeded, directory.IMPORTER, [path], order("horsens"))
    runs.begin(seeded, "horsens", AT, "import")
    assert not reference.wants_demo(seeded)
