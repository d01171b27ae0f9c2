"""Lists of relations that wait for the coordinator, and that others change meanwhile."""

from dataclasses import replace

import pytest

from graphdb.claims import EXISTS, Rank, coordinator_source, own_source
from graphdb.errors import Contested, Refused
from graphdb.model import EdgeKind, area_id, code_of, edge_id
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal
from graphdb.proposals.review import Instead
from graphdb.store import GraphStore, Way
from graphdb.writing.plan import Set
from tests.graphdb.confirming.conftest import house
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, TODAY
from tests.graphdb.identity.twice import same
from tests.graphdb.world import write

__all__ = ["house"]


def serving(store: GraphStore) -> set[str]:
    """The codes of the municipalities that the house serves."""
    edges = store.edges([HOUSE], kinds=[EdgeKind.SERVES], way=Way.OUT)
    return {code_of(edge.dst) for edge in edges}


def listed(store: GraphStore, *codes: str, about: About = About.FIELD) -> Proposal:
    """A proposal that the house serves these municipalities."""
    seen = tuple(sorted(serving(store)))
    proposal = Proposal(
        HOUSE, about, own_source(HOUSE), "account:x", AT, HOUSE, "municipalities", seen, codes
    )
    store.records.write(proposals.write_of(proposal))
    return proposal


def put(store: GraphStore, code: str, *, there: bool, of: str = HOUSE) -> None:
    """The coordinator says whether a municipality is served."""
    edge = edge_id(EdgeKind.SERVES, of, area_id(code))
    write(store, [Set(edge, coordinator_source("9901"), Rank.COORDINATOR, EXISTS, there, TODAY)])


@pytest.mark.parametrize("meanwhile", ["before the page", "after the page"])
def test_what_others_took_out_of_a_list_stays_out_and_what_they_put_in_stays_in(
    house: GraphStore, meanwhile: str
) -> None:
    """Seen red: the list became the one that was proposed, whatever others had done to it."""
    proposal, before = listed(house, "9901", "9902"), house.status().version
    put(house, "9901", there=False)
    put(house, "0751", there=True)
    seen = house.status().version if meanwhile == "before the page" else before
    review.approve(house, proposal, "coordinator", AT, seen=seen)
    assert serving(house) == {"0751", "9902"}
    assert proposals.waiting(house) == ()


def test_what_was_taken_out_again_since_the_page_is_a_conflict(house: GraphStore) -> None:
    """The page showed that it stands already. Seen red: what does not stand had no version."""
    proposal = listed(house, "9901", "9902")
    put(house, "9902", there=True)
    seen = house.status().version
    put(house, "9902", there=False)
    with pytest.raises(Contested) as contested:
        review.approve(house, proposal, "coordinator", AT, seen=seen)
    (contest,) = contested.value.contests
    assert (code_of(contest.target), contest.seen, contest.shown) == ("9902", True, None)
    assert (serving(house), proposals.waiting(house)) == ({"9901"}, (proposal,))
    review.approve(house, proposal, "coordinator", AT, seen=house.status().version)
    assert serving(house) == {"9901", "9902"}


def test_what_the_coordinator_says_instead_is_about_the_list_that_was_shown(house: GraphStore) -> None:
    """Seen red: what others took out meanwhile came back with the coordinator's own list."""
    proposal, before = listed(house, "9901", "9902"), house.status().version
    put(house, "9901", there=False)
    instead = Instead("9901", ("9901", "0751"))
    with pytest.raises(Contested):
        review.approve(house, proposal, "coordinator", AT, seen=before, instead=instead)
    assert serving(house) == set()
    review.approve(house, proposal, "coordinator", AT, seen=house.status().version, instead=instead)
    assert serving(house) == {"0751", "9901"}


def test_a_list_is_put_back_as_long_as_it_is_the_one_that_was_shown(house: GraphStore) -> None:
    """What was taken out before the page came is what is put back; what is taken out after it is not."""
    note = replace(listed(house, "9902", about=About.SHOWN), seen=("9901",), value=("9902",))
    house.records.write(proposals.write_of(note))
    put(house, "9902", there=True)
    before = house.status().version
    put(house, "9901", there=False)
    with pytest.raises(Contested):
        review.put_back(house, note, "9901", "coordinator", AT, seen=before)
    review.put_back(house, note, "9901", "coordinator", AT, seen=house.status().version)
    assert serving(house) == {"9901"}


def test_a_list_of_relations_is_approved_as_the_actors_own_word(house: GraphStore) -> None:
    assert serving(house) == {"9901"}
    review.approve(house, listed(house, "9901", "9902"), "coordinator", AT)
    assert serving(house) == {"9901", "9902"}
    edges = house.edges([HOUSE], kinds=[EdgeKind.SERVES], way=Way.OUT)
    (new,) = (edge for edge in edges if code_of(edge.dst) == "9902")
    assert (new.prov[EXISTS].source, new.prov[EXISTS].stated_on) == (own_source(HOUSE), TODAY)
    assert proposals.waiting(house) == ()


def test_a_list_that_says_so_already_is_closed(house: GraphStore) -> None:
    version = house.status().version
    review.approve(house, listed(house, "9901"), "coordinator", AT)
    assert (house.status().version, proposals.waiting(house)) == (version, ())


def test_a_list_that_others_changed_since_is_not_overwritten(house: GraphStore) -> None:
    """Seen red without comparing what is listed."""
    proposal = listed(house, "9902")
    edge = edge_id(EdgeKind.SERVES, HOUSE, area_id("0751"))
    write(house, [Set(edge, coordinator_source("9901"), Rank.COORDINATOR, EXISTS, True, TODAY)])
    with pytest.raises(Contested):
        review.approve(house, proposal, "coordinator", AT)
    assert serving(house) == {"0751", "9901"}


def test_a_list_is_what_the_coordinator_says_instead(house: GraphStore) -> None:
    proposal = listed(house, "9902", about=About.WORDS)
    with pytest.raises(Refused):
        review.approve(house, proposal, "coordinator", AT)
    review.approve(house, proposal, "coordinator", AT, instead=Instead("9901", ("9901", "0751")))
    assert serving(house) == {"0751", "9901"}


def test_a_list_that_an_older_note_has_in_words_is_entered_by_somebody(house: GraphStore) -> None:
    """Seen red: the words counted as an empty list, and all that was listed went."""
    note = replace(listed(house, "9901", about=About.SHOWN), seen="Brostad, Aalborg")
    house.records.write(proposals.write_of(note))
    with pytest.raises(Refused):
        review.put_back(house, note, "9901", "account:y", AT)
    assert serving(house) == {"9901"}
    assert proposals.waiting(house, HOUSE) == (note,)


def test_a_list_of_what_is_merged_that_others_changed_since_is_not_overwritten(house: GraphStore) -> None:
    """By who saw it before. Seen red with the relations compared under the ids that are shown."""
    proposal = listed(house, "9902")
    write(house, [same(HOSTEL, HOUSE)])
    before = house.status().version
    put(house, "0751", there=True, of=HOSTEL)
    instead = Instead("9901", ("9902",))
    with pytest.raises(Contested):
        review.approve(house, proposal, "coordinator", AT, seen=before, instead=instead)
    assert proposals.waiting(house, HOSTEL) == (proposal,)
    review.approve(house, proposal, "coordinator", AT, seen=before)
    listed_now = house.edges([HOSTEL], kinds=[EdgeKind.SERVES], way=Way.OUT)
    assert {"0751", "9902"} <= {code_of(edge.dst) for edge in listed_now}
