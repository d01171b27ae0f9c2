"""The access log never holds what somebody looked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import request
from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.webapp.conftest import Lines, application
from webapp.app import read_ahead

PLANTED = "hemmeligtord"
LINE = re.compile(r"at=[0-9-]{10}T[0-9:.]{8,15}Z level=info event=request status=200")


def test_a_line_has_route_status_and_time_only(client: FlaskClient, logged: Lines) -> None:
    client.get(
        f"/find?q={PLANTED}&municipality={PLANTED}", headers={"Referer": PLANTED, "User-Agent": PLANTED}
    )
    client.get(f"/actors/{PLANTED}")
    client.get(f"/{PLANTED}/{PLANTED}")
    client.post(f"/find?{PLANTED}", data={PLANTED: PLANTED})
    assert PLANTED not in str(logged)
    lines = [line for line in logged if line["event"] == "request"]
    assert [line["route"] for line in lines] == ["/find", "/actors/<actor_id>", "unknown", "unknown"]
    assert set(lines[0]) == {"event", "log_level", "method", "route", "status", "ms"}


def test_lines_are_words_on_standard_error() -> None:
    code = "from webapp.access import configure, logger; configure(); logger().info('request', status=200)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "event=request status=200" in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_lines_of_several_processes_do_not_run_into_each_other(tmp_path: Path, unbuffered: str) -> None:
    # Red with structlog's PrintLogger: unbuffered, as in the image, it writes a line and its end in two goes.
    code = (
        "from webapp.access import configure, logger; configure(); "
        "[logger().info('request', status=200) for _ in range(3000)]"
    )
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with (tmp_path / "log").open("wb") as log:
        processes = [
            subprocess.Popen([sys.executable, "-c", code], stderr=log, env=environment) for _ in range(3)
        ]
        assert [process.wait(60) for process in processes] == [0, 0, 0]
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 9000
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_what_the_server_asks_itself_is_no_visit(
    demo_copy: GraphStore, logged: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: two lines at each start, before anybody had been there."""
    app, asked = application(demo_copy), list[str]()

    @app.before_request
    def keep() -> None:
        asked.append(request.path)

    monkeypatch.setattr("webapp.warming.read_ahead", lambda _store, _now: None)
    read_ahead(app)
    assert (asked, logged) == (["/", "/find"], [])
    app.test_client().get("/", headers={"brobygger.own": "1"})
    assert [line["route"] for line in logged] == ["/"]


def test_a_method_that_is_a_text_is_not_logged(client: FlaskClient, logged: Lines) -> None:
    # Red when the method is logged as it was sent.
    client.open("/find", method=PLANTED.upper())
    assert [line["method"] for line in logged if line["event"] == "request"] == ["other"]


def test_a_line_is_never_longer_than_can_be_written_in_one_go() -> None:
    code = (
        "from webapp.access import configure, logger; configure(); "
        "logger().error('failure', where='æ' * 9000, status=500)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert len(done.stderr) <= 4096
    assert done.stderr.endswith(b"\n")
    assert done.stderr.decode().count("\n") == 1
