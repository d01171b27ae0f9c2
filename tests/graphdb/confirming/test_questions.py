"""What is asked: three and one blind, by shelf life, use and doubt; of a small actor once a year."""

from datetime import timedelta

import pytest

from graphdb.claims import Claim, Fact, Rank, own_source
from graphdb.confirming import blind
from graphdb.confirming.questions import Questions
from graphdb.model import NodeKind, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Set
from tests.graphdb.confirming.house import (
    CAFE,
    HOSTEL,
    HOUSE,
    NIGHT,
    NOW,
    OLD,
    answer,
    ask,
    edited,
    key,
    still,
)
from tests.graphdb.world import located, write

YEARLY = {
    key(HOUSE, "phone"),
    key(HOUSE, "phone_hours"),
    key(CAFE, "opening_hours"),
    key(CAFE, "access_routes"),
    key(CAFE, "exclusions.ex_par"),
    key(NIGHT, "exclusions.ex_boern"),
}


def keys(about: Questions) -> list[str]:
    """What is asked now, the blind one last."""
    asked = [*about.shown, *([about.blind] if about.blind else [])]
    return [question.key for question in asked]


def test_three_are_shown_and_one_is_not(house: GraphStore) -> None:
    about = ask(house)
    assert len(about.shown) == 3
    assert about.blind is not None
    assert about.blind not in about.shown
    assert about.blind.value not in {question.value for question in about.shown}
    assert sum(question.term is not None for question in about.shown) <= 1


def test_a_small_actor_is_asked_four_things_each_once_a_year(house: GraphStore) -> None:
    """Seen red with every row of the table, and with a month instead of a year."""
    asked: list[str] = []
    for month in range(6):
        now = NOW + timedelta(days=31 * month)
        about = ask(house, now=now)
        asked += keys(about)
        for question in (*about.shown, *([about.blind] if about.blind else [])):
            answer(house, still(question), now=now)
    contact = [one for one in asked if one.startswith("contact:")]
    assert sorted(asked) == sorted([*YEARLY, *contact])
    assert len(contact) == 1
    again = NOW + timedelta(days=366)
    assert len(ask(house, now=again).shown) == 3


def test_what_is_fresh_is_not_asked_of_a_large_one(house: GraphStore) -> None:
    for question in ask(house, HOSTEL).by_key.values():
        answer(house, still(question), actor_id=HOSTEL)
    assert keys(ask(house, HOSTEL)) == []
    assert keys(ask(house, HOSTEL, NOW + timedelta(days=200)))


def test_free_places_are_asked_where_the_actor_has_said_them(house: GraphStore) -> None:
    capacity = key("service:x:senge", "capacity")
    assert capacity not in ask(house, HOSTEL).by_key
    write(house, [Set("service:x:senge", own_source(HOSTEL), Rank.OWN, "capacity", 3, OLD)])
    assert capacity in ask(house, HOSTEL).by_key


def test_what_is_in_doubt_comes_first(house: GraphStore) -> None:
    """Another source says otherwise, or what people typed without seeing it was mostly another."""
    row = term_id("sl_actor_phone")
    plain = ask(house).by_key[key(HOUSE, "phone")].urgency / (1 + blind.shares(house).get(row, 0))
    other = Claim(HOUSE, "register", Rank.REGISTER, NodeKind.ACTOR, {"phone": Fact("+4573333333", OLD, OLD)})
    write(house, [Put(other)])
    assert ask(house).by_key[key(HOUSE, "phone")].urgency >= 2 * plain
    hours = ask(house).by_key[key(HOUSE, "phone_hours")].urgency
    for _ in range(blind.ENOUGH):
        blind.count(house, row, same=False)
    share = blind.shares(house)[row]
    assert share > 0
    about = ask(house).by_key
    assert about[key(HOUSE, "phone")].urgency == pytest.approx((2 + share) * plain)
    assert about[key(HOUSE, "phone_hours")].urgency == hours


def test_only_what_everybody_sees_is_asked(house: GraphStore) -> None:
    edited(house, CAFE, "visibility", "professionals")
    assert not {one for one in ask(house).by_key if one.startswith(CAFE)}


def test_a_secret_address_is_not_asked_about(house: GraphStore) -> None:
    place = key(HOUSE, "place")
    write(house, list(located("huset", "9901")))
    assert place not in ask(house).by_key, "without an address there is nothing to say"
    edited(house, "place:x:huset", "address", "Havnegade 3")
    assert ask(house).by_key[place].value == "Havnegade 3"
    edited(house, HOUSE, "secret_address", True)
    assert place not in ask(house).by_key
