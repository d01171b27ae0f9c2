"""What a source says first, and the change that says so, are one node in Neo4j until either is changed."""

from dataclasses import replace

import neo4j
import pytest

from graphdb.claims import Claim
from graphdb.history import chain
from graphdb.store import GraphStore, What
from graphdb.stores.neo4j.schema import LAYOUT
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import AT, actor, bare, everything, said
from tests.graphdb.upkeep.sound import B, fill

A = actor("a")
SAID = said(A, name="Herberget", kind="bo_110")
FURTHER = replace(SAID, source="further")
RENAMED = said(A, name="Det nye herberg", kind="bo_110")
NODES = "MATCH (n:Claim|Change) RETURN n:Claim AS claim, n:Change AS change, count(*) AS count"
MARK = "MATCH (m:Meta {id: 'meta'}) RETURN m.schema AS mark"
PART = """
    UNWIND $rows AS row
    MATCH (x:Claim:Change {target: row.target, source: row.source})
    WITH x, x {.target, .source, .version, .body, run: row.run} AS claim
    REMOVE x:Claim, x.version
    SET x.body = $before + x.body + $behind
    CREATE (c:Claim) SET c = claim"""


@pytest.fixture
def store(neo4j_store: GraphStore) -> GraphStore:
    """Two sources have begun to speak of an actor."""
    say(neo4j_store, Put(SAID), Put(FURTHER))
    return neo4j_store


def say(store: GraphStore, *edits: Edit) -> None:
    commit(store, edits, Stamp(AT, "tests", "Prøve"))


def nodes(cypher: neo4j.Session) -> dict[str, int]:
    """How many nodes there are of a claim alone, of a change alone, and of both."""
    names = {(True, True): "both", (True, False): "claim", (False, True): "change"}
    return {names[one["claim"], one["change"]]: one["count"] for one in cypher.run(NODES)}


def lay_out_as_before(store: GraphStore, cypher: neo4j.Session) -> None:
    """As the version before did, which reads no store with a mark above its own."""
    claims = [one for one in store.scan(What.CLAIMS) if isinstance(one, Claim)]
    rows = [{"target": one.target, "source": one.source, "run": one.run} for one in claims]
    before, behind = chain.FIRST
    cypher.run(PART, rows=rows, before=before, behind=behind).consume()
    cypher.run("MATCH (m:Meta {id: 'meta'}) SET m.schema = $mark", mark=LAYOUT - 1).consume()


def test_they_are_one_node(store: GraphStore, cypher: neo4j.Session) -> None:
    assert nodes(cypher) == {"both": 2}
    assert [claim.facts for claim in store.claims([A])[A]] == [SAID.facts, SAID.facts]
    assert check(store).faults == ()


def test_the_change_stays_as_it_was_when_a_claim_says_otherwise(
    store: GraphStore, cypher: neo4j.Session
) -> None:
    before = store.changes().items
    say(store, Put(RENAMED))
    assert nodes(cypher) == {"change": 3, "claim": 2}
    assert store.changes().items[:2] == before
    assert {claim.source: claim.facts["name"].value for claim in store.claims([A])[A]} == {
        "demo": "Det nye herberg",
        "further": "Herberget",
    }
    assert check(store).faults == ()


def test_the_change_stays_as_it_was_when_its_claim_is_dropped(store: GraphStore) -> None:
    before = store.changes().items
    say(store, Drop(A, "demo"))
    assert [claim.source for claim in store.claims([A])[A]] == ["further"]
    assert store.changes().items[:2] == before
    say(store, Put(RENAMED))
    assert len(store.claims([A])[A]) == 2
    assert check(store).faults == ()


def test_a_claim_outlives_its_history(store: GraphStore, cypher: neo4j.Session) -> None:
    claims, changes = store.claims([A]), store.changes().items
    store.write(bare("erased", erase=(A,)))
    assert nodes(cypher) == {"change": 2, "claim": 2}
    assert store.claims([A]) == claims
    assert store.changes().items == tuple(replace(change, body="", salt="") for change in changes)


def test_a_store_in_which_they_are_two_is_read_and_gone_on_with(
    neo4j_store: GraphStore, cypher: neo4j.Session
) -> None:
    fill(neo4j_store)
    before = everything(neo4j_store)
    assert "both" in nodes(cypher)
    lay_out_as_before(neo4j_store, cypher)
    neo4j_store.prepare()
    assert cypher.run(MARK).value("mark") == [LAYOUT]
    assert "both" not in nodes(cypher)
    assert everything(neo4j_store) == before
    say(
        neo4j_store,
        Put(said(B, name="Et tredje navn", kind="kom_bolig")),
        Put(said(actor("new"), name="Ny", kind="bo_110")),
    )
    assert nodes(cypher)["both"] == 1
    assert check(neo4j_store).faults == ()
