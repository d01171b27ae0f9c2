"""Texts come back from the tables of the embedded store as they were, and take less room there."""

import json
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from graphdb.claims import Fact, Rank, relation
from graphdb.codec import claim_json
from graphdb.errors import Conflict
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Node, NodeKind, Provenance
from graphdb.store import Change, GraphStore
from graphdb.stores.sqlite import mapping
from graphdb.stores.sqlite.packing import DICTIONARY, packed, unpacked

RELATION = "MEETS|service:x:a|term:need_bolig"
DAY = "2026-01-05"
CUT_OFF = packed("{}" * 99)[:-1]
PARTS = some.sampled_from(['"service:x:a"', '"term:need_bolig"', "\x01", "\x02", "\x00", '"', "æ", "{}"])
TEXTS = some.lists(PARTS | some.text(max_size=9)).map("".join)
TARGETS = some.sampled_from(["", "actor:x:a", RELATION, f"{RELATION}|mark", "a|b", "||", "A|x|x"])


def test_the_dictionary_is_that_of_every_store() -> None:
    """Another one makes all that is stored unreadable."""
    assert (
        sha256(DICTIONARY).hexdigest() == "7a24a6eef5a3a2d4a4d6148e18d314f4ee60a8b59b4b7536f6bd64e184a50a90"
    )


@given(TEXTS, TARGETS)
@example('{"dst":"term:need_bolig","src":"service:x:a"}', RELATION)
def test_a_text_comes_back(text: str, target: str) -> None:
    """Seen red when a text with a sign in it was packed."""
    assert unpacked(packed(text, target), target) == text


@given(TEXTS, TARGETS)
@example('{"after":{"a":1},"before":null}', "actor:x:a")
@example('{"after":,"before":null}', "")
@example('{"after":"before":null}', "")
@example("", "")
def test_the_body_of_a_change_comes_back(body: str, target: str) -> None:
    for whole in (body, f'{{"after":{body},"before":null}}'):
        for salt in ("", "5a17", "5A17", "5a 17", "x", "0", sha256(body.encode()).hexdigest()):
            change = Change(target, "x", whole, salt, salt, 7)
            assert mapping.change_from(mapping.change_row(change, 7)) == change


def test_a_text_put_there_by_hand_is_read_as_it_is() -> None:
    assert unpacked('{"name":"Seng"}') == '{"name":"Seng"}'


@pytest.mark.parametrize("kept", [b"", b"\xff", b"\x00", CUT_OFF, b"\xab\xae\x05\x00x", b"\xff" * 99])
def test_bytes_of_another_program_are_an_error(kept: bytes) -> None:
    """Seen red for what was cut off: half a text was read as a whole one."""
    with pytest.raises(ValueError, match="not packed here"):
        unpacked(kept)


def test_a_relation_takes_few_bytes_as_claim_and_in_history() -> None:
    ends = ("service:x:a", "term:need_bolig")
    claim = relation("x", Rank.DIRECTORY, EdgeKind.MEETS, ends, {}, dates=(DAY, DAY)).of_run("2026-01-05-r1")
    change = chain.change(claim.target, "x", None, claim, "5a17" * 8)
    assert len(claim_json(claim, with_run=True)) > 130
    *_, of_claim = mapping.claim_row(claim, 3)
    _, _, of_change, salt, digest, _ = mapping.change_row(change, 3)
    assert len(of_claim) < 50
    assert of_change[1:] == of_claim
    assert (len(salt), len(digest)) == (16, 4)
    assert mapping.claim_from(mapping.claim_row(claim, 3)).says_the_same(claim)


def test_only_a_claim_that_is_new_lies_packed_in_its_change() -> None:
    ends = ("service:x:a", "term:need_bolig")
    claim = relation("x", Rank.DIRECTORY, EdgeKind.MEETS, ends, {}, dates=(DAY, DAY)).of_run("2026-01-05-r1")
    earlier = relation("x", Rank.DIRECTORY, EdgeKind.MEETS, ends, {}, dates=(DAY, "")).of_run("2026-01-04-r1")
    new = chain.change(claim.target, "x", None, claim, "5a17" * 8)
    changed = chain.change(claim.target, "y", earlier, claim, "5a17" * 8)
    gone = chain.change(claim.target, "z", claim, None, "5a17" * 8)
    erasing = chain.change(claim.target, "w", None, claim, "5a17" * 8, erases="actor:x:a")
    kept = mapping.new_claims(mapping.change_row(one, 7) for one in (new, changed, gone, erasing))
    assert kept.keys() == {(claim.target, "x")}
    assert (claim.target, "x", 3, kept[claim.target, "x"]) == mapping.claim_row(claim, 3)


