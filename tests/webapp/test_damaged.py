"""Pages and API over a Neo4j that somebody edited by hand: what is damaged is passed over, never a 500."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import LiteralString

import neo4j
import pytest
from flask.testing import FlaskClient

from graphdb.model import Id
from graphdb.store import GraphStore
from tests import neo4j_server as servers
from tests.webapp.conftest import Lines, application
from tests.webapp.test_touchmap import SITUATIONS

DAMAGE: list[LiteralString] = [
    "REMOVE n:Thing",
    "REMOVE n:Entry",
    "REMOVE n:$([label IN labels(n) WHERE NOT label IN ['Thing', 'Entry']])",
    "SET n:Person",
    "SET n:Source:Area",
    "REMOVE n.id",
    "SET n.id = [n.id]",
    "REMOVE n._prov",
    "SET n._prov = '{'",
    "SET n._prov = '[]'",
    "SET n._version = 'x'",
    "SET n._version = 10000000",
    "SET n.name = date(), n.label_da = date()",
    "SET n.name = 7, n.label_da = 7",
    "REMOVE n.name, n.label_da",
    "SET n.kind = 'spaceship'",
    "SET n.opening_hours = '{'",
    "SET n.role = 7, n.number_kind = 7",
    "SET n.phone = 7, n.website = 7, n.description = 7",
    "SET n.lat = 'x', n.lon = 'x', n.postal_code = 7",
    "SET n._words = 7",
    "SET n._n = 'x' + n.id",
    "REMOVE n._n",
    "SET n._entry = '{'",
    "SET n._entry = '[]'",
    "SET n._entry = '{}'",
    "DETACH DELETE n",
    "CREATE (n)-[:KNOWS]->(:Person)",
    "CREATE (n)-[:OFFERS]->(n)",
    "CREATE (n)-[:OFFERS {id: 'x' + n.id, _prov: '{}', _version: 1}]->(:Thing)",
    "CREATE (n)-[:LOCATED_AT {id: 'y' + n.id, _prov: '{}', _version: 1}]->(:Thing {id: 'x' + n.id})",
    "CREATE (n)<-[:PART_OF {id: 'PART_OF|x|' + n.id, _prov: '{}', _version: 1}]-(n)",
]
"""What is done to one of each kind of node; another of its kind for each line."""
TIES: list[LiteralString] = [
    "REMOVE r._prov",
    "REMOVE r.id",
    "SET r._prov = '{'",
    "SET r._version = 'x'",
    "SET r.how = date()",
    "SET r.kind = 7",
    "SET r.id = 7",
]
"""What is done to one relation of each kind."""
KINDS: tuple[LiteralString, ...] = ("Actor", "Service", "Place", "Area", "RiskGroup", "ActorType", "Need")


def damage(driver: neo4j.Driver) -> list[Id]:
    """Each line of damage to another node of each kind, the more connected first, and to other relations.

    The actors that were damaged, and some that were not.
    """
    actors = list[Id]()
    nodes_by_line = defaultdict[LiteralString, list[str]](list)
    for kind in KINDS:
        asked = (
            f"MATCH (n:{kind}) RETURN elementId(n) AS key, n.id AS id ORDER BY COUNT {{ (n)--() }} DESC, id"
        )
        rows = driver.execute_query(asked).records
        actors += [row["id"] for row in rows[: len(DAMAGE) + 6] if kind == "Actor"]
        for row, line in zip(rows[3:], DAMAGE, strict=False):
            nodes_by_line[line].append(row["key"])
    assert sum(map(len, nodes_by_line.values())) > 100
    each: LiteralString = "UNWIND $keys AS key MATCH (n) WHERE elementId(n) = key "
    for line, keys in nodes_by_line.items():
        assert driver.execute_query(each + line, keys=keys).summary.counters.contains_updates, line
    damage_ties(driver)
    return actors


def damage_ties(driver: neo4j.Driver) -> None:
    """Each line of damage to another relation of each kind."""
    asked = (
        "MATCH ()-[r]->() WHERE r._prov IS NOT NULL RETURN type(r) AS type, elementId(r) AS key ORDER BY key"
    )
    ties_by_type = defaultdict[str, list[str]](list)
    for row in driver.execute_query(asked).records:
        ties_by_type[row["type"]].append(row["key"])
    each: LiteralString = "UNWIND $keys AS key MATCH ()-[r]->() WHERE elementId(r) = key "
    for line, keys in zip(TIES, zip_longest(*ties_by_type.values()), strict=False):
        driver.execute_query(each + line, keys=[key for key in keys if key])


def statuses(client: FlaskClient, actors: list[Id]) -> dict[str, int]:
    """What each page and call answers."""
    gets = ["/", "/find", "/find?q=herberg", "/find?q=herberg&municipality=9901", "/about", "/touch-map"]
    gets += [f"/api/v1/{name}" for name in ("actors", "actors?q=herberg", "vocabulary", "areas")]
    for actor in actors:
        gets += [f"/actors/{actor}", f"/actors/{actor}/network.json", f"/api/v1/actors/{actor}"]
    gets += [f"/en{path}" for path in gets[:6]]
    status_by_call = {path: client.get(path).status_code for path in gets}
    for turn, situation in enumerate(SITUATIONS):
        form = {"acting_municipality": "9901", "situation": situation}
        path = ("/touch-map", "/touch-map/citizen", "/touch-map/case")[turn % 3]
        status_by_call[f"{path} {situation}"] = client.post(path, data=form).status_code
        status_by_call[f"api {situation}"] = client.post("/api/v1/touch-map", json=form).status_code
    return status_by_call


@pytest.fixture
def to_damage(neo4j_server: servers.Server, neo4j_demo: GraphStore) -> Iterator[GraphStore]:
    """The demo that other tests have read, and that none reads afterwards."""
    yield neo4j_demo
    servers.wipe(neo4j_server)


@pytest.mark.timeout(600)
def test_no_page_fails_over_a_database_edited_by_hand(
    neo4j_server: servers.Server, to_damage: GraphStore, logged: Lines
) -> None:
    with servers.connect(neo4j_server) as driver:
        actors = damage(driver)
    client = application(to_damage).test_client()
    answers = statuses(client, actors)
    failures = [line for line in logged if line["event"] == "failure" and line["kind"] != "Unavailable"]
    assert {path: status for path, status in answers.items() if status == 500} == {}, failures
    assert list(answers.values()).count(200) > len(answers) / 2
