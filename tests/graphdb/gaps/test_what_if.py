"""What would be lost without an actor or an agreement, worked out and not written."""

import pytest

from graphdb.coverage.state import State
from graphdb.errors import NotFound
from graphdb.gaps.what_if import Shift, what_if
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, actor, actor_id, relates, service, write

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
    assert answer.relations == 1


def test_an_agreement_may_go_by_itself(world: GraphStore) -> None:
    write(world, [*actor("Foged", "jus_foged"), *actor("Voksen", "kom_voksen")])
    tie = relates("Foged", "rel_underretter", "Voksen")
    write(world, [tie])
    answer = what_if(world, "9901", [tie.claim.target], TODAY)
    assert answer.relations == 1
    assert "owed.9901.dl_foged_underretning" in answer.opened
    assert answer.lost == ()


@pytest.mark.parametrize("gone", ["actor:x:nobody", "service:x:y", "RELATES|actor:x:a|actor:x:b|k"])
def test_what_is_not_here_is_said_to_be(world: GraphStore, gone: str) -> None:
    with pytest.raises(NotFound):
        what_if(world, "9901", [gone], TODAY)