def node(**prov: Provenance) -> Node:
    return Node("actor:x:a", NodeKind.ACTOR, {"name": "Seng", "kind": "bo_110"}, prov, 3)


ONE, OTHER = Provenance("x", DAY, DAY), Provenance("x", DAY, "")


@pytest.mark.parametrize(
    "prov",
    [
        {"name": ONE, "kind": ONE},
        {"name": ONE, "kind": OTHER},
        {"name": ONE},
        {},
        {"exists": ONE, "name": ONE},
    ],
)
def test_where_a_thing_was_said_comes_back(prov: dict[str, Provenance]) -> None:
    """Seen red when only one of the fields had a source and all got it."""
    assert mapping.node_from(mapping.node_row(node(**prov), 3)) == node(**prov)
    edge = Edge(RELATION, EdgeKind.MEETS, "service:x:a", "term:need_bolig", {"name": "Seng"}, prov, 3)
    assert mapping.edge_from(mapping.edge_row(edge, 3)) == edge


def test_no_kind_of_relation_gets_another_number() -> None:
    """The indexes of every store have these; a new kind goes to the end."""
    kinds = (
        "PART_OF OFFERS LOCATED_AT CONTACTED_AT IN SERVES REACHES MEETS USES UNDER VIA RELATES RAISES EXPECTS"
        " EXPECTS_AT NEEDED_AT OWED_BY OWED_TO ABOUT ASKED SAME"
    )
    first = kinds.split()
    assert list(mapping.KIND_NUMBERS.items())[: len(first)] == list(zip(first, range(99), strict=False))


@pytest.mark.parametrize(
    "edge",
    [
        "MEETS|service:x:a|term:need_boli",
        "MEETS|service:x:a|term:need_bolig2",
        "USES|service:x:a|term:need_bolig",
    ],
)
def test_a_relation_with_the_id_of_another_is_not_kept(edge: str) -> None:
    """Its id is all that is kept of its kind and ends."""
    with pytest.raises(ValueError, match="the id of another"):
        mapping.edge_row(Edge(edge, EdgeKind.MEETS, "service:x:a", "term:need_bolig"), 3)


def test_a_relation_without_more_is_one_that_many_are_like() -> None:
    """What anybody said in words of their own is in no row that outlives its erasure."""
    ends = ("service:x:a", "term:need_bolig")
    bare = relation("x", Rank.DIRECTORY, EdgeKind.MEETS, ends, {}, dates=(DAY, DAY)).of_run("2026-01-05-r1")
    noted = relation(
        "x", Rank.DIRECTORY, EdgeKind.MEETS, ends, {"note": Fact("Bag", DAY, DAY)}, dates=(DAY, DAY)
    )
    strange = bare.of_run("Bag porten")
    denied = relation(
        "x", Rank.OWN, EdgeKind.MEETS, ends, {"exists": Fact(False, DAY, DAY)}, dates=(DAY, DAY)
    )
    kept = [
        mapping.change_row(chain.change(one.target, "x", None, one, "5a"), 3)[2]
        for one in (bare, noted, strange, denied)
    ]
    assert [isinstance(one, mapping.Common) for one in kept] == [True, False, False, False]
    assert [mapping.common_change(RELATION, one) for one in kept] == [kept[0], None, None, None]
    assert mapping.common_change("actor:x:a", kept[0]) is None
    assert mapping.common_change(RELATION, CUT_OFF) is mapping.common_change(RELATION, "x") is None


@pytest.mark.parametrize("at_once", [True, False])
def test_where_all_was_said_is_one_that_many_are_like(at_once: bool) -> None:
    *_, prov, _ = mapping.node_row(node(name=ONE, kind=ONE if at_once else OTHER), 3)
    assert isinstance(prov, mapping.Common) == at_once
    assert mapping.common_prov(prov) == (prov if at_once else None)


@pytest.mark.parametrize("kept", [b"\xff", "[]", ""])
def test_what_cannot_be_read_is_like_nothing(kept: bytes | str) -> None:
    assert mapping.common_prov(kept) is None


def test_what_was_said_at_once_is_kept_once() -> None:
    *_, prov, _ = mapping.node_row(node(name=ONE, kind=ONE), 3)
    assert json.loads(unpacked(prov)) == ["x", DAY, DAY]


def test_an_export_that_gives_a_relation_another_id_is_not_taken(sqlite_store: GraphStore) -> None:
    """Red without the look at its name: the relation it is called after would be read."""
    ends = ("service:x:a", "term:need_bolig")
    with pytest.raises(Conflict) as refused:
        sqlite_store.load([Edge("USES|service:x:a|term:need_bolig", EdgeKind.MEETS, *ends)])
    assert refused.value.ids == ("USES|service:x:a|term:need_bolig",)
    assert sqlite_store.status().loading
