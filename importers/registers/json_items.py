"""JSON as a stream of objects: a list of them, a page of an API, one object a line, or one alone."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import ijson
import numpy as np

from graphdb.errors import Refused
from graphdb.message import message
from importers.directory.rows import DirectoryRows
from importers.problems import Problem
from importers.reading.rows import words
from importers.tabular.archive import MOST_BYTES, Piece, pieces

_BOM: Final = b"\xef\xbb\xbf"
_LINES: Final = frozenset({".jsonl", ".ndjson"})
_KINDS: Final = frozenset({".json", ".geojson", *_LINES})
_MOST_STREAMED: Final = 2_000_000_000
"""Bytes of a list, of which never more than one object is in memory."""
_DEEPEST: Final = 200
_QUOTE: Final = ord('"')
_OPENING, _CLOSING = list(b"[{"), list(b"]}")
_LONGEST_LINE: Final = 20_000_000
_FAULTS: Final = (ijson.JSONError, ValueError, ArithmeticError, RecursionError)
_NO_OBJECT: Final = message("import.no_object")


@dataclass(frozen=True, slots=True)
class Item:
    """One object; ``number`` counts the file's from 1."""

    file: str
    number: int
    value: Mapping[str, Any]


def read_items(path: Path, lists: Collection[str], rows: DirectoryRows) -> Iterator[Item]:
    """The objects at a path: a file, or all JSON files of a folder or zip.

    ``lists`` are where a list of objects may stand, as ``hits.hits``; "" is the whole file. What is no
    object, and a line that cannot be read, is a problem of its own. Refused for a file that is no JSON.
    """
    for piece in pieces(path):
        if is_json(piece) or (piece.path == path and not piece.member):
            yield from _items(piece, lists, rows)


def is_json(piece: Piece) -> bool:
    """Whether its name says that a file is JSON."""
    return piece.suffix in _KINDS


def _items(piece: Piece, lists: Collection[str], rows: DirectoryRows) -> Iterator[Item]:
    with piece.open() as raw:
        size = raw.seek(0, 2)
        values = _lines(piece, raw, rows) if piece.suffix in _LINES else _values(piece, raw, lists, size)
        for number, value in values:
            if isinstance(value, Mapping):
                yield Item(piece.name, number, value)
                continue
            rows.problems.append(Problem(piece.name, number, "", "", _NO_OBJECT))
            rows.unread |= rows.groups
            rows.lost |= {*words(str(value))}


def _values(piece: Piece, raw: IO[bytes], lists: Collection[str], size: int) -> Iterator[tuple[int, object]]:
    try:
        prefix = _prefix(_Shallow(_begun(raw)), lists)
        if size > (_MOST_STREAMED if prefix else MOST_BYTES):
            limit = (_MOST_STREAMED if prefix else MOST_BYTES) // 1_000_000
            raise Refused(message("import.too_large", file=piece.name, limit=limit))
        yield from enumerate(ijson.items(_Shallow(_begun(raw)), prefix, multiple_values=True), start=1)
    except _FAULTS as error:
        raise Refused(message("import.no_json", file=piece.name)) from error


def _begun(raw: IO[bytes]) -> IO[bytes]:
    """The file from its first sign on."""
    raw.seek(0)
    if raw.read(len(_BOM)) != _BOM:
        raw.seek(0)
    return raw


class _Shallow:
    """A file that is no deeper than files are: the parser spends ages on where it is in lists of lists."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._depth, self._quotes, self._rest = 0, 0, b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; ValueError when they stand too deep."""
        part = self._raw.read(size)
        signs = (self._rest + part).replace(rb"\\", b"").replace(rb"\"", b"")
        self._rest = b"\\" if signs.endswith(b"\\") else b""
        codes = np.frombuffer(signs, np.uint8)
        quotes = np.cumsum(codes == _QUOTE) + self._quotes
        steps = np.isin(codes, _OPENING).astype(np.int64) - np.isin(codes, _CLOSING)
        depths = np.cumsum(np.where(quotes % 2, 0, steps)) + self._depth
        if signs:
            self._quotes, self._depth = int(quotes[-1]), int(depths[-1])
            if depths.max() > _DEEPEST:
                raise ValueError("too deep")
        return part


def _prefix(raw: "_Shallow", lists: Collection[str]) -> str:
    """Where the objects stand; "" when the file is one, or several after each other."""
    for prefix, event, _ in ijson.parse(raw, multiple_values=True):
        if event == "start_array" and (not prefix or prefix in lists):
            return f"{prefix}.item" if prefix else "item"
        if not prefix and event == "end_map":
            break
    return ""


def _lines(piece: Piece, raw: IO[bytes], rows: DirectoryRows) -> Iterator[tuple[int, object]]:
    number = 0
    while line := _begun(raw).readline(_LONGEST_LINE) if number == 0 else raw.readline(_LONGEST_LINE):
        number += 1
        if line.isspace():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            yield number, line.decode("utf-8", "replace")
