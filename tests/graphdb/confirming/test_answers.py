"""Confirmed and temporary things hold at once, others wait; nobody's word is overwritten unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import cast

import pytest

from graphdb.claims import EXISTS, own_source
from graphdb.confirming import blind
from graphdb.confirming.answers import Answer, Choice
from graphdb.errors import Contested
from graphdb.fields.hours import note_of
from graphdb.model import EdgeKind, term_id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About
from graphdb.store import GraphStore
from tests.graphdb.confirming.house import (
    CAFE,
    HOSTEL,
    HOURS,
    HOUSE,
    NIGHT,
    NOW,
    PHONE,
    TODAY,
    answer,
    ask,
    correct,
    edited,
    key,
    link_of,
    still,
    typed,
)
from tests.graphdb.runs.overtaken import Overtaken
from tests.graphdb.world import tie, write


def test_what_is_still_right_is_the_actors_own_word_of_today(house: GraphStore) -> None:
    about = ask(house)
    outcome = answer(house, still(about.by_key[key(HOUSE, "phone")]))
    assert [question.field for question in outcome.confirmed] == ["phone"]
    node = house.get([HOUSE])[HOUSE]
    assert (node.text("phone"), node.prov["phone"].source) == (PHONE, own_source(HOUSE))
    assert node.prov["phone"].confirmed_on == TODAY
    assert node.prov["email"].confirmed_on != TODAY, "one click confirms one fact"


def test_relations_are_confirmed_each(house: GraphStore) -> None:
    question = ask(house).by_key[key(CAFE, "access_routes")]
    answer(house, still(question))
    (edge,) = [edge for edge in house.edges([CAFE]) if edge.id in question.versions]
    assert edge.prov[EXISTS].confirmed_on == TODAY


def test_hours_are_changed_at_once(house: GraphStore) -> None:
    outcome = answer(house, correct(HOUSE, "phone_hours", "man-tor 10-14"))
    assert [value for _, value in outcome.changed] == ["Mo-Th 10:00-14:00"]
    assert house.get([HOUSE])[HOUSE].text("phone_hours") == "Mo-Th 10:00-14:00"
    assert proposals.waiting(house) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ring til Ole på 12 34 56 78",
        "man-fre 9-15 og lør 10",
        'Mo-Fr 09:00-15:00 "Ring til Ole"',
        '24/7 unknown "Ring til Ole"',
    ],
)
@pytest.mark.parametrize("way", [correct, typed])
def test_hours_that_are_not_understood_wait_in_words(
    house: GraphStore, text: str, way: Callable[[str, str, str], dict[str, Answer]]
) -> None:
    """Seen red with any text as hours, which stood on the public page at once."""
    before = house.status().version
    outcome = answer(house, way(HOUSE, "phone_hours", text))
    assert (outcome.changed, [value for _, value in outcome.proposed]) == ((), [text])
    (proposal,) = proposals.waiting(house, HOUSE)
    assert (proposal.about, proposal.value, proposal.seen) == (About.WORDS, text, HOURS)
    assert house.status().version == before


def test_by_appointment_is_understood(house: GraphStore) -> None:
    """A note that the reader knows, and no words of one's own; what stands there in words is the same too."""
    outcome = answer(house, correct(HOUSE, "phone_hours", "efter aftale"))
    assert [value for _, value in outcome.changed] == ['24/7 unknown "efter aftale"']
    edited(house, HOUSE, "phone_hours", note_of("når Ole er der"))
    outcome = answer(house, typed(HOUSE, "phone_hours", "når Ole er der"))
    assert [question.field for question in outcome.confirmed] == ["phone_hours"]


