"""Each source reads a path, a folder and a zip, and takes nothing for gone when it left a file unread."""

import os
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.message import say
from graphdb.store import GraphStore
from importers.discovery import discover
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import COUNTS
from tests.importers.conftest import order

ALONE = [name for name, importer in discover().items() if importer.by_mapping is None]
INDICATORS = "area,measure,period,value,unit,source\n0615,Borgere,2026,41,borgere,VIVE\n"


def packed(path: Path) -> Path:
    """The file alone in a zip."""
    archive = path.with_name("pakke.zip")
    with zipfile.ZipFile(archive, "w") as file:
        file.write(path, path.name)
    return archive


@pytest.mark.parametrize("name", ALONE)
def test_a_source_reads_the_same_from_a_path_a_folder_and_a_zip(
    name: str, seeded: GraphStore, tmp_path: Path
) -> None:
    """Seen red for six sources that read neither folders nor zips."""
    importer = discover()[name]
    folder = tmp_path / "mappe"
    folder.mkdir()
    path = folder / importer.example.name
    path.write_text(importer.example.text, encoding="utf-8")

    def counts(where: Path) -> tuple[int, ...]:
        report = frame.run(seeded, importer, [where], order(name, dry_run=True))
        return (*(report.total(sort) for sort in COUNTS), len(report.problems))

    alone = counts(path)
    assert any(alone)
    assert counts(folder) == alone
    assert counts(packed(path)) == alone


def test_nothing_is_gone_while_a_file_in_the_folder_was_not_read(
    seeded: GraphStore, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    """Its rows may be what seems to be missing. Seen red without ``or left``."""
    importer = discover()["indicators"]
    more = INDICATORS + "0615,Udsættelser,2026,7,borgere,VIVE\n"
    frame.run(seeded, importer, [write("alle.csv", more)], order("tal"))
    folder = tmp_path / "mappe"
    folder.mkdir()
    (folder / "tal.csv").write_text(INDICATORS, encoding="utf-8")
    (folder / "resten.xlsx").write_bytes(b"PK")
    report = frame.run(seeded, importer, [folder], order("tal", allow_gone=True))
    assert [(problem.file, problem.outcome) for problem in report.problems] == [
        ("resten.xlsx", Outcome.UNUSED)
    ]
    assert report.total("gone") == 0


@pytest.mark.parametrize("name", ["indicators", "directory", "asked", "areas"])
def test_a_folder_with_nothing_to_read_is_refused(name: str, seeded: GraphStore, tmp_path: Path) -> None:
    """It is no empty file, after which everything would be gone."""
    folder = tmp_path / "mappe"
    folder.mkdir()
    with pytest.raises(Refused) as refused:
        frame.run(seeded, discover()[name], [folder], order("tal", allow_gone=True))
    assert "mappe: der ligger ingen filer, der ender på .csv" in say(refused.value.reason)


@pytest.mark.parametrize("name", ["indicators", "directory"])
def test_a_source_reads_what_can_be_read_only_once(
    name: str, seeded: GraphStore, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Seen red: it was opened to see whether it is a zip, and was empty when it was read."""
    importer = discover()[name]
    read, write = os.pipe()
    request.addfinalizer(partial(os.close, read))
    os.write(write, importer.example.text.encode())
    os.close(write)
    report = frame.run(seeded, importer, [Path(f"/dev/fd/{read}")], order(name, dry_run=True))
    assert report.total("new") > 0
