"""Text with separators, as spreadsheets and registers write it: its encoding, and what parts its cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import IO, BinaryIO, Final, cast

from graphdb.errors import Refused
from graphdb.message import Message, message
from importers.tabular.archive import MOST_BYTES, Piece

_LONGEST_CELL: Final = csv.field_size_limit()
_DELIMITERS: Final = ",;\t"
_SAYS_DELIMITER: Final = re.compile(rf'"?sep=([{_DELIMITERS}])"?(?:\r\n?|\n)', re.IGNORECASE)
"""A first line that tells Excel what stands between cells; Excel itself never shows it as a row."""
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_START: Final = 4096
_AT_ONCE: Final = 1 << 20
_SAMPLE: Final = 200
"""Lines by which it is decided what stands between cells."""
_NOT_IN_CP1252: Final = b"\x81\x8d\x8f\x90\x9d"
_DANISH: Final = {"cp1252": "æøåÆØÅ".encode("cp1252"), "mac_roman": "æøåÆØÅ".encode("mac_roman")}
Line = tuple[int, list[str]]
"""A row's number, the first is 1, and its cells, trimmed."""


def read_lines(piece: Piece) -> Generator[Line, None, None]:
    """The rows of a text file, blank ones too.

    UTF-8 or UTF-16 with or without BOM, else Windows' or an old Mac's letters; lines end with LF, CRLF or CR;
    comma, semicolon or tab between cells, which a first line ``sep=;`` may say. Refused, while they are read,
    when it is no such text, too large, or its quotes do not match.
    """
    with piece.open() as raw:
        encoding = _encoding(piece.name, raw)
        raw.seek(0)
        text = io.TextIOWrapper(cast("BinaryIO", raw), encoding=encoding, newline="")
        lines = _decoded(piece.name, text)
        sample = [line for _, line in zip(range(_SAMPLE), lines, strict=False)]
        said = _SAYS_DELIMITER.match(sample[0]) if sample else None
        if said is not None:
            del sample[0]
        delimiter = said[1] if said is not None else _delimiter(sample)
        yield from _cells(piece.name, chain(sample, lines), delimiter)
        text.detach()


def _cells(name: str, lines: Iterable[str], delimiter: str) -> Iterator[Line]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, line in enumerate(reader, start=1):
            yield number, [cell.strip() for cell in line]
    except csv.Error as error:
        raise Refused(
            message("import.csv_line", file=name, line=reader.line_num, fault=_why_no_csv(error))
        ) from error


def _why_no_csv(error: csv.Error) -> Message:
    # The module tells its errors apart by their words alone.
    if "field limit" in str(error):
        return message("import.long_cell", limit=_LONGEST_CELL)
    return message("import.quotes")


def _delimiter(sample: list[str]) -> str:
    """What cuts the most lines into the same number of cells, at least two; texts hold separators too."""

    def fit(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            widths.update(len(cells) for cells in csv.reader(sample, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda both: both[::-1],
            default=(0, 0),
        )
        return count, width

    return max(_DELIMITERS, key=fit)


def _decoded(name: str, text: Iterable[str]) -> Iterator[str]:
    try:
        yield from text
    except UnicodeError as error:
        raise Refused(message("import.no_text", file=name)) from error


def _encoding(name: str, raw: IO[bytes]) -> str:
    """Read it once: UTF-8 is known by all of it being so, the others by the signs they hold."""
    start = raw.read(_START)
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, size = True, 0
    others: Counter[str] = Counter()
    part = start
    while part:
        size += len(part)
        if size > MOST_BYTES:
            raise Refused(message("import.too_large", file=name, limit=MOST_BYTES // 1_000_000))
        is_utf8 = is_utf8 and _decodes(utf8, part)
        others += _signs(part) if not is_utf8 or size <= _START else Counter()
        part = raw.read(_AT_ONCE)
    if b"\0" in start or start.startswith(_UTF16):
        return _utf16(name, start)
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    if others["\n"] == 0 and others["mac_roman"] > others["cp1252"]:
        return "mac_roman"
    return "latin-1" if others["not cp1252"] else "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, part: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(part, final)
    except UnicodeDecodeError:
        return False
    return True


def _signs(part: bytes) -> Counter[str]:
    counts = {
        name: sum(map(part.count, (bytes([sign]) for sign in signs))) for name, signs in _DANISH.items()
    }
    lost = sum(map(part.count, (bytes([sign]) for sign in _NOT_IN_CP1252)))
    return Counter({**counts, "not cp1252": lost, "\n": part.count(b"\n")})


def _utf16(name: str, start: bytes) -> str:
    """By its mark, else by the half of the bytes that are zero in Latin text."""
    if start.startswith(_UTF16):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if min(even, odd) * 4 > max(even, odd) or max(even, odd) * 8 < len(start):
        raise Refused(message("import.no_text", file=name))
    return "utf-16-le" if odd > even else "utf-16-be"