@pytest.mark.parametrize(
    ("target", "field", "text", "about", "value"),
    [
        (HOUSE, "phone", "74 44 44 44", About.FIELD, "+4574444444"),
        (HOUSE, "email", "ny@brostad.example", About.FIELD, "ny@brostad.example"),
        (CAFE, "access_routes", "Man skal ringe først.", About.WORDS, "Man skal ringe først."),
        (CAFE, "exclusions.ex_par", "", About.FIELD, False),
        (HOUSE, "municipalities", "Også Øst", About.WORDS, "Også Øst"),
    ],
)
def test_all_else_waits_for_the_coordinator(
    house: GraphStore, target: str, field: str, text: str, about: About, value: object
) -> None:
    """Seen red with a correction that is written whatever the table says."""
    before = house.status().version
    question = ask(house).by_key[key(target, field)]
    outcome = answer(house, correct(target, field, text))
    assert [one for _, one in outcome.proposed] == [value]
    (proposal,) = proposals.waiting(house, HOUSE)
    assert (proposal.about, proposal.target, proposal.field) == (about, target, field)
    assert (proposal.value, proposal.seen, proposal.source) == (value, question.value, own_source(HOUSE))
    assert house.status().version == before


def test_a_later_proposal_takes_the_place_of_the_first(house: GraphStore) -> None:
    for text in ("74 44 44 44", "75 55 55 55"):
        answer(house, correct(HOUSE, "phone", text))
    assert [proposal.value for proposal in proposals.waiting(house, HOUSE)] == ["+4575555555"]
    assert proposals.waiting(house, HOSTEL) == ()


def test_who_types_often_is_counted_once_a_month(house: GraphStore) -> None:
    """Also by a new link, and at each of several telephones. Seen red: ten answers were ten."""
    row = term_id("sl_actor_phone_hours")
    before = blind.agreement(house).get(row, (0, 0))[1]
    for text in ("man 9-10", "tir 9-10", "ons 9-10"):
        answer(house, typed(HOUSE, "phone_hours", text))
    answer(house, typed(HOUSE, "phone_hours", "tor 9-10"), now=NOW + timedelta(days=20))
    assert blind.agreement(house)[row][1] == before + 1
    answer(house, typed(HOUSE, "phone_hours", "fre 9-10"), now=NOW + timedelta(days=40))
    assert blind.agreement(house)[row][1] == before + 2


@pytest.mark.parametrize("text", ["man-fre 9-15", "Mo-Fr 09:00-15:00; PH off", HOURS])
def test_the_same_typed_unseen_confirms(house: GraphStore, text: str) -> None:
    row = term_id("sl_actor_phone_hours")
    same, total = blind.agreement(house).get(row, (0, 0))
    outcome = answer(house, typed(HOUSE, "phone_hours", text))
    assert [question.field for question in outcome.confirmed] == ["phone_hours"]
    assert house.get([HOUSE])[HOUSE].text("phone_hours") == HOURS
    assert blind.agreement(house)[row] == (same + 1, total + 1)


def test_another_typed_unseen_is_a_correction_and_is_counted(house: GraphStore) -> None:
    row = term_id("sl_actor_phone")
    same, total = blind.agreement(house).get(row, (0, 0))
    outcome = answer(house, typed(HOUSE, "phone", "74 44 44 44"))
    assert len(outcome.proposed) == 1
    assert blind.agreement(house)[row] == (same, total + 1)


def test_nothing_typed_unseen_is_not_known(house: GraphStore) -> None:
    outcome = answer(house, typed(HOUSE, "phone", " "))
    assert [question.field for question in outcome.unknown] == ["phone"]
    assert key(HOUSE, "phone") not in {question.key for question in ask(house).shown}


@pytest.mark.parametrize(
    "sent",
    [
        correct(HOUSE, "phone", "010190-1234"),
        correct(HOUSE, "phone", "12"),
        correct(HOUSE, "phone", ""),
        correct(HOUSE, "phone_hours", "en gang imellem 010190-1234"),
        correct(CAFE, "access_routes", "Spørg 010190-1234"),
        correct(CAFE, "access_routes", "x" * 1001),
        typed(CAFE, "exclusions.ex_par", "ja"),
        typed(HOUSE, "email", "hus@brostad.example"),
        correct(HOUSE, "secret_address", "nej"),
        correct(HOUSE, "visibility", "public"),
        correct(HOUSE, "name", "x" * 5000),
        correct(HOSTEL, "phone", "74 44 44 44"),
        correct(NIGHT, "capacity", "4"),
        correct("term:sl_actor_phone", "months", "99"),
        {"": Answer(Choice.CONFIRMS)},
    ],
)
def test_what_cannot_be_taken_leaves_all_as_it_was(house: GraphStore, sent: dict[str, Answer]) -> None:
    """A field that is not asked, another actor's, and what cannot be read. Seen red with the rest written."""
    before = house.status().version
    outcome = answer(house, still(ask(house).by_key[key(HOUSE, "phone_hours")]) | sent)
    assert list(outcome.refused) == list(sent)
    assert (outcome.confirmed, outcome.changed, outcome.proposed) == ((), (), ())
    assert house.status().version == before
    assert proposals.waiting(house) == ()
    assert "010190" not in f"{outcome.refused}"


