"""Which entries are asked about, why, and what is never asked again."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE
from graphdb.identity import blocking
from graphdb.identity.candidates import PART_OF, Candidate, among, list_candidates
from graphdb.identity.features import Address, Features, Question, address_of
from graphdb.identity.linker import Judgement, Linker
from graphdb.message import DANISH, ENGLISH, say
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Put
from tests.graphdb.identity.things import texts, thing
from tests.graphdb.identity.twice import AREA, actor, said, same, tie, unsaid, write

TODAY = "2026-11-26"
A, B, C = "actor:x:a", "actor:y:b", "actor:z:c"
P, Q = "place:x:p", "place:y:q"
PHONE, DAY = "+4500742714", "2026-01-01"


def place(target: Id, source: str = "kommune", /, **props: str) -> Put:
    """A place at one address."""
    return said(
        target, NodeKind.PLACE, DAY, source, **{"address": "Havnegade 12", "postal_code": "5000"} | props
    )


def twice() -> list[Edit]:
    """One hostel of two sources, at one address."""
    return [
        said(AREA, NodeKind.AREA, name="Vest", code="9901", level="municipality"),
        actor(
            A, name="Herberget Broen", phone=PHONE, email="post@broen.example", description="Her sover man"
        ),
        actor(B, DAY, "register", name="Broens Herberg", phone=PHONE),
        place(P),
        place(Q, "register", address="Havnegade 12, 1. sal"),
        tie(EdgeKind.LOCATED_AT, A, P),
        tie(EdgeKind.LOCATED_AT, B, Q, "register"),
    ]


def asked(store: GraphStore) -> list[tuple[Question, Id, Id, str]]:
    """What is asked, in its order."""
    return [
        (one.question, one.first, one.second, one.suggests) for one in list_candidates(store, today=TODAY)
    ]


def test_a_number_that_many_have_says_nothing() -> None:
    """Seen red with the police's 114 counted: each district was asked about with each other."""
    names = ("Politiet Nord", "Politiet Nord Havn", "Politiet Nord Bro", "Politiet Nord Vest")
    districts = [thing(number, name, phones=texts("114")) for number, name in enumerate(names)]
    assert among(districts, Linker(())) == ()
    assert len(among(districts[:2], Linker(()))) == 1


def test_nobody_whom_we_ship_stands_twice(demo_copy: GraphStore) -> None:
    """Neither the demo nor the facts of the country."""
    assert list_candidates(demo_copy, today=TODAY) == ()


def test_one_actor_of_two_sources_is_asked_about_and_so_is_its_place(store: GraphStore) -> None:
    write(store, *twice())
    organisation, where = list_candidates(store, today=TODAY)
    assert (organisation.first, organisation.second, organisation.suggests) == (A, B, SAME)
    assert organisation.names == ("Herberget Broen", "Broens Herberg")
    assert organisation.sources == (("kommune",), ("register",))
    assert organisation.places == (P, Q)
    assert not organisation.by_rule
    reasons = [say(reason.text, DANISH) for reason in organisation.reasons]
    assert reasons[:3] == ["navnene ligner hinanden: 100 %", "samme adresse", "samme telefonnummer"]
    assert (where.question, where.first, where.second, where.suggests) == (Question.PLACE, P, Q, SAME_PLACE)


def test_reasons_repeat_no_value(store: GraphStore) -> None:
    write(store, *twice())
    for candidate in list_candidates(store, today=TODAY):
        for language in (DANISH, ENGLISH):
            text = " ".join(say(reason.text, language) for reason in candidate.reasons)
            assert not any(value in text for value in (PHONE, "742714", "Havnegade", "5000", "broen"))


@pytest.mark.parametrize("verdict", [SAME, DIFFERENT])
def test_what_is_judged_is_not_asked_until_it_is_taken_back(store: GraphStore, verdict: str) -> None:
    """Seen red with the judgements left out."""
    write(store, *twice())
    before = asked(store)
    write(store, same(B, A, verdict))
    assert all(A not in (first, second) for _, first, second, _ in asked(store))
    write(store, unsaid(same(B, A, verdict)))
    assert asked(store) == before


def test_what_is_said_to_be_a_part_is_not_asked(store: GraphStore) -> None:
    write(
        store, *twice(), actor(C, name="Et hus til"), tie(EdgeKind.PART_OF, B, C), tie(EdgeKind.PART_OF, C, A)
    )
    assert [question for question, *_ in asked(store)] == [Question.PLACE]
    write(store, Drop(f"PART_OF|{C}|{A}", "kommune"))
    assert asked(store)[0][:3] == (Question.ORGANISATION, A, B)


def test_of_those_that_are_one_every_value_counts(store: GraphStore) -> None:
    """A third source shares a number that is not shown: seen red with the view alone."""
    other = "+4500331410"
    write(
        store,
        actor(A, name="Herberget Broen", phone=PHONE),
        actor(B, DAY, "register", name="Natlogi ved havnen", phone=other),
        actor(C, DAY, "own", name="Natlogi v. havnen", phone=other),
    )
    assert asked(store)[0][1:3] == (B, C)
    write(store, same(A, B))
    assert store.get([A])[A].text("phone") == PHONE
    assert asked(store)[0][1:3] == (A, C)
    write(store, same(A, C, DIFFERENT))
    assert asked(store) == []


