"""One deadline for a whole request: it can be moved nearer inside, and stand still for work of its own."""

from threading import Event, Thread

import pytest

from graphdb import deadline
from graphdb.deadline import (
    give_way,
    giving_way,
    remaining,
    standing_back,
    standing_still,
    waiting,
    within,
)
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


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that nobody waits for stands back as long as it takes."""
    monkeypatch.setattr(deadline, "_MOST", 60.0)


def _stand_back() -> None:
    with standing_back(500):
        give_way()


@pytest.mark.usefixtures("patience")
def test_work_that_nobody_waits_for_lets_a_request_go_first() -> None:
    """Seen red without the wait."""
    order: list[str] = []
    done = Event()

    def work() -> None:
        with standing_back(500):
            order.extend(giving_way(["work 1", "work 2"], every=1))
        done.set()

    thread = Thread(target=work)
    with within(500):
        with within(5):
            thread.start()
        assert not done.wait(0.1)
        order.append("request")
    thread.join()
    assert order == ["request", "work 1", "work 2"]


@pytest.mark.usefixtures("patience")
def test_it_does_not_stand_back_behind_a_request_that_waits_or_takes_its_time() -> None:
    """Seen red where those were counted."""
    with within(500):
        for block in (waiting, standing_still):
            with block():
                thread = Thread(target=_stand_back, daemon=True)
                thread.start()
                thread.join(30)
                assert not thread.is_alive()


@pytest.mark.usefixtures("patience")
def test_nobody_stands_back_while_a_request_waits_for_a_thread() -> None:
    """It may wait for just that one: others without a pause would keep it waiting for half a minute.

    Seen red where only the one that waits was not counted, also for who stood back when it came.
    """
    arrived, over = Event(), Event()

    def wait() -> None:
        with within(500), waiting():
            arrived.set()
            over.wait(60)

    before, after = (Thread(target=_stand_back, daemon=True) for _ in range(2))
    request = Thread(target=wait)
    with within(500):
        before.start()
        request.start()
        assert arrived.wait(30)
        after.start()
        for thread in (before, after):
            thread.join(30)
            assert not thread.is_alive()
        over.set()
        request.join()


@pytest.mark.usefixtures("patience")
def test_work_that_somebody_may_wait_for_gives_way_to_nobody() -> None:
    with within(30):
        give_way()
        assert remaining(100) > 15


@pytest.mark.usefixtures("patience")
def test_in_all_it_stands_back_no_longer_than_it_may() -> None:
    """Seen red with pieces that each stand back as long as one may."""
    numbers: list[int] = []
    with within(500), standing_back(0.01):
        numbers.extend(giving_way(range(5), every=1))
        assert remaining(1000) > 470
    assert numbers == [0, 1, 2, 3, 4]


def test_requests_without_a_pause_do_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_MOST", 0.001)
    numbers: list[int] = []

    def work() -> None:
        with standing_back(500):
            numbers.extend(giving_way(range(5), every=2))

    with within(500):
        thread = Thread(target=work)
        thread.start()
        thread.join(60)
        assert numbers == [0, 1, 2, 3, 4]
