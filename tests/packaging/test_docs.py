"""The README against the code: commands, variables, files and queries that it names are there and work."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from neo4j import Driver

import brobygger
from graphdb.store import GraphStore
from tests import neo4j_server as servers
from tests.neo4j_server import Server
from tests.packaging import columns
from webapp.settings import variables

ROOT: Final = Path(__file__).resolve().parents[2]
FOR_TESTS: Final = {
    "BROBYGGER_TEST_RENEW_GOLDEN",
    "BROBYGGER_TEST_NEO4J",
    "BROBYGGER_TEST_NEO4J_USER",
    "BROBYGGER_TEST_NEO4J_PASSWORD",
}


@pytest.fixture(scope="module")
def readme() -> str:
    """The README's text."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


def code(text: str) -> str:
    """What stands as code: the fenced blocks and the words in backticks."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.M | re.S)
    words = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return "\n".join([*blocks, *words])


def test_every_variable_is_listed_and_no_other(readme: str) -> None:
    named = set(re.findall(r"\bBROBYGGER_[A-Z0-9_]*[A-Z0-9]\b", readme))
    assert set(variables()) <= set(re.findall(r"`([A-Z0-9_]+)`", readme))
    assert named <= set(variables()) | FOR_TESTS


def test_every_command_is_named_and_no_other(readme: str) -> None:
    named = set(re.findall(r"\bbrobygger ([a-z]+)\b", code(readme)))
    assert named == set(brobygger.command_line.commands)


def test_make_has_every_target_that_is_named(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9]+):", makefile, re.M))
    named = set(re.findall(r"\bmake ([a-z0-9]+)\b", code(readme)))
    assert {"demo", "test", "neo4j"} <= named <= targets


def test_make_help_names_what_a_person_types() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9]+):", makefile, re.M))
    assert set(re.findall(r"echo 'make ([a-z0-9]+)", makefile)) <= targets


def test_every_file_that_is_linked_to_is_there(readme: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert "://" in target or (ROOT / target).exists(), target


@pytest.fixture
def demo(neo4j_server: Server, neo4j_demo: GraphStore) -> Iterator[Driver]:
    """The demo's graph, as somebody with a Neo4j browser sees it."""
    with servers.connect(neo4j_server) as driver:
        yield driver


def test_the_five_queries_find_something_in_the_demo(readme: str, demo: Driver) -> None:
    queries = re.findall(r"^```cypher\n(.*?)^```", readme, re.M | re.S)
    assert len(queries) >= 5
    for query in queries:
        assert demo.execute_query(query).records, query


def test_the_columns_of_the_demo_are_documented_as_the_fields_have_them() -> None:
    text = columns.README.read_text(encoding="utf-8")
    assert columns.renewed(text) == text, "run make docs"


def test_the_pages_of_sources_are_what_the_registry_says() -> None:
    assert columns.SOURCES.read_text(encoding="utf-8") == columns.source_pages(), "run make docs"


def test_every_benchmark_has_a_row_that_says_what_it_prints() -> None:
    folder = ROOT / "tests" / "benchmarks"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    runnable = {name for name, text in texts.items() if '"__main__":' in text}
    rows = (folder / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `python -m tests\.benchmarks(?:\.(\w+))?[^`|]*` \| [^|]+ \|$", rows, re.M)
    assert sorted(named) == sorted(runnable - {"__main__"} | {""})
