"""The arrays of a municipality against the same worked out cell by cell, as a reader of the rules would."""

from collections import defaultdict

import numpy as np
import pytest

from graphdb.coverage.cells import Ground, without
from graphdb.coverage.expected import all_expectations, expectations, own_area
from graphdb.coverage.mapping import Asked, asked
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.presence import NOWHERE, presence, presence_without
from graphdb.coverage.state import ORDER, State
from graphdb.coverage.tally import plan_of
from graphdb.coverage.units import by_law, units_of
from graphdb.model import EdgeKind
from graphdb.rules.expectations import kinds_of
from graphdb.search import index as indexes
from graphdb.search.index.columns import TOWNS
from graphdb.search.index.readmodel import Index
from graphdb.store import GraphStore
from tests.graphdb.coverage.towns import EAST, VEST, ground_of, says
from tests.graphdb.world import STALE, TODAY, actor, located, service, write

DEMO = ["9901", "9902", "9903", "0851"]
GROUP = "rg_hjemloes"


@pytest.fixture(scope="module")
def entries(demo: GraphStore) -> Index:
    """The index of the demo."""
    return indexes.current(demo, TODAY)


def counted(ground: Ground) -> Asked:
    """How much is asked, cell by cell: a set counts when it is answered for every group that expects it."""
    answered: defaultdict[str, list[bool]] = defaultdict(list)
    core: set[str] = set()
    for cell in ground.expected_cells():
        if cell.expectation is not None and cell.expectation.counts:
            answered[cell.expectation.key].append(cell.answered)
            core |= {cell.expectation.key} if cell.expectation.core else set()
    done = {key for key, each in answered.items() if all(each)}
    return Asked(len(done), len(answered), len(done & core), len(core))


@pytest.mark.parametrize("town", DEMO)
def test_what_is_asked_is_counted_set_by_set(demo: GraphStore, town: str) -> None:
    assert asked(ground_of(demo, town)) == counted(ground_of(demo, town))


@pytest.mark.parametrize("town", DEMO)
def test_the_actors_of_a_kind_are_counted_as_they_are_listed(demo: GraphStore, town: str) -> None:
    ground = ground_of(demo, town)
    states = ground.states
    for group in ground.expected:
        for kind in ground.presence.places:
            at, cell = ground.presence.place(kind, group), ground.cell(group, (kind,))
            assert (states.actors[at], states.fresh[at]) == (len(cell.actors), len(cell.fresh)), (kind, group)


@pytest.mark.parametrize("town", DEMO)
def test_each_kind_has_the_best_state_of_its_actors(demo: GraphStore, town: str) -> None:
    local = presence(indexes.current(demo, TODAY), town)
    ground = ground_of(demo, town)
    for group in ground.expected:
        for kind, places in local.places.items():
            if (kind, "") in ground.answers or (kind, group) in ground.answers:
                continue
            best = min((int(local.state[at, local.column(group)]) for at in places), default=NOWHERE)
            state = State.NOT_ASKED if best == NOWHERE else ORDER[best]
            assert ground.cell(group, (kind,)).state == state


@pytest.mark.parametrize("town", DEMO)
def test_who_comes_from_outside_is_as_far_as_the_search_says(entries: Index, town: str) -> None:
    """The ones with an address who serve the town by name among others, and have none there."""
    somewhere = np.zeros(entries.size, np.bool_)
    somewhere[entries.owner[entries.columns.lists[TOWNS].slots]] = True
    expected = somewhere & (entries.near([town]) == 1)
    actors = np.array(list(entries.columns.actor_names), np.int32)
    assert units_of(entries).from_outside(town)[actors].tolist() == expected[actors].tolist()


def test_a_town_that_is_named_nowhere_has_nobody_from_outside(entries: Index) -> None:
    """An empty tuple as an index would take all of them in."""
    assert not units_of(entries).from_outside("0000").any()


