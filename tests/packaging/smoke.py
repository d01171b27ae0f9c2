"""Tries a wheel the way a stranger would: an empty environment, another folder, `brobygger demo`.

    python tests/packaging/smoke.py dist/brobygger-0.1.0-py3-none-any.whl

Standard library and pip only. Exits with 1 and the server's own words when something is not as promised.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

WAIT_SECONDS = 120
ASKED = ("/", "/healthz", "/api/v1/areas")
STYLE = re.compile(r'href="(/static/[^"]+\.css)"')


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def install(wheel: Path, folder: Path) -> Path:
    """Make an environment with the wheel, as the README says for a server; returns its folder of programs."""
    venv.create(folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    there = ["--python", str(programs / "python")]  # our pip: to unpack another takes longer than the wheel
    pip = [sys.executable, "-m", "pip", *there, "--disable-pip-version-check", "install", "--quiet"]
    lock = Path(__file__).resolve().parents[2] / "requirements.txt"
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    return programs


def status(address: str) -> int:
    """The HTTP status of a page, 0 while nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server is ready; raises RuntimeError when it ends or takes too long."""
    until = time.monotonic() + WAIT_SECONDS
    while (answered := status(f"{address}/readyz")) != 200:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"/readyz answered {answered}, the server's exit code is {server.poll()}")
        time.sleep(0.2)


def ask(address: str) -> None:
    """Ask for one of each kind of answer and what a page loads; raises RuntimeError unless all are there."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        styles = STYLE.findall(answer.read().decode())
    if not styles:
        raise RuntimeError("the front page has no style sheet")
    wrong = {path: code for path in (*ASKED, *styles) if (code := status(address + path)) != 200}
    if wrong:
        raise RuntimeError(f"not answered with 200: {wrong}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C, which a terminal tells the whole group; raises RuntimeError unless all end cleanly."""
    os.killpg(server.pid, signal.SIGINT)
    code = server.wait(30)
    if code != 0:
        raise RuntimeError(f"after Ctrl-C the exit code is {code}, not 0")


def try_demo(programs: Path, folder: Path) -> None:
    """Start the demo in an empty folder and ask for what every installation must answer."""
    port = free_port()
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("BROBYGGER_", "PYTHON"))
    }
    command = [str(programs / "brobygger"), "demo", "--port", str(port)]
    with (folder / "demo.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env=clean, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(address, server)
        ask(address)
        stop(server)
        if "refused" in (folder / "demo.log").read_text(errors="replace"):
            raise RuntimeError("after Ctrl-C a process had to be killed")
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        server.kill()
        sys.exit(f"{(folder / 'demo.log').read_text(errors='replace')}\n{error}")


def main(wheel: str) -> None:
    """Install, run, ask, stop."""
    with tempfile.TemporaryDirectory(prefix="brobygger-smoke-") as folder:
        programs = install(Path(wheel).resolve(), Path(folder) / "environment")
        elsewhere = Path(folder) / "elsewhere"
        elsewhere.mkdir()
        try_demo(programs, elsewhere)
    sys.stdout.write("The wheel runs in an empty environment.\n")


if __name__ == "__main__":
    main(sys.argv[1])
