"""Ids, values and the table of what may be linked to what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.model import (
    EDGES,
    ENTRY_KINDS,
    TERM_KINDS,
    Edge,
    EdgeKind,
    Node,
    NodeKind,
    Value,
    area_id,
    check_value,
    code_of,
    edge_id,
    is_edge,
    node_id,
    spelt,
    term_id,
)

raws = st.text(min_size=1, max_size=8).filter(
    lambda raw: not any("\ud800" <= sign <= "\udfff" for sign in raw)
)


def test_ids_are_made_of_raw_values() -> None:
    assert node_id("actor", "cvr", "12345678") == "actor:cvr:12345678"
    assert (term_id("rg_rus"), area_id("0101")) == ("term:rg_rus", "area:0101")
    assert node_id("actor", "x", "Å b") == "actor:x:~c5.~20.b"
    assert (code_of("area:0101"), code_of("term:rg_rus"), code_of("actor:cvr:1")) == ("0101", "rg_rus", "1")


@given(one=raws, other=raws)
def test_different_raw_values_have_different_ids(one: str, other: str) -> None:
    id_of_one = node_id("actor", "x", one)
    assert id_of_one.isascii()
    assert "|" not in id_of_one
    assert (id_of_one == node_id("actor", "x", other)) == (one == other)


@pytest.mark.parametrize("raw", [("",), ("x", ""), ("a" * 101,), ("ø" * 40,), ("a", "b", "c", "d"), ()])
def test_an_id_is_never_empty_or_long(raw: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValue) as raised:
        node_id("actor", *raw)
    assert raised.value.field == "id"


@pytest.mark.parametrize("mark", ["æ | x", "a|b", "010190 1234"])
def test_a_mark_is_written_so_that_an_id_can_be_taken_apart_again(mark: str) -> None:
    relation_id = edge_id(EdgeKind.RELATES, "actor:a", "actor:b", mark)
    assert relation_id.isascii()
    assert relation_id.count("|") == 3
    assert spelt(relation_id.rpartition("|")[2]) == mark


def test_a_mark_has_an_end() -> None:
    with pytest.raises(InvalidValue):
        edge_id(EdgeKind.RELATES, "actor:a", "actor:b", "x" * 101)


def test_a_relation_s_id_tells_its_ends_and_its_mark() -> None:
    plain = edge_id(EdgeKind.PART_OF, "actor:a", "actor:b")
    marked = edge_id(EdgeKind.RELATES, "actor:a", "actor:b", "henviser.2026")
    assert (plain, marked) == ("PART_OF|actor:a|actor:b", "RELATES|actor:a|actor:b|henviser.2026")
    assert is_edge(plain)
    assert not is_edge("actor:a")


def test_relations_sort_before_nodes() -> None:
    """``check`` walks through both side by side and counts on it."""
    assert max(str(kind) for kind in EdgeKind) < min(
        ["actor", "area", "indicator", "place", "service", "source", "term"]
    )


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("e\u0301", "\u00e9"),
        (("e\u0301", "b"), ("\u00e9", "b")),
        (-0.0, 0.0),
        (True, True),
        (7, 7),
    ],
)
def test_values_are_kept_in_one_way(value: Value, kept: Value) -> None:
    checked = check_value(value)
    assert (checked, type(checked), str(checked)) == (kept, type(kept), str(kept))


def test_the_table_of_links_knows_every_kind_of_relation() -> None:
    assert {kind for _, kind, _ in EDGES} == set(EdgeKind)
    assert (NodeKind.ACTOR, EdgeKind.OFFERS, NodeKind.SERVICE) in EDGES
    assert (NodeKind.SERVICE, EdgeKind.OFFERS, NodeKind.ACTOR) not in EDGES
    assert not TERM_KINDS & ENTRY_KINDS


def test_properties_are_read_as_what_they_are() -> None:
    props: dict[str, Value] = {"name": "Navn", "ages": 7, "open": True, "codes": ("a", "b")}
    node = Node("actor:a", NodeKind.ACTOR, props)
    assert (node.text("name"), node.text("ages"), node.text("none")) == ("Navn", "7", "")
    assert (node.items("codes"), node.items("name"), node.items("none")) == (("a", "b"), ("Navn",), ())
    assert (node.number("ages"), node.number("open"), node.number("name")) == (7, None, None)
    assert (node.flag("open"), node.flag("ages"), node.flag("none")) == (True, False, False)
    edge = Edge("RELATES|a|b", EdgeKind.RELATES, "a", "b", {"kind": "k"})
    assert (edge.text("kind"), edge.text("none")) == ("k", "")
    assert len({node, Node("actor:a", NodeKind.ACTOR, props)}) == 1
    assert len({edge, edge}) == 1
