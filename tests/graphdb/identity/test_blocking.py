"""Which pairs meet at all, and that far fewer do than there are."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.identity import blocking
from graphdb.identity.features import Features, address_of
from graphdb.model import Id
from tests.graphdb.identity.things import offer, place, texts, thing

HAVN = frozenset({("place:x:p", address_of("Havnegade 12", "5000"))})
CLOSE_BY = frozenset({("place:x:q", address_of("Havnegade 12 B", "5000"))})


def met(*things: Features) -> list[tuple[Id, Id]]:
    """Who is compared with whom."""
    return [(first.id, second.id) for first, second in blocking.pairs(things, blocking.keys)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (thing(1, "Ly", numbers=texts("pnr:1")), thing(2, "Broen", numbers=texts("pnr:1"))),
        (thing(1, "Ly", identifiers=texts("ean:1")), thing(2, "Broen", identifiers=texts("ean:1"))),
        (thing(1, "Ly", cvr=texts("00000012")), thing(2, "Broen", cvr=texts("00000012"))),
        (thing(1, "Ly", phones=texts("+4500742714")), thing(2, "Broen", phones=texts("+4500742714"))),
        (thing(1, "Ly", mailboxes=texts("a@gmail.com")), thing(2, "Broen", mailboxes=texts("a@gmail.com"))),
        (thing(1, "Ly", domains=texts("broen.example")), thing(2, "Broen", domains=texts("broen.example"))),
        (thing(1, "Ly", sites=texts("broen.example")), thing(2, "Broen", sites=texts("broen.example"))),
        (thing(1, "Ly", located=HAVN), thing(2, "Broen", located=CLOSE_BY)),
        (thing(1, "Herberget Broen"), thing(2, "BROENS HERBERG")),
        (thing(1, "Herberget Broen Odense"), thing(2, "Broen Odense")),
        (thing(1, "Springbrættet", areas=texts("0461")), thing(2, "Springbræddet", areas=texts("0461"))),
        (thing(1, "Kirkens Sociale Havn"), thing(2, "KSH")),
        (thing(1, "Havnen|Broen"), thing(2, "Broen")),
        (offer(1, "Natseng"), offer(2, "Et sted at sove")),
        (place(1, located=HAVN), place(2, located=CLOSE_BY)),
    ],
)
def test_they_meet_over_whatever_they_share(first: Features, second: Features) -> None:
    assert met(first, second) == met(second, first) == [(first.id, second.id)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (thing(1, "Ly Odense"), thing(2, "Broen Odense")),
        (thing(1, "Herberget Ly", areas=texts("0461")), thing(2, "Herberget Bo", areas=texts("0751"))),
        (offer(1, "Natseng"), offer(2, "Natseng", owners=frozenset({"actor:x:9"}))),
        (place(1, "Huset"), place(2, "Huset")),
        (thing(1, "Natseng"), offer(1, "Natseng")),
        (thing(1, "Huset"), place(1, "Huset")),
    ],
)
def test_who_shares_nothing_telling_is_not_compared(first: Features, second: Features) -> None:
    assert met(first, second) == []


def test_in_a_large_block_neighbours_by_name_meet() -> None:
    things = [thing(n, f"Afdeling {n:03}", cvr=texts("00000012")) for n in range(100)]
    pairs = set(met(*things))
    assert all((min(both), max(both)) in pairs for both in pairwise(one.id for one in things))
    assert len(pairs) <= blocking.WINDOW * len(things)


def test_in_a_small_block_all_do() -> None:
    things = [thing(n, cvr=texts("00000012")) for n in range(blocking.MOST)]
    assert met(*things) == [*combinations(sorted(one.id for one in things), 2)]


_names = st.sampled_from(["Herberget", "Broen", "Ly", "Kilden", "Herberget Broen", "Havnen Odense"])


@given(st.lists(st.tuples(_names, st.sampled_from(["1", "2", "3"])), max_size=60), st.randoms())
def test_the_order_changes_no_pair(drawn: list[tuple[str, str]], random: Random) -> None:
    things = [thing(n, name, phones=texts(phone)) for n, (name, phone) in enumerate(drawn)]
    shuffled = random.sample(things, len(things))
    pairs = met(*things)
    assert met(*shuffled) == pairs
    assert pairs == sorted(set(pairs))
    assert all(first < second for first, second in pairs)
