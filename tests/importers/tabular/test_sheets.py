"""The same rows out as in, whatever a file was saved by; and nothing that bursts is opened."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import Refused
from importers.tabular import archive, workbook
from importers.tabular.archive import Piece
from importers.tabular.sheets import open_sheets

Lines = list[tuple[int, list[str]]]
LETTERS = st.characters(codec="cp1252", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp"))
TEXT = st.text(st.one_of(LETTERS, st.sampled_from(' ,;\t"\n')), max_size=12).map(str.strip)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def read(path: Path) -> dict[tuple[str, str], Lines]:
    """All rows by file and sheet."""
    sheets = (sheet for sheet in open_sheets(path) if not isinstance(sheet, Piece))
    return {(sheet.file, sheet.name): list(sheet.rows) for sheet in sheets}


def only(path: Path) -> list[list[str]]:
    [lines] = read(path).values()
    assert [number for number, _ in lines] == list(range(1, len(lines) + 1))
    return [cells for _, cells in lines]


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    header = [f"kolonne {number}" for number in range(width)]
    return [header, *draw(st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=6))]


def as_text(rows: Sequence[Sequence[str]], delimiter: str, end: str, *, all_quoted: bool) -> str:
    """A file as a spreadsheet saves it: the library leaves line breaks bare when lines end with CR alone."""

    def cell(text: str) -> str:
        bare = not all_quoted and not set(text) & {delimiter, '"', "\n"}
        return text if bare else '"' + text.replace('"', '""') + '"'

    return "".join(delimiter.join(map(cell, cells)) + end for cells in rows)


@given(
    rows=tables(),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(("\n", "\r\n", "\r")),
    encoding=st.sampled_from(ENCODINGS),
    all_quoted=st.booleans(),
)
def test_the_same_rows_out_as_in(
    rows: list[list[str]], delimiter: str, end: str, encoding: str, all_quoted: bool
) -> None:
    """Seen red with the separator that is the most frequent one in the last line of the sample."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(as_text(rows, delimiter, end, all_quoted=all_quoted).encode(encoding))
        assert only(path) == rows


@given(text=st.text(LETTERS, max_size=40), encoding=st.sampled_from(("cp1252", "latin-1")))
def test_letters_of_windows(text: str, encoding: str) -> None:
    text = text.encode(encoding, "ignore").decode(encoding)
    data = f"navn;ø\nVærestedet på Ærø {text.replace(chr(34), '').replace(';', '')};1\n".encode(encoding)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        shown = only(path)[1][0]
        assert shown.startswith("Værestedet på Ærø")
        assert len(shown.encode("cp1252")) <= len(data)


def test_an_old_mac_saves_its_own_letters_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("navn;by\rVærestedet på Ærø;Ærøskøbing\r".encode("mac_roman"))
    assert only(path) == [["navn", "by"], ["Værestedet på Ærø", "Ærøskøbing"]]


def test_texts_with_more_separators_than_there_are_between_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("navn,tekst\nA,en; to; tre; fire; fem\nB,mad; seng; bad\n", encoding="utf-8")
    assert only(path)[1] == ["A", "en; to; tre; fire; fem"]


def test_title_rows_do_not_decide_what_parts_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Liste, udtrukket 3. maj, uden gengæld\n\nnavn;by\nA;Horsens\n", encoding="utf-8")
    assert only(path) == [["Liste, udtrukket 3. maj, uden gengæld"], [], ["navn", "by"], ["A", "Horsens"]]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n\0\x01\x02\xff\xfe\xfd", b"navn\0\0\0\0\n" + bytes(range(256))])
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match="ikke tekst"):
        read(path)


def book(path: Path, sheets: dict[str, list[list[Any]]], merged: Sequence[tuple[int, ...]] = ()) -> Path:
    """An XLSX."""
    out = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = out.add_worksheet(name)
        for area in merged:
            sheet.merge_range(*area, "")
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, column, cell)
    out.close()
    return path


