"""Which id each id is shown under."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from graphdb.identity.linker import Judgement, Linker, is_loop
from graphdb.model import EdgeKind, edge_id

A, B, C, D = (f"actor:x:{one}" for one in "abcd")
pairs = st.tuples(st.sampled_from([A, B, C, D]), st.sampled_from([A, B, C, D])).filter(lambda p: p[0] != p[1])


def judged(src: str, dst: str, verdict: str = "same") -> Judgement:
    """A judgement on two actors."""
    return Judgement(edge_id(EdgeKind.SAME, src, dst), src, dst, verdict)


def test_the_one_named_first_gives_the_id() -> None:
    linker = Linker([judged(B, A)])
    assert (linker.canonical(A), linker.canonical(B), linker.canonical(C)) == (B, B, C)
    assert (linker.members(B), linker.members(A), linker.members(C)) == ((B, A), (), (C,))


def test_a_chain_goes_back_to_its_first() -> None:
    linker = Linker([judged(C, B), judged(B, A)])
    assert {linker.canonical(one) for one in (A, B, C)} == {C}


def test_of_two_that_were_named_first_and_in_a_ring_the_smallest_gives_the_id() -> None:
    assert Linker([judged(B, C), judged(A, C)]).canonical(C) == A
    assert Linker([judged(B, C), judged(C, B)]).canonical(C) == B


def test_what_is_different_is_not_joined() -> None:
    linker = Linker([judged(A, B, "different")])
    assert not linker
    assert linker.canonical(B) == B


def test_a_relation_is_shown_between_the_canonical_ends() -> None:
    linker = Linker([judged(A, B)])
    claimed = edge_id(EdgeKind.RELATES, B, C, "henviser.2026")
    shown = edge_id(EdgeKind.RELATES, A, C, "henviser.2026")
    assert linker.canonical(claimed) == shown
    assert set(linker.members(shown)) == {shown, claimed}
    assert linker.members(claimed) == ()
    assert is_loop(linker.canonical(edge_id(EdgeKind.PART_OF, A, B)))


def test_who_moves_is_known_when_a_judgement_falls() -> None:
    before, after = Linker([judged(A, B), judged(B, C)]), Linker([judged(A, B)])
    assert before.moved(after) == after.moved(before) == {A, B, C}
    assert before.moved(before) == set()


@given(st.lists(pairs, max_size=6))
def test_it_follows_from_the_judgements_alone(ends: list[tuple[str, str]]) -> None:
    """Whatever their order; what is joined has one id, that of one of them, and each is in one cluster."""
    judgements = [judged(*pair) for pair in ends]
    linker = Linker(judgements)
    for order in list(permutations(judgements))[:24]:
        assert [Linker(order).canonical(one) for one in (A, B, C, D)] == [
            linker.canonical(one) for one in (A, B, C, D)
        ]
    for src, dst in ends:
        assert linker.canonical(src) == linker.canonical(dst)
    shown = {linker.canonical(one) for one in (A, B, C, D)}
    assert sorted(member for one in shown for member in linker.members(one)) == [A, B, C, D]
    assert all(linker.cluster(one)[0] == linker.canonical(one) for one in (A, B, C, D))
