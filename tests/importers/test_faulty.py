"""The rows to correct, alone in a file: written, corrected, imported again, and nothing else is touched."""

from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from graphdb.errors import Refused
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers import faulty
from importers.problems import FAULT
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory, table
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
MAPPING = """
[[table]]
[table.actor]
name = "Sted"
kind = "Type"
phone = "Tlf."
[table.place]
address = "Vej"
postal_code = "Postnr."
municipality = "Kommune"
[[table.service]]
name = "Ydelse"
"""
HEADER = "Sted;Type;Tlf.;Vej;Postnr.;Kommune;Ydelse"
ROWS = (
    "Broen;Værested;87411000;Søndergade 1;8700;Horsens;Mad",
    "Broen;Værested;;Nygade 2;8700;Hurra;Seng",
    "Døren;Værested;12;Torvet 3;8700;Horsens;=1+1",
    *(f"Hus {number};Værested;;Vej {number};8700;Horsens;Kaffe" for number in range(10)),
)


@pytest.fixture
def bring(seeded: GraphStore, write: Write) -> Callable[..., Report]:
    def put(*paths: Path) -> Report:
        return frame.run(seeded, table.by_mapping(write("m.toml", MAPPING)), paths, order("liste"))

    return put


Bring = Callable[..., Report]


@pytest.fixture
def broken(write: Write) -> Path:
    return write("liste.csv", "Liste\n\n" + "\n".join((HEADER, *ROWS)) + "\n")


def lines(data: bytes) -> list[list[str]]:
    return [line.split(";") for line in data.decode("utf-8-sig").splitlines()]


def test_the_rows_to_correct_come_with_those_of_the_same_actor(bring: Bring, broken: Path) -> None:
    """Alone, the second address of an actor would be taken for its first.

    Seen red without ``together``.
    """
    header, *rows = lines(faulty.write(bring(broken), [broken], Path("ret.csv")))
    assert header == [FAULT, *HEADER.split(";")]
    assert [row[1] for row in rows] == ["Broen", "Broen", "Døren"]
    assert rows[0][0].startswith("Intet er galt her")
    assert "Kommune: Det er ingen kommune" in rows[1][0]


@pytest.mark.parametrize("name", ["ret.csv", "ret.xlsx"])
def test_corrected_and_imported_again_nothing_is_lost_and_nothing_doubled(
    seeded: GraphStore, bring: Bring, broken: Path, tmp_path: Path, name: str
) -> None:
    """The other rows are not in that file, and stand.

    Seen red with the correction taken for the whole list.
    """
    first = bring(broken)
    path = tmp_path / name
    data = faulty.write(first, [broken], path)
    if name.endswith("csv"):
        path.write_bytes(data.replace(b"Hurra", b"Horsens").replace(b";12;", b";87411002;"))
    else:
        path.write_bytes(data)
        book = CalamineWorkbook.from_path(path)
        rows = book.get_sheet_by_index(0).to_python()
        assert [row[7] for row in rows[1:]] == ["Mad", "Seng", "=1+1"]
        text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
        path = tmp_path / "rettet.csv"
        path.write_text(text.replace("Hurra", "Horsens").replace('"12"', "87411002"), encoding="utf-8")
    again = bring(path)
    assert [problem for problem in again.problems if problem.row] == []
    assert again.total("gone") == 0
    broen = "actor:liste:broen-0615"
    places = seeded.edges([broen], kinds=[EdgeKind.LOCATED_AT])
    nodes = seeded.get({edge.dst for edge in places})
    assert {node.text("address") for node in nodes.values()} == {"Søndergade 1", "Nygade 2"}
    door = "actor:liste:doeren-0615"
    assert seeded.get([door])[door].text("phone") == "+4587411002"
    assert "actor:liste:hus-9-0615" in seeded.get(["actor:liste:hus-9-0615"])


