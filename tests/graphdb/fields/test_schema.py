"""The last gate before a write: fields and sorts, and no CPR number anywhere, not even in an id."""

import pytest

from graphdb.claims import Claim, Fact, Rank
from graphdb.errors import InvalidValue
from graphdb.fields import schema
from graphdb.fields.registry import FIELDS
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, Value, area_id, edge_id, node_id, term_id

DAY = ("2026-03-01", "2026-03-01")
A, B = node_id("actor", "x", "a"), node_id("actor", "x", "b")


def claim(target: str, kind: NodeKind = NodeKind.ACTOR, **values: Value) -> Claim:
    return Claim(target, "x", Rank.MUNICIPALITY, kind, {name: Fact(v, *DAY) for name, v in values.items()})


@pytest.mark.parametrize(
    "target",
    [
        node_id("actor", "x", "010190-1234"),
        term_id("010190 1234"),
        term_id("01/01/90-1234"),
        term_id("0101901234"),
        area_id("0101901234"),
        node_id("actor", "x", "0101901234"),
        node_id("actor", "cvr", "0101901234"),
        node_id("actor", "010190", "1234"),
        node_id("actor", "pnr", "0101901234"),
        node_id("actor", "pnr", "1012345678", "0101901234"),
        edge_id(EdgeKind.RELATES, A, B, "0101901234"),
        edge_id(
            EdgeKind.LOCATED_AT, node_id("actor", "pnr", "1012345678"), node_id("place", "x", "0101901234")
        ),
        edge_id(EdgeKind.RELATES, A, B, "rel-010190-1234"),
        edge_id(EdgeKind.LOCATED_AT, A, node_id("place", "x", "hos 010190-1234")),
    ],
)
def test_an_id_made_of_a_cpr_number_is_refused_however_it_is_written(target: str) -> None:
    src, dst = (A, B) if "|" in target else ("", "")
    kind = EdgeKind.RELATES if src else NodeKind.ACTOR
    with pytest.raises(InvalidValue) as refused:
        schema.check(Claim(target, "x", Rank.MUNICIPALITY, kind, {}, src, dst))
    assert "1234" not in say(refused.value.reason)


@pytest.mark.parametrize("raw", ["cvr:12345678", "pnr:1012345678", "x:sted-brostad-112", "x:2026-03-01"])
def test_ids_of_authorities_are_taken_though_they_may_look_like_one(raw: str) -> None:
    schema.check(claim(f"actor:{raw}", name="A"))


