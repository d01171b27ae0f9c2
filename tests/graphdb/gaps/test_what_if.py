"""What would be lost without an actor or an agreement, worked out and not written."""

import pytest

from graphdb.coverage.state import State
from graphdb.errors import NotFound, Refused
from graphdb.gaps.gaps import gaps
from graphdb.gaps.what_if import Shift, Thought, think, what_if
from graphdb.message import message
from graphdb.model import EdgeKind, area_id
from graphdb.store import GraphStore
from tests.graphdb.world import (
    TODAY,
    actor,
    actor_id,
    answered,
    located,
    relates,
    service,
    tie,
    write,
)

GROUP = "rg_vold"


def test_the_only_one_leaves_a_gap_and_no_single_point(each_world: GraphStore) -> None:
    write(each_world, actor("Krisecenter", "bo_109", groups=[GROUP]))
    version = each_world.status().version
    answer = what_if(each_world, "9901", [actor_id("Krisecenter")], TODAY)
    lost = Shift(GROUP, ("bo_109",), State.COVERED, State.ASKED_NONE)
    assert lost in answer.lost
    assert set(answer.opened) == {"nobody.9901.bo_109"}
    assert set(answer.closed) == {f"single.9901.{actor_id('Krisecenter')}"}
    assert each_world.status().version == version


def test_with_another_of_the_kind_nobody_loses(world: GraphStore) -> None:
    write(world, [*actor("A", "bo_109", groups=[GROUP]), *actor("B", "bo_109", groups=[GROUP])])
    answer = what_if(world, "9901", [actor_id("A")], TODAY)
    assert answer.lost == ()
    assert set(answer.opened) == {f"single.9901.{actor_id('B')}"}


def test_both_together_do(world: GraphStore) -> None:
    write(world, [*actor("A", "bo_109", groups=[GROUP]), *actor("B", "bo_109", groups=[GROUP])])
    answer = what_if(world, "9901", [actor_id("A"), actor_id("B")], TODAY)
    assert [shift.group for shift in answer.lost if shift.group == GROUP] == [GROUP]
    assert set(answer.opened) == {"nobody.9901.bo_109"}


