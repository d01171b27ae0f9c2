"""One list in any shape that people keep it in: letters, separators, order, titles, sheets, as a workbook."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.claims import Rank
from graphdb.connect import open_spool, open_store
from graphdb.store import GraphStore
from importers.importer import Batch
from importers.problems import Outcome
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.sources import table
from tests.importers.foreign.conftest import BROEN, HEADER, MAPPING, as_csv
from tests.importers.tabular.test_sheets import as_text

ROWS: Final = (
    BROEN,
    {"Organisation": "Hjælpen", "Sted": "Ø-huset", "Type": "Varmestue", "Telefon": "87411001"}
    | {"By": "8700 Horsens", "Kommune": "Horsens", "Ydelse": "Kaffe, te; og en seng", "Målgruppe": "rg_psyk"},
    {"Organisation": "Støtten", "Sted": 'Café "Åen"', "Type": "Varmestue", "Mail": "post@aaen.dk", "Rus": "x"}
    | {"Vej": "Søndergade", "Nr": "2\n2. sal", "By": "8700 Horsens", "Kommune": "Horsens"},
)
NEEDED: Final = {"Sted", "Type"}
Cells = list[list[str]]


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Cells, set[str]]:
    """The list with its columns in some order, some of them not there, under titles: (cells, lost)."""
    lost = draw(st.sets(st.sampled_from(sorted(set(HEADER) - NEEDED)), max_size=4))
    header = [name for name in draw(st.permutations(HEADER)) if name not in lost]
    unknown = draw(st.booleans())
    titles: Cells = [["Liste over steder"], [], ["Udtræk fra februar"]][: draw(st.integers(0, 3))]
    cells = [*titles, [*header, *(["Løbenr."] if unknown else [])]]
    for number, row in enumerate(ROWS):
        cells += [[]] * draw(st.integers(0, 1))
        cells.append([*(row.get(name, "") for name in header), *([str(number)] if unknown else [])])
    return cells, lost


def as_workbook(path: Path, cells: Cells, at: int) -> Path:
    """With sheets before and behind it that have nothing to do with it."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for number in range(3):
        sheet = book.add_worksheet()
        for row, texts in enumerate(cells if number == at else [["Noter"], ["Ring til Hjælpen"]]):
            for column, text in enumerate(texts):
                if text:
                    sheet.write_string(row, column, text)
    book.close()
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """A store whose spools rows can go through."""
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.db'}")) as store:
        store.prepare()
        yield store


def read(store: GraphStore, path: Path) -> tuple[list[tuple[str, dict[str, str]]], Batch]:
    """The rows that a file becomes, by group, and what is said of it."""
    mapping = path.with_name("m.toml")
    mapping.write_text(MAPPING, encoding="utf-8")
    with closing(open_spool(store, "liste", Rank.MUNICIPALITY)) as spool:
        rows = Rows(spool)
        batch = table.by_mapping(mapping).read([path], rows)
        read = (Row.of(packed) for chunk in rows.packed() for _, packed in chunk)
        return [(row.group, dict(row.cells)) for row in read], batch


def plain(store: GraphStore, folder: Path, lost: set[str]) -> list[tuple[str, dict[str, str]]]:
    """The same list as a program would write it, with the lost columns blank."""
    path = folder / "plain.csv"
    rows = ({name: text for name, text in row.items() if name not in lost} for row in ROWS)
    path.write_text(as_csv(rows), encoding="utf-8")
    return read(store, path)[0]


@settings(max_examples=25, deadline=None)
@given(
    shape=shapes(),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(("\n", "\r\n", "\r")),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1")),
)
def test_text_says_the_same_in_any_letters_and_order(
    empty: GraphStore, shape: tuple[Cells, set[str]], delimiter: str, end: str, encoding: str
) -> None:
    """Columns that are not there are named. Seen red without tabs."""
    cells, lost = shape
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liste.csv"
        path.write_bytes(as_text(cells, delimiter, end, all_quoted=False).encode(encoding))
        rows, batch = read(empty, path)
        assert rows == plain(empty, Path(folder), lost)
        assert {one.column for one in batch.problems if one.outcome is Outcome.LEFT_OUT} == lost
        assert not [one for one in batch.problems if one.outcome is Outcome.REFUSED]


@settings(max_examples=8, deadline=None)
@given(shape=shapes(), at=st.integers(0, 2))
def test_so_does_a_workbook_on_any_of_its_sheets(
    empty: GraphStore, shape: tuple[Cells, set[str]], at: int
) -> None:
    """The other sheets are named."""
    cells, lost = shape
    with TemporaryDirectory() as folder:
        rows, batch = read(empty, as_workbook(Path(folder) / "liste.xlsx", cells, at))
        assert rows == plain(empty, Path(folder), lost)
        others = {f"Sheet{number + 1}" for number in range(3) if number != at}
        assert {one.sheet for one in batch.problems if one.outcome is Outcome.UNUSED} == others
