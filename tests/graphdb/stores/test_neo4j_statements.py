"""Every Cypher constant, explained by a server without running it: by index, and without remarks."""

import re
from collections.abc import Iterator
from itertools import count, islice
from types import ModuleType
from typing import Any

import neo4j
import pytest

from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from graphdb.stores.neo4j.cypher import reads, records, relations, schema, seqlock, writes
from graphdb.stores.neo4j.cypher.planning import COUNT, ONCE
from tests.conftest import Address

# These walk through everything of a kind; no other statement may.
WALKS = ("SCAN", "EMPTY", "STRAY_")
WALKING = ("AllNodesScan", "NodeByLabelScan", "RelationshipTypeScan", "AllRelationshipsScan")
LISTS = ("ids", "rows", "kinds", "ours", "queries")
PAGES = ("COMMITS", "PAGE_OF_CHANGES", "MEANWHILE")
NUMBERS = ("most", "skip", "seq", "end", "schema", "entries", "version")
TEXTS = (
    "id",
    "source",
    "target",
    "run",
    "kind",
    "prefix",
    "until",
    "head",
    "mark",
    "fingerprint",
    "k1",
    "k2",
    "k3",
    "now",
    "sum",
)
PARAMETERS: dict[str, Any] = {
    **{name: [] for name in LISTS},
    **dict.fromkeys(NUMBERS, 1),
    **dict.fromkeys(TEXTS, ""),
    "asked": {},
    "commit": {},
}


def constants(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Each statement of a module under its name.

    Of those that differ in a relation's kind alone, each kind is in one.
    """
    turns = count()
    for name, value in vars(module).items():
        if name.startswith("_") or value in (ONCE, COUNT):  # parts of some
            continue
        if name.isupper() and isinstance(value, str):
            yield name, value
        elif name.isupper() and isinstance(value, dict):
            first, step = (next(turns), 3) if value.keys() == {*relations.KINDS} else (0, 1)
            yield from ((f"{name}.{key}", value[key]) for key in islice(value, first, None, step))


MODULES = (reads, records, relations, seqlock, writes)
STATEMENTS = [statement for module in MODULES for statement in constants(module)]


def test_there_is_a_constant_for_each_kind_of_relation() -> None:
    assert set(relations.KINDS) == {kind.value for kind in EdgeKind}
    assert {f"brobygger_{kind}" for kind in relations.KINDS} <= set(schema.SCHEMA_STATEMENTS)


def test_each_schema_statement_makes_what_it_is_listed_under() -> None:
    for name, text in schema.SCHEMA_STATEMENTS.items():
        assert f" {name} IF NOT EXISTS" in text


@pytest.fixture
def plans(neo4j_store: GraphStore, neo4j_address: Address) -> Iterator[neo4j.Session]:
    """A session whose server knows our indexes."""
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_address.url, auth=login, telemetry_disabled=True) as driver,
        driver.session() as session,
    ):
        yield session


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """The steps of a plan."""
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from operators(child)


def plan_of(session: neo4j.Session, text: str) -> list[str]:
    """The steps that a server takes that holds nothing yet."""
    after = 0 if ".seq > $after" in text else ""
    plan = session.run(neo4j.Query("EXPLAIN " + text), PARAMETERS | {"after": after}).consume().plan
    assert plan is not None
    return list(operators(plan))


def test_each_statement_goes_through_an_index(plans: neo4j.Session) -> None:
    walking = {}
    for name, text in STATEMENTS:
        walks = [step for step in plan_of(plans, text) if any(walk in step for walk in WALKING)]
        if walks and not name.startswith(WALKS):
            walking[name] = walks
    assert walking == {}


def test_a_plan_that_is_kept_finds_by_a_whole_key_what_it_needs(plans: neo4j.Session) -> None:
    """A part of a key finds little while the store is new, and a year of history later.

    A page begins behind the one before: it is a range of an index that has nothing but the number.
    """
    once = [(name, text) for name, text in STATEMENTS if text.startswith(ONCE) and name not in PAGES]
    steps_by_name = {name: plan_of(plans, text) for name, text in once}
    assert len(steps_by_name) > 40
    ranging = {name: steps for name, steps in steps_by_name.items() if any("ByRange" in one for one in steps)}
    assert ranging == {}


def test_a_plan_that_is_kept_names_its_indexes() -> None:
    """What a server chooses otherwise depends on what it counted last: to go through all of a few things."""
    choosing = set()
    for name, text in STATEMENTS:
        looked_up = text.count("MATCH (") - text.count(":Meta {id: ")
        if text.startswith(ONCE) and looked_up > text.count("USING INDEX SEEK"):
            choosing.add(name)
    assert choosing == set()


def test_a_plan_that_is_kept_is_one_however_much_is_asked_for() -> None:
    """Of a list that is a parameter itself a server has a plan for each power of ten."""
    kept = {name: {*re.findall(r"\$(\w+)", text)} for name, text in STATEMENTS if text.startswith(ONCE)}
    assert {name for name, parameters in kept.items() if parameters & {*LISTS}} == set()
    assert len([name for name, parameters in kept.items() if "asked" in parameters]) > 40


def test_the_next_rows_need_not_wait_until_rows_are_written() -> None:
    """Of a statement that returns nothing the server says only when it is done that it began."""
    with_rows = {name: text for name, text in STATEMENTS if "$asked.rows" in text}
    assert {name for name, text in with_rows.items() if "RETURN" not in text} == set()
    assert len(with_rows) > 20


def test_what_a_commit_runs_is_not_planned_again_while_it_has_the_lock() -> None:
    not_in_commits = {"EMPTY", "LAST_COMMIT"}
    statements = [*constants(writes), *constants(seqlock)]
    statements += [one for one in STATEMENTS if one[0].startswith(("UPDATE.", "DELETE.", "CREATE"))]
    again = {name for name, text in statements if not text.startswith(ONCE)}
    assert again == not_in_commits


def test_a_page_of_what_a_source_says_is_read_in_the_order_of_its_index(plans: neo4j.Session) -> None:
    """Seen red when it was ordered by the target alone: each page went through all claims behind it."""
    steps = [step.partition("@")[0] for step in plan_of(plans, reads.CLAIMS_OF)]
    assert "Limit" in steps
    assert not {"Sort", "Top", "PartialTop"} & {*steps}
