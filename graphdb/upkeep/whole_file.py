"""Writing a file so that it is there whole or not at all, and never in the place of anything but a file."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from graphdb.errors import Refused
from graphdb.message import Message, message

_ELSEWHERE: Final = message("files.elsewhere")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file beside ``path``, readable by its owner only, that takes its place when the block ends well.

    Raises Refused, saying why, where ``path`` is a folder, a link or a device, or nothing can be written.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.part") if path.name else path
    try:
        _require_file(path)
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _require_file(path)
        draft.replace(path)
    except OSError as error:
        raise Refused(_why(path, error)) from error
    finally:
        with suppress(OSError):  # it was never created, or the disk is away
            draft.unlink()


_BINARY: Final = getattr(os, "O_BINARY", 0)


def _require_file(path: Path) -> None:
    """Refused where something stands that is not a file; nothing at all is fine."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise Refused(message("files.is_folder", path=path))
    if stat.S_ISLNK(mode):
        raise Refused(message("files.is_link", path=path))
    if not stat.S_ISREG(mode):
        raise Refused(message("files.is_device", path=path, advice=_ELSEWHERE))


def _why(path: Path, error: OSError) -> Message:
    folder = path.absolute().parent
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return message("files.disk_full", path=path)
        case errno.EFBIG:
            return message("files.too_large", path=path, advice=_ELSEWHERE)
        case errno.EROFS:
            return message("files.read_only", folder=folder, advice=_ELSEWHERE)
        case errno.EACCES | errno.EPERM:
            return message("files.not_allowed", folder=folder, advice=_ELSEWHERE)
        case errno.ENOENT | errno.ENOTDIR:
            return message("files.no_folder", folder=folder)
        case _:
            return message("files.not_written", path=path, error=error.strerror or "", advice=_ELSEWHERE)
