"""The contract says who calls each method, and it is so."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from graphdb.records import Records
from graphdb.store import Editable, GraphStore, Readable
from tests.checkout import ROOT

CALLERS: Final = re.compile(r"Called by: ([a-zA-Z0-9_., \n]+?)\.(?:\n|$)")
NOT_YET: Final = {f"Records.{name}" for name in ("get", "put", "list", "delete", "add", "counters")}
"""Calls of ``Records`` that accounts and suggestions will be the first to make (issues 10 and 11)."""
METHODS: Final[Mapping[str, str]] = {
    f"{part.__name__}.{name}": inspect.getdoc(method) or ""
    for part in (Records, Readable, Editable, GraphStore)
    for name, method in vars(part).items()
    if inspect.isfunction(method) and not name.startswith("_")
}


def callers(method: str) -> Iterator[str]:
    """The functions that a method's text names, dotted."""
    for names in CALLERS.findall(METHODS[method]):
        yield from (name.strip() for name in names.split(","))


def body(dotted: str) -> ast.AST:
    """The source of a function, its class and module named before it."""
    parts = dotted.split(".")
    count = next(n for n in range(len(parts), 0, -1) if _file(parts[:n]).is_file())
    node: ast.AST = ast.parse(_file(parts[:count]).read_text(encoding="utf-8"))
    for name in parts[count:]:
        node = next(one for one in ast.iter_child_nodes(node) if getattr(one, "name", "") == name)
    return node


def _file(parts: list[str]) -> Path:
    return ROOT.joinpath(*parts).with_suffix(".py")


@pytest.mark.parametrize("method", METHODS)
def test_those_named_call_it(method: str) -> None:
    """Red when a caller is renamed, moved or asks another method, and when a method names nobody."""
    named = list(callers(method))
    assert named or method in NOT_YET
    for caller in named:
        asked = {node.attr for node in ast.walk(body(caller)) if isinstance(node, ast.Attribute)}
        assert method.rpartition(".")[2] in asked, caller


@pytest.mark.parametrize("method", METHODS)
def test_an_error_named_is_one_of_ours_or_of_python(method: str) -> None:
    raised = re.findall(r"Raises: (.*)", METHODS[method])
    assert all(re.match(r"[A-Z]\w+", text) for text in raised)
