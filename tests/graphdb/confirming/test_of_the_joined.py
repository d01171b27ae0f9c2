"""What is answered of an entry that is shown as one with another is said of the one that the link names."""

from collections.abc import Iterator

import pytest

from graphdb.claims import Rank, own_source
from graphdb.confirming import answers, leaving, links, temporary
from graphdb.confirming.links import Link
from graphdb.confirming.temporary import Typed
from graphdb.errors import Contested
from graphdb.model import EdgeKind, Id, edge_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About
from graphdb.store import GraphStore
from graphdb.writing.plan import Set
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, TODAY, answer, ask, correct, still
from tests.graphdb.identity.twice import same, unsaid
from tests.graphdb.world import actor, actor_id, relates, write

__all__ = ["house"]
CENTRE = actor_id("centret")
KIND = "rel_henviser"
NEW = "+4574444444"


@pytest.fixture
def link(house: GraphStore) -> Link:
    """The link of the drop-in centre, which is shown as one with the hostel since."""
    token = links.make(house, HOUSE, AT)
    write(
        house,
        [
            *actor("centret", "kom_voksen"),
            relates("centret", KIND, "huset"),
            relates("huset", KIND, "centret"),
        ],
    )
    write(house, [same(HOSTEL, HOUSE)])
    link = links.find(house, token, AT)
    assert link is not None
    return link


def own_words(store: GraphStore, speaking: Id) -> dict[Id, set[str]]:
    """By target the fields that the own people of an entry say."""
    claims = store.claims_of(own_source(speaking)).items
    return {claim.target: set(claim.facts) for claim in claims}


def relations(src: Id, dst: Id) -> Iterator[Id]:
    """Those between two, each way."""
    return (edge_id(EdgeKind.RELATES, *ends, KIND) for ends in ((src, dst), (dst, src)))


def test_it_leads_to_the_entry_that_is_shown(link: Link) -> None:
    assert (link.actor, link.speaking) == (HOSTEL, HOUSE)


def test_what_is_confirmed_and_changed_stays_with_the_one_that_the_link_names(
    house: GraphStore, link: Link
) -> None:
    """Seen red: after the two were parted it was the word of the hostel's people."""
    about = ask(house, HOSTEL)
    asked = [about.by_key[f"{HOSTEL} {field}"] for field in ("email", "website")]
    sent = {key: one for question in asked for key, one in still(question).items()}
    outcome = answer(
        house, sent | correct(HOSTEL, "phone_hours", "man-tor 10-14"), actor_id=HOSTEL, link=link
    )
    assert (len(outcome.confirmed), len(outcome.changed)) == (2, 1)
    assert own_words(house, HOUSE) == {HOUSE: {"email", "website", "phone_hours"}}
    assert own_words(house, HOSTEL) == {}
    fresh = ask(house, HOSTEL).by_key[f"{HOSTEL} email"]
    assert (fresh.by_own, fresh.confirmed_on) == (True, TODAY)
    write(house, [unsaid(same(HOSTEL, HOUSE))])
    assert house.get([HOUSE])[HOUSE].text("phone_hours") == "Mo-Th 10:00-14:00"
    assert "phone_hours" not in house.get([HOSTEL])[HOSTEL].props


def test_what_was_shown_of_two_that_weigh_the_same_is_confirmed(house: GraphStore, link: Link) -> None:
    """One list has both, of one day. Seen red: the other name was, and then the kind was contested."""
    asked = ask(house, HOSTEL)
    assert asked.actor.text("name") == "herberget"
    answer(house, still(asked.by_key[f"{HOSTEL} name"]), actor_id=HOSTEL, link=link)
    assert house.get([HOSTEL])[HOSTEL].text("name") == "herberget"
    answer(house, still(asked.by_key[f"{HOSTEL} kind"]), actor_id=HOSTEL, link=link, seen=asked)
    assert house.get([HOSTEL])[HOSTEL].text("kind") == "bo_110"


def test_relations_are_confirmed_for_the_one_that_the_link_names(house: GraphStore, link: Link) -> None:
    """Each way, also where the other side names both entries."""
    about = ask(house, HOSTEL)
    sent = {
        key: one
        for edge in relations(HOSTEL, CENTRE)
        for key, one in still(about.by_key[f"{edge} exists"]).items()
    }
    answer(house, sent, actor_id=HOSTEL, link=link)
    assert set(own_words(house, HOUSE)) == set(relations(HOUSE, CENTRE))
    fresh = ask(house, HOSTEL).by_key
    assert {fresh[key].by_own for key in sent} == {True}


def test_what_is_proposed_is_so_of_the_one_that_the_link_names(house: GraphStore, link: Link) -> None:
    answer(house, correct(HOSTEL, "phone", "74 44 44 44"), actor_id=HOSTEL, link=link)
    (proposal,) = proposals.waiting(house, HOSTEL)
    assert (proposal.actor, proposal.target, proposal.source) == (HOUSE, HOUSE, own_source(HOUSE))
    review.approve(house, proposal, "coordinator", AT, seen=house.status().version)
    write(house, [unsaid(same(HOSTEL, HOUSE))])
    assert house.get([HOUSE])[HOUSE].text("phone") == NEW
    assert house.get([HOSTEL])[HOSTEL].text("phone") != NEW


def test_who_comes_second_is_asked_about_what_is_shown(house: GraphStore, link: Link) -> None:
    """The page knows the fact by the id that is shown. Red with the ids of what would be written."""
    seen = ask(house, HOSTEL)
    write(house, [Set(HOSTEL, own_source(HOSTEL), Rank.OWN, "email", "ny@brostad.example", TODAY)])
    with pytest.raises(Contested) as caught:
        answer(house, still(seen.by_key[f"{HOSTEL} email"]), actor_id=HOSTEL, link=link, seen=seen)
    assert [(one.target, one.field) for one in caught.value.contests] == [(HOSTEL, "email")]
    with pytest.raises(Contested):
        answer(house, correct(HOSTEL, "email", "x@brostad.example"), actor_id=HOSTEL, link=link, seen=seen)


def test_a_change_for_a_time_is_of_the_one_that_the_link_names(house: GraphStore, link: Link) -> None:
    about = ask(house, HOSTEL)
    closed = Typed(temporary.State.CLOSED, "2026-09-10", "2026-09-12", "Vi maler")
    temporary.take(house, link, about.actor, closed, about.version, NOW)
    assert house.get([HOSTEL])[HOSTEL].text("temporary_text") == "Vi maler"
    write(house, [unsaid(same(HOSTEL, HOUSE))])
    shown = house.get([HOUSE, HOSTEL])
    assert [shown[one].text("temporary_text") for one in (HOUSE, HOSTEL)] == ["Vi maler", ""]


def test_who_does_not_answer_for_it_says_so_of_the_one_that_the_link_names(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    write(house, [same(HOSTEL, HOUSE)])
    link = links.find(house, token, AT)
    assert link is not None
    leaving.leave(house, link, token, About.STOPPED, "", NOW)
    (note,) = proposals.waiting(house, HOSTEL)
    assert (note.actor, note.source) == (HOUSE, own_source(HOUSE))


def test_an_editor_answers_for_the_one_that_the_role_names(house: GraphStore, link: Link) -> None:
    about, editor = ask(house, HOSTEL), answers.Editor(HOSTEL, "account:editor", HOUSE)
    outward, _ = relations(HOSTEL, CENTRE)
    answers.take(house, editor, about, still(about.by_key[f"{outward} exists"]), about.version, NOW)
    assert set(own_words(house, HOUSE)) == {next(relations(HOUSE, CENTRE))}
    assert own_words(house, HOSTEL) == {}
