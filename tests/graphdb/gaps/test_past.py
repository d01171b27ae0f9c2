"""Which day a commit is of, and what of the history is about a municipality's partners."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import TooLarge
from graphdb.gaps import past
from graphdb.gaps.inputs import findings_of, read_inputs
from graphdb.gaps.past import Calendar, changes_of_place, inputs_on_day
from graphdb.model import area_id, node_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.gaps.planted import plant
from tests.graphdb.gaps.test_compare import day, gone, ids, on
from tests.graphdb.world import actor, actor_id, answered, located, relates, service


class _NoStore:
    """Stands where a store is never asked: all days are known."""


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.integers(-1, 100))
def test_the_last_commit_of_a_day_and_the_days_of_commits(steps: list[int], asked: int) -> None:
    """Several commits on a day, days without any, and days before the first and after the last."""
    numbers, sum_ = {}, 0
    for seq, step in enumerate(steps, 1):
        sum_ += step
        numbers[seq] = (date(2026, 1, 1) + timedelta(days=sum_)).isoformat()
    calendar = Calendar(_NoStore(), numbers)  # type: ignore[arg-type]
    wanted = (date(2026, 1, 1) + timedelta(days=asked)).isoformat()
    expected = max((seq for seq, known in numbers.items() if known <= wanted), default=0)
    assert calendar.last_commit(len(steps), wanted) == expected
    assert list(calendar.days_of(sorted(numbers))) == sorted(set(numbers.values()), reverse=True)


def test_a_day_is_denmark_s(world: GraphStore) -> None:
    """Half past eleven in the evening in Greenwich is the next day."""
    plant(world)
    late = Stamp(f"{day(0)}T23:30:00+00:00", "test", "prøve")
    commit(world, list(actor("Sted", "civ_gaeld")), late)
    calendar, newest = Calendar(world), world.status().version
    assert (calendar.day(newest), calendar.day(newest + 1)) == (day(1), "")
    assert calendar.last_commit(newest, day(0)) == newest - 1
    assert calendar.last_commit(newest, "2020-01-01") == 0


def about(store: GraphStore, after: int) -> set[str]:
    inputs = read_inputs(store, store.status(), "9901", day(0))
    return {change.target for change in changes_of_place(store, inputs, after)}


def test_about_the_place_is_who_was_or_is_in_it_and_all_of_theirs(each_world: GraphStore) -> None:
    plant(each_world)
    version = each_world.status().version
    on(each_world, 0, [*actor("Ø", "civ_gaeld", towns=["9902"]), relates("Ø", "rel_samarbejder", "Bolig")])
    on(each_world, 0, [*actor("Ved torvet", "civ_gaeld", towns=[]), *located("Ved torvet", "9901")])
    on(each_world, 0, [*service("Ved torvet", "samtale"), answered("9901", "bo_natcafe", "as_ingen")])
    place, offer = node_id("place", "x", "Ved torvet"), node_id("service", "x", "samtale")
    at_the_square = actor_id("Ved torvet")
    expected = {at_the_square, place, offer, f"OFFERS|{at_the_square}|{offer}"}
    expected |= {f"LOCATED_AT|{at_the_square}|{place}", f"IN|{place}|{area_id('9901')}"}
    seen = about(each_world, version)
    assert expected <= seen
    assert not any(actor_id("Ø") in target for target in seen)
    on(each_world, 0, gone(f"IN|{place}|{area_id('9901')}"))
    assert expected <= about(each_world, version), "who has left was there before"


def test_more_than_can_be_read_is_said(world: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(world)
    monkeypatch.setattr(past, "MOST", 3)
    with pytest.raises(TooLarge):
        about(world, 0)


def test_without_changes_an_earlier_day_has_the_facts_of_today(world: GraphStore) -> None:
    plant(world)
    inputs = read_inputs(world, world.status(), "9901", day(5))
    then = inputs_on_day(world, inputs, [], day(0))
    assert findings_of(then).keys() == ids(world, 0)
    assert then.today == day(0)