def test_a_secret_address_is_not_compared_and_nothing_that_is_not_for_all(store: GraphStore) -> None:
    write(store, *twice())
    write(store, actor(A, "2026-02-01", "own", secret_address=True, name="Herberget Broen"))
    (only,) = list_candidates(store, today=TODAY)
    texts = [reason.text.id for reason in only.reasons]
    assert "candidates.one_is_secret" in texts
    assert not {"candidates.address", "candidates.postcode"} & set(texts)
    write(
        store,
        actor(B, "2026-02-01", "register", name="Broens Herberg", phone=PHONE, visibility="municipality"),
    )
    assert asked(store) == []


def test_the_same_offer_is_asked_of_one_actor_alone(store: GraphStore) -> None:
    bed, other = "service:x:s", "service:y:t"
    beds = [
        said(bed, NodeKind.SERVICE, name="Natseng", min_age=18),
        said(other, NodeKind.SERVICE, DAY, "register", name="Nat-seng", min_age=18),
    ]
    write(store, *twice(), *beds, tie(EdgeKind.OFFERS, A, bed), tie(EdgeKind.OFFERS, B, other, "register"))
    assert Question.OFFER not in [question for question, *_ in asked(store)]
    write(store, same(A, B))
    assert asked(store)[0] == (Question.OFFER, bed, other, SAME)


def candidates(*things: Features, judged: Sequence[Judgement] = ()) -> list[Candidate]:
    """Those among a few."""
    return list(among(things, Linker(judged)))


def test_a_number_of_units_lets_the_rule_join_two_sources() -> None:
    mine, theirs = (thing(n, name, numbers=texts("pnr:1099000011")) for n, name in enumerate(("Broen", "Ly")))
    (only,) = candidates(mine, theirs)
    assert (only.by_rule, only.score, only.suggests) == (True, 100, SAME)
    assert only.reasons[0].text.id == "candidates.number"


@pytest.mark.parametrize(
    "others",
    [
        (thing(2, "Ly", "source-1", numbers=texts("sor:4500001")),),
        (
            thing(2, "Ly", numbers=texts("sor:4500001")),
            thing(3, "Fyr", "source-2", numbers=texts("sor:4500001")),
        ),
        (thing(2, "Broen", numbers=texts("sor:4500001", "pnr:1099000012")),),
        (thing(2, "Ly", numbers=texts("sor:4500001"), parents=frozenset({"actor:x:1"})),),
    ],
    ids=[
        "one source has both",
        "one source has another",
        "another register contradicts",
        "the one is a part",
    ],
)
def test_the_rule_leaves_doubtful_ones_to_people(others: tuple[Features, ...]) -> None:
    first = thing(1, "Broen", numbers=texts("sor:4500001", "pnr:1099000011"))
    asked = candidates(first, *others)
    assert asked
    assert not any(one.by_rule for one in asked)


def test_a_number_that_all_else_speaks_against_waits() -> None:
    """One pnr is that of a whole town hall, and is typed at each of its teams."""
    number = texts("pnr:1099000011")
    team = thing(1, "Boligteamet", numbers=number, phones=texts("+4500000001"), kind="kom_bolig")
    other = thing(2, "Ungehuset", numbers=number, phones=texts("+4500000002"), kind="kom_unge")
    [only] = among([team, other], Linker(()))
    assert (only.by_rule, only.score) == (False, 70)


def test_numbers_that_cover_a_municipality_only_let_two_meet() -> None:
    shared = {"cvr": texts("00000012"), "phones": texts(PHONE), "domains": texts("brostad.example")}
    assert not candidates(thing(1, "Ungeafdelingen", **shared), thing(2, "Borgerservice", **shared))


def test_a_department_is_asked_about_as_a_part() -> None:
    shared = {"cvr": texts("00000012"), "domains": texts("hjoerne.example")}
    (only,) = candidates(
        thing(1, "Hjørnet, landskontoret", **shared), thing(2, "Hjørnets Værested", **shared)
    )
    assert (only.first, only.second, only.suggests) == ("actor:x:2", "actor:x:1", PART_OF)


def test_pairs_grow_with_the_entries_and_not_with_their_square() -> None:
    """One CVR number, mailbox and name for a whole municipality. Seen red with each compared with each."""
    shared = {"cvr": texts("00000012"), "mailboxes": texts("post@brostad.example")}
    things = [thing(number, "Afdelingen", **shared) for number in range(800)]
    assert 0 < len(list(blocking.pairs(things, blocking.keys))) <= blocking.WINDOW * len(things)


_named = st.sampled_from(["Herberget Broen", "Broens Herberg", "Broen", "Café Ly", "Ly", "Ly, sekretariatet"])
_numbers = st.sampled_from([texts(), texts("pnr:1099000011"), texts("pnr:1099000012")])
_located = st.sampled_from(
    [frozenset[tuple[Id, Address]](), frozenset({("place:x:p", address_of("Havnegade 12", "5000"))})]
)
_drawn = st.lists(
    st.tuples(_named, st.sampled_from(["a", "b", "c"]), _numbers, _located, st.booleans()),
    min_size=2,
    max_size=9,
)


@given(_drawn, st.integers(0, 1000))
def test_the_order_of_what_comes_in_changes_nothing(
    drawn: list[tuple[str, str, frozenset[str], frozenset[tuple[Id, Address]], bool]], seed: int
) -> None:
    things = [
        thing(n, name, source, numbers=number, located=located, phones=texts(PHONE) if phone else texts())
        for n, (name, source, number, located, phone) in enumerate(drawn)
    ]
    shuffled = Random(seed).sample(things, len(things))
    assert candidates(*shuffled) == candidates(*things)
