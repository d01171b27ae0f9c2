"""The test server itself: somebody's data is safe from tests, and it says why it cannot start.

That it dies, freezes and comes back is seen where a store loses it: in ``test_kill.py`` and
``test_neo4j_outage.py``.
"""

import os
import sys
from pathlib import Path

import pytest

from tests import neo4j_server as servers
from tests.neo4j_server import Server


def count(server: Server) -> int:
    """How many nodes the server holds."""
    with servers.connect(server) as driver:
        nodes: int = driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"]
    return nodes


def add(server: Server) -> None:
    """Put one node in."""
    with servers.connect(server) as driver:
        driver.execute_query("CREATE (:Kept)")


def test_a_given_server_is_used_when_empty_and_left_empty(
    neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.wipe(neo4j_server)
    monkeypatch.setenv("BROBYGGER_TEST_NEO4J", neo4j_server.uri)
    monkeypatch.setenv("BROBYGGER_TEST_NEO4J_PASSWORD", neo4j_server.password)
    named = servers.given()
    assert named is not None
    named.start()
    add(named)
    named.stop()
    assert count(neo4j_server) == 0


def test_a_given_server_that_holds_data_is_refused_and_left_alone(neo4j_server: Server) -> None:
    servers.wipe(neo4j_server)
    add(neo4j_server)
    with pytest.raises(servers.NotEmpty, match="is not empty"):
        servers.GivenServer(neo4j_server.uri, neo4j_server.user, neo4j_server.password).start()
    assert count(neo4j_server) == 1


def test_a_changed_jar_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    servers.jars().mkdir(parents=True)
    for line in (servers.LISTS / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        (servers.jars() / line.split()[1]).write_bytes(b"not the jar")
    assert not servers.jars_are_whole()


def test_a_server_that_cannot_start_says_why_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red without a look at the process: two minutes later it said only that nobody answered."""
    server = servers.LocalServer(tmp_path / "neo4j")
    monkeypatch.setattr(server, "_command", lambda: [sys.executable, "-c", "exit('no such setting')"])
    with pytest.raises(servers.Neo4jMissing, match="no such setting"):
        server.start()


def test_a_server_that_takes_too_long_is_ended_and_names_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red where it was left running: what Python says of that stood in the place of the reason."""
    server = servers.LocalServer(tmp_path / "neo4j")
    monkeypatch.setattr(server, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(300)"])
    monkeypatch.setattr(servers, "START_SECONDS", 0)
    with pytest.raises(servers.Neo4jMissing, match=r"did not answer.*console\.log"):
        server.start()
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


def test_a_container_that_does_not_answer_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red without the removal: it stayed on the machine after the run."""
    commands: list[str] = []
    monkeypatch.setattr(servers, "docker", lambda command, *words: commands.append(command))
    monkeypatch.setattr(servers, "START_SECONDS", 0)
    with pytest.raises(servers.Neo4jMissing, match="did not answer"):
        servers.DockerServer().start()
    assert commands == ["run", "rm"]
