"""Small counts, and what would tell them, are shown as ranges."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graphdb.directory.counts import FEW, Number, guarded


def number(
    value: float | None, group: str = "", measure: str = "Borgere i hjemløshed", period: str = "2026"
) -> Number:
    return Number(measure, period, value, "borgere", group, read_at="", source="x", stated_on="")


def shown(*values: float | None) -> list[float | tuple[int | None, int | None]]:
    """The total and the groups: each itself, or from where to where."""
    lines = [number(value, f"rg_{at}" if at else "") for at, value in enumerate(values)]
    return [(line.low, line.high) if line.value is None else line.value for line in guarded(lines)]


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ([131.0], [131.0]),
        ([0.0], [0.0]),
        ([1.0], [(1, 4)]),
        ([4.0], [(1, 4)]),
        ([5.0], [5.0]),
        ([None], [(None, None)]),
        ([131.0, 9.0], [131.0, 9.0]),
        ([131.0, 3.0], [131.0, (1, 4)]),
        ([12.0, 9.0], [12.0, (5, 9)]),  # 3 are left
        ([20.0, 10.0, 7.0, 3.0], [20.0, 10.0, (5, 9), (1, 4)]),  # 20 - 10 - 7 would tell 3
        ([20.0, 10.0, 7.0, None], [20.0, 10.0, (5, 9), (None, None)]),
        ([20.0, 10.0, 10.0, 0.0], [20.0, 10.0, 10.0, 0.0]),
        ([3.0, 2.0], [(1, 4), (1, 4)]),
        ([20.0, 18.0, 9.0, 9.0], [20.0, (15, 19), (5, 9), 9.0]),  # and 20 - 9 - 9 is 2
        ([60.0, 10.0, 7.0, 3.0], [60.0, 10.0, 7.0, (1, 4)]),  # far from all of them
    ],
)
def test_a_small_count_is_a_range_and_so_is_what_would_tell_it(
    values: list[float | None], result: list[float | tuple[int | None, int | None]]
) -> None:
    assert shown(*values) == result


def test_a_rate_is_no_count_and_other_years_and_measures_tell_nothing() -> None:
    lines = [number(3.0, measure="Anbringelser pr. 1.000"), number(2.5), number(12.0), number(9.0, "rg_rus")]
    assert guarded(lines[:2]) == tuple(lines[:2])
    assert guarded([lines[0], number(3.0, period="2025")])[0] == lines[0]
    apart = [number(12.0), number(9.0, "rg_rus", period="2025"), number(9.0, "rg_rus", measure="x")]
    assert guarded(apart) == tuple(apart)


@pytest.mark.parametrize(
    ("measure", "unit", "counts"),
    [
        ("Borgere i hjemløshed pr. 1. januar", "", True),
        ("Borgere i hjemløshed per 31. december", "borgere", True),
        ("Borgere, som kommunen hjælper i bolig", "", True),
        ("Borgere i hjemløshed pr. 1.000", "", False),
        ("Borgere i hjemløshed", "pr. 10.000 indbyggere", False),
        ("Anbringelser per 100 børn", "", False),
        ("Udsættelser pr. indbygger", "", False),
        ("Borgere, hvis husleje er over 40 % af indkomsten", "borgere", True),
        ("Andel i procent", "", False),
        ("Andel", "pct.", False),
        ("Andel", "‰", False),
    ],
)
def test_only_a_share_of_inhabitants_is_no_count(measure: str, unit: str, counts: bool) -> None:
    line = replace(number(3.0, measure=measure), unit=unit)
    assert line.counts is counts
    assert (guarded([line])[0].value is None) is counts


def test_the_parts_of_a_table_do_not_tell_a_small_one() -> None:
    parts = {"I alt": 20.0, "Mænd": 17.0, "Kvinder": 3.0}
    lines = [number(value, measure=f"HJEM01: KØN {sex}") for sex, value in parts.items()]
    assert [(line.low, line.high) for line in guarded(lines)] == [(20, 24), (15, 19), (1, 4)]
    assert all(line.value is None for line in guarded(lines[:2]))  # the third is not loaded, and 3 are left
    another = number(30.0, measure="HJEM02: KØN I alt")
    assert guarded([*lines, another])[-1] == another


def test_no_rate_stands_beside_a_count_that_is_not_shown() -> None:
    """Seen red: the area's page showed it, and with the population it gave the count away."""
    rate = number(1.7, "rg_rus", measure="Borgere i hjemløshed pr. 1.000")
    assert guarded([rate, number(30.0, "rg_rus")])[0] == rate
    assert guarded([rate, number(2.0, "rg_rus")])[0].value is None
    assert guarded([rate, number(2.0, "rg_psyk")])[0] == rate