def test_who_comes_second_is_asked(house: GraphStore) -> None:
    """Seen red with the versions of now instead of those that were shown."""
    shown = ask(house)
    edited(house, HOUSE, "phone", "+4576666666")
    with pytest.raises(Contested) as caught:
        answer(house, still(shown.by_key[key(HOUSE, "phone")]), seen=shown)
    (contest,) = caught.value.contests
    assert (contest.field, contest.seen, contest.shown) == ("phone", PHONE, "+4576666666")
    assert house.get([HOUSE])[HOUSE].prov["phone"].source == own_source(HOUSE)
    answer(house, correct(HOUSE, "phone_hours", "man-tor 10-14"), seen=shown)
    node = house.get([HOUSE])[HOUSE]
    assert (node.text("phone"), node.text("phone_hours")) == ("+4576666666", "Mo-Th 10:00-14:00")


def test_a_way_in_that_came_meanwhile_is_not_confirmed_unseen(house: GraphStore) -> None:
    shown = ask(house)
    write(house, [tie(EdgeKind.VIA, CAFE, term_id("ar_110"))])
    with pytest.raises(Contested):
        answer(house, still(shown.by_key[key(CAFE, "access_routes")]), seen=shown)


def test_many_at_once_lose_nothing(house: GraphStore) -> None:
    """They answer about different facts of one actor at the same moment."""
    about = ask(house)
    chosen = [key(HOUSE, "phone"), key(HOUSE, "email"), key(CAFE, "opening_hours"), key(NIGHT, "status")]

    link = link_of(house)

    def one_by_one(name: str) -> object:
        return answer(house, still(about.by_key[name]), seen=about, link=link).confirmed

    with ThreadPoolExecutor(len(chosen)) as threads:
        assert all(threads.map(one_by_one, chosen))
    fresh = ask(house).by_key
    assert [fresh[name].confirmed_on for name in chosen] == [TODAY] * len(chosen)


@pytest.mark.parametrize(
    ("target", "field", "other", "text"),
    [(CAFE, "exclusions.ex_par", False, ""), (HOUSE, "phone", "+4573333333", "74 44 44 44")],
)
def test_a_proposal_about_what_others_changed_is_asked_again(
    house: GraphStore, target: str, field: str, other: bool | str, text: str
) -> None:
    """A "no" to a yes that was seen would be kept as "yes"."""
    seen = ask(house)
    edited(house, target, field, other)
    with pytest.raises(Contested) as caught:
        answer(house, correct(target, field, text), seen=seen)
    assert [contest.field for contest in caught.value.contests] == [field]
    assert proposals.waiting(house) == ()
    assert answer(house, correct(target, field, text)).proposed


@pytest.mark.parametrize("beside", [{}, {key(HOUSE, "phone"): Answer(Choice.CONFIRMS)}])
def test_a_proposal_meets_what_others_save_in_the_same_moment(
    house: GraphStore, beside: dict[str, Answer]
) -> None:
    """Alone, and beside what is confirmed of another thing at once; nothing counts as asked. Seen red."""
    seen, link = ask(house), link_of(house)

    def other() -> None:
        edited(house, CAFE, "opening_hours", HOURS)

    sent = {**correct(CAFE, "opening_hours", "når månen er fuld"), **beside}
    with pytest.raises(Contested) as caught:
        answer(cast("GraphStore", Overtaken(house, other)), sent, seen=seen, link=link)
    assert [contest.field for contest in caught.value.contests] == ["opening_hours"]
    assert proposals.waiting(house) == ()
    assert house.get([HOUSE])[HOUSE].prov["phone"].confirmed_on != TODAY
    assert key(CAFE, "opening_hours") in ask(house).by_key
