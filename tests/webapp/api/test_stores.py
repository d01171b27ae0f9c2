"""The same answers on SQLite and on Neo4j, byte for byte."""

from flask.testing import FlaskClient

from graphdb.search import index
from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from tests.webapp.api.conftest import PREFIX
from tests.webapp.conftest import application

GETS = [
    "/actors?q=bagud%20med%20huslejen&municipality=9901&per_page=100",
    "/actors?risk_group=rg_rus&open_now=true",
    "/actors?q=psykatri",
    "/actors/actor:demo:herberg-broen",
    "/actors/actor:demo:krisecenter-laerken",
    "/actors/actor:demo:nobody",
    "/vocabulary",
    "/areas",
    "/coverage?municipality=9901&by=stage",
    "/coverage?municipality=9902&by=kind",
    "/coverage?municipality=9903&by=transition",
    "/gaps?municipality=9901",
    "/network?municipality=9902",
    "/gaps?municipality=9903&rule=owed",
]
MAPS = [
    {
        "acting_municipality": "9901",
        "situation": "sp_foged",
        "event": "foged_notice",
        "event_date": "2026-11-16",
    },
    {"acting_municipality": "9903", "situation": "sp_vold", "staying_municipality": "9902", "acute": True},
    {
        "acting_municipality": "9902",
        "situation": "sp_18",
        "age": 17,
        "known_actors": ["actor:demo:aamose-familie"],
    },
    {"acting_municipality": "9901"},
]


def test_answers_are_equal_byte_for_byte(client: FlaskClient, neo4j_demo: GraphStore) -> None:
    # A database that has only just been filled is slow at first, and a request has its deadline.
    index.current(neo4j_demo, NOW.date().isoformat())
    other = application(neo4j_demo).test_client()
    for path in GETS:
        here, there = client.get(PREFIX + path), other.get(PREFIX + path)
        assert (here.status_code, here.data) == (there.status_code, there.data), path
    for asked in MAPS:
        here, there = (one.post(f"{PREFIX}/touch-map", json=asked) for one in (client, other))
        assert here.status_code == 200
        assert here.data == there.data, asked
