"""Is somebody still at work? Asked of the process where that can be, else of the clock."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest

from graphdb.runs import lease
from graphdb.runs.lease import Sign

NOW = "2026-03-02T08:05:00+00:00"
HERE, ELSEWHERE = lease.sign(NOW).machine, "0123456789abcdef"


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("machine", "beat", "gone"),
    [
        (HERE, NOW, False),
        (HERE, "2026-03-02T08:00:00+00:00", False),
        (HERE, "2026-03-02T07:59:59+00:00", True),
        (ELSEWHERE, "2026-03-02T08:00:00+00:00", False),
        (ELSEWHERE, "2026-03-02T07:59:59+00:00", True),
        (ELSEWHERE, "2026-03-02T08:06:00+00:00", False),
    ],
)
def test_a_living_process_is_gone_when_nothing_is_heard_of_it(machine: str, beat: str, gone: bool) -> None:
    assert Sign(machine, os.getpid(), beat).gone(NOW) is gone


@pytest.mark.skipif(os.name != "posix", reason="processes cannot be asked here")
@pytest.mark.parametrize(("machine", "gone"), [(HERE, True), (ELSEWHERE, False)])
def test_a_dead_one_is_known_at_once_on_its_own_machine_only(machine: str, gone: bool, dead: int) -> None:
    assert Sign(machine, dead, NOW).gone(NOW) is gone


@pytest.mark.parametrize(("before", "gone"), [(0, False), (100, True)])
def test_a_later_process_with_the_same_number_is_another(before: int, gone: bool) -> None:
    here = lease.sign(NOW)
    assert replace(here, started=here.started - before).gone(NOW) is gone


def test_when_a_process_started_does_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sets the clock by an hour: the run at work is not taken for dead."""
    here = lease.sign(NOW)
    boot = psutil.boot_time()
    monkeypatch.setattr(psutil, "boot_time", lambda: boot + 3600)
    if sys.platform == "linux":
        monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: boot + 3600)
    assert not here.gone(NOW)


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no dead processes")
def test_a_dead_process_that_nobody_has_waited_for_is_dead() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read()
        until = time.monotonic() + 30
        while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < until
        assert Sign(HERE, process.pid, NOW).gone(NOW)


def test_a_process_of_somebody_else_is_alive() -> None:
    assert not Sign(HERE, 1, NOW).gone(NOW)


def test_a_sign_names_neither_machine_nor_person() -> None:
    assert len(HERE) == 32
    assert set(HERE) <= set("0123456789abcdef")
