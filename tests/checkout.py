"""The files that git keeps, for tests that look through all of them."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]


def tracked(*folders: str) -> list[str]:
    """Paths of tracked files from the root, of all folders or of these; without git the test is skipped."""
    command = ["git", "ls-files", "-z", *folders]
    listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = listed.stdout.rstrip("\0").split("\0")
    return [name for name in names if (ROOT / name).is_file() or (ROOT / name).is_symlink()]
