"""The embedded store's file as somebody with a database tool has it."""

import sqlite3
from pathlib import Path

from graphdb.stores.sqlite.mapping import change_unpacked
from graphdb.stores.sqlite.packing import unpacked


def opened(path: Path) -> sqlite3.Connection:
    """A connection that can also read what is packed.

    ``unpacked(body)`` and ``unpacked(body, target)`` answer the text in a column, ``change_unpacked(target,
    body)`` that of a change. A text that is put there is read as it is.
    """
    connection = sqlite3.connect(path)
    connection.create_function("unpacked", -1, unpacked)
    connection.create_function("change_unpacked", 2, change_unpacked)
    return connection
