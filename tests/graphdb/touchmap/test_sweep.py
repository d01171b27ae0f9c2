"""Every starting point in every municipality of the demo, from 13 to 70 years, at four hours of the week.

What always holds, checked beside the code that chooses: each guard was seen red once, see its test. In the
gate each case takes two of its eight moments by turns; ``make sweep`` takes all.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from graphdb.fields.hours import COPENHAGEN, open_state
from graphdb.model import EdgeKind, Id, Node, NodeKind
from graphdb.rules.conditions import Conditions, facts_of
from graphdb.rules.first_calls import plan
from graphdb.rules.situation import Question, codes, read
from graphdb.search.index import current
from graphdb.store import GraphStore, Way
from graphdb.touchmap import Call, TouchMap, build, helpers
from tests.graphdb.seed_terms import rows
from tests.graphdb.touchmap.test_demo import AUTHORITY, STARTS, TOWNS, services_of
from tests.sweeps import ONE_IN

CLOCKS: Final = (
    datetime(2026, 11, 25, 10, tzinfo=COPENHAGEN),
    datetime(2026, 11, 25, 14, tzinfo=COPENHAGEN),
    datetime(2026, 11, 27, 17, tzinfo=COPENHAGEN),
    datetime(2026, 11, 28, 22, tzinfo=COPENHAGEN),
)
FIRST_CALLS: Final = {row["code"]: row for row in rows("first_calls")}
NEVER_ON_PAPER: Final = {row["code"] for row in rows("actor_types") if row["unsaid_on_paper"] == "yes"}
MINORITIES: Final = {row["code"] for row in rows("risk_groups") if row["minority"] == "yes"}
MOMENTS: Final = tuple((now, acute) for now in CLOCKS for acute in (False, True))
"""When it is, and whether it is acute."""
TURNS: Final = 4
CASES: Final = [(start, town, age) for start in STARTS for town in TOWNS for age in range(13, 71)]


@pytest.mark.sweep
@pytest.mark.parametrize(("start", "town", "age"), CASES)
def test_what_always_holds(demo: GraphStore, whole: bool, start: str, town: str, age: int) -> None:
    turn = CASES.index((start, town, age)) // ONE_IN % TURNS
    for now, acute in MOMENTS if whole else MOMENTS[turn::TURNS]:
        question = Question(town, situation=start, age=age, acute=acute)
        touch_map = build(demo, question, now=now)
        wrong = [*_calls(demo, touch_map, question, now), *_sheet(demo, touch_map, now)]
        assert wrong == [], (now, acute)


def _calls(store: GraphStore, touch_map: TouchMap, question: Question, now: datetime) -> Iterator[str]:
    """What is wrong with those to ring."""
    own = [FIRST_CALLS[call.row] for call in touch_map.call if FIRST_CALLS[call.row]["own"] == "yes"]
    if sum(row["only_door"] != "yes" for row in own) > 1:
        yield f"more than one own department: {own}"
    if len(touch_map.call) > 3:
        yield "more than three"
    shut_out = _shut_out(store, question, now)
    named = {call.kind for call in touch_map.call} | {place.card.kind for place in touch_map.tonight}
    yield from (f"{kind} is excluded" for kind in sorted(named & shut_out))
    services = services_of(store, [call.id for call in touch_map.call if call.id])
    for call in touch_map.call:
        if call.id and call.kind not in AUTHORITY and not _takes_in(services[call.id], question):
            yield f"{call.name} takes in other ages"
        yield from _closed_before_open(store, touch_map, call, question, now)


def _takes_in(services: list[Node], question: Question) -> bool:
    age = question.age or 0
    limits = [(service.number("min_age") or 0, service.number("max_age") or 200) for service in services]
    return not limits or any(low <= age <= high or high < 18 for low, high in limits)


def _shut_out(store: GraphStore, question: Question, now: datetime) -> frozenset[str]:
    terms = current(store, now.date().isoformat()).terms
    situation = read(terms, question, now.date())
    start = terms.get(NodeKind.STARTING_POINT, question.situation)
    conditions = Conditions(terms, facts_of(situation, frozenset()))
    preticked = codes(start, "risk_groups")
    return plan(
        terms,
        conditions,
        start=question.situation,
        groups=situation.groups,
        preticked=preticked,
        age=question.age,
    ).shut_out


def _closed_before_open(
    store: GraphStore, touch_map: TouchMap, call: Call, question: Question, now: datetime
) -> Iterator[str]:
    """An actor of the same kind that is open while the one to ring is closed, and that fills the same row."""
    row = FIRST_CALLS[call.row]
    if (
        call.card is None
        or call.card.opening.open_now is not False
        or _opens_tonight(store, call.card.id, question, now)
    ):
        return
    needs = {code for code in row["need"].split("|") if code}
    if not needs:
        return
    index = current(store, now.date().isoformat())
    rivals = [actor for actor in index.actors(question.acting_municipality, [call.kind]) if actor != call.id]
    taken = {other.id for other in touch_map.call}
    actors = store.get(rivals)
    for actor, services in services_of(store, rivals).items():
        able = [
            service
            for service in services
            if (service.text("phone") or actors[actor].text("phone"))
            and _fills(store, service, needs, question, now)
        ]
        if actor not in taken and able and any(_is_open(service, now) for service in able):
            yield f"{call.name} is closed and {actor} is open"


def _fills(store: GraphStore, service: Node, needs: set[str], question: Question, now: datetime) -> bool:
    meets = {edge.dst.removeprefix("term:") for edge in _edges(store, service.id, EdgeKind.MEETS)}
    reaches = {edge.dst.removeprefix("term:") for edge in _edges(store, service.id, EdgeKind.REACHES)}
    low, high = service.number("min_age") or 0, service.number("max_age") or 200
    return (
        bool(meets & needs)
        and (not reaches or bool(reaches - MINORITIES))
        and low <= (question.age or 0) <= high
        and service.text("status") == "active"
        and not service.number("waiting_days")
    )


def _edges(store: GraphStore, one: Id, kind: EdgeKind) -> Any:
    return store.edges([one], kinds=[kind], way=Way.OUT)


def _is_open(service: Node, now: datetime) -> bool:
    hours = service.text("opening_hours")
    return bool(hours) and open_state(hours, now).open is True


def _opens_tonight(store: GraphStore, actor: Id, question: Question, now: datetime) -> bool:
    return question.acute and any(
        _open_in_the_night(service.text("opening_hours"), now)
        for service in services_of(store, [actor])[actor]
    )


def _open_in_the_night(hours: str, now: datetime) -> bool:
    """Said once more, the slow way: open at some quarter of an hour from 20 to 8."""
    evening = now.replace(hour=20, minute=0)
    first = max(now, evening) if now.hour >= 8 else now
    last = (evening + timedelta(hours=12)) if now.hour >= 8 else now.replace(hour=8, minute=0)
    quarters = range(int((last - first).total_seconds()) // 900)
    return bool(hours) and any(
        open_state(hours, first + timedelta(minutes=15 * at)).open is True for at in quarters
    )


def _sheet(store: GraphStore, touch_map: TouchMap, now: datetime) -> Iterator[str]:
    """What stands on the citizen's sheet though the page would not stand for it."""
    lines = helpers(store, touch_map, now=now)
    tonight = {place.card.id: place for place in touch_map.tonight if place.open_tonight and not place.folded}
    page = {*tonight, *(call.id for call in touch_map.call), *(one.id for one in touch_map.likely)}
    if len(lines) > 6:
        yield "more than six on the sheet"
    for line in lines:
        if line.card.id not in page:
            yield f"{line.card.name} is not on the page"
        if line.card.kind in NEVER_ON_PAPER:
            yield f"{line.card.kind} on the sheet"
        if line.tonight and line.card.id not in tonight:
            yield f"{line.card.name} says tonight and is not open then"
        if line.tonight and not _open_in_the_night(line.hours, now):
            yield f"{line.card.name} says tonight with hours that are not: {line.hours}"
