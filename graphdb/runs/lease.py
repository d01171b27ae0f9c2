"""Whether a process that began something is still at work on it, by the sign of life it leaves in the store.

A sign names the machine and the process, and has a beat: when it was last renewed. On the same machine a
process that is gone is known at once; of another machine's we only see that the beat grows old.
"""

import hashlib
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import psutil

EVERY: Final = 10.0
"""Seconds between two beats, at the least."""
LIMIT: Final = 300.0
"""Seconds without a beat after which a process is taken for dead; clocks may differ a little."""

_DIGITS: Final = 32
"""Of a machine's digest: so many that no record is refused for ten digits in a row."""
_NEAR: Final = 2
"""Seconds by which two readings of the same start may differ."""

# Two containers may have the same name, and number their processes alike: these two tell them apart.
_SETTING: Final = (Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life; ``beat`` is a moment (ISO, UTC).

    ``started`` tells a process from a later one with the same number: see ``_started``; 0 when unknown.
    """

    machine: str
    process: int
    beat: str
    started: int = 0

    def age(self, now: str) -> float:
        """Seconds since the beat."""
        return (datetime.fromisoformat(now) - datetime.fromisoformat(self.beat)).total_seconds()

    def gone(self, now: str) -> bool:
        """True when the process has died, or has not been heard of for so long that it must have."""
        return self.age(now) > LIMIT or (self.machine == _machine() and not self._runs())

    def _runs(self) -> bool:
        """Whether the process is still there; yes where it may not be asked."""
        import psutil  # here, as every command asks for a sign and few find one

        try:
            process = psutil.Process(self.process)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return not self.started or abs(_started(process) - self.started) <= _NEAR
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return True


def sign(now: str) -> Sign:
    """This process, now."""
    import psutil

    process = os.getpid()
    return Sign(_machine(), process, now, _started(psutil.Process(process)))


@cache
def _machine() -> str:
    """A digest that identifies this machine and does not give its host name away."""
    parts = [platform.node()]
    for path in _SETTING:
        with suppress(OSError):
            parts.append(str(path.readlink()) if path.is_symlink() else path.read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def _started(process: "psutil.Process") -> int:
    """When a process started, in seconds: the answer stays the same when the clock is set.

    Linux counts from the start of the machine; psutil adds the moment of that by today's clock.
    """
    import psutil

    since = psutil.boot_time() if sys.platform == "linux" else 0.0
    return round(process.create_time() - since)
