"""Whether a process that began something is still at work on it, by the sign of life it leaves in the store.

A sign is made of the machine and the process, and of a beat: when it was last renewed. On the same machine a
process that is gone is known at once; of another machine's we only see that the beat grows old.
"""

import hashlib
import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

EVERY: Final = 10.0
"""Seconds between two beats, at the least."""
LIMIT: Final = 300.0
"""Seconds without a beat after which a process is taken for dead; clocks may differ a little."""

# Two containers may have the same name, and number their processes alike: these two tell them apart.
_SETTING: Final = (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life; ``beat`` is a moment (ISO, UTC)."""

    machine: str
    process: int
    beat: str

    def age(self, now: str) -> float:
        """Seconds since the beat."""
        return (datetime.fromisoformat(now) - datetime.fromisoformat(self.beat)).total_seconds()

    def gone(self, now: str) -> bool:
        """True when the process has died, or has not been heard of for so long that it must have."""
        return self.age(now) > LIMIT or (self.machine == _machine() and not _runs(self.process))


def sign(now: str) -> Sign:
    """This process, now."""
    return Sign(_machine(), os.getpid(), now)


@cache
def _machine() -> str:
    """A name for this machine that tells nobody its name."""
    parts = [platform.node()]
    for path in _SETTING:
        with suppress(OSError):
            parts.append(str(path.readlink()) if path.is_symlink() else path.read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _runs(process: int) -> bool:
    """Whether there is such a process here; yes where it cannot be asked (on Windows asking would end it)."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
