"""The touch map of the demo directory: every starting point, what always holds, both stores alike."""

from dataclasses import asdict, replace
from datetime import datetime
from shutil import copyfile
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.connect import open_store
from graphdb.fields.hours import COPENHAGEN
from graphdb.message import say
from graphdb.model import EdgeKind, Id, Node
from graphdb.network.routes import ego
from graphdb.search.index import current
from graphdb.store import GraphStore, Way
from graphdb.touchmap import Question, build
from tests.graphdb.counting import Counting
from tests.graphdb.seed_terms import rows
from tests.graphdb.world import FRESH, STALE, TODAY, actor, write

NOW: Final = datetime(2026, 11, 23, 22, 30, tzinfo=COPENHAGEN)
STARTS: Final = [row["code"] for row in rows("starting_points")]
GROUPS: Final = [row["code"] for row in rows("risk_groups")]
FACTORS: Final = [row["code"] for row in rows("risk_factors")]
EVENTS: Final = ["", *(row["code"] for row in rows("anchors"))]
TOWNS: Final = ["9901", "9902", "9903"]
TICK_ONLY: Final = {row["code"] for row in rows("actor_types") if row["entry"] == "tick_only"}
AUTHORITY: Final = {
    kind
    for row in rows("actor_groups")
    if row["code"] in ("authority", "municipal")
    for kind in row["members"].split("|")
}
QUIET: Final = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def questions() -> st.SearchStrategy[Question]:
    """Any question that the form or the API can ask, without known actors."""
    return st.builds(
        Question,
        acting_municipality=st.sampled_from(TOWNS),
        staying_municipality=st.sampled_from(["", *TOWNS]),
        situation=st.sampled_from(["", *STARTS]),
        risk_groups=st.lists(st.sampled_from(GROUPS), max_size=3, unique=True).map(tuple),
        risk_factors=st.lists(st.sampled_from(FACTORS), max_size=2, unique=True).map(tuple),
        age=st.none() | st.integers(0, 95),
        child_in_household=st.booleans(),
        event=st.sampled_from(EVENTS),
        event_date=st.sampled_from(["", "2026-11-01", "2026-12-24", "2027-10-01"]),
        acute=st.booleans(),
        danger=st.booleans(),
    )


