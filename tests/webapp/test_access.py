"""The access log never holds what somebody looked for."""

import subprocess
import sys

from flask.testing import FlaskClient

from tests.webapp.conftest import Lines

PLANTED = "hemmeligtord"


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
