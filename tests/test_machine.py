"""Tests run alike on any machine: nothing of how it is set up reaches them."""

import subprocess
import sys
import time
from datetime import UTC, datetime

import hypothesis
import pytest

from tests import machine
from webapp.settings import variables


def test_local_time_is_not_danish_time() -> None:
    now = datetime.now(UTC)
    offset = now.astimezone().utcoffset()
    assert offset is not None
    assert offset.total_seconds() / 3600 >= 12
    assert time.tzname[0].startswith("NZ")


def test_what_the_machine_says_is_forgotten_also_by_children(monkeypatch: pytest.MonkeyPatch) -> None:
    singly = ("LC_TIME", "LANGUAGE", "FORCE_COLOR", "PYTHONDONTWRITEBYTECODE")
    for name in (*variables(), *singly):
        monkeypatch.setenv(name, "40")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("BROBYGGER_TEST_NEO4J_USER", "kept")
    machine.forget()
    code = "import os; print('\\n'.join(f'{name}={value}' for name, value in os.environ.items()))"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    environment = dict(line.partition("=")[::2] for line in child.stdout.splitlines())
    assert environment.pop("BROBYGGER_IMPORT_NICE") == "0"
    assert not {*variables(), *singly} & set(environment)
    assert environment["COLUMNS"] == "80"
    assert environment["TZ"] == machine.FAR_AWAY
    assert environment["BROBYGGER_TEST_NEO4J_USER"] == "kept"


def test_examples_depend_neither_on_speed_nor_on_earlier_runs() -> None:
    assert hypothesis.settings().deadline is None
    assert hypothesis.settings().database is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings().suppress_health_check
