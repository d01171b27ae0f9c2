"""Where those around one stand in a picture."""

import random
from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.network.layout import CELL, behind, rings

LETTERS = [f"actor:x:{letter}" for letter in "ABCDEFGH"]
BOX = (200, 66)
"""Pixels across and down of a box with two lines, as the page draws it."""


@given(st.lists(st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)), max_size=20), st.integers())
def test_the_order_of_relations_changes_no_picture(pairs: list[tuple[str, str]], seed: int) -> None:
    mixed = random.Random(seed).sample(pairs, len(pairs))
    assert rings(LETTERS, pairs) == rings(LETTERS, mixed)


@pytest.mark.parametrize("count", range(62))
def test_no_two_boxes_overlap(count: int) -> None:
    """Seen red with rings that are a cell apart."""
    points = rings([f"actor:x:{number}" for number in range(count)], [])
    assert len(points) == count
    for one, other in combinations(points.values(), 2):
        assert abs(one[0] - other[0]) >= BOX[0] or abs(one[1] - other[1]) >= BOX[1]


@pytest.mark.parametrize("count", range(2, 24))
def test_no_line_from_the_middle_passes_behind_a_box_where_there_is_one_ring(count: int) -> None:
    """Seen red where no more than ten have a ring of their own."""
    ids = [f"actor:x:{number}" for number in range(count)]
    points = rings(ids, [])
    assert not [one for one in ids[1:] if behind(ids[0], one, points)]


def test_the_first_stands_in_the_middle_and_the_next_nearest() -> None:
    ids = [f"actor:x:{number}" for number in range(40)]
    points = rings(ids, [])
    assert points[ids[0]] == (0, 0)
    steps = [dist((0, 0), (x / CELL[0], y / CELL[1])) for x, y in points.values()]
    assert [round(step, 1) for step in steps] == sorted(round(step, 1) for step in steps)


def test_who_is_linked_stands_side_by_side() -> None:
    """Seen red with all in their order."""
    middle, first, second, _, across, *_ = LETTERS
    spokes = [(middle, one) for one in LETTERS[1:]]
    apart, beside = rings(LETTERS, spokes), rings(LETTERS, [*spokes, (across, first)])
    assert beside[across] == apart[second]
    assert sorted(apart.values()) == sorted(beside.values())
