"""A sheet of which no table of the mapping knows what it is: it may hold what the others do not."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graphdb.model import Id
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import Report
from importers.sources import table
from tests.importers.conftest import order

MAPPING = """
ignore = ["Noter*"]
[[table]]
[table.actor]
name = "Navn"
kind = { constant = "civ_vaerested" }
phone = "Telefon"
[[table]]
[table.actor]
name = "Forening"
kind = { constant = "civ_ngo" }
website = "Hjemmeside"
"""
PLACES = "Navn;Telefon\nBroen;87411000\nLyset;87411001\n"
CLUBS = "Forening;Hjemmeside\nHjælpen;https://hjaelpen.example\n"
Bring = Callable[..., Report]


@pytest.fixture
def bring(seeded: GraphStore, tmp_path: Path) -> Bring:
    """Import a folder of these files, by name."""

    def put(**texts: str) -> Report:
        (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return frame.run(seeded, table.by_mapping(tmp_path / "m.toml"), [folder], order("liste"))

    return put


def actors(store: GraphStore) -> list[Id]:
    return [claim.target for claim in store.claims_of("liste").items if claim.target.startswith("actor:")]


def test_what_stood_in_a_sheet_that_is_not_recognised_is_not_gone(seeded: GraphStore, bring: Bring) -> None:
    """Somebody renames its columns: seen red, the other table of the same sort of rows pruned them."""
    bring(steder=PLACES, foreninger=CLUBS)
    before = actors(seeded)
    assert len(before) == 3
    report = bring(
        steder=PLACES.replace("Lyset;87411001\n", ""), foreninger=CLUBS.replace("Forening;", "Hvad;")
    )
    assert report.total("gone") == 0
    assert actors(seeded) == before
    (unread,) = [one for one in report.of(Outcome.UNUSED) if one.file.endswith("foreninger.csv")]
    assert "regnes intet for forsvundet" in words_of(unread.line("da"))


def words_of(line: Mapping[str, object]) -> str:
    """All that a line says."""
    return " ".join(map(str, line.values()))


def test_what_is_in_no_recognised_sheet_any_more_is_gone(seeded: GraphStore, bring: Bring) -> None:
    bring(steder=PLACES, foreninger=CLUBS)
    report = bring(steder=PLACES.replace("Lyset;87411001\n", ""), foreninger=CLUBS)
    assert report.total("gone") == 1
    assert len(actors(seeded)) == 2
