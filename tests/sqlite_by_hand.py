"""The embedded store's file as somebody with a database tool has it."""

import sqlite3
import zlib
from pathlib import Path

from graphdb.stores.sqlite.mapping import KIND_NUMBERS, change_unpacked
from graphdb.stores.sqlite.packing import DICTIONARY, WINDOW, unpacked

_LONGEST = 2_000
"""Bytes of one packed text of a small store."""


def opened(path: Path) -> sqlite3.Connection:
    """A connection that can also read what is packed.

    ``unpacked(body)`` and ``unpacked(body, target)`` answer the text in a column, ``change_unpacked(target,
    body)`` that of a change. A text that is put there is read as it is. ``number(id)``,
    ``target_id(number)``, ``kind_number(kind)`` and ``source_number(name)`` stand for what is a number there,
    ``kind_of(n)`` is the kind of relation that has this number.
    """
    connection = sqlite3.connect(path)
    numbers = dict(connection.execute("SELECT id, n FROM target").fetchall())
    ids = {number: target for target, number in numbers.items()}

    common = dict(connection.execute("SELECT number, said FROM common").fetchall())
    first = {
        (seq, target): common.get(body, body)[1:]
        for seq, target, body in connection.execute("SELECT seq, target, body FROM change")
    }

    def text(body: bytes | str | int, target: int = 0) -> str:
        if not body:  # properties of a relation that has none
            return "{}"
        return unpacked(first[body, target] if isinstance(body, int) else body, ids.get(target, ""))

    connection.create_function("unpacked", -1, text)

    def change_text(target: int, body: bytes | str | int) -> str:
        return change_unpacked(ids[target], common[body] if isinstance(body, int) else body)

    connection.create_function("change_unpacked", 2, change_text)
    kinds = {number: kind for kind, number in KIND_NUMBERS.items()}
    kinds_of = {n: kinds[kind] for n, kind in connection.execute("SELECT n, kind FROM number WHERE src")}
    connection.create_function("kind_of", 1, kinds_of.get)
    connection.create_function("number", 1, numbers.get)
    connection.create_function("target_id", 1, ids.get)
    connection.create_function("kind_number", 1, KIND_NUMBERS.get)
    connection.create_function("source_number", 1, {said: one for one, said in common.items()}.get)
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
