"""An SQLite file for the time of one piece of work, that goes with the process.

It may hold streets that are secret, accounts and sessions. So it is its owner's alone, and loses its name as
soon as it is open: no other process can open it, and the system frees it also after a crash. (Where an open
file keeps its name, on Windows, it is deleted at the end.)
"""

import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from graphdb.errors import Unavailable
from graphdb.message import message
from graphdb.stores.sqlite.connection import translated

_PRAGMAS: Final = (
    "PRAGMA journal_mode = OFF",  # nothing is ever taken back: the whole file goes
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -24000",
)


def open_private(folder: Path) -> tuple[Path, sqlite3.Connection]:
    """A new file (mode 0600), open and without a name. Raises Unavailable."""
    try:
        handle, name = tempfile.mkstemp(prefix=".brobygger-", dir=folder)
    except OSError as error:
        raise Unavailable(message("stores.not_opened", path=folder)) from error
    os.close(handle)
    path = Path(name)
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error as error:
        raise translated(error, path) from error
    finally:
        with suppress(PermissionError):
            path.unlink()
    return path, connection