def test_a_spreadsheet_works_nothing_out(bring: Bring, broken: Path, tmp_path: Path) -> None:
    report = bring(broken)
    assert lines(faulty.write(report, [broken], Path("ret.csv")))[3][7] == "'=1+1"
    path = tmp_path / "ret.xlsx"
    path.write_bytes(faulty.write(report, [broken], path))
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[3][7] == "=1+1"
    with ZipFile(path) as book:
        assert not any(b"<f>" in book.read(part) for part in book.namelist())


def test_neither_a_citizens_number_nor_a_secret_street_is_written(bring: Bring, write: Write) -> None:
    """Seen red without ``hushed``."""
    secret = "Huset;Krisecenter (§ 109);12;Lærkevej 7;8700;Horsens;Seng"
    path = write("liste.csv", f"{HEADER}\n{secret}\nA;Værested;12;x;;;010190-1234\n")
    data = faulty.write(bring(path), [path], Path("ret.csv")).decode("utf-8-sig")
    assert "rkevej" not in data
    assert "1234" not in data
    assert "Huset" not in data
    assert "liste.csv, række 2" in data
    assert "A;Værested;12;x;;;" in data


def test_nor_in_the_name_of_a_column_or_of_a_sheet(bring: Bring, tmp_path: Path) -> None:
    """Seen red with the header as it was, and with rows sought by what a sheet is called, not shown as."""
    path, secret = tmp_path / "bog.xlsx", "Huset;Krisecenter (§ 109);12;Lærkevej 7;8700;Horsens;Seng;x"
    with Workbook(path) as book:
        sheet = book.add_worksheet("010190-1234 🏠")
        for number, line in enumerate((f"{HEADER};010190-1234", secret)):
            sheet.write_row(number, 0, line.split(";"))
    report = bring(path)
    data = faulty.write(report, [path], Path("ret.csv")).decode("utf-8-sig")
    assert "Sted;Type;" in data
    assert ("1234" in data, "rkevej" in data, "rkevej" in report.text()) == (False, False, False)


def test_a_list_without_faults_makes_no_file(bring: Bring, write: Write) -> None:
    path = write("liste.csv", f"{HEADER}\n{ROWS[0]}\n")
    assert faulty.write(bring(path), [path], Path("ret.xlsx")) == b""


def test_another_kind_of_file_is_refused(bring: Bring, broken: Path) -> None:
    with pytest.raises(Refused, match=r"\.xlsx, \.csv"):
        faulty.write(bring(broken), [broken], Path("ret.pdf"))


def test_a_correction_of_a_directory_prunes_nothing(
    seeded: GraphStore, files: Mapping[str, Path], write: Write
) -> None:
    text = files["actors"].read_text(encoding="utf-8").replace("75 62 00 00", "12")
    files["actors"].write_text(text, encoding="utf-8")
    report = frame.run(seeded, directory.IMPORTER, list(files.values()), order("by"))
    data = faulty.write(report, files.values(), Path("ret.csv")).decode("utf-8-sig")
    assert [line.split(";")[1] for line in data.splitlines()] == ["id", "herberg"]
    path = write("ret.csv", data.replace(";12;", ";75 62 00 09;"))
    again = frame.run(seeded, directory.IMPORTER, [path], order("by"))
    assert (again.problems, again.total("gone")) == ((), 0)
    actors = seeded.get(["actor:by:herberg", "actor:by:bolig"])
    assert actors["actor:by:herberg"].text("phone") == "+4575620009"
    assert len(actors) == 2


def test_several_sheets_keep_their_names(bring: Bring, tmp_path: Path, broken: Path) -> None:
    other = tmp_path / "anden.csv"
    other.write_text(f"{HEADER}\nPorten;Værested;12;;8700;Horsens;\n", encoding="utf-8")
    path = tmp_path / "ret.xlsx"
    path.write_bytes(faulty.write(bring(broken, other), [broken, other], path))
    assert CalamineWorkbook.from_path(path).sheet_names == ["liste", "anden"]