def test_an_address_here_is_not_outside(world: GraphStore) -> None:
    write(world, actor("Herberg", "bo_110", towns=[VEST, EAST], groups=[GROUP]))
    write(world, located("Herberg", EAST))
    assert [local.state for local in ground_of(world).presence.of("bo_110", GROUP)] == [State.OUTSIDE]
    assert [local.state for local in ground_of(world, EAST).presence.of("bo_110", GROUP)] == [State.COVERED]


def test_kinds_that_are_ticked_only_are_no_actors_of_a_kind(entries: Index) -> None:
    units = units_of(entries)
    never = kinds_of(entries.terms).tick_only
    assert never
    assert not {units.kinds[at] for at in units.kind.tolist() if at >= 0} & never
    assert units.kinds == tuple(sorted(units.kinds))
    assert by_law(entries) <= set(units.kinds)


@pytest.mark.parametrize("town", DEMO)
def test_the_actors_stand_in_the_order_of_their_names(entries: Index, town: str) -> None:
    local = presence(entries, town)
    ranks = entries.rank[local.slots].tolist()
    assert ranks == sorted(ranks)
    for places in local.places.values():
        assert list(places) == sorted(places)


def test_without_an_actor_all_others_are_as_they_were(demo: GraphStore, entries: Index) -> None:
    whole = presence(entries, "9901")
    gone = whole.all_ids()[0]
    left = presence_without(entries, "9901", frozenset([gone]))
    assert left.all_ids() == whole.all_ids()[1:]
    assert left.state.tolist() == whole.state[1:].tolist()
    assert (left.said.tolist(), left.fresh.tolist()) == (whole.said[1:].tolist(), whole.fresh[1:].tolist())
    after = without(ground_of(demo), frozenset([gone]), TODAY)
    assert after.states.state.shape == ground_of(demo).states.state.shape


def test_of_services_for_one_group_alone_the_others_count_not(world: GraphStore) -> None:
    write(world, actor("Huset", "civ_vaerested"))
    write(world, service("Huset", "Kaffe", groups=["rg_rus"]))
    write(world, service("Huset", "Seng", groups=[GROUP]))
    local = ground_of(world).presence
    said = {group: bool(local.said[0, local.column(group)]) for group in local.groups}
    assert {group for group, names in said.items() if names} == {"rg_rus", GROUP}


def test_a_town_without_anybody_has_arrays_of_nothing(world: GraphStore) -> None:
    ground = ground_of(world)
    assert ground.presence.state.shape[0] == 0
    assert set(ground.states.state.ravel().tolist()) == {ORDER.index(State.NOT_ASKED)}
    assert ground.states.current.all()
    assert not ground.states.actors.any()


@pytest.mark.parametrize("kind", ["bo_110", "kom_voksen"])
@pytest.mark.parametrize("answer", ["as_ingen", "as_findes", "as_kun_udenfor", "as_kun_bevilling"])
def test_an_old_answer_is_as_none(world: GraphStore, kind: str, answer: str) -> None:
    write(world, [says(kind, answer, day=STALE)])
    cell = ground_of(world).cell(GROUP, (kind,))
    assert (cell.state, cell.answered, cell.red) == (State.NOT_ASKED, False, False)


def test_those_that_changed_nothing_share_what_is_expected(demo: GraphStore, entries: Index) -> None:
    assert plan_of(entries, "0615") is plan_of(entries, "0851")
    vocabulary = entries.terms
    own = {
        edge.text("area")
        for edges in vocabulary.relations[EdgeKind.EXPECTS].values()
        for edge in edges
        if edge.text("area")
    }
    for town in DEMO:
        assert own_area(vocabulary, town, TODAY) == (town if own & vocabulary.covering(town, TODAY) else "")
        kinds = kinds_of(vocabulary)
        assert all_expectations(vocabulary, TODAY, town) == {
            group: expectations(vocabulary, group, kinds, TODAY, town)
            for group in all_expectations(vocabulary, TODAY, "")
        }


def test_the_rows_of_a_matrix_are_made_once(demo: GraphStore) -> None:
    first, again = (coverage(demo, "9901", By.KIND, TODAY) for _ in range(2))
    assert first.rows is again.rows
