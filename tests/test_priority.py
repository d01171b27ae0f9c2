"""An import goes behind the pages for a processor: by how much the environment says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.priority import lower_priority

ROOT = Path(__file__).parents[1]
IMPORT = """
import brobygger
sys.argv = ["brobygger", "import", "directory", "actors.csv", "--dry-run"]
try:
    brobygger.main()
except SystemExit as stop:
    assert stop.code == 1
"""
UPLOADED = "from commands import uploaded; uploaded.main(pathlib.Path(), 'none')"
SAID = """
import os, pathlib, sys
{work}
session = pathlib.Path("/proc/self/autogroup")
said = session.read_text().split()[-1] if os.access(session, os.W_OK) else ""
print(os.getpriority(os.PRIO_PROCESS, 0), said)
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "setpriority"), reason="Windows has no such priorities")


@pytest.mark.parametrize("work", [IMPORT, UPLOADED], ids=["command", "upload"])
def test_what_imports_goes_behind_others_with_its_session(work: str, tmp_path: Path) -> None:
    """Seen red without the call in either of them."""
    environment = {**os.environ, "BROBYGGER_IMPORT_NICE": "1", "PYTHONPATH": str(ROOT)}
    before = os.getpriority(os.PRIO_PROCESS, 0)
    done = subprocess.run(
        [sys.executable, "-c", SAID.format(work=work)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        start_new_session=True,  # which it leads
    )
    process, _, session = done.stdout.strip().partition(" ")
    assert int(process) == max(1, before)
    assert session in ("", "1")


def test_nothing_is_another_with_0() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    lower_priority(0)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
