"""Reading files as people save them, and never repeating what may be a CPR number."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from graphdb.errors import Refused
from importers.problems import Problem
from importers.reading.rows import Table, read_csv, read_json, read_json_lines
from importers.tabular.archive import MOST_BYTES, Piece

Write = Callable[[str, str], Path]
Cells = tuple[tuple[int, Mapping[str, str]], ...]


def read_whole(file: AbstractContextManager[Table]) -> tuple[Cells, list[Problem]]:
    """All rows of a file, and the problems that reading them gave."""
    with file as table:
        return tuple(table.rows), table.problems


def test_columns_without_a_name_are_passed_over_when_empty(write: Write) -> None:
    """A spreadsheet leaves them at the end."""
    rows, problems = read_whole(read_csv(Piece.at(write("a.csv", "id,name,,\na,A,,\n"))))
    assert [cells["name"] for _, cells in rows] == ["A"]
    assert not problems


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nid;name\na;A, B\n",
        "\ufeffSEP=;\r\nid;name\r\na;A, B\r\n",
        '"sep=;"\nid;name\na;A, B\n',
        'sep=,\nid,name\na,"A, B"\n',
        "sep=\t\nid\tname\na\tA, B\n",
        "id\tname\na\tA, B\n",
    ],
)
def test_a_file_as_spreadsheets_save_it(write: Write, text: str) -> None:
    """Excel's own line about the separator is no row: the header is still row 1."""
    rows, _ = read_whole(read_csv(Piece.at(write("a.csv", text))))
    assert rows == ((2, {"id": "a", "name": "A, B"}),)


def test_unicode_text_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("id\tname\r\na\tÆble; pære\r\n", encoding="utf-16")
    assert read_whole(read_csv(Piece.at(path)))[0] == ((2, {"id": "a", "name": "Æble; pære"}),)


def test_half_a_file_of_unicode_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("id\tname\n".encode("utf-16") + b"x")
    with pytest.raises(Refused, match="ikke tekst"):
        read_whole(read_csv(Piece.at(path)))


@pytest.mark.parametrize("row", ["a,A,mere", "a,A,,mere"])
def test_what_stands_under_no_column_is_a_problem(write: Write, row: str) -> None:
    rows, problems = read_whole(read_csv(Piece.at(write("a.csv", f"id,name,\n{row}\nb,B,\n"))))
    assert [problem.row for problem in problems] == [2]
    assert [cells["id"] for _, cells in rows] == ["b"]


def test_a_line_of_json_ends_where_the_line_does(write: Write) -> None:
    """Text may hold other signs that break lines."""
    rows, problems = read_whole(
        read_json_lines(Piece.at(write("a.jsonl", '{"id": "a\u2028b\x85c"}\n{"id": "d"}\n')))
    )
    assert [(number, cells["id"]) for number, cells in rows] == [(1, "a\u2028b\x85c"), (2, "d")]
    assert not problems


@pytest.mark.parametrize("line", ["[" * 100_000, '{"n": ' + "1" * 5000 + "}", '{"name": {"da": "A"}}', "7"])
def test_a_line_that_is_no_row_of_cells_is_a_problem(write: Write, line: str) -> None:
    rows, problems = read_whole(read_json_lines(Piece.at(write("a.jsonl", line + '\n{"id": "b"}\n'))))
    assert [problem.row for problem in problems] == [1]
    assert [number for number, _ in rows] == [2]


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"n": ' + "1" * 5000 + "}]"])
def test_json_without_end_is_refused(write: Write, text: str) -> None:
    with pytest.raises(Refused, match="JSON"):
        read_json(Piece.at(write("a.json", text)))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="kan ikke læses"):
        read_whole(read_csv(Piece.at(tmp_path)))


def test_a_problem_hides_a_cpr_number_wherever_it_stands() -> None:
    number = "010190-1234"
    problem = Problem(f"{number}.csv", 2, number, f"Ring om {number}", "Ret det.")
    assert "1234" not in repr(problem)
    assert (problem.row, problem.reason) == (2, "Ret det.")


def test_a_file_named_after_a_citizen_is_not_named(write: Write) -> None:
    with pytest.raises(Refused) as refused:
        read_whole(read_csv(Piece.at(write("010190-1234.csv", ""))))
    assert "1234" not in str(refused.value)


def test_a_file_too_large_to_read_says_how_to_split_it(tmp_path: Path) -> None:
    """Seen red without the limit in ``_Limited``. The file takes no room: it is all holes."""
    path = tmp_path / "actors.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Refused, match=r"over 100 MB\. Del rækkerne .* i samme kommando"):
        read_whole(read_csv(Piece.at(path)))


def test_a_cell_longer_than_a_cell_may_be_has_its_own_message(write: Write) -> None:
    """Seen red with the one message that quotes do not match."""
    with pytest.raises(Refused, match=r"linje 3: en celle er længere end 131072 tegn"):
        read_whole(read_csv(Piece.at(write("a.csv", "id,name\na,A\nb," + "x" * 131_073 + "\n"))))