@pytest.mark.parametrize(
    ("kind", "name"), [(NodeKind.AREA, "dagi_id"), (NodeKind.AREA, "level"), (NodeKind.ACTOR, "status")]
)
def test_a_code_may_not_be_a_cpr_number(kind: NodeKind, name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        schema.check(claim(area_id("0615") if kind is NodeKind.AREA else A, kind, **{name: "010190-1234"}))
    assert refused.value.field == name


@pytest.mark.parametrize("name", ["name", "description", "status"])
def test_a_cell_or_form_hears_of_it_at_the_field(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        schema.normalise(NodeKind.ACTOR, name, "Ring om 010190-1234")
    assert (refused.value.field, "1234" in say(refused.value.reason)) == (name, False)


@pytest.mark.parametrize("name", sorted(FIELDS[NodeKind.ACTOR]))
@pytest.mark.parametrize("written", ["0101901234", "010190-1234", "1. januar 1990 1234"])
def test_no_column_takes_one(name: str, written: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        schema.normalise(NodeKind.ACTOR, name, written)
    assert (refused.value.field, "CPR" in say(refused.value.reason)) == (name, True)


@pytest.mark.parametrize("value", ["010190-1234", "false", 0, 1])
def test_a_thing_exists_or_not(value: Value) -> None:
    schema.check(claim(A, exists=False))
    with pytest.raises(InvalidValue, match="forkert slags") as refused:
        schema.check(claim(A, exists=value))
    assert refused.value.field == "exists"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("website", "https://eksempel.dk/0101901234"), ("website", "https://e.dk/010190%2D1234")),
        *(("email", "0101901234@eksempel.dk"), ("phone", "0101901234")),
        ("phone_hours", 'Mo 10:00-12:00 "010190-1234"'),
        ("other_names", ("Huset", "010190-1234")),
    ],
)
def test_the_last_gate_looks_at_every_sort(name: str, value: Value) -> None:
    with pytest.raises(InvalidValue, match="CPR"):
        schema.check(claim(A, NodeKind.ACTOR, **{name: value}))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (NodeKind.ACTOR, "website", "javascript:alert(1)"),
        (NodeKind.ACTOR, "website", "eksempel.dk"),
        (NodeKind.ACTOR, "temporary_from", "i morgen"),
        (NodeKind.ACTOR, "temporary_from", "1.3.2026"),
        (NodeKind.ACTOR, "name", "Huset  ved   Broen"),
        (NodeKind.ACTOR, "other_names", ("Huset|Broen",)),
        (NodeKind.ACTOR, "phone", "75 62 00 00"),
        (NodeKind.CONTACT_POINT, "phone", "ring bare"),
        (NodeKind.CONTACT_POINT, "hours", "når vi er der"),
        (NodeKind.CONTACT_POINT, "visibility", "alle"),
        (NodeKind.SERVICE, "min_age", 400),
        (NodeKind.PLACE, "lat", 0.1),
    ],
)
def test_the_last_gate_takes_only_what_the_normalisers_leave_as_it_is(
    kind: NodeKind, name: str, value: Value
) -> None:
    """Seen red with ``_require_normal`` left out."""
    target = node_id({NodeKind.CONTACT_POINT: "contact"}.get(kind, kind.value.lower()), "x", "a")
    with pytest.raises(InvalidValue) as refused:
        schema.check(claim(target, kind, **{name: value}))
    assert refused.value.field == name


@pytest.mark.parametrize("dates", [("i går", ""), ("", ""), ("2026-03-01", "2026-02-30"), ("20260301", "")])
def test_the_last_gate_takes_days_alone_as_dates(dates: tuple[str, str]) -> None:
    """Seen red with ``_are_days`` left out."""
    with pytest.raises(InvalidValue):
        schema.check(Claim(A, "x", Rank.MUNICIPALITY, NodeKind.ACTOR, {"name": Fact("A", *dates)}))


@pytest.mark.parametrize(
    ("src", "dst", "mark"),
    [
        *(("actor:x:a", "actor:x:010190-1234", ""), ("actor:x:010190-1234", "actor:x:a", "")),
        *(("actor:x:a", "actor:x:b", "010190-1234"), ("actor:x:1", "maj:90-1234", "")),
    ],
)
def test_the_last_gate_reads_the_id_of_a_relation(src: str, dst: str, mark: str) -> None:
    """Seen red with either end unread, with marked ones taken for their ends, and with ends of any sort."""
    kind = EdgeKind.RELATES
    target = "|".join(filter(None, (kind, src, dst, mark)))
    with pytest.raises(InvalidValue, match="CPR"):
        schema.check(Claim(target, "x", Rank.OWN, kind, {}, src, dst))


def test_a_number_of_ten_digits_is_none_of_ours() -> None:
    with pytest.raises(InvalidValue, match="CPR"):
        schema.normalise(NodeKind.PLACE, "lat", "0101901234")
    assert schema.normalise(NodeKind.PLACE, "lon", "10,12345678") == 10.12345678


def test_a_telephone_number_is_validated_as_what_it_is() -> None:
    assert schema.normalise(NodeKind.ACTOR, "phone", "75 62 00 00") == "+4575620000"


def test_an_open_end_is_no_highest_age() -> None:
    assert schema.normalise(NodeKind.SERVICE, "min_age", "18+") == 18
    with pytest.raises(InvalidValue, match="nedre grænse"):
        schema.normalise(NodeKind.SERVICE, "max_age", "18+")
