"""The workbook of the start kit: what a coordinator fills in, with lists to choose from and one example.

What stands in it is in ``seed/start/template.toml``; it is read back by ``seed/mappings/startpakke.toml``.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graphdb.directory.start_list import StartLine, StartList
from graphdb.language.text import danish_sort_key
from graphdb.model import NodeKind
from graphdb.rules.expectations import TICK_ONLY
from graphdb.vocabulary.catalogue import Vocabulary
from importers.foreign.start_mark import template

_YES_NO: Final = ("ja", "nej")
_MUNICIPALITY: Final = "Kommune"
_PREFILLED: Final = ("Id", _MUNICIPALITY, "Slags", "Navn", "Foreslået navn")
_FORMATS: Final[Mapping[str, Mapping[str, object]]] = {
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#D9E8F6", "border": 1},
    "example": {"italic": True, "font_color": "#5F6B76"},
    "grey": {"bg_color": "#EEF0F2"},
    "text": {"num_format": "@"},
    "date": {"num_format": "dd-mm-yyyy"},
    "prose": {"text_wrap": True, "valign": "top"},
}
_PROSE_WIDTH: Final = 100
_NOT_CHOSEN: Final = "error_not_chosen"
_NO_DATE: Final = "error_no_date"
_FIRST_DAY: Final = date(2000, 1, 1)
_FROZEN: Final = 4


@dataclass(frozen=True, slots=True)
class _Lists:
    """What cells are chosen from, by the name of the list: its words, and where they stand."""

    words: Mapping[str, Sequence[str]]
    ranges: Mapping[str, str]


def write(listed: StartList, terms: Vocabulary, today: str) -> bytes:
    """The workbook of a municipality, with a row for each kind that is not settled."""
    said, out = template(), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    formats = {name: book.add_format(dict(values)) for name, values in _FORMATS.items()}
    _about(book.add_worksheet(said["about_sheet"]), said, listed, formats)
    sheets = [(book.add_worksheet(sheet["name"]), sheet) for sheet in said["sheet"]]
    hidden = book.add_worksheet(said["lists_sheet"])
    hidden.hide()
    lists = _lists(hidden, said, terms, today)
    for worksheet, sheet in sheets:
        _sheet(worksheet, sheet, listed, terms, lists, formats)
    book.close()
    return out.getvalue()


def _about(
    sheet: Worksheet, said: Mapping[str, Any], listed: StartList, formats: Mapping[str, Format]
) -> None:
    sheet.set_column(0, 0, _PROSE_WIDTH)
    for column, text in enumerate((said["marker"], listed.code, listed.name)):
        sheet.write_string(0, column, text, formats["header"])
    for number, line in enumerate(said["about"], 2):
        sheet.write_string(number, 0, line.format(municipality=listed.name), formats["prose"])


def _lists(sheet: Worksheet, said: Mapping[str, Any], terms: Vocabulary, today: str) -> _Lists:
    """Write each list into a column of its own."""
    names = {
        column["choices"]: None for part in said["sheet"] for column in part["column"] if "choices" in column
    }
    words = {name: _words(name, terms, today) for name in names}
    ranges = {}
    for column, (name, several) in enumerate(words.items()):
        sheet.write_column(0, column, [name, *several])
        letter = chr(ord("A") + column)
        ranges[name] = f"={sheet.get_name()}!${letter}$2:${letter}${len(several) + 1}"
    return _Lists(words, ranges)


def _words(name: str, terms: Vocabulary, today: str) -> Sequence[str]:
    if name == _YES_NO[0]:
        return _YES_NO
    nodes = terms.list_terms(NodeKind(name), today)
    able = [node for node in nodes if node.text("entry") not in (TICK_ONLY, "unread")]
    labels = [node.text("label_da") for node in able]
    ordered = any(node.number("order") is not None for node in able)
    return labels if ordered else sorted(labels, key=danish_sort_key)


def _sheet(
    sheet: Worksheet,
    said: Mapping[str, Any],
    listed: StartList,
    terms: Vocabulary,
    lists: _Lists,
    formats: Mapping[str, Format],
) -> None:
    columns, last = said["column"], said["rows"]
    sheet.freeze_panes(1, _FROZEN if said.get("prefilled") else 1)
    for at, column in enumerate(columns):
        name, example = column["name"], column.get("example", "")
        shown = {"hidden": True} if column.get("hidden") else {}
        sheet.set_column(at, at, column["width"], _of_column(column, formats), shown)
        sheet.write_string(0, at, name, formats["header"])
        sheet.write_comment(0, at, column["help"], {"x_scale": 2, "author": "Brobygger"})
        text = listed.code if name == _MUNICIPALITY else terms.label_da(example)
        if text:
            sheet.write_string(1, at, text, formats["example"])
        if "choices" in column:
            sheet.data_validation(1, at, last, at, _chosen(lists.ranges[column["choices"]]))
        elif column.get("date"):
            sheet.data_validation(2, at, last, at, _dated())
    if said.get("prefilled"):
        for number, line in enumerate(listed.next(), 2):
            _prefill(sheet, number, line, listed, terms, formats)


def _of_column(column: Mapping[str, Any], formats: Mapping[str, Format]) -> Format | None:
    return formats["date"] if column.get("date") else formats["text"] if column.get("text") else None


def _prefill(
    sheet: Worksheet,
    number: int,
    line: StartLine,
    listed: StartList,
    terms: Vocabulary,
    formats: Mapping[str, Format],
) -> None:
    """What is known of an entry that waits for a contact; it is read only when more is written."""
    key = "" if line.fill is None else line.fill.id.partition(":")[2]
    name = "" if line.fill is None else line.fill.name
    cells = dict(zip(_PREFILLED, (key, listed.code, terms.label_da(line.kind), name, name), strict=True))
    for at, text in enumerate(cells.values()):
        sheet.write_string(number, at, text, formats["grey"])


def _chosen(where: str) -> dict[str, object]:
    return {"validate": "list", "source": where, **template()[_NOT_CHOSEN]}


def _dated() -> dict[str, object]:
    return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, **template()[_NO_DATE]}
