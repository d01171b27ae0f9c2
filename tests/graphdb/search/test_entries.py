"""What an entry consists of: the node, what leaves it, where its places lie, and nothing else."""

from graphdb.model import Edge, EdgeKind, Node, NodeKind, Provenance, Value, area_id, edge_id, term_id
from graphdb.search.entries import Body, is_entry, prepare
from tests.graphdb.search.bodies import body_of

ACTOR = "actor:x:a"
PLACE = "place:x:p"


def entry_node(kind: NodeKind = NodeKind.ACTOR, /, **props: Value) -> Node:
    prov = {name: Provenance("a", "2026-01-01", f"2026-01-{day:02}") for day, name in enumerate(props, 1)}
    return Node(ACTOR, kind, props, prov)


def edge(kind: EdgeKind, dst: str) -> Edge:
    return Edge(edge_id(kind, ACTOR, dst), kind, ACTOR, dst)


def body(node: Node, *edges: Edge) -> Body:
    return body_of(prepare(node, edges, actor=ACTOR, towns={PLACE: "0101"}))


def test_lists_are_bare_sorted_codes() -> None:
    entry = body(
        entry_node(name="Huset", kind="bo_110"),
        edge(EdgeKind.SERVES, area_id("0147")),
        edge(EdgeKind.SERVES, area_id("0101")),
        edge(EdgeKind.REACHES, term_id("rg_rus")),
        edge(EdgeKind.LOCATED_AT, PLACE),
        edge(EdgeKind.PART_OF, "actor:x:top"),
    )
    assert entry.areas == ("0101", "0147")
    assert entry.codes["risk_group"] == ("rg_rus",)
    assert entry.towns == ("0101",)
    assert entry.parent == "actor:x:top"
    assert entry.codes["kind"] == ("bo_110",)


def test_the_order_of_relations_does_not_matter() -> None:
    edges = [edge(EdgeKind.SERVES, area_id(code)) for code in ("0147", "0101", "0615")]
    node = entry_node(name="Huset", kind="bo_110")
    one = prepare(node, edges, actor=ACTOR, towns={})
    other = prepare(node, reversed(edges), actor=ACTOR, towns={})
    assert one == other


def test_a_place_nobody_knows_the_town_of_adds_none() -> None:
    entry = body(entry_node(name="Huset", kind="bo_110"), edge(EdgeKind.LOCATED_AT, "place:x:unknown"))
    assert entry.towns == ()


def test_the_newest_confirmation_counts() -> None:
    assert body(entry_node(name="Huset", kind="bo_110", phone="+4500111111")).confirmed_on == "2026-01-03"


def test_a_temporary_change_has_an_end_even_when_nobody_said_when() -> None:
    plain = body(entry_node(name="Huset", kind="bo_110"))
    open_ended = body(
        entry_node(name="Huset", kind="bo_110", temporary_text="Lukket", temporary_from="2026-01-01")
    )
    assert (plain.other_from, plain.other_to) == ("", "")
    assert (open_ended.other_from, open_ended.other_to) == ("2026-01-01", "9999-12-31")


def test_words_hold_name_text_and_codes() -> None:
    words = prepare(
        entry_node(name="Herberget", kind="bo_110", description="Senge til natten"),
        [edge(EdgeKind.REACHES, term_id("rg_rus"))],
        actor=ACTOR,
        towns={},
    ).words.split()
    assert {"n_herberg", "herberg", "bo_110", "rg_rus", "seng"} <= set(words)
    assert "n_seng" not in words


def test_only_what_is_there_is_kept() -> None:
    kept = prepare(entry_node(name="Huset", kind="bo_110"), [], actor=ACTOR, towns={}).body
    days = '"confirmed":["2026-01-01:name","2026-01-02:kind"],"confirmed_on":"2026-01-02"'
    assert kept == f'{{"codes":{{"kind":["bo_110"]}},{days},"kind":"Actor","name":"Huset"}}'


def test_actors_and_services_are_entries() -> None:
    assert is_entry(entry_node())
    assert is_entry(entry_node(NodeKind.SERVICE))
    assert not is_entry(entry_node(NodeKind.PLACE))
