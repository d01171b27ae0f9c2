"""How an import lets those go first that people wait for, the pages above all. Windows is left as it is."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_SESSION: Final = Path("/proc/self/autogroup")
"""Linux weighs sessions against each other first, and programs only within one (sched(7))."""


def lower_priority(nice: int) -> None:
    """Go behind others by ``nice`` (0 to 19, see setpriority(2)), with all that is started from now on.

    The whole session does where this program leads it: at a terminal a person's shell does.
    """
    if nice == 0 or not hasattr(os, "setpriority"):
        return
    os.setpriority(os.PRIO_PROCESS, 0, max(nice, os.getpriority(os.PRIO_PROCESS, 0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # other systems weigh no sessions
            _SESSION.write_text(str(nice), encoding="ascii")
