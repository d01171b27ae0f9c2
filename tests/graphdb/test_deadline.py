"""One deadline for a whole request: it can be moved nearer inside, and stand still for work of its own."""

import pytest

from graphdb.deadline import remaining, standing_still, within
from graphdb.errors import Unavailable


def test_an_inner_deadline_never_lengthens_the_outer_one() -> None:
    """Red when ``within`` forgets the outer one."""
    with within(5), within(500):
        assert remaining(1000) <= 5


def test_a_nearer_one_holds_inside_and_the_outer_one_again_after_it() -> None:
    with within(500):
        with within(5):
            assert remaining(1000) <= 5
        assert 5 < remaining(1000) <= 500
    assert remaining(1000) == 1000


def test_an_outer_one_that_has_passed_is_not_opened_again() -> None:
    with within(0), within(500), pytest.raises(Unavailable):
        remaining(1)


def test_it_stands_still_while_work_goes_on_and_holds_again_after_it() -> None:
    with within(500):
        with standing_still():
            assert remaining(1000) == 1000
        assert 5 < remaining(1000) <= 500
    with standing_still():
        assert remaining(1000) == 1000
    assert remaining(1000) == 1000


def test_one_that_has_passed_stays_so() -> None:
    with within(0):
        with standing_still():
            pass
        with pytest.raises(Unavailable):
            remaining(1)
