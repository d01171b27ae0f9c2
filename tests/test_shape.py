"""The shape of the code in numbers: short files and functions, all typed, no imports in a ring.

What ruff, mypy and import-linter check stays with them; here is what they cannot say.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Final

import pytest

from tests.checkout import ROOT, tracked

SHIPPED: Final = ("commands", "graphdb", "importers", "webapp")
FILE_LINES: Final = 400
ROOT_LINES: Final = 150
FILE_BYTES: Final = 1_000_000
FLAT_MODULES: Final = 14
FUNCTION_LINES: Final = 60
MOST_FUNCTIONS_LINES: Final = 30
BROAD_EXCEPTS: Final = 2
TESTS_TO_CODE: Final = 0.9
PALE: Final = re.compile(r"\b(held|found|made|told)\b")
PALE_WORDS: Final = 150
AT_ONCE: Final = re.compile(
    r"\.is_(visible|hidden|checked|enabled|disabled|editable)\(|\.count\(\)|\.url\b"
    r"|\.(inner_text|text_content|input_value|get_attribute)\("
)
"""What Playwright says of a page as it is at that moment, which may be half there, or the one before."""
CYPHER: Final = re.compile(r"\b(MATCH|MERGE)\s*\(|\bUNWIND\s+\$|\bDETACH\s+DELETE\b")
BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Control characters of no text: wheels, archives, pictures and databases have one in their first bytes."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def shipped() -> dict[str, ast.Module]:
    """Each module of ours by its dotted name, as a tree; a package is called by its own name."""
    paths = [ROOT / "brobygger.py", *(path for top in SHIPPED for path in (ROOT / top).rglob("*.py"))]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(paths)
    }


def functions() -> Iterator[tuple[str, Function]]:
    """Every function with the name of its module."""
    for name, tree in shipped().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{name}.{node.name}", node


def length(function: Function) -> int:
    """Lines from ``def`` to the end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def lines(*tops: str) -> int:
    """Lines that are neither blank nor comments."""
    paths = [path for top in tops for path in (ROOT / top).rglob("*.py")]
    texts = [line.strip() for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return sum(1 for text in texts if text and not text.startswith("#"))


def imports(name: str, tree: ast.Module) -> Iterator[str]:
    """The modules of ours that one module imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            module = target if target in shipped() else target.rpartition(".")[0]
            if module in shipped() and module != name:
                yield module


@pytest.mark.parametrize("top", [*SHIPPED, "tests"])
def test_files_are_short(top: str) -> None:
    counts = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / top).rglob("*.py")
    }
    assert {name: count for name, count in counts.items() if count > FILE_LINES} == {}


def test_git_keeps_small_texts_and_nothing_that_was_built() -> None:
    """Seen red with a wheel, a gzip and a SQLite file after ``git add --force``, with a long text, and with
    a link to a folder, which on another machine leads nowhere, and with a file that the build fetches."""
    assert [name for name in tracked() if (ROOT / name).is_symlink()] == []
    assert tracked("webapp/static/vendor", "tests/.vendor") == []
    contents = {name: (ROOT / name).read_bytes() for name in tracked()}
    assert [name for name, data in contents.items() if len(data) > FILE_BYTES] == []
    assert [name for name, data in contents.items() if BINARY.search(as_text(data))] == []


def as_text(data: bytes) -> str:
    """What a file says where it is UTF-16 with its mark, as one sample is; else byte for byte."""
    return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1")


def test_the_composition_root_is_short() -> None:
    text = (ROOT / "brobygger.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= ROOT_LINES, "a group of commands belongs in commands/"


def test_what_belongs_to_a_room_of_the_library_stands_in_it() -> None:
    flat = sorted(path.stem for path in (ROOT / "graphdb").glob("[!_]*.py"))
    assert len(flat) <= FLAT_MODULES, flat


def test_functions_are_short() -> None:
    lengths = sorted((length(function), name) for name, function in functions())
    assert [entry for entry in lengths if entry[0] > FUNCTION_LINES] == []
    assert lengths[int(0.95 * len(lengths))][0] <= MOST_FUNCTIONS_LINES


def test_everything_is_typed() -> None:
    """mypy --strict asks for as much; this checks also what mypy is configured to leave alone."""
    for name, function in functions():
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        bare = [one.arg for one in arguments if one.annotation is None and one.arg not in {"self", "cls"}]
        assert bare == [], name
        assert function.returns is not None, name


def test_no_module_imports_itself_round_about() -> None:
    """Seen red with an import of ``graphdb.store`` in ``graphdb.errors``."""
    graph = {name: set(imports(name, tree)) for name, tree in shipped().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_cypher_stays_in_the_stores() -> None:
    for name, tree in shipped().items():
        if name.startswith("graphdb.stores"):
            continue
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        assert [text for text in texts if isinstance(text, str) and CYPHER.search(text)] == [], name


def test_tests_wait_for_what_they_expect_on_a_page() -> None:
    """With ``expect(...)`` of Playwright: a click does not wait until the page that it leads to is there, and
    on a busy machine an assertion that looks at once is red."""
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    hasty = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path, text in texts.items()
        if "from playwright" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assert) and AT_ONCE.search(ast.unparse(node.test))
    ]
    assert hasty == []


def test_few_places_catch_everything() -> None:
    handlers = [
        (name, node.lineno)
        for name, tree in shipped().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or re.search(r"\b(Base)?Exception\b", ast.unparse(node.type)))
    ]
    assert len(handlers) <= BROAD_EXCEPTS, handlers


def test_there_is_about_as_much_test_as_code() -> None:
    assert lines("tests") >= TESTS_TO_CODE * lines(*SHIPPED)


def test_names_say_what_things_are() -> None:
    """``found`` says how a value came about; ``card``, ``claims_by_target`` or ``rows`` what it is.

    An ordinary sentence may hold such a word, so some are allowed, in code and tests together.
    """
    paths = [
        ROOT / "brobygger.py",
        *(path for top in (*SHIPPED, "tests") for path in (ROOT / top).rglob("*.py")),
    ]
    counts = Counter(
        {str(path.relative_to(ROOT)): len(PALE.findall(path.read_text(encoding="utf-8"))) for path in paths}
    )
    assert counts.total() <= PALE_WORDS, counts.most_common(20)
