"""What lies at a path: one file, the files of a folder, or those of a zip.

A zip is judged by its directory before anything in it is unpacked, and so is a workbook, which is one too.
"""

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Final

from graphdb.errors import Refused
from graphdb.message import message
from importers.problems import harmless
from importers.tabular.watch import watched

MOST_BYTES: Final = 100_000_000
"""The largest file that is read, also unpacked."""
_MOST_UNPACKED: Final = 400_000_000
_MOST_MEMBERS: Final = 2_000
_HIGHEST_RATIO: Final = 200
_SMALL: Final = 1_000_000
"""Bytes up to which a file may be packed as tightly as it will."""
_AT_ONCE: Final = 1 << 20
_ZIP: Final = b"PK\x03\x04"
_OWN_LOCKS: Final = ("~$", ".~lock.", ".", "__MACOSX/")
"""How the names of files begin that programs leave beside those of people."""
_WORKBOOK: Final = re.compile(r"\[Content_Types\]\.xml|content\.xml")
_KINDS: Final = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".ods"})
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that may hold rows: ``member`` is its name in the zip at ``path``, "" outside of one."""

    name: str
    path: Path
    member: str = ""

    @classmethod
    def at(cls, path: Path) -> "Piece":
        """The file at a path, as it is."""
        return cls(file_name(path), path)

    @property
    def file(self) -> PurePosixPath:
        """The file's own name, without the folders that it lies in."""
        return PurePosixPath(PurePosixPath(self.member or self.path.name).name)

    @property
    def suffix(self) -> str:
        """How its name ends: ``.csv``."""
        return self.file.suffix.lower()

    @property
    def is_table(self) -> bool:
        """True unless the file's name says that it is something else."""
        return self.suffix in _KINDS

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file's bytes from the first on, to be read again after ``seek``. Refused when that can't be."""
        try:
            if not self.member:
                with _regular(self.path) as raw:
                    yield watched(self.name, raw, os.fstat(raw.fileno()).st_size)
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as raw:
                yield watched(self.name, raw, archive.getinfo(self.member).file_size)
        except OSError as error:
            raise Refused(message("import.unreadable", file=harmless(str(self.path)))) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise Refused(message("import.broken_zip", file=self.name)) from error


def file_name(path: Path) -> str:
    """What a file is called in messages."""
    return harmless(path.name)


def pieces(path: Path) -> Iterator[Piece]:
    """The files at a path in the order of their names. Refused for a zip that would burst, or is broken."""
    if path.is_dir():
        for file in sorted(entry for entry in path.rglob("*") if entry.is_file()):
            inside = file.relative_to(path).as_posix()
            if not _left_beside(inside):
                yield Piece(harmless(inside), file)
        return
    whole = Piece.at(path)
    if not path.is_file():  # what can be read only once is not looked into
        yield whole
        return
    with whole.open() as raw:
        names = [] if raw.read(len(_ZIP)) != _ZIP else judge(whole.name, raw)
    if not names or any(map(_WORKBOOK.fullmatch, names)):
        yield whole
        return
    for name in sorted(names):
        if not name.endswith("/") and not _left_beside(name):
            yield Piece(f"{whole.name}/{harmless(name)}", path, name)


def judge(name: str, raw: IO[bytes]) -> list[str]:
    """The names in a zip. Refused when what is in it is too much, too large or packed too tightly."""
    try:
        with zipfile.ZipFile(raw) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(message("import.broken_zip", file=name)) from error
    size = raw.seek(0, 2)
    if (
        len(members) > _MOST_MEMBERS
        or sum(member.file_size for member in members) > _MOST_UNPACKED
        or sum(member.compress_size for member in members) > size  # members that overlap
        or any(map(_bursts, members))
    ):
        raise Refused(message("import.zip_bomb", file=name))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused(message("import.locked", file=name))
    return [member.filename for member in members]


def unpacked(name: str, raw: IO[bytes], member: str) -> Iterator[bytes]:
    """What a member of a zip that was judged holds, in parts. Refused when it is more than it says.

    Not every reader stops where the directory says that a member ends.
    """
    with zipfile.ZipFile(raw) as archive:
        info = archive.getinfo(member)
        with archive.open(info) as packed:
            while part := packed.read(_AT_ONCE):
                yield part
    raw.seek(info.header_offset)
    header = raw.read(30)
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if info.compress_type == zipfile.ZIP_DEFLATED:
        _measure(name, raw.read(info.compress_size), info.file_size)


def _measure(name: str, packed: bytes, size: int) -> None:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while packed and size >= 0 and not inflate.eof:
        size -= len(inflate.decompress(packed, _AT_ONCE))
        packed = inflate.unconsumed_tail
    if size < 0:
        raise Refused(message("import.zip_bomb", file=name))


def _bursts(member: zipfile.ZipInfo) -> bool:
    size = member.file_size
    return size > MOST_BYTES or size > max(_SMALL, member.compress_size * _HIGHEST_RATIO)


def _left_beside(name: str) -> bool:
    return name.startswith(_OWN_LOCKS) or PurePosixPath(name).name.startswith(_OWN_LOCKS)


@contextmanager
def _regular(path: Path) -> Iterator[IO[bytes]]:
    """A file, or a copy of what can be read only once."""
    with path.open("rb") as raw:
        if stat.S_ISREG(path.stat().st_mode):
            yield raw
            return
        with TemporaryFile() as copy:
            while copy.tell() <= MOST_BYTES and (part := raw.read(_AT_ONCE)):
                copy.write(part)
            copy.seek(0)
            yield copy


def checksum(path: Path) -> str:
    """The SHA-256 of a file, "" for what can be read only once; what cannot be read at all is told later."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
