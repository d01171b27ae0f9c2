"""Answers to what is asked about entries that may be one, and what the rule joins by itself."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.duplicates.duplicates import (
    Decided,
    Parted,
    Ruled,
    answers,
    decide,
    join_by_rule,
    part_by_rule,
    undo,
)
from graphdb.duplicates.judging import PART_OF, Pair, judge, take_back
from graphdb.errors import Refused
from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE
from graphdb.identity.candidates import Candidate, list_candidates
from graphdb.message import say
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Stamp
from tests.contract.samples import AT
from tests.graphdb.identity.test_candidates import A, B, P, Q, twice
from tests.graphdb.identity.twice import actor, contents, edges, said, tie, write

C = "actor:z:c"
DAY = "2026-05-01"
STAMP = Stamp(AT, "coordinator", "set sammen")
NUMBER = "pnr:1099000011"


def asked(store: GraphStore) -> tuple[Candidate, ...]:
    """What waits."""
    return list_candidates(store, today=DAY)


def pair(candidate: Candidate) -> Pair:
    """The two as they are suggested, for a municipality."""
    return Pair(candidate.first, candidate.second, "9901", DAY)


def answered(
    store: GraphStore, candidate: Candidate, answer: str, *, dry_run: bool = False
) -> Sequence[Decided]:
    """The answer of a coordinator."""
    return decide(store, candidate, answer, pair(candidate), STAMP, dry_run=dry_run)


def with_numbers(*others: Edit) -> list[Edit]:
    """Two of two sources that have the same number of a unit, and nothing else in common."""
    return [
        actor(A, name="Broen", identifiers=(NUMBER,)),
        actor(B, "2026-01-01", "register", name="Ly", identifiers=(NUMBER,)),
        *others,
    ]


def ruled(store: GraphStore) -> Ruled:
    """What the rule does now."""
    return join_by_rule(store, asked(store), DAY, Stamp(AT, "rule", ""))


def parted(store: GraphStore) -> Parted:
    """What the rule takes back now."""
    return part_by_rule(store, DAY, Stamp(AT, "rule", ""))


def ids(candidates: Sequence[Candidate]) -> list[tuple[Id, Id]]:
    """Whom they are about."""
    return [(one.first, one.second) for one in candidates]


@pytest.mark.parametrize("answer", [SAME, PART_OF, SAME_PLACE, DIFFERENT])
def test_each_answer_is_remembered_and_taken_back_whole(store: GraphStore, answer: str) -> None:
    """Seen red with only the first of the two judgements of "the same place" taken back."""
    write(store, *twice())
    before, waiting = contents(store), asked(store)
    actors = waiting[0]
    assert answers(actors) == (SAME, PART_OF, SAME_PLACE, DIFFERENT)
    trial = answered(store, actors, answer, dry_run=True)
    assert contents(store) == before
    decided = answered(store, actors, answer)
    assert [one.verdict for one in decided] == [one.verdict for one in trial]
    assert (A, B) not in ids(asked(store))
    undo(store, decided, STAMP)
    assert contents(store) == before
    assert asked(store) == waiting


def test_two_at_one_place_are_two_actors_and_one_place(store: GraphStore) -> None:
    write(store, *twice())
    decided = answered(store, asked(store)[0], SAME_PLACE)
    assert [(one.pair.ids, one.verdict) for one in decided] == [((P, Q), SAME_PLACE), ((A, B), DIFFERENT)]
    assert store.get([A, B, P, Q]).keys() == {A, B, P}
    assert f"LOCATED_AT|{B}|{P}" in edges(store, P)
    assert asked(store) == ()


def test_at_a_place_that_is_one_already_only_the_actors_are_judged(store: GraphStore) -> None:
    write(store, *twice())
    answered(store, asked(store)[1], SAME_PLACE)
    (actors,) = asked(store)
    assert [one.verdict for one in answered(store, actors, SAME_PLACE)] == [DIFFERENT]


def test_an_answer_that_cannot_be_written_leaves_nothing_behind(store: GraphStore) -> None:
    """Another answers meanwhile: seen red without taking the place back."""
    write(store, *twice())
    stale = asked(store)[0]
    judge(store, pair(stale), DIFFERENT, Stamp(AT, "coordinator", ""))
    before = contents(store)
    with pytest.raises(Refused, match="allerede afgjort"):
        answered(store, stale, SAME_PLACE)
    assert contents(store) == before


def test_places_and_offers_are_the_same_or_different(store: GraphStore) -> None:
    write(store, *twice())
    assert answers(asked(store)[1]) == (SAME_PLACE, DIFFERENT)
    answered(store, asked(store)[0], SAME)
    bed, other = "service:x:s", "service:y:t"
    for target, owner, name in ((bed, A, "Natseng"), (other, B, "Nat-seng")):
        write(store, said(target, NodeKind.SERVICE, name=name), tie(EdgeKind.OFFERS, owner, target))
    write(store, said(other, NodeKind.SERVICE, DAY, "register", name="Nat-seng"), Drop(other, "kommune"))
    offer = asked(store)[0]
    assert answers(offer) == (SAME, DIFFERENT)
    answered(store, offer, SAME)
    assert {edge.dst for edge in store.edges([A], kinds=[EdgeKind.OFFERS])} == {offer.first}


def test_the_rule_joins_what_has_one_number_and_says_whom(store: GraphStore) -> None:
    write(store, *with_numbers())
    before = contents(store)
    assert ids(ruled(store).joined) == [(A, B)]
    assert store.get([A, B]).keys() == {A}
    assert ruled(store) == Ruled((), ())
    take_back(store, Pair(A, B, "9901", DAY), Stamp(AT, "coordinator", ""))
    assert ruled(store) == Ruled((), ()), "what was taken back is not joined again"
    take_back(store, Pair(A, B, "9901", DAY), Stamp(AT, "coordinator", ""))
    assert contents(store) == before
    assert ids(ruled(store).joined) == [(A, B)]


def test_three_of_one_number_become_one(store: GraphStore) -> None:
    write(store, *with_numbers(actor(C, "2026-01-01", "own", name="Huset", identifiers=(NUMBER,))))
    result = ruled(store)
    assert (len(result.joined), result.left) == (2, ())
    assert len(store.get([A, B, C])) == 1


def test_a_number_that_was_corrected_parts_what_it_joined(store: GraphStore) -> None:
    """Only a number of both: one that fell silent says nothing of it."""
    write(store, *with_numbers())
    ruled(store)
    assert parted(store) == Parted((), ())
    write(store, Drop(B, "register"))
    assert parted(store) == Parted((), ())
    write(store, actor(B, "2026-02-01", "register", name="Ly", identifiers=("pnr:1099000028",)))
    before = contents(store)
    assert part_by_rule(store, DAY, Stamp(AT, "rule", ""), dry_run=True) == Parted(((A, B),), ())
    assert contents(store) == before
    assert parted(store) == Parted(((A, B),), ())
    assert store.get([A, B]).keys() == {A, B}
    write(store, actor(B, "2026-03-01", "register", name="Ly", identifiers=(NUMBER,)))
    assert ids(ruled(store).joined) == [(A, B)], "the rule overruled nobody"


def test_what_a_coordinator_judged_is_not_the_rules_to_part(store: GraphStore) -> None:
    write(store, *with_numbers())
    judge(store, Pair(A, B, "9901", DAY), SAME, Stamp(AT, "coordinator", "set"))
    write(store, actor(B, "2026-02-01", "register", name="Ly", identifiers=("pnr:1099000028",)))
    assert parted(store) == Parted((), ())


def test_three_are_parted_by_the_one_number_that_was_corrected(store: GraphStore) -> None:
    write(store, *with_numbers(actor(C, "2026-01-01", "own", name="Huset", identifiers=(NUMBER,))))
    ruled(store)
    write(store, actor(C, "2026-02-01", "own", name="Huset", identifiers=("pnr:1099000028",)))
    parted(store)
    assert store.get([A, B, C]).keys() == {A, C}


def test_the_rule_erases_no_address(store: GraphStore) -> None:
    """One of the two is secret, the other not: that takes a person who says so."""
    place = said(P, NodeKind.PLACE, address="Havnegade 12", postal_code="5000")
    write(store, *with_numbers(place, tie(EdgeKind.LOCATED_AT, B, P)))
    write(store, actor(A, "2026-03-01", name="Broen", identifiers=(NUMBER,), secret_address=True))
    before = contents(store)
    ((candidate, reason),) = ruled(store).left
    assert {candidate.first, candidate.second} == {A, B}
    assert "--erase-address" in say(reason)
    assert contents(store) == before


_answers = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=6)


@given(_answers)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_all_taken_back_leaves_the_store_as_before(
    sqlite_store: GraphStore, drawn: list[tuple[int, int]]
) -> None:
    """Any answers to what waits, whatever they do to what is asked next, and then each taken back."""
    third = actor(C, "2026-01-01", "own", name="Broens natcafé", phone="+4500742714")
    write(sqlite_store, *twice(), third)
    before, waiting = contents(sqlite_store), asked(sqlite_store)
    decisions: list[Sequence[Decided]] = []
    for which, answer in drawn:
        if open_ones := asked(sqlite_store):
            candidate = open_ones[which % len(open_ones)]
            fitting = answers(candidate)
            with suppress(Refused):  # their places were called different, or a unit would be part of itself
                decisions.append(answered(sqlite_store, candidate, fitting[answer % len(fitting)]))
    for decided in reversed(decisions):
        undo(sqlite_store, decided, STAMP)
    assert contents(sqlite_store) == before
    assert asked(sqlite_store) == waiting
