"""What tests take from the machine that they run on: its programs, and nothing of how it is set up."""

import os
import time
from typing import Final

from hypothesis import HealthCheck, settings

FAR_AWAY: Final = "Pacific/Auckland"
"""Half a day from Denmark: what reads the machine's clock for Danish time is wrong here on any machine."""
_FIXED: Final = {
    "TZ": FAR_AWAY,
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "COLUMNS": "80",
    "LINES": "24",
    "BROBYGGER_IMPORT_NICE": "0",  # tests import in their own process, and wait for imports on a busy machine
}
_SET_UP: Final = ("BROBYGGER_", "LC_", "CLICOLOR")
_SINGLY: Final = frozenset(
    {"PORT", "LANGUAGE", "FORCE_COLOR", "NO_COLOR", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE"}
)
_FOR_TESTS: Final = "BROBYGGER_TEST_"


def forget() -> None:
    """Take settings, language, time zone and terminal width away from this process and its children."""
    for name in list(os.environ):
        if (name.startswith(_SET_UP) or name in _SINGLY) and not name.startswith(_FOR_TESTS):
            del os.environ[name]
    os.environ.update(_FIXED)
    if hasattr(time, "tzset"):
        time.tzset()


def same_examples() -> None:
    """No example has a time limit or is left over, nor has the making of them; where CI is set each run has
    the same ones.
    """
    settings.register_profile(
        "brobygger",
        deadline=None,
        database=None,
        derandomize="CI" in os.environ,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("brobygger")