def test_one_of_those_that_will_do_is_not_missed(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", groups=["rg_hjemloes"]))
    write(world, actor("Natcafé", "bo_natcafe", groups=["rg_hjemloes"]))
    answer = what_if(world, "9901", [actor_id("Natcafé")], TODAY)
    assert not [shift for shift in answer.lost if shift.group == "rg_hjemloes"]


def test_its_services_and_relations_go_with_it(world: GraphStore) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_bruger")])
    write(world, service("A", "lukket", status="temporarily_closed"))
    write(world, [relates("A", "rel_samarbejdsaftale", "B", until="2026-01-01")])
    answer = what_if(world, "9901", [actor_id("A")], TODAY)
    assert {name.partition(".")[0] for name in answer.closed} == {"full", "agreement", "single"}
    assert answer.broken == ()  # it had ended already


def test_an_agreement_may_go_by_itself(world: GraphStore) -> None:
    write(world, [*actor("Foged", "jus_foged"), *actor("Voksen", "kom_voksen")])
    tie = relates("Foged", "rel_underretter", "Voksen")
    write(world, [tie])
    answer = what_if(world, "9901", [tie.claim.target], TODAY)
    assert [edge.id for edge in answer.broken] == [tie.claim.target]
    assert "owed.9901.dl_foged_underretning" in answer.opened
    assert answer.lost == ()


@pytest.mark.parametrize("gone", ["actor:x:nobody", "service:x:y", "RELATES|actor:x:a|actor:x:b|k"])
def test_what_is_not_here_is_said_to_be(world: GraphStore, gone: str) -> None:
    with pytest.raises(NotFound):
        what_if(world, "9901", [gone], TODAY)


def open_gaps(store: GraphStore) -> set[str]:
    return {gap.id for gap in gaps(store, "9901", TODAY).items}


def test_the_relations_between_two_go_without_their_ids(world: GraphStore) -> None:
    write(world, [*actor("Foged", "jus_foged"), *actor("Voksen", "kom_voksen")])
    write(world, [relates("Foged", "rel_underretter", "Voksen"), relates("Voksen", "rel_henviser", "Foged")])
    answer = think(world, "9901", Thought(parted=((actor_id("Voksen"), actor_id("Foged")),)), TODAY)
    assert len(answer.broken) == 2
    assert "owed.9901.dl_foged_underretning" in answer.opened
    assert set(answer.names.values()) == {"Foged", "Voksen"}


def test_whoever_hung_on_it_is_cut_off(world: GraphStore) -> None:
    for name in "ABCDE":
        write(world, actor(name, "civ_ngo"))
    pairs = ("A", "B"), ("B", "C"), ("C", "D"), ("C", "E"), ("D", "E")
    write(world, [relates(src, "rel_henviser", dst) for src, dst in pairs])
    answer = think(world, "9901", Thought(parted=((actor_id("B"), actor_id("C")),)), TODAY)
    assert answer.cut_off == (actor_id("A"), actor_id("B"))
    assert what_if(world, "9901", [actor_id("B")], TODAY).cut_off == (actor_id("A"),)
    assert what_if(world, "9901", [actor_id("A")], TODAY).cut_off == ()


def test_of_two_halves_both_are_cut_off_from_most(world: GraphStore) -> None:
    """Seen red: the half with the smaller id was said to stay."""
    for name in "ABCD":
        write(world, actor(name, "civ_ngo"))
    write(world, [relates(src, "rel_henviser", dst) for src, dst in (("A", "B"), ("B", "C"), ("C", "D"))])
    answer = think(world, "9901", Thought(parted=((actor_id("B"), actor_id("C")),)), TODAY)
    assert answer.cut_off == tuple(map(actor_id, "ABCD"))
    assert what_if(world, "9901", [actor_id("D")], TODAY).cut_off == ()
    assert what_if(world, "9901", [actor_id("B")], TODAY).cut_off == (actor_id("A"),)


def test_a_relation_of_an_actor_with_itself_is_refused(world: GraphStore) -> None:
    write(world, actor("A", "civ_ngo"))
    itself = Thought(linked=((actor_id("A"), "rel_henviser", actor_id("A")),))
    with pytest.raises(Refused) as error:
        think(world, "9901", itself, TODAY)
    assert error.value.reason == message("gaps.with_itself")


def test_an_actor_that_comes_gives_cover_and_closes_the_gap(each_world: GraphStore) -> None:
    """What is thought of is what is there once it is written."""
    write(each_world, actor("Krisecenter", "bo_109", groups=[GROUP], towns=["9902"]))
    write(each_world, [answered("9901", "bo_109", "as_ingen")])
    before, version = open_gaps(each_world), each_world.status().version
    answer = think(each_world, "9901", Thought(coming=frozenset([actor_id("Krisecenter")])), TODAY)
    assert Shift(GROUP, ("bo_109",), State.ASKED_NONE, State.COVERED) in answer.gained
    assert answer.lost == ()
    assert "nobody.9901.bo_109" in answer.closed
    assert each_world.status().version == version
    write(each_world, [tie(EdgeKind.SERVES, actor_id("Krisecenter"), area_id("9901"))])
    after = open_gaps(each_world)
    assert (after - before, before - after) == (set(answer.opened), set(answer.closed))


def test_whoever_comes_from_another_municipality_is_cover_from_outside(world: GraphStore) -> None:
    write(world, [*actor("Krisecenter", "bo_109", groups=[GROUP], towns=["9902"])])
    write(world, located("Krisecenter", "9902"))
    answer = think(world, "9901", Thought(coming=frozenset([actor_id("Krisecenter")])), TODAY)
    assert {shift.after for shift in answer.gained} == {State.OUTSIDE}


def test_a_relation_that_comes_closes_what_was_owed(each_world: GraphStore) -> None:
    write(each_world, [*actor("Foged", "jus_foged"), *actor("Voksen", "kom_voksen")])
    before = open_gaps(each_world)
    link = actor_id("Foged"), "rel_underretter", actor_id("Voksen")
    answer = think(each_world, "9901", Thought(linked=(link,)), TODAY)
    assert "owed.9901.dl_foged_underretning" in answer.closed
    assert (answer.broken, answer.cut_off, answer.lost) == ((), (), ())
    write(each_world, [relates("Foged", "rel_underretter", "Voksen", day=TODAY)])
    after = open_gaps(each_world)
    assert (after - before, before - after) == (set(answer.opened), set(answer.closed))


def test_one_that_goes_and_one_that_comes_are_thought_of_together(world: GraphStore) -> None:
    write(world, actor("Her", "bo_109", groups=[GROUP]))
    write(world, actor("Der", "bo_109", groups=[GROUP], towns=["9902"]))
    swap = Thought(gone=frozenset([actor_id("Her")]), coming=frozenset([actor_id("Der")]))
    answer = think(world, "9901", swap, TODAY)
    assert (answer.lost, answer.gained) == ((), ())
    assert set(answer.opened) == {f"single.9901.{actor_id('Der')}"}


@pytest.mark.parametrize(
    "thought",
    [
        Thought(parted=((actor_id("A"), actor_id("B")),)),
        Thought(coming=frozenset([actor_id("A")])),
        Thought(coming=frozenset(["actor:x:nobody"])),
        Thought(coming=frozenset(["service:x:y"])),
        Thought(linked=((actor_id("A"), "rel_henviser", "actor:x:nobody"),)),
        Thought(linked=((actor_id("A"), "rel_none", actor_id("B")),)),
    ],
)
def test_what_cannot_be_thought_of_is_said(world: GraphStore, thought: Thought) -> None:
    write(world, [*actor("A", "civ_ngo"), *actor("B", "civ_ngo")])
    with pytest.raises(NotFound):
        think(world, "9901", thought, TODAY)
