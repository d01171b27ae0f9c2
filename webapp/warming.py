"""Reading the directory into memory beside the requests, which have no time for it.

At national scale a first reading takes longer than a request may; a request that is cut short would begin it
anew, for ever. This thread has no deadline.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Thread
from typing import Final

from graphdb import directory
from graphdb.directory import Filters
from graphdb.errors import StoreError
from graphdb.store import GraphStore

PAUSE: Final = 10.0
"""Seconds between looks; one cheap read each when nothing changed."""


def keep_warm(store: GraphStore, clock: Callable[[], datetime], *, pause: float = PAUSE) -> Thread:
    """Read the directory now and after each change, as long as the process lives; one for each process."""
    thread = Thread(target=_keep, args=(store, clock, pause), name="warming", daemon=True)
    thread.start()
    return thread


def _keep(store: GraphStore, clock: Callable[[], datetime], pause: float) -> None:
    while True:
        # Away, or being loaded: requests say so to people; here it is tried again.
        with suppress(StoreError):
            directory.search(store, Filters(), now=clock(), per_page=1)
        time.sleep(pause)
