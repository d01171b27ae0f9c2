"""Chromium for page tests: the machine's own, driven by Playwright, never a downloaded one."""

import os
import shutil
from pathlib import Path
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
AXE: Final = Path(__file__).parent / ".vendor" / "axe-core" / "axe.min.js"
# Nothing in a test may look for another host; Chromium does at every start unless told.
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or None."""
    found = next((path for path in map(shutil.which, NAMES) if path is not None), None)
    return str(MAC) if found is None and MAC.exists() else found


def arguments() -> list[str]:
    """Chromium's command-line options; its sandbox refuses to run as root."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, "--no-sandbox"] if as_root else list(QUIET)
