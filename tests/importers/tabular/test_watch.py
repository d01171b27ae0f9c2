"""A large file says how far it is read, whatever reads it; a small one is read before anybody waits."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.message import ENGLISH, Text, say
from graphdb.store import GraphStore
from importers.importer import Importer
from importers.running import frame
from importers.sources import osm, table
from importers.tabular.archive import Piece
from importers.tabular.watch import watching
from tests.importers.conftest import order

MAPPING = '[[table]]\n[table.actor]\nname = "Navn"\nkind = "Type"\ndescription = "Om"\n'
LONG = "x" * 400
COUNT = 4000
Step = tuple[str, int, int]


def rows() -> str:
    lines = (f"Sted {number},Værested,{LONG}" for number in range(COUNT))
    return "\n".join(["Navn,Type,Om", *lines])


def steps(importer: Importer, store: GraphStore, path: Path) -> list[Step]:
    """What is shown of the reading of a file, in a dry run."""
    seen: list[tuple[Text, int, int]] = []
    frame.run(store, importer, [path], order("x", dry_run=True, progress=lambda *step: seen.append(step)))
    named = [(say(what, ENGLISH), done, of_all) for what, done, of_all in seen]
    return [step for step in named if step[0].startswith("reads ")]


def as_text(folder: Path) -> Path:
    path = folder / "liste.csv"
    path.write_text(rows(), encoding="utf-8")
    return path


def as_zip(folder: Path) -> Path:
    path = folder / "lister.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inde/liste.csv", rows())
    return path


@pytest.mark.parametrize(("make", "name"), [(as_text, "liste.csv"), (as_zip, "lister.zip/inde/liste.csv")])
def test_a_large_table_says_how_far_it_is_read(
    seeded: GraphStore, tmp_path: Path, make: Callable[[Path], Path], name: str
) -> None:
    """Seen red with the file opened without a watcher."""
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    shown = steps(table.by_mapping(tmp_path / "m.toml"), seeded, make(tmp_path))
    size = len(rows().encode())
    assert {of_all for what, _, of_all in shown if what == f"reads {name}"} == {size}
    done = [done for what, done, _ in shown if what == f"reads {name}"]
    assert done[-1] == size
    assert any(0 < one < size for one in done)


def test_so_does_json(seeded: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "osm.json"
    path.write_text(json.dumps({"elements": [{"type": "node", "id": n, "x": LONG} for n in range(COUNT)]}))
    assert any(0 < done < of_all for _, done, of_all in steps(osm.IMPORTER, seeded, path))


def test_a_small_file_does_not(seeded: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "osm.json"
    path.write_text(json.dumps({"elements": []}))
    assert steps(osm.IMPORTER, seeded, path) == []


def test_watched_a_file_reads_the_same(tmp_path: Path) -> None:
    path = as_text(tmp_path)
    data = path.read_bytes()
    with watching(lambda *step: None), Piece("liste.csv", path).open() as raw:
        assert raw.read(10) == data[:10]
        assert raw.seek(0, 2) == len(data)
        assert raw.seek(5) == 5
        assert (raw.read(), raw.read()) == (data[5:], b"")
