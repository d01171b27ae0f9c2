"""The demo directory in a store that tests only read, and a store to write small worlds in."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Put
from tests import neo4j_server as neo4j_for_tests
from tests.files import copied, filled_once, opened
from tests.graphdb.world import load_seed, write
from tests.kept import load_unless_there


@pytest.fixture
def clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline comes no nearer on a slow machine: each wait within it may take all of its seconds."""
    monkeypatch.setattr("graphdb.deadline.time", Mock(monotonic=lambda: 0.0))


@pytest.fixture(scope="session")
def demo(demo_file: Path) -> Iterator[GraphStore]:
    """The demo directory. Only read it."""
    yield from opened(demo_file)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the vocabulary and areas, but for the longest lists."""
    return filled_once(tmp_path_factory, "towns.db", load_seed)


@pytest.fixture
def world(seeded_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store of one's own with the vocabulary, two municipalities (9901, 9902), and nobody in them."""
    yield from copied(seeded_file, tmp_path)


@pytest.fixture(scope="session")
def world_fingerprints() -> set[str]:
    """Which contents of the session's Neo4j have been the world."""
    return set()


@pytest.fixture
def neo4j_world(
    neo4j_server: neo4j_for_tests.Server,
    neo4j_reader: GraphStore,
    seeded_file: Path,
    world_fingerprints: set[str],
) -> Iterator[GraphStore]:
    """The world in the session's Neo4j, loaded unless the test before left it. What is written in it goes."""
    load_unless_there(neo4j_reader, neo4j_server, seeded_file, world_fingerprints)
    version = neo4j_reader.status().version
    yield neo4j_reader
    changes = neo4j_reader.changes(after=version, limit=1_000).items
    written = {(change.target, change.source) for change in changes}
    for source in opened(seeded_file):
        claims = source.claims({target for target, _ in written})
        before = {(claim.target, claim.source): claim for said in claims.values() for claim in said}
    write(neo4j_reader, [Put(before[key]) if key in before else Drop(*key) for key in sorted(written)])
    with neo4j_for_tests.connect(neo4j_server) as driver:
        driver.execute_query("MATCH (t:Tally) DELETE t")  # the world has counted nothing


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def each_world(request: pytest.FixtureRequest) -> GraphStore:
    """The world in each kind of store in turn."""
    name = {"sqlite": "world", "neo4j": "neo4j_world"}[request.param]
    store: GraphStore = request.getfixturevalue(name)
    return store
