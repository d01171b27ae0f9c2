"""Every value the model takes comes back the same, type and all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.errors import InvalidValue
from graphdb.model import INT64, Value, check_value
from graphdb.store import GraphStore
from tests.contract.samples import actor, bare, said, view

A = actor("a")
CASES: list[Value] = [
    "Rød grød med fløde",
    "é er ét tegn",
    "\U0001f9d1\u200d\U0001f9bd familie \U0001f3f3\ufe0f",
    "' OR 1=1 --",
    '"citat" og \\ og {"json": [1]}',
    "linje\r\nskift\ttab",
    " mellemrum ",
    "null",
    "x" * 20_000,
    "\u2028\ufeff\ufffd",
    0,
    1,
    -1,
    INT64 - 1,
    -INT64,
    2**53 + 1,
    0.0,
    1.0,
    0.1,
    -1e308,
    5e-324,
    1e22,
    True,
    False,
    ("a",),
    ("a", "b", "a"),
    ("Æ", "ø", "\U0001f600"),
]


def written(store: GraphStore, commit_id: str, values: dict[str, Value]) -> None:
    claim = said(A, **values)
    nodes, _ = view([claim])
    store.write(bare(commit_id, claims=(claim,), nodes=nodes))


def same(one: object, other: object) -> bool:
    """Equal and of one type: 1, 1.0 and True are three values."""
    return type(one) is type(other) and one == other


def test_every_value_comes_back(store: GraphStore) -> None:
    values = {f"f{number}": value for number, value in enumerate(CASES)}
    written(store, "one", values)
    props, facts = store.get([A])[A].props, store.claims([A])[A][0].facts
    for name, value in values.items():
        assert check_value(value) == value
        assert same(props[name], value), name
        assert same(facts[name].value, value), name


def test_no_value_is_no_property(store: GraphStore) -> None:
    written(store, "one", {"name": "Navn", "phone": "1"})
    written(store, "two", {"name": "Navn"})
    assert dict(store.get([A])[A].props) == {"name": "Navn"}


@pytest.mark.parametrize(
    "field",
    ["kind", "version", "prov", "props", "src", "dst", "words", "body", "n", "from", "order", "match"],
)
def test_a_field_may_have_a_name_that_means_something_to_a_database(store: GraphStore, field: str) -> None:
    """Red when a store keeps its own columns among the fields; ``id`` and a leading ``_`` are the store's."""
    written(store, "one", {field: "Værdi", "name": "Navn"})
    node = store.get([A])[A]
    assert (node.id, dict(node.props)) == (A, {field: "Værdi", "name": "Navn"})
    assert set(node.prov) == {field, "name"}


numbers = st.integers(-INT64, INT64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
texts = st.text(min_size=1).filter(lambda text: "\x00" not in text)
values = numbers | texts | st.lists(texts, min_size=1, max_size=3).map(tuple)


@given(raw=st.lists(values, min_size=50, max_size=50))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_comes_back(store: GraphStore, raw: list[Value]) -> None:
    asked = {f"f{number}": check_value(value) for number, value in enumerate(raw)}
    written(store, f"commit-{store.status().version}", asked)
    props = store.get([A])[A].props
    assert all(same(props[name], value) for name, value in asked.items())


@pytest.mark.parametrize(
    "value", ["", (), float("inf"), float("nan"), INT64, -INT64 - 1, "\x00", "\ud800", ("",)]
)
def test_what_a_store_cannot_keep_is_refused_before_it(value: Value) -> None:
    with pytest.raises(InvalidValue):
        check_value(value)
