"""When the fields of every entry were confirmed, as columns, against reading the texts one by one."""

from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphdb.freshness.shelf_life import read_confirmed, shelf_lives
from graphdb.model import NodeKind
from graphdb.search import index as indexes
from graphdb.search.index.columns import CONFIRMED, Columns, Pairs, day_number, distinct, iso_day
from graphdb.search.index.confirmations import confirmations
from graphdb.search.index.names import Names
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY, actor, write


def codes_of(store: GraphStore) -> dict[str, bool]:
    """By text of an entry of the store whether it makes an actor stale, as columns say it."""
    index = indexes.current(store, TODAY)
    lives, said = shelf_lives(index.terms, TODAY), confirmations(index.columns)
    stale = said.before(partial(lives.stale_before, NodeKind.ACTOR))
    return {
        index.code(number): bool(stale[number]) for number in distinct(index.columns.lists[CONFIRMED].codes)
    }


def test_the_columns_say_of_each_text_what_its_fields_say(demo: GraphStore) -> None:
    lives = shelf_lives(indexes.current(demo, TODAY).terms, TODAY)
    codes = codes_of(demo)
    assert {True, False} == set(codes.values())
    for text, stale in codes.items():
        day, names = read_confirmed(text)
        assert stale is bool(lives.spoilt(NodeKind.ACTOR, [(name, day) for name in names])), text


def test_what_an_edit_adds_is_read_too(world: GraphStore) -> None:
    """Columns do not stay as they were first read."""
    write(world, actor("Første", "bo_110", day="2026-10-01"))
    before = codes_of(world)
    write(world, actor("Anden", "bo_110", day="2020-01-01"))
    after = codes_of(world)
    assert before.items() < after.items()
    assert {text.partition(":")[0] for text in after.keys() - before.keys()} == {"2020-01-01"}
    assert any(stale for text, stale in after.items() if text.startswith("2020"))


DAYS = st.sampled_from(["", "2024-02-29", "2026-01-01", "2026-11-23"])
NAMES = st.lists(st.sampled_from(["name", "phone", "opening_hours"]), min_size=1, max_size=3, unique=True)


@given(
    said=st.lists(st.tuples(DAYS, NAMES), max_size=8),
    limits=st.fixed_dictionaries({"phone": DAYS, "name": DAYS}),
)
def test_before_and_since_a_limit(said: list[tuple[str, list[str]]], limits: dict[str, str]) -> None:
    """What was never confirmed is before any limit; where there is none, nothing is before it or since.

    One field of those that were confirmed together is enough.
    """
    codes = Names()
    codes.add("a code that says no such thing")
    numbers = [codes.add(f"{day}:{','.join(names)}") for day, names in said]
    read = confirmations(with_codes(codes, numbers))

    def limit(name: str) -> str:
        return limits.get(name, "")

    before, since = read.before(limit), read.since(limit)
    assert not before[0]
    assert not since[0]
    for number, (day, names) in zip(numbers, said, strict=True):
        assert before[number] == any(day < limit(name) for name in names)
        assert since[number] == any(limit(name) and day >= limit(name) for name in names)


def with_codes(codes: Names, numbers: list[int]) -> Columns:
    """Columns of one entry that says these codes."""
    said = Pairs(np.zeros(len(numbers), np.int32), np.array(numbers, np.int32))
    return replace(Columns.empty(), codes=codes, lists={CONFIRMED: said})


@given(st.dates().map(lambda day: day.isoformat()))
def test_a_day_is_read_back_from_its_number(day: str) -> None:
    assert iso_day(day_number(day)) == day
    assert iso_day(0) == ""
