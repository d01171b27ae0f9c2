"""The mark by which a workbook, or a part of it that comes back, is known as a municipality's start kit."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from importers.tabular.sheets import Sheet, open_sheets

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAPPING: Final = "startpakke"


def municipality_of(path: Path) -> str:
    """The municipality whose start kit a file is, by its code; "" for any other file."""
    texts = template()
    for sheet in open_sheets(path) if path.is_file() else ():
        if not isinstance(sheet, Sheet) or not sheet.name:
            return ""  # no workbook
        if sheet.name == texts["about_sheet"]:
            _, cells = next(iter(sheet.rows), (0, [""]))
            marker, code = (*cells, "", "")[:2]
            return code.strip() if marker == texts["marker"] else ""
    return ""


def kit_of(paths: Iterable[Path]) -> str:
    """The one municipality whose start kit all of these are; "" when there is none, or more."""
    codes = {municipality_of(path) for path in paths}
    return codes.pop() if len(codes) == 1 else ""


def about_sheet() -> str:
    """The name of the sheet by which a workbook is known as a start kit."""
    return str(template()["about_sheet"])


def mark(sheet: "Worksheet", municipality: str) -> None:
    """Write into a sheet of that name whose start kit its workbook is."""
    sheet.write_row(0, 0, (template()["marker"], municipality))


@cache
def template() -> Mapping[str, Any]:
    """What stands in the workbook, from ``seed/start/template.toml``."""
    return tomllib.loads((files("seed") / "start" / "template.toml").read_text(encoding="utf-8"))
