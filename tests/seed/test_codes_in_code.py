"""No code of a vocabulary stands in the program: what it must know of a term is a flag on the term's row.

Seen red with "need_akutbolig" in ``graphdb/touchmap/candidates.py``, also within a longer text, "eviction"
compared with an event, and an ``ar_selv`` in a template.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.seed.tables import names, rows

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("graphdb", "importers", "webapp", "commands")
PASSED_OVER: Final = frozenset({"Example", "message"})
"""Calls: no code acts on what a file shown in the documentation holds, and an id of a message is a name."""
WORD: Final = re.compile(r"[a-z0-9_:]+")
ANCHORS: Final = frozenset(row["code"] for row in rows("vocabulary/anchors"))


@cache
def vocabulary_codes() -> frozenset[str]:
    """Codes that can be nothing else: with an underscore or a colon in them, and the events."""
    codes = (
        row["code"] for name in names("vocabulary") for row in rows(f"vocabulary/{name}") if "code" in row
    )
    return frozenset(code for code in codes if "_" in code or ":" in code) | ANCHORS


def sources() -> Iterator[Path]:
    """Every module of the program."""
    yield ROOT / "brobygger.py"
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def constants(text: str) -> Iterator[str]:
    """Every text in a module, but for docstrings, ids of messages, and files shown as an example."""
    todo: list[ast.AST] = [ast.parse(text)]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PASSED_OVER
        if isinstance(node, ast.Call) and named:
            todo += node.keywords
        elif not documents:
            todo += ast.iter_child_nodes(node)


def test_no_module_names_a_term() -> None:
    named = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in sources()
        for text in constants(path.read_text(encoding="utf-8"))
        if vocabulary_codes().intersection((text, *WORD.findall(text)))
    ]
    assert named == []


@pytest.mark.parametrize("kind", ["html", "js", "css"])
def test_no_page_names_a_term(kind: str) -> None:
    codes = {code for code in vocabulary_codes() if "_" in code}
    for path in sorted((ROOT / "webapp").rglob(f"*.{kind}")):
        if "vendor" not in path.parts:
            words = set(re.findall(r"[a-z0-9_]+", path.read_text(encoding="utf-8")))
            assert sorted(words & codes) == [], path.relative_to(ROOT)
