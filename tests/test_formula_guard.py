"""Whatever we write for spreadsheets, no cell of it is worked out: every writer in the code, by being there.

A new writer is met here without being listed: each call that writes a row of CSV, and each workbook.
"""

import ast
from collections.abc import Iterator

import pytest

from graphdb.language.formulas import guarded
from tests.test_shape import shipped

WORKED_OUT = {"write_formula", "write_array_formula", "write_dynamic_array_formula", "writeheader"}


def calls(module: ast.Module) -> Iterator[ast.Call]:
    """All calls of something's method."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def method(call: ast.Call) -> str:
    """Its name."""
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def is_guarded(call: ast.Call) -> bool:
    """Whether each cell of the row is sent through the guard."""
    match call.args:
        case [ast.Call(func=ast.Name("map"), args=[ast.Name("guarded"), *_])]:
            return True
    return False


def options(call: ast.Call) -> dict[str, object]:
    """What a workbook is made with."""
    given = [argument for argument in call.args if isinstance(argument, ast.Dict)]
    return ast.literal_eval(given[0]) if given else {}


def unguarded(source: str) -> list[str]:
    """The calls in a module's text that may write what a spreadsheet works out."""
    wrong = []
    for call in calls(ast.parse(source)):
        row_alone = method(call) in ("writerow", "writerows") and not is_guarded(call)
        formulas = method(call) == "Workbook" and options(call).get("strings_to_formulas") is not False
        if row_alone or formulas or method(call) in WORKED_OUT:
            wrong.append(ast.unparse(call))
    return wrong


def test_every_writer_in_the_code_guards_its_cells() -> None:
    """Seen red with the guard of ``importers.faulty._csv`` taken out, and with a workbook of defaults."""
    writers = {
        name
        for name, module in shipped().items()
        if any(method(call) in ("writerow", "writerows", "Workbook") for call in calls(module))
    }
    assert {"importers.faulty", "importers.starting.start_template", "webapp.municipality.tables"} <= writers
    assert {name: wrong for name in writers if (wrong := unguarded(ast.unparse(shipped()[name])))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "writer.writerow((FAULT, *header))",
        "csv.writer(out).writerows(rows)",
        "csv.DictWriter(out, names).writeheader()",
        "writer.writerow(map(str, cells))",
        "xlsxwriter.Workbook(out)",
        "xlsxwriter.Workbook(out, {'in_memory': True})",
        "sheet.write_formula(0, 0, text)",
    ],
)
def test_a_writer_that_is_added_without_a_guard_is_seen(line: str) -> None:
    assert unguarded(line) == [line]


@pytest.mark.parametrize("text", ["=1+1", "+45 1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_the_guard_lets_nothing_be_worked_out(text: str) -> None:
    assert guarded(text) == f"'{text}"
