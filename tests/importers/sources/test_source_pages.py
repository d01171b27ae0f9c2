"""The documentation of each source: its columns are read, and its example goes in as it stands."""

from pathlib import Path
from typing import Final

import pytest

from graphdb.message import DANISH, ENGLISH
from graphdb.store import GraphStore
from importers import discovery
from importers.importer import Importer
from importers.running import frame
from importers.source_pages import pages
from tests.importers.conftest import order

ALL: Final = discovery.discover()


def put(importer: Importer, folder: Path) -> Path:
    path = folder / importer.example.name
    path.write_text(importer.example.text, encoding="utf-8")
    return path


@pytest.mark.parametrize("source", ALL)
def test_the_example_goes_in_and_nothing_of_it_is_left_out(
    seeded: GraphStore, source: str, tmp_path: Path
) -> None:
    """Those that it names are in the example of ``directory``."""
    importer = ALL[source]
    frame.run(seeded, ALL["directory"], [put(ALL["directory"], tmp_path)], order("andre"))
    path = put(importer, tmp_path)
    if importer.guess is not None:
        mapping = tmp_path / "guessed.toml"
        mapping.write_text(importer.guess([path], mapping.name, DANISH), encoding="utf-8")
        assert importer.by_mapping is not None
        importer = importer.by_mapping(mapping)
    report = frame.run(seeded, importer, [path], order("eksempel"))
    # HSDS has no word for what kind of actor somebody is.
    assert [one for one in report.problems if (source, one.column) != ("hsds", "kind")] == []
    assert report.total("new")


@pytest.mark.parametrize("source", ALL)
def test_each_column_of_the_example_is_named(source: str) -> None:
    example, columns = ALL[source].example, set(ALL[source].columns())
    assert columns
    if example.name.endswith(".csv") and source not in ("vocabulary", "table"):
        header = example.text.splitlines()[0]
        assert {*header.replace(";", ",").split(",")} <= columns


@pytest.mark.parametrize("language", [DANISH, ENGLISH])
def test_there_is_a_page_for_each_source(language: str) -> None:
    text = "\n".join(pages(ALL.values(), language))
    for importer in ALL.values():
        assert f"\n## {importer.id}: {importer.title}\n" in text
        assert f"brobygger import {importer.id} {importer.example.name}" in text
        assert importer.example.text in text
        assert not importer.licence or importer.licence in text
