"""The embedded store's file as somebody with a database tool has it."""

import sqlite3
import zlib
from pathlib import Path

from graphdb.stores.sqlite.mapping import change_unpacked
from graphdb.stores.sqlite.packing import DICTIONARY, WINDOW, unpacked

_LONGEST = 2_000
"""Bytes of one packed text of a small store."""


def opened(path: Path) -> sqlite3.Connection:
    """A connection that can also read what is packed.

    ``unpacked(body)`` and ``unpacked(body, target)`` answer the text in a column, ``change_unpacked(target,
    body)`` that of a change. A text that is put there is read as it is.
    """
    connection = sqlite3.connect(path)
    connection.create_function("unpacked", -1, unpacked)
    connection.create_function("change_unpacked", 2, change_unpacked)
    return connection


def holds(path: Path, text: str) -> bool:
    """Whether a text stands in the file, as it is or packed, wherever it begins; for small files."""
    raw = path.read_bytes()
    wanted = text.encode()
    return wanted in raw or any(wanted in _inflated(raw, at) for at, byte in enumerate(raw) if byte)


def _inflated(raw: bytes, at: int) -> bytes:
    try:
        return zlib.decompressobj(WINDOW, DICTIONARY).decompress(raw[at : at + _LONGEST])
    except zlib.error:
        return b""
