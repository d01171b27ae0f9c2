"""Values as canonical JSON and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.codec import (
    canonical,
    claim_body,
    claim_json,
    claim_of,
    facts_packed,
    facts_unpacked,
    from_json,
    props_json,
    props_of,
    prov_json,
    prov_of,
    to_json,
)
from graphdb.model import INT64, Edge, EdgeKind, Entry, Node, NodeKind, Provenance, Value, check_value
from graphdb.records import Record
from graphdb.store import Change, Commit, Item, Tally

VALUES: dict[str, Value] = {
    "text": 'Rød \U0001f600 "citat" \\ \n',
    "list": ("b", "a"),
    "number": 2**63 - 1,
    "float": 1.0,
    "small": 5e-324,
    "flag": False,
}
PROV = {name: Provenance("kilde", "2026-01-01", "2026-02-01") for name in VALUES}
FACTS = {name: Fact(value, "2026-01-01", "2026-02-01") for name, value in VALUES.items()}
ITEMS: list[Item] = [
    Commit(1, "id", "2026", "by", "hvorfor", "", "", "digest"),
    Change("actor:a", "kilde", '{"after":null}', "salt", "digest", 1),
    Claim("actor:a", "kilde", Rank.OWN, NodeKind.ACTOR, FACTS, run="r", version=3),
    relation(
        "kilde", Rank.REGISTER, EdgeKind.RELATES, ("actor:a", "actor:b"), FACTS, mark="k", dates=("a", "b")
    ),
    Node("actor:a", NodeKind.ACTOR, VALUES, PROV, 3),
    Edge("PART_OF|a|b", EdgeKind.PART_OF, "a", "b", VALUES, PROV, 3),
    Entry("actor:a", "actor:a", "ord ord", "{}"),
    Record("run", "id", "{}", {"k1": "x"}, "2026-12-31", 3),
    Tally("navn", -3),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_every_item_comes_back(item: Item) -> None:
    text = canonical(to_json(item))
    again = from_json(json.loads(text))
    assert again == item
    assert canonical(to_json(again)) == text


def test_one_text_for_equal_contents() -> None:
    assert canonical({"b": 1, "a": "ø"}) == '{"a":"ø","b":1}'
    assert props_json({"b": (1 and "x",), "a": 1.0}) == '{"a":1.0,"b":["x"]}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_properties_and_provenance_come_back_with_their_types() -> None:
    assert {name: (value, type(value)) for name, value in props_of(props_json(VALUES)).items()} == {
        name: (value, type(value)) for name, value in VALUES.items()
    }
    assert prov_of(prov_json(PROV)) == PROV


def test_a_claim_s_body_says_nothing_of_who_and_when() -> None:
    claim = ITEMS[2]
    assert isinstance(claim, Claim)
    body = claim_body(claim)
    assert set(body) == {"kind", "rank", "facts"}
    assert claim_of(claim.target, claim.source, body, run="r", version=3) == claim


@pytest.mark.parametrize(
    "facts", [FACTS, {"exists": Fact(True, "2026-01-05", "", 3)}, {"a": Fact(1, "", "")}]
)
@pytest.mark.parametrize(("src", "dst"), [("", ""), ("actor:a", 'ø"\\\n')])
def test_a_claim_put_together_by_hand_is_canonical(facts: dict[str, Fact], src: str, dst: str) -> None:
    """Seen red with ``src`` before ``run``, and with the ends left out."""
    claim = Claim("t", "kilde", Rank.COORDINATOR, EdgeKind.RELATES, facts, src, dst, "r\u2028æ", 3)
    assert claim_json(claim) == canonical(claim_body(claim))
    assert claim_json(claim, with_run=True) == canonical(claim_body(claim) | {"run": claim.run})
    assert claim_json(None) == canonical(None)


numbers = st.integers(-INT64, INT64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
texts = st.text(min_size=1).filter(lambda text: "\x00" not in text)


@given(st.dictionaries(texts, numbers | texts | st.lists(texts, min_size=1).map(tuple)))
def test_any_properties_come_back(raw: dict[str, Value]) -> None:
    props = {name: check_value(value) for name, value in raw.items()}
    again = props_of(props_json(props))
    assert again == props
    assert props_json(again) == props_json(props)


dated = st.builds(Fact, numbers | texts | st.lists(texts).map(tuple), texts, texts, st.integers(0, 9))


@given(st.dictionaries(texts, dated))
def test_facts_put_together_by_hand_are_canonical(facts: dict[str, Fact]) -> None:
    claim = Claim("t", "kilde", Rank.COORDINATOR, NodeKind.ACTOR, facts)
    assert claim_json(claim) == canonical(claim_body(claim))


@given(st.dictionaries(texts, st.builds(Provenance, texts, texts, texts)))
def test_provenance_put_together_by_hand_is_canonical(prov: dict[str, Provenance]) -> None:
    rows = {name: [one.source, one.stated_on, one.confirmed_on] for name, one in prov.items()}
    assert prov_json(prov) == canonical(rows)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"what": "spaceship"},
        {"what": "tally", "name": "a"},
        {"what": "tally", "name": "a", "count": 1, "more": 2},
        {"what": "node", "id": "a", "kind": "Actor", "props": 1, "prov": {}, "version": 1},
        {"what": "claim", "target": "a", "source": "b", "run": "", "version": 1, "body": {"kind": "Actor"}},
    ],
)
def test_another_shape_is_an_error(row: dict[str, object]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError, AttributeError)):
        from_json(row)


@pytest.mark.parametrize("value", [True, 1, 1.0, "1", ("1",)])
def test_facts_alike_keep_their_types(value: Value) -> None:
    """1 and True are equal, and most facts are shared."""
    for other in (True, 1, 1.0, value):
        facts = facts_unpacked(facts_packed({"exists": Fact(other, "2026-01-05", "")}))
    assert repr(facts["exists"].value) == repr(value)


def test_facts_are_packed_alike_however_they_came_about() -> None:
    """An import knows by the bytes that a row says what it said before, whose texts are others in memory."""
    texts = ["".join(["b", "r", "o"]), "bro"]
    first, last = (
        {"name": Fact(text, "2026-01-05", ""), "min_age": Fact(15, "2026-01-05", "")} for text in texts
    )
    assert facts_packed(first) == facts_packed(dict(reversed(last.items())))
    assert facts_unpacked(facts_packed(FACTS)) == FACTS
    assert facts_packed(FACTS) != facts_packed({**FACTS, "flag": Fact(0, "2026-01-01", "2026-02-01")})