@pytest.mark.parametrize("quarters", ["2026K{}", "2026q{}", "2026M0{}", "2026-0{}"])
def test_a_year_less_its_quarters_tells_no_small_one(quarters: str) -> None:
    """Seen red: 40 - 20 - 10 - 7 gave the fourth away."""
    year = number(40.0)
    parts = [number(value, period=quarters.format(at + 1)) for at, value in enumerate((20.0, 10.0, 7.0, 3.0))]
    assert [(one.value, one.low) for one in guarded([*parts, year])] == [
        (20.0, None),
        (10.0, None),
        (None, 5),
        (None, 1),
        (40.0, None),
    ]
    assert guarded(parts[:3]) == tuple(parts[:3])
    other = replace(year, period="2025")
    assert guarded([*parts[:3], other]) == (*parts[:3], other)


@pytest.mark.parametrize(("left", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_part_of_a_table_that_was_not_loaded_is_not_told_by_all_others(left: int, hidden: bool) -> None:
    """Seen red with a part of 4 let through."""
    values = (30.0 + left, 18.0, 12.0)
    lines = [number(value, measure=f"T: {at}") for at, value in enumerate(values)]
    assert [line.value is None for line in guarded(lines)] == [hidden] * 3


@given(some.lists(some.integers(0, 40), min_size=2, max_size=5))
def test_no_sum_of_a_table_tells_a_small_part(values: list[int]) -> None:
    lines = [number(float(value), measure=f"T: {at}") for at, value in enumerate((sum(values), *values))]
    whole, *parts = guarded(lines)
    seen = [part.value for part in parts if part.value is not None]
    if whole.value is not None:
        assert not 0 < whole.value - sum(seen) < FEW
        assert all(not 0 < whole.value - part < FEW for part in seen)
    for part, value in zip(parts, values, strict=True):
        assert part.value in (None, value)
        assert not 0 < (part.value or 0) < FEW
    if any(0 < value < FEW for value in values):
        assert not any(line.value for line in (whole, *parts))


@given(some.integers(0, 60), some.lists(some.integers(0, 60), max_size=5))
def test_no_small_count_is_shown_nor_told_by_what_is(total: int, groups: list[int]) -> None:
    lines = [number(float(total)), *(number(float(value), f"rg_{at}") for at, value in enumerate(groups))]
    whole, *parts = guarded(lines)
    for line, value in zip((whole, *parts), (total, *groups), strict=True):
        assert line.value in (None, value)
        assert line.value == 0 or line.value is None or line.value >= FEW
        assert line.low is None or line.high is None or line.low <= value <= line.high
    open_parts = [part.value for part in parts if part.value is not None]
    if whole.value is not None and open_parts:
        assert all(not 0 < whole.value - part < FEW for part in open_parts)
        assert not 0 < whole.value - sum(open_parts) < FEW


@pytest.mark.parametrize(
    ("small", "other"), [(1, 1), (1, 5), (1, 10), (1, 15), (4, 4), (4, 9), (4, 14), (2, 5), (3, 9)]
)
@pytest.mark.parametrize("third", [80.0, None])
def test_two_ranges_do_not_make_their_sum_in_one_way_alone(
    small: int, other: int, third: float | None
) -> None:
    """Seen red: 86 less 80 is 6, and of 1-4 and 5-9 that is 1 and 5."""
    values = [float(other), float(small), *([] if third is None else [third])]
    lines = [number(value, period=f"2026K{at}") for at, value in enumerate(values)]
    year, *parts = guarded([number(sum(values)), *lines])
    hidden = [part for part in parts if part.value is None]
    if year.value is not None:
        left = year.value - sum(part.value or 0 for part in parts)
        assert sum(part.low or 0 for part in hidden) < left < sum(part.high or 0 for part in hidden)
    for part, value in zip(parts, values, strict=True):
        assert part.value == value or (part.low or 0) <= value <= (part.high or 0)
