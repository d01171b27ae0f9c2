"""What many terms say alike is in memory once, and each says what it said."""

from graphdb.model import Edge, EdgeKind, Node, NodeKind, Provenance, Value
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.alike import Alike


def _term(code: str, **props: Value) -> Node:
    text = "".join(("Støtte ", "i hverdagen"))  # not one constant of the module
    said = Provenance("seed", "2026-11-01", "2026-11-01")
    all_props: dict[str, Value] = {"label_da": text, **props}
    return Node(f"term:{code}", NodeKind.NEED, all_props, dict.fromkeys(all_props, said), 3)


def test_equal_texts_and_provenances_of_terms_are_one() -> None:
    """Seen red with each as it was read."""
    alike = Alike()
    first, second = (alike.node(_term(code, order=1)) for code in ("a", "b"))
    assert (first, second) == (_term("a", order=1), _term("b", order=1))
    assert first.props["label_da"] is second.props["label_da"]


def test_the_same_provenance_of_the_same_fields_is_one_mapping() -> None:
    said, other = (Provenance("seed", day, day) for day in ("2026-11-01", "2026-11-02"))
    alike = Alike()
    nodes = [
        alike.node(Node(f"term:{number}", NodeKind.NEED, {}, prov))
        for number, prov in enumerate(({"code": said}, {"code": said}, {"code": other}, {"name": said}))
    ]
    assert [node.prov for node in nodes] == [{"code": said}, {"code": said}, {"code": other}, {"name": said}]
    assert nodes[0].prov is nodes[1].prov


def test_what_only_compares_equal_stays_what_it_is() -> None:
    """1, 1.0 and true are equal in Python."""
    alike = Alike()
    values = [alike.node(_term("a", value=value)).props["value"] for value in (1, True, 1.0, ("x",))]
    assert [*map(repr, values)] == ["1", "True", "1.0", "('x',)"]


def test_a_relation_says_what_it_said() -> None:
    said = Provenance("seed", "2026-11-01", "2026-11-01")
    edge = Edge("RAISES|a|b", EdgeKind.RAISES, "term:a", "term:b", {"area": "0101"}, {"exists": said}, 2)
    assert Alike().edge(edge) == edge
    assert Alike().edge(edge).version == 2


def test_the_vocabulary_is_that_of_the_store(demo: GraphStore) -> None:
    terms = catalogue.read(demo)
    read = [*terms.areas.values(), *(node for table in terms.terms.values() for node in table.values())]
    assert demo.get([node.id for node in read]) == {node.id: node for node in read}
    assert len({id(node.prov) for node in read}) < len(read) / 5
