"""Any path as sheets: the one door through which tables of others come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphdb.errors import Refused
from graphdb.message import message
from importers.tabular.archive import Piece, pieces
from importers.tabular.delimited import Line, read_lines
from importers.tabular.workbook import read_sheets

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""How Excel's files began until 2007, and begin today when they are locked with a password."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: ``name`` is "" in a text file. ``rows`` are read before the next sheet is asked for."""

    file: str
    name: str
    rows: Iterator[Line]


def open_sheets(path: Path) -> Iterator[Sheet | Piece]:
    """All sheets of a file, a folder or a zip, in order; a file that is no table as what it is.

    Refused, while they are read, as ``archive``, ``delimited`` and ``workbook`` say.
    """
    for piece in pieces(path):
        if piece.is_table or (piece.path == path and not piece.member):
            yield from _sheets(piece)
        else:  # in a folder or zip lies other than tables, too
            yield piece


def _sheets(piece: Piece) -> Iterator[Sheet]:
    with piece.open() as raw:
        start = raw.read(len(_ZIP))
        if start == _OLE:
            raise Refused(message("import.old_workbook", file=piece.name))
        if start == _ZIP:
            for name, rows in read_sheets(piece.name, raw):
                yield Sheet(piece.name, name, rows)
            return
    yield Sheet(piece.name, "", read_lines(piece))
