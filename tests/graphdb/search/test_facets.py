"""A facet counts and tells what looking at its pairs one by one would."""

from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphdb.search.index.columns import Bools, Pairs
from graphdb.search.index.facets import Facet

SIZE = 12
VALUES = (2, 3, 5, 8)
"""The values that are counted, of which some often have no unit."""
pairs_of_all = st.sets(st.tuples(st.integers(0, SIZE - 1), st.sampled_from(VALUES)))
some_units = st.sets(st.integers(0, SIZE - 1))


def facet(pairs: set[tuple[int, int]], owners: list[int], wide: set[int]) -> Facet:
    slots, codes = np.array(sorted(pairs), np.int32).reshape(-1, 2).T
    values = np.array(VALUES, np.int32)
    return Facet.build(Pairs(slots, codes), np.array(owners, np.intp), values=values, wide=mask(wide))


def mask(units: set[int]) -> Bools:
    return np.isin(np.arange(SIZE), list(units))


def one_by_one(
    pairs: set[tuple[int, int]], owners: list[int], wide: set[int], units: set[int]
) -> Mapping[int, int]:
    actors = {
        value: {owners[unit] for unit in units if unit in wide or (unit, value) in pairs} for value in VALUES
    }
    return {value: len(several) for value, several in actors.items()}


@given(pairs_of_all, st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE), some_units, some_units)
def test_each_actor_is_counted_once_for_each_value(
    pairs: set[tuple[int, int]], owners: list[int], wide: set[int], units: set[int]
) -> None:
    counts = facet(pairs, owners, wide).counts(mask(units))
    assert dict(zip(VALUES, counts.tolist(), strict=True)) == one_by_one(pairs, owners, wide, units)


@given(pairs_of_all, st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE), some_units, some_units)
def test_all_units_of_actors_are_counted_as_one_by_one(
    pairs: set[tuple[int, int]], owners: list[int], wide: set[int], actors: set[int]
) -> None:
    """Seen red with actors that have all values counted in their groups, too."""
    units = {unit for unit, owner in enumerate(owners) if owner in actors}
    counts = facet(pairs, owners, wide).counts_of(mask(actors))
    assert dict(zip(VALUES, counts.tolist(), strict=True)) == one_by_one(pairs, owners, wide, units)


@given(pairs_of_all, some_units)
def test_the_values_of_units_are_those_of_their_pairs(pairs: set[tuple[int, int]], units: set[int]) -> None:
    asked = facet(pairs, list(range(SIZE)), set()).values_of(mask(units))
    assert sorted(asked) == sorted((unit, value) for unit, value in pairs if unit in units)