def somebody(store: GraphStore, count: int) -> list[Id]:
    """Actors of the demo, spread over the kinds."""
    index = current(store, TODAY)
    ids = [index.id(slot) for slot in index.order.tolist() if index.shown[slot]]
    return ids[:: max(1, len(ids) // count)]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("town", TOWNS)
def test_one_button_is_enough(demo: GraphStore, start: str, town: str) -> None:
    touch_map = build(demo, Question(town, situation=start), now=NOW)
    assert touch_map.demo
    assert touch_map.title
    assert touch_map.likely
    assert all(one.reasons for one in touch_map.likely), "every suggestion says why"
    assert 1 <= len(touch_map.call) <= 3
    for call in touch_map.call:
        assert call.card.phone if call.card else len(call.choose) > 1
        assert call.say
        assert call.reasons
        assert call.kind not in {"kom_voksen", *TICK_ONLY}
    assert {one.kind for one in touch_map.sharing} == {one.kind for one in touch_map.call}
    assert touch_map.coordinator or touch_map.coordinator_help
    ids = [one.id for one in touch_map.likely]
    assert len(ids) == len(set(ids))


@pytest.mark.sweep
@pytest.mark.parametrize(
    "row", rows("expected_partners"), ids=lambda row: f"{row['risk_group']}-{row['actor_type']}"
)
def test_every_expectation_is_met_or_missed(demo: GraphStore, row: dict[str, str]) -> None:
    factors = tuple(filter(None, row["if_factor"].split("|")))
    age = int(row["min_age"] or 0) or int(row["max_age"] or 40)
    question = Question(
        "9901", risk_groups=(row["risk_group"],), risk_factors=factors, age=age, from_kind="akasse"
    )
    touch_map = build(demo, question, now=NOW)
    kind = row["actor_type"]
    likely = {one.kind: one for one in touch_map.likely}
    lacking = {member for one in touch_map.missing for member in (one.kind, *one.any_of)}
    if kind in TICK_ONLY:
        assert kind not in likely
        assert kind not in lacking
    elif kind in likely:
        assert any(row["why_da"] in say(reason) for reason in likely[kind].reasons)
    elif row["strength"] != "optional" and not row["any_of"]:
        assert kind in lacking


@given(question=questions(), data=st.data())
@QUIET
def test_a_further_known_actor_never_removes_a_touched_one(
    demo: GraphStore, question: Question, data: st.DataObject
) -> None:
    actors = data.draw(st.lists(st.sampled_from(somebody(demo, 40)), max_size=4, unique=True))
    more = data.draw(st.sampled_from(somebody(demo, 40)))
    before = build(demo, replace(question, known_actors=tuple(actors)), now=NOW)
    after = build(demo, replace(question, known_actors=(*actors, more)), now=NOW)
    assert {one.id for one in before.touched} | {more} == {one.id for one in after.touched}
    assert more not in {one.id for one in after.likely}
    assert set(before.links) <= set(after.links)


@given(question=questions())
@QUIET
def test_nobody_is_suggested_whose_age_limits_exclude_the_person(
    demo: GraphStore, question: Question
) -> None:
    if question.age is None:
        return
    touch_map = build(demo, question, now=NOW)
    suggested = {one.id: one.kind for one in touch_map.likely if one.id}
    suggested |= {one.card.id: one.card.kind for one in touch_map.tonight} | {
        one.id: one.kind for one in touch_map.call if one.id
    }
    ages = [(question.age, question.age)]
    if question.event_date and question.event and not question.event.startswith("birthday"):
        ages.append((question.age - 1, question.age + 1))
    services = services_of(demo, suggested)
    family = question.child_in_household or "rg_barnefamilie" in touch_map.risk_groups
    for one, kind in suggested.items():
        if kind not in AUTHORITY and services[one]:
            by_child = family and any((service.number("max_age") or 200) < 18 for service in services[one])
            assert by_child or any(fits(service, ages) for service in services[one]), (one, question)


def services_of(store: GraphStore, ids: Any) -> dict[Id, list[Node]]:
    """What each of them offers, asked of the store itself."""
    edges = store.edges(list(ids), kinds=[EdgeKind.OFFERS], way=Way.OUT)
    nodes = store.get([edge.dst for edge in edges])
    return {one: [nodes[edge.dst] for edge in edges if edge.src == one] for one in ids}


def fits(service: Node, ages: list[tuple[int, int]]) -> bool:
    low, high = service.number("min_age") or 0, service.number("max_age") or 200
    return all(youngest <= high and low <= oldest for youngest, oldest in ages)


@given(question=questions())
@QUIET
def test_a_stale_fact_never_outranks_the_same_fresh_one(twins: GraphStore, question: Question) -> None:
    touch_map = build(twins, replace(question, acting_municipality="9902"), now=NOW)
    order = [say(one.name) for one in touch_map.likely]
    for stale in [name for name in order if name.startswith("A gammel")]:
        fresh = stale.replace("A gammel", "B frisk")
        assert fresh in order
        assert order.index(fresh) < order.index(stale)
    assert not [call for call in touch_map.call if say(call.name).startswith("A gammel")]


@pytest.fixture(scope="session")
def twins(demo_file: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo and, for each kind that is not statutory, two alike but for when they were confirmed."""
    path = tmp_path_factory.mktemp("twins") / "twins.db"
    copyfile(demo_file, path)
    store = open_store(f"sqlite:///{path}")
    kinds = [row["code"] for row in rows("actor_types") if row["statutory"] == "no" and row["entry"] == "yes"]
    for kind in kinds:
        for name, day in (("A gammel", STALE), ("B frisk", FRESH)):
            write(store, actor(f"{name} {kind}", kind, towns=("9902",), groups=GROUPS, day=day))
    yield store
    store.close()


@given(question=questions())
@QUIET
def test_secret_and_tick_only_never_leak(demo: GraphStore, question: Question) -> None:
    touch_map = build(demo, question, now=NOW)
    assert not {one.kind for one in touch_map.missing} & TICK_ONLY
    assert not {one.kind for one in touch_map.likely} & TICK_ONLY
    nearest = [one.nearest.card.kind for one in touch_map.missing if one.nearest]
    assert "bo_109" not in nearest
    assert len({call.id for call in touch_map.call}) == len(touch_map.call) <= 3


def test_at_most_six_calls_to_the_store_when_warm(demo: GraphStore) -> None:
    """One of them asks for the contact points of actors without a number of their own."""
    known = tuple(somebody(demo, 12))
    question = Question("9901", situation="sp_hjemloes", known_actors=known, acute=True)
    counted = Counting(demo)
    build(counted, question, now=NOW)
    counted.calls.clear()
    build(counted, question, now=NOW)
    assert dict(counted.calls) == {"edges": 4, "get": 1}


def test_the_same_question_has_the_same_answer_on_both_stores(
    demo: GraphStore, neo4j_demo: GraphStore
) -> None:
    known = tuple(somebody(demo, 5))
    for at, start in enumerate(STARTS):
        question = Question(TOWNS[at % 3], start, known_actors=known, acute=True, staying_municipality="9901")
        ours, theirs = (replace(build(store, question, now=NOW), version=0) for store in (demo, neo4j_demo))
        assert asdict(ours) == asdict(theirs)
    for centre in known:
        drawn = [ego(store, centre, today=TODAY, hops=2) for store in (demo, neo4j_demo)]
        assert drawn[0] == drawn[1]
