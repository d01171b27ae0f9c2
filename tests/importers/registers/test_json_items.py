"""JSON as a stream of objects: where they may stand, and what happens to what is none."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from graphdb.errors import Refused
from importers.directory.rows import DirectoryRows
from importers.registers.json_items import Item, read_items

ONE, TWO = {"id": 1, "in": {"id": 9}}, {"id": 2}


def read(path: Path, rows: DirectoryRows, *lists: str) -> list[tuple[str, int, object]]:
    """The objects at a path: file, number and value."""
    items: list[Item] = list(read_items(path, lists, rows))
    return [(item.file, item.number, item.value) for item in items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps([ONE, TWO]), [ONE, TWO]),
        (json.dumps(ONE), [ONE]),
        ("\ufeff" + json.dumps([ONE]), [ONE]),
        (json.dumps({"took": 3, "hits": {"total": 2, "hits": [ONE, TWO]}}), [ONE, TWO]),
        (json.dumps({"hits": {"hits": []}}), []),
        (json.dumps({"hits": {"hits": [ONE]}}) * 2, [ONE, ONE]),  # two pages after each other
        (f"{json.dumps(ONE)}\n{json.dumps(TWO)}", [ONE, TWO]),
        ("[]", []),
        (json.dumps([{"text": '"[{' * 300 + "\\"}, TWO]), [{"text": '"[{' * 300 + "\\"}, TWO]),
    ],
)
def test_objects_are_found_where_they_stand(
    tmp_path: Path, rows: DirectoryRows, text: str, expected: list[object]
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    items = read(path, rows, "hits.hits")
    assert [value for _, _, value in items] == expected
    assert [number for _, number, _ in items] == [*range(1, len(expected) + 1)]
    assert rows.problems == []


@pytest.mark.parametrize("text", ["", "{", "[1", "[{]", "nothing", '{"a": 1e999999999999999999999}', "\x00"])
def test_what_is_no_json_is_refused_and_the_file_named(
    tmp_path: Path, rows: DirectoryRows, text: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"x\.json"):
        read(path, rows)


def test_deep_lists_and_other_letters_are_refused(tmp_path: Path, rows: DirectoryRows) -> None:
    path = tmp_path / "x.json"
    for deep in (b"[" * 200_000, b'[{"a":' * 100_000, b'["\\"[",' * 100_000):
        path.write_bytes(deep)
        with pytest.raises(Refused):
            read(path, rows)
    path.write_bytes('[{"a": "æ"}]'.encode("cp1252"))
    with pytest.raises(Refused):
        read(path, rows)


def test_what_is_no_object_is_told_and_nothing_of_its_groups_is_pruned(
    tmp_path: Path, rows: DirectoryRows
) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([ONE, "laerkevej-7", None, TWO]), encoding="utf-8")
    assert [number for _, number, _ in read(path, rows)] == [1, 4]
    assert [(problem.row, problem.value) for problem in rows.problems] == [(2, ""), (3, "")]
    assert rows.unread == {"places", "actors"}
    assert "laerkevej-7" in rows.lost


def test_a_line_that_cannot_be_read_costs_the_line(tmp_path: Path, rows: DirectoryRows) -> None:
    path = tmp_path / "x.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"id": 1}\n\n{broken hus-1\n{"id": 2}\n\xff\n')
    assert [(number, value) for _, number, value in read(path, rows)] == [(1, {"id": 1}), (4, {"id": 2})]
    assert [problem.row for problem in rows.problems] == [3, 5]
    assert "hus-1" in rows.lost


def test_a_folder_and_a_zip_are_read_file_by_file(tmp_path: Path, rows: DirectoryRows) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.json").write_text(json.dumps([TWO]), encoding="utf-8")
    (folder / "a.geojson").write_text(json.dumps(ONE), encoding="utf-8")
    (folder / "readme.txt").write_text("no JSON", encoding="utf-8")
    assert [value for _, _, value in read(folder, rows)] == [ONE, TWO]
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("inside/a.json", json.dumps([ONE]))
    assert [(file, value) for file, _, value in read(tmp_path / "x.zip", rows)] == [
        ("x.zip/inside/a.json", ONE)
    ]