def test_a_workbook_as_people_keep_it(tmp_path: Path) -> None:
    """A title above the header, merged cells, several sheets, one of them blank; numbers and days as shown.

    Seen red without ``spread``.
    """
    rows: list[list[Any]] = [
        ["Udtræk"],
        [],
        ["", "Organisation", "Telefon", "Dato", "Åben"],
        ["", "Broen", 87411000, date(2026, 2, 23), True],
        ["", "", 1.5, "", False],
        ["", "Andre", "to\nlinjer"],
    ]
    path = book(tmp_path / "a.xlsx", {"Ét": rows, "Tomt": [], "To": [["x"]]}, [(3, 1, 4, 1)])
    lines = read(path)
    assert [[*filter(None, cells)] for _, cells in lines["a.xlsx", "Ét"]] == [
        ["Udtræk"],
        [],
        ["Organisation", "Telefon", "Dato", "Åben"],
        ["Broen", "87411000", "2026-02-23", "ja"],
        ["Broen", "1.5", "nej"],
        ["Andre", "to\nlinjer"],
    ]
    assert lines["a.xlsx", "Ét"][3][0] == 4
    assert (lines["a.xlsx", "Tomt"], lines["a.xlsx", "To"]) == ([], [(1, ["x"])])


ODS = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="Ark1">{rows}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
ODS_CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def ods(path: Path, rows: str) -> Path:
    """An ODS with these rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        out.writestr("META-INF/manifest.xml", manifest)
        out.writestr("content.xml", ODS.format(rows=rows))
    return path


def test_an_ods_with_the_blank_rows_that_programs_leave_at_its_end(tmp_path: Path) -> None:
    cells = "".join(ODS_CELL.format(more="", text=text) for text in ("Navn", "Æblet"))
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = (
        f"<table:table-row>{cells}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048575">{blank}</table:table-row>'
    )
    assert only(ods(tmp_path / "a.ods", rows)) == [["Navn", "Æblet"]]


def test_a_merged_cell_of_an_ods_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    """Below a title and blank rows, and beside a cell that is merged across. Seen red without ``merged``."""

    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    covered, blank = "<table:covered-table-cell/>", '<table:table-cell table:number-columns-repeated="3"/>'
    wide = ' table:number-columns-spanned="3"'
    tall = ' table:number-rows-spanned="3" table:number-columns-spanned="1"'
    rows = (
        row(ODS_CELL.format(more=wide, text="Liste"), covered, covered)
        + f'<table:table-row table:number-rows-repeated="2">{blank}</table:table-row>'
        + row(*(ODS_CELL.format(more="", text=text) for text in ("Nr.", "Sted", "Ydelse")))
        + row(
            *(
                ODS_CELL.format(more=more, text=text)
                for more, text in (("", "1"), (tall, "Broen"), ("", "Mad"))
            )
        )
        + row(ODS_CELL.format(more="", text="2"), covered, ODS_CELL.format(more="", text="Seng"))
        + row(ODS_CELL.format(more="", text="3"), covered, ODS_CELL.format(more="", text="Bad"))
        + row(*(ODS_CELL.format(more="", text=text) for text in ("4", "Huset", "Seng")))
    )
    assert [[*filter(None, cells)] for cells in only(ods(tmp_path / "a.ods", rows))] == [
        ["Liste"],
        [],
        [],
        ["Nr.", "Sted", "Ydelse"],
        ["1", "Broen", "Mad"],
        ["2", "Broen", "Seng"],
        ["3", "Broen", "Bad"],
        ["4", "Huset", "Seng"],
    ]


def test_repeated_cells_do_not_burst(tmp_path: Path) -> None:
    """Seen red without ``_Extent``: the reader asked for room for 17 thousand million cells."""
    cell = ODS_CELL.format(more=' table:number-columns-repeated="16384"', text="x")
    path = ods(
        tmp_path / "a.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )
    with pytest.raises(Refused, match="fylder for meget"):
        read(path)


@pytest.mark.parametrize(
    ("cell", "instead"),
    [(b'r="B2"', b'r="XFD1048576"'), (b'<row r="2"', b'<row r="1048576"'), (b'r="B2"', b't="n"')],
)
def test_a_cell_far_away_does_not_burst(tmp_path: Path, cell: bytes, instead: bytes) -> None:
    """Two cells that span a whole sheet are few bytes."""
    path = book(tmp_path / "a.xlsx", {"A": [["x", "y"], [1, 2]]})
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(cell, instead))
    if b"1048576" in instead and b"row" not in instead:
        with pytest.raises(Refused, match="fylder for meget"):
            read(far)
    else:
        read(far)  # few columns: a million rows of two cells each are let through


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_a_folder_and_a_zip_of_it_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "sæt"
    (folder / "b").mkdir(parents=True)
    (folder / "a.csv").write_text("navn;by\nA;B\n", encoding="utf-8")
    (folder / "b" / "c.tsv").write_text("navn\tby\nC\tD\n", encoding="utf-8")
    (folder / "læs mig.pdf").write_bytes(b"%PDF")
    (folder / "~$a.xlsx").write_bytes(b"lock")
    inside = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    path = zipped(tmp_path / "alt.zip", inside)
    assert {f"alt.zip/{name}": lines for (name, _), lines in read(folder).items()} == {
        name: lines for (name, _), lines in read(path).items()
    }
    assert [piece.name for piece in open_sheets(path) if isinstance(piece, Piece)] == ["alt.zip/læs mig.pdf"]
    assert len(read(folder)) == 2


def test_a_workbook_in_a_zip(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Ark": [["navn"], ["A"]]})
    whole = zipped(tmp_path / "b.zip", {"x/a.xlsx": path.read_bytes()})
    assert read(whole) == {("b.zip/x/a.xlsx", "Ark"): [(1, ["navn"]), (2, ["A"])]}


@pytest.mark.parametrize("name", ["a.csv", "xl/worksheets/sheet1.xml"])
def test_a_zip_packed_too_tightly_is_not_opened(tmp_path: Path, name: str) -> None:
    """Seen red without ``_bursts``."""
    members = {name: b"0" * 5_000_000, **({"[Content_Types].xml": b"x"} if name.endswith("xml") else {})}
    with pytest.raises(Refused, match="fylder for meget"):
        read(zipped(tmp_path / "a.zip", members))


def test_a_zip_of_very_many_files_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="fylder for meget"):
        read(zipped(tmp_path / "a.zip", {f"{number}.csv": b"" for number in range(2_001)}))


def test_a_zip_that_would_fill_the_disk_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_MOST_UNPACKED", 20)
    with pytest.raises(Refused, match="fylder for meget"):
        read(zipped(tmp_path / "a.zip", {"a.csv": b"navn;by\n" * 3}))


def test_a_workbook_whose_directory_lies_about_a_size_is_not_opened(tmp_path: Path) -> None:
    """Python stops where the directory says that a member ends, the reader of workbooks does not.

    Seen red without ``_measure``.
    """
    path = zipped(tmp_path / "a.xlsx", {"[Content_Types].xml": b"x", "xl/a.xml": b"<a>" * 100_000})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as whole:
        info = whole.getinfo("xl/a.xml")
    crc = zlib.crc32(b"<a>")
    at = data.rindex(b"PK\x01\x02")
    data[at + 16 : at + 20], data[at + 24 : at + 28] = struct.pack("<I", crc), struct.pack("<I", 3)
    assert info.file_size == 300_000
    path.write_bytes(data)
    with pytest.raises(Refused, match="fylder for meget"):
        read(path)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04" + b"\0" * 40, "filen er i stykker"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "gammelt Excel-format"),
    ],
)
def test_what_is_no_workbook_says_what_to_do(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refused, match=why):
        read(path)


@given(at=st.integers(0, 6_000), instead=st.binary(min_size=1, max_size=8))
def test_a_broken_workbook_is_read_or_refused(at: int, instead: bytes) -> None:
    """Never any other error, and never an end of the process."""
    with TemporaryDirectory() as folder:
        path = book(Path(folder) / "a.xlsx", {"A": [["navn", "by"], ["A", "B"]]})
        data = path.read_bytes()
        path.write_bytes(data[:at] + instead + data[at + len(instead) :])
        try:
            read(path)
        except Refused:
            return


def test_a_hundred_thousand_rows_are_not_too_many() -> None:
    assert workbook._MOST_CELLS >= 100_000 * 50
