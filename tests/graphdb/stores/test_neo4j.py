"""What only Neo4j has to prove: a view people can read, native values, its own words, its own sign-in."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context

import neo4j
import pytest
from neo4j.exceptions import ServiceUnavailable

from graphdb.errors import Busy, Conflict, NotEmpty, SchemaTooNew, TooLarge, Unavailable
from graphdb.model import Edge, EdgeKind, Node, NodeKind, Value, edge_id, term_id
from graphdb.store import GraphStore, Item, Term, Way, What
from graphdb.stores.neo4j.cypher.schema import CONSTRAINTS
from graphdb.stores.neo4j.link import Link, row
from graphdb.stores.neo4j.schema import LAYOUT
from graphdb.stores.neo4j.store import Neo4jStore
from tests.conftest import Address
from tests.contract.samples import actor, bare, entry, everything, graph, writing

A, B = actor("a"), actor("b")
GROUP = term_id("rg_restance")


def put_view(store: GraphStore) -> None:
    """An actor that reaches a risk group, and one that works with it."""
    group = Node(GROUP, NodeKind.RISK_GROUP, {"code": "rg_restance"})
    first = Node(A, NodeKind.ACTOR, {"name": "Gældsrådgivningen", "phones": ("112", "00112233"), "rooms": 3})
    second = Node(B, NodeKind.ACTOR, {"name": "Værestedet"})
    reaches = Edge(edge_id(EdgeKind.REACHES, A, GROUP), EdgeKind.REACHES, A, GROUP, {"how": "rådgivning"})
    works = Edge(edge_id(EdgeKind.RELATES, A, B, "x"), EdgeKind.RELATES, A, B, {"kind": "samarbejder"})
    entries = (entry(A, "gaeld raadgivning"), entry(B, "or not to and"))
    store.write(bare("view", nodes=(group, first, second), edges=(reaches, works), entries=entries))


def test_people_can_ask_the_view_in_cypher(neo4j_store: GraphStore, cypher: neo4j.Session) -> None:
    put_view(neo4j_store)
    asked = "MATCH (a:Actor)-[:REACHES]->(g:RiskGroup {code:'rg_restance'}) RETURN a.name AS name"
    assert cypher.run(asked).value("name") == ["Gældsrådgivningen"]
    asked = (
        "MATCH (:Actor {name: 'Værestedet'})<-[:RELATES {kind: 'samarbejder'}]-(a) RETURN a.phones AS phones"
    )
    assert cypher.run(asked).value("phones") == [["112", "00112233"]]


def test_what_is_written_is_not_spelt_out_for_the_log_of_the_driver(
    neo4j_store: GraphStore, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "neo4j.io"):
        put_view(neo4j_store)
    assert "<3 rows>" in caplog.text
    assert "Gældsrådgivningen" not in caplog.text


def test_a_reading_goes_to_the_server_once(neo4j_store: GraphStore, caplog: pytest.LogCaptureFixture) -> None:
    put_view(neo4j_store)
    with caplog.at_level("DEBUG", "neo4j.io"):
        assert neo4j_store.get([A])
    assert "C: PULL" in caplog.text
    assert "C: BEGIN" not in caplog.text


def test_a_reading_on_a_connection_that_was_lost_is_tried_again(neo4j_address: Address) -> None:
    link = Link(neo4j_address.url, neo4j_address.user, neo4j_address.password)
    tries = iter([ServiceUnavailable("lost"), None])

    def work(tx: neo4j.ManagedTransaction) -> object:
        answer = row(tx, "RETURN 1 AS one")
        if error := next(tries):
            raise error
        return answer

    with closing(link):
        assert link.read(work) == {"one": 1}


def test_values_are_native_and_come_back_as_they_were(neo4j_store: GraphStore, cypher: neo4j.Session) -> None:
    values: dict[str, Value] = {
        "i": 2**63 - 1,
        "low": -(2**63),
        "f": 1.0,
        "yes": True,
        "no": False,
        "text": "1",
        "list": ("a",),
    }
    neo4j_store.write(bare("values", nodes=(Node(A, NodeKind.ACTOR, values),)))
    props = cypher.run("MATCH (n:Actor) RETURN n {.i, .low, .f, .yes, .no, .text, .list} AS p").single(
        strict=True
    )
    assert props["p"] == values | {"list": ["a"]}
    read_back = neo4j_store.get([A])[A].props
    assert read_back == values
    assert {name: type(value) for name, value in read_back.items()} == {n: type(v) for n, v in values.items()}


@pytest.mark.parametrize("name", ["id", "_version", "_prov", "_words", "_n", "_", "__x", "kind"])
def test_a_property_may_have_a_name_of_ours(neo4j_store: GraphStore, name: str) -> None:
    node = Node(A, NodeKind.ACTOR, {name: "min", "name": "A"})
    link = Edge(edge_id(EdgeKind.PART_OF, A, B), EdgeKind.PART_OF, A, B, {name: "min"})
    neo4j_store.write(
        bare("n", nodes=(node, Node(B, NodeKind.ACTOR, {})), edges=(link,), entries=(entry(A, "a"),))
    )
    assert neo4j_store.get([A])[A].props == node.props
    assert {edge.props[name] for edge in neo4j_store.edges([A])} == {"min"}


def test_a_changed_node_keeps_its_entry_and_loses_its_old_label(
    neo4j_store: GraphStore, cypher: neo4j.Session
) -> None:
    put_view(neo4j_store)
    before = neo4j_store.entries([A])
    neo4j_store.write(bare("again", nodes=(Node(A, NodeKind.SERVICE, {"name": "Ny"}),)))
    assert neo4j_store.entries([A]) == before
    assert neo4j_store.get([A])[A] == Node(A, NodeKind.SERVICE, {"name": "Ny"}, version=2)
    labels = cypher.run("MATCH (n {id: $id}) RETURN labels(n) AS labels", id=A).single(strict=True)["labels"]
    assert set(labels) == {"Thing", "Entry", "Service"}


def test_words_of_the_query_language_are_only_words(neo4j_store: GraphStore) -> None:
    put_view(neo4j_store)
    n = neo4j_store.entries([B])[B].n
    for word in ("or", "not", "to", "and"):
        assert neo4j_store.match([((Term(word),),)]) == [[n]]
    with pytest.raises(ValueError, match="token"):
        neo4j_store.match([((Term("a) OR (*:*"),),)])


def test_a_query_longer_than_lucene_takes_is_refused(neo4j_store: GraphStore) -> None:
    neo4j_store.match([(tuple(Term(f"t{n}", prefix=True) for n in range(1000)),)])
    with pytest.raises(TooLarge):
        neo4j_store.match([(tuple(Term(f"t{n}") for n in range(1001)),)])


def test_ordinals_are_never_given_again(neo4j_store: GraphStore) -> None:
    put_view(neo4j_store)
    before = neo4j_store.entries([B])[B].n
    gone = tuple(edge.id for edge in neo4j_store.edges([B]))
    neo4j_store.write(bare("gone", gone=(B, *gone)))
    neo4j_store.write(bare("back", nodes=(Node(B, NodeKind.ACTOR, {}),), entries=(entry(B, "ny"),)))
    assert neo4j_store.entries([B])[B].n > before


def test_a_node_that_a_relation_needs_stays(neo4j_store: GraphStore) -> None:
    put_view(neo4j_store)
    with pytest.raises(Conflict) as refused:
        neo4j_store.write(bare("gone", gone=(B,)))
    assert refused.value.ids == (edge_id(EdgeKind.RELATES, A, B, "x"),)
    assert neo4j_store.get([B])
    assert neo4j_store.status().version == 1


def test_a_node_goes_with_what_was_tied_to_it_by_hand(neo4j_store: GraphStore, cypher: neo4j.Session) -> None:
    """Busy with ``DELETE`` alone. What is not ours at the other end stays."""
    put_view(neo4j_store)
    cypher.run(
        """MATCH (a:Actor {id: $a}) MATCH (b:Actor {id: $b})
        CREATE (b)-[:KNOWS {since: 2020}]->(:Person {name: 'x'}), (a)-[:OFFERS]->(b),
            (b)-[:OFFERS {id: 7}]->(b)""",
        a=A,
        b=B,
    ).consume()
    neo4j_store.write(bare("gone", gone=(B, edge_id(EdgeKind.RELATES, A, B, "x"))))
    assert set(neo4j_store.get([A, B])) == {A}
    assert cypher.run("MATCH (p:Person) RETURN p.name AS name").value("name") == ["x"]
    assert cypher.run("MATCH ()-[r:OFFERS|KNOWS]->() RETURN r").value() == []


def test_a_store_of_a_newer_version_is_left_alone(neo4j_store: GraphStore, cypher: neo4j.Session) -> None:
    cypher.run("MATCH (m:Meta) SET m.schema = $schema", schema=LAYOUT + 1).consume()
    with pytest.raises(SchemaTooNew):
        neo4j_store.prepare()


def test_an_unprepared_store_says_so(neo4j_address: Address) -> None:
    opened = neo4j_address.open()
    with pytest.raises(Unavailable, match="klar"):
        opened.status()
    with pytest.raises(Unavailable, match="klar"):
        opened.write(writing("one", *graph()))
    opened.close()


def test_a_wrong_password_names_the_setting(neo4j_address: Address) -> None:
    opened = replace(neo4j_address, password="forkert").open()
    with pytest.raises(Unavailable, match="BROBYGGER_NEO4J_PASSWORD"):
        opened.status()
    opened.close()


def test_the_routing_scheme_works_too(neo4j_store: GraphStore, neo4j_address: Address) -> None:
    put_view(neo4j_store)
    routed = replace(neo4j_address, url=neo4j_address.url.replace("bolt://", "neo4j://")).open()
    routed.prepare()
    assert routed.write(writing("two")).seq == 2
    assert routed.edges([A], way=Way.OUT) == neo4j_store.edges([A])
    routed.close()


def names(cypher: neo4j.Session) -> set[str]:
    """The constraints that are there."""
    return set(cypher.run("SHOW CONSTRAINTS YIELD name").value("name"))


def drop_constraints(cypher: neo4j.Session) -> None:
    """As in a database that nobody prepared."""
    for name in names(cypher):
        cypher.run(neo4j.Query(f"DROP CONSTRAINT {name}")).consume()


@pytest.mark.changes_schema
def test_processes_may_prepare_at_the_same_time(neo4j_address: Address, cypher: neo4j.Session) -> None:
    drop_constraints(cypher)
    spawn = get_context("spawn")
    with spawn.Pool(3) as pool:
        prints = pool.map(prepare, [neo4j_address] * 3)
    assert len(set(prints)) == 1
    assert names(cypher) >= CONSTRAINTS
    assert cypher.run("MATCH (p:Preparing) RETURN p").value() == []


@pytest.mark.changes_schema
def test_a_constraint_that_was_never_finished_is_made_anew(
    neo4j_address: Address, cypher: neo4j.Session
) -> None:
    drop_constraints(cypher)
    cypher.run("CREATE INDEX brobygger_thing FOR (n:Thing) ON (n.id)").consume()
    prepare(neo4j_address)
    assert names(cypher) >= CONSTRAINTS


@pytest.mark.changes_schema
def test_an_index_of_an_earlier_version_goes(neo4j_store: GraphStore, cypher: neo4j.Session) -> None:
    """Each write would go on filling it, and nothing is asked by it."""
    cypher.run("CREATE INDEX brobygger_change_run FOR (n:Change) ON (n.run, n.seq)").consume()
    neo4j_store.prepare()
    assert "brobygger_change_run" not in cypher.run("SHOW INDEXES YIELD name").value("name")
    assert neo4j_store.damage() == []


@pytest.mark.changes_schema
def test_a_process_that_died_preparing_keeps_nobody_waiting(
    neo4j_address: Address, cypher: neo4j.Session
) -> None:
    cypher.run("DROP CONSTRAINT brobygger_thing IF EXISTS").consume()
    cypher.run("CREATE (:Preparing {by: 'dead'})").consume()
    prepare(neo4j_address)
    assert names(cypher) >= CONSTRAINTS


def prepare(address: Address) -> str:
    """The fingerprint of the store it prepared."""
    opened = address.open()
    opened.prepare()
    fingerprint = opened.status().fingerprint
    opened.close()
    return fingerprint


def test_a_load_that_was_overtaken_stops(neo4j_store: GraphStore, neo4j_address: Address) -> None:
    neo4j_store.write(writing("one", *graph()))
    items = everything(neo4j_store)
    other = neo4j_address.open()
    assert isinstance(other, Neo4jStore)

    def overtaken() -> Iterator[Item]:
        yield from items
        for n in range(3000):
            if n == 2500:
                other.load(items)
            yield Node(actor(f"x{n}"), NodeKind.ACTOR, {})

    with pytest.raises(NotEmpty):
        neo4j_store.load(items)
    wiped(neo4j_address)
    neo4j_store.prepare()
    with pytest.raises(Busy):
        neo4j_store.load(overtaken())
    assert everything(neo4j_store) == items
    assert not neo4j_store.status().loading
    other.close()


def wiped(address: Address) -> None:
    """Delete every node."""
    with neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")


def test_scan_has_read_all_before_the_first_item_comes(neo4j_store: GraphStore) -> None:
    put_view(neo4j_store)
    scans = {what: neo4j_store.scan(what) for what in What}
    before = {what: list(neo4j_store.scan(what)) for what in What}
    neo4j_store.write(writing("more", *graph(), words={actor("c"): "ny"}))
    assert {what: list(scan) for what, scan in scans.items()} == before
