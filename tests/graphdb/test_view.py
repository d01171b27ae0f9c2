"""From what many sources say to what people see."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.claims import EXISTS, Claim, Fact, Rank, relation
from graphdb.model import Edge, EdgeKind, Node, NodeKind, Provenance, Value
from graphdb.view import merge

DAY = "2026-01-01"


def claim(source: str, rank: Rank = Rank.DIRECTORY, /, **facts: tuple[Value, str, str]) -> Claim:
    facts_by_name = {name: Fact(*fact) for name, fact in facts.items()}
    return Claim("actor:a", source, rank, NodeKind.ACTOR, facts_by_name)


def test_each_field_is_the_weightiest_source_s() -> None:
    one = claim("own", Rank.OWN, name=("Eget navn", "2020-01-01", "2020-01-01"))
    other = claim(
        "register",
        Rank.REGISTER,
        name=("Registernavn", "2026-01-01", "2026-01-01"),
        cvr=("00000012", "2021-01-01", "2022-01-01"),
    )
    node = merge([other, one])
    assert isinstance(node, Node)
    assert node.props == {"name": "Eget navn", "cvr": "00000012"}
    assert node.prov == {
        "name": Provenance("own", "2020-01-01", "2020-01-01"),
        "cvr": Provenance("register", "2021-01-01", "2022-01-01"),
    }
    assert node.version == 0


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        (("a", "2026-01-01", "2026-01-01"), ("b", "2026-01-01", "2026-01-02"), "b"),
        (("a", "2026-01-01", "2026-01-02"), ("b", "2026-01-03", "2026-01-01"), "a"),
        (("a", "2026-01-01", "2026-01-02"), ("b", "2026-01-02", "2026-01-02"), "b"),
        (("a", "2026-01-01", "2026-01-02"), ("b", "2026-01-01", "2026-01-02"), "a"),
    ],
)
def test_within_a_rank_the_newest_confirmation_then_statement_then_source(
    first: tuple[str, str, str], second: tuple[str, str, str], winner: str
) -> None:
    claims = [claim("s1", name=first), claim("s2", name=second)]
    for in_some_order in permutations(claims):
        node = merge(in_some_order)
        assert isinstance(node, Node)
        assert node.props["name"] == winner


def test_nobody_claims_it() -> None:
    assert merge([]) is None


def linked(source: str, rank: Rank, there: bool, day: str = DAY) -> Claim:
    link = relation(source, rank, EdgeKind.PART_OF, ("actor:a", "actor:b"), {}, dates=(day, day))
    return (
        link
        if there
        else relation(
            source,
            rank,
            EdgeKind.PART_OF,
            ("actor:a", "actor:b"),
            {EXISTS: Fact(False, day, day)},
            dates=(day, day),
        )
    )


def test_a_relation_says_who_claims_it_and_when() -> None:
    edge = merge([linked("register", Rank.REGISTER, there=True)])
    assert isinstance(edge, Edge)
    assert (edge.id, edge.src, edge.dst) == ("PART_OF|actor:a|actor:b", "actor:a", "actor:b")
    assert edge.props == {}
    assert edge.prov == {EXISTS: Provenance("register", DAY, DAY)}


def test_the_weightiest_source_may_deny_a_relation() -> None:
    said, denied = linked("register", Rank.REGISTER, there=True), linked("own", Rank.OWN, there=False)
    assert merge([said, denied]) is None
    weak = linked("directory", Rank.DIRECTORY, there=False)
    assert isinstance(merge([said, weak]), Edge)


def test_saying_the_same_does_not_depend_on_run_or_commit() -> None:
    one = claim("s", name=("a", DAY, DAY))
    again = Claim(one.target, "s", one.rank, one.kind, dict(one.facts), run="r", version=7)
    assert one.says_the_same(again)
    assert not one.says_the_same(claim("s", name=("b", DAY, DAY)))
    assert not one.says_the_same(claim("s", name=("a", DAY, "2026-01-02")))
    assert not one.says_the_same(claim("t", name=("a", DAY, DAY)))
    assert not one.says_the_same(claim("s", Rank.OWN, name=("a", DAY, DAY)))
    assert len({one, again}) == 2


sources = st.sampled_from(["a", "b", "c", "d"])
days = st.sampled_from(["2024-01-01", "2025-01-01", "2026-01-01"])
facts = st.dictionaries(st.sampled_from("xyz"), st.tuples(st.integers(0, 3), days, days), max_size=3)
claims = st.lists(
    st.tuples(sources, st.sampled_from(list(Rank)), facts), max_size=4, unique_by=lambda one: one[0]
)


@given(statements=claims, order=st.randoms())
def test_the_order_in_which_claims_come_means_nothing(
    statements: list[tuple[str, Rank, dict[str, tuple[int, str, str]]]], order: "object"
) -> None:
    shuffled = [claim(source, rank, **said) for source, rank, said in statements]
    before = merge(shuffled)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == before
    if isinstance(before, Node):
        assert set(before.props) == {name for _, _, said in statements for name in said} == set(before.prov)
