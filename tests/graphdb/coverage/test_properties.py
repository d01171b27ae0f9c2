"""What holds of every municipality, whatever is in it."""

import gc
import random
import weakref
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.claims import EXISTS, Rank
from graphdb.coverage.asked import answer_for
from graphdb.coverage.cells import Cell
from graphdb.coverage.mapping import asked
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.state import ORDER, State, best, cover
from graphdb.coverage.tally import plan_of, tally
from graphdb.gaps.gaps import gaps
from graphdb.model import EdgeKind, Id
from graphdb.search import index as indexes
from graphdb.store import GraphStore, Way, What
from graphdb.writing.plan import Confirm, Stamp, commit
from tests.graphdb.coverage.towns import ground_of, says
from tests.graphdb.world import FRESH, STALE, TODAY, write

DEMO = ("9901", "9902", "9903")
AT_ONCE = 30


def cells(store: GraphStore, municipality: str) -> list[Cell]:
    return list(ground_of(store, municipality).expected_cells())


def test_no_data_is_no_gap_and_everything_not_asked(demo: GraphStore) -> None:
    """Every real municipality of the demo's store: nothing but the fictional three has any actor."""
    for town in ground_of(demo).index.terms.municipalities(TODAY):
        code = town.text("code")
        if code not in DEMO:
            expected = cells(demo, code)
            assert {one.state for one in expected} == {State.NOT_ASKED}, code
            assert not any(one.red or one.answered for one in expected)
            share = asked(ground_of(demo, code))
            assert share.answered == 0
            assert share.provisional


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["bo_110", "bo_natcafe", "kom_voksen", "civ_vaerested"]),
            st.sampled_from(["", "rg_hjemloes", "rg_rus"]),
            st.sampled_from(["as_ikke_spurgt", "as_findes", "as_kun_udenfor", "as_kun_bevilling"]),
        ),
        max_size=6,
    )
)
def test_red_needs_a_no(world: GraphStore, answers: list[tuple[str, str, str]]) -> None:
    """Whatever is answered, without a no nothing is red. Seen red with NOT_ASKED among ``LACKING``."""
    write(world, [says(kind, state, group) for kind, group, state in answers])
    assert not any(one.red for one in cells(world, "9901"))


def test_confirming_a_fact_never_lowers_cover(demo_copy: GraphStore) -> None:
    """Every fact of entries and of answers of the demo, in random order."""
    before = covers(demo_copy)
    for number, targets in enumerate(chosen(demo_copy)):
        confirm(demo_copy, targets)
        after = covers(demo_copy)
        assert {key: (before[key], after[key]) for key in before if after[key] < before[key]} == {}, number
        before = after


def covers(store: GraphStore) -> dict[tuple[str, str, tuple[str, ...]], int]:
    """How much cover every cell of the fictional municipalities has, for each kind by itself."""
    return {
        (town, group, (kind,)): cover(ground.cell(group, (kind,)).state)
        for town in DEMO
        for ground in [ground_of(store, town)]
        for group, rows in ground.expected.items()
        for row in rows
        for kind in row.members
    }


def chosen(store: GraphStore) -> Iterator[list[Id]]:
    """All actors in a random order with what leaves them, some at a time, and answers in between."""
    actors = [item.id for item in store.scan(What.NODES, after="actor:", until="actor;")]  # type: ignore[union-attr]
    areas = [f"area:{town}" for town in DEMO]
    answers = [edge.id for edge in store.edges(areas, kinds=[EdgeKind.ASKED])]
    several = random.Random(11).sample(sorted((*actors, *answers)), len(actors) + len(answers))
    for part in batched(several, AT_ONCE):
        leaving = store.edges(part, kinds=[EdgeKind.OFFERS, EdgeKind.REACHES, EdgeKind.SERVES], way=Way.OUT)
        services = {edge.dst for edge in leaving if edge.kind is EdgeKind.OFFERS}
        yield sorted({*part, *services, *(edge.id for edge in leaving)})


def batched(items: list[Id], size: int) -> Iterator[list[Id]]:
    """The items, so many at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))


def confirm(store: GraphStore, targets: list[Id]) -> None:
    """The coordinator says of every fact that it still holds."""
    claims = store.claims(targets)
    edits = [
        Confirm(target, "coordinator:9901", Rank.COORDINATOR, name, TODAY)
        for target in targets
        for name in sorted({name for claim in claims.get(target, ()) for name in claim.facts})
        if name != EXISTS or "|" in target
    ]
    plan, _ = commit(store, edits, Stamp(f"{TODAY}T10:00:00+00:00", "test", "passer"))
    assert len(plan.refused) < len(edits)


@pytest.mark.parametrize("state", ["as_ingen", "as_afviser", "as_findes"])
def test_an_answer_past_its_shelf_life_covers_no_more_than_a_fresh_one(world: GraphStore, state: str) -> None:
    write(world, [says("bo_110", state, day=STALE)])
    before = {one.kinds: cover(one.state) for one in cells(world, "9901")}
    write(world, [says("bo_110", state)])
    after = {one.kinds: cover(one.state) for one in cells(world, "9901")}
    assert all(after[kinds] >= before[kinds] for kinds in before)


def test_the_matrix_counts_what_its_cells_say(demo: GraphStore) -> None:
    """The arrays against the cells, of which those of several kinds are worked out one by one."""
    for town in (*DEMO, "0851"):
        ground = ground_of(demo, town)
        counts = tally(plan_of(ground.index, town), ground.states)
        expected = cells(demo, town)
        assert [ORDER[place] for place in counts.state] == [cell.state for cell in expected]
        assert counts.answered.tolist() == [cell.answered for cell in expected]
        assert counts.red.tolist() == [cell.red for cell in expected]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["bo_110", "bo_natcafe", "kom_voksen", "civ_vaerested"]),
            st.sampled_from(["", "rg_hjemloes", "rg_rus"]),
            st.sampled_from(["as_findes", "as_ingen", "as_afviser", "as_kun_udenfor"]),
            st.sampled_from([FRESH, STALE]),
        ),
        max_size=6,
    )
)
def test_an_answer_is_laid_over_the_entries_as_it_is_looked_up(
    demo_copy: GraphStore, answers: list[tuple[str, str, str, str]]
) -> None:
    """Kind by kind as ``answer_for`` has it, against the arrays."""
    write(demo_copy, [says(kind, state, group, day) for kind, group, state, day in answers])
    ground = ground_of(demo_copy)
    for group in ("rg_hjemloes", "rg_rus", "rg_restance"):
        for kind in ("bo_110", "bo_natcafe", "kom_voksen", "civ_vaerested"):
            here, answer = ground.presence.of(kind, group), answer_for(ground.answers, kind, group)
            if answer is not None and answer.state is State.REFUSES and answer.group:
                here = tuple(actor for actor in here if actor.said)
            counts = answer is not None and (answer.current or answer.state is State.REFUSES)
            states = [actor.state for actor in here] + ([answer.state] if answer and counts else [])
            assert ground.cell(group, (kind,)).state == best(states), (kind, group)


def test_what_is_worked_out_of_an_index_goes_with_it(demo_copy: GraphStore) -> None:
    """Presence and matrix lead back to it: in a weak dictionary beside it they would keep it."""
    coverage(demo_copy, "9901", By.KIND, TODAY)
    gaps(demo_copy, "9901", TODAY)
    known = weakref.ref(indexes.current(demo_copy, TODAY))
    indexes.forget(demo_copy)
    gc.collect()
    assert known() is None
