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

_ELSEWHERE: Final = "Vælg et andet sted."


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
        with suppress(OSError):  # it was never made, or the disk is away
            draft.unlink()


_BINARY: Final = getattr(os, "O_BINARY", 0)


def _require_file(path: Path) -> None:
    """Refused where something stands that is not a file; nothing at all is fine."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise Refused(f"{path} er en mappe. Skriv også, hvad filen skal hedde.")
    if stat.S_ISLNK(mode):
        raise Refused(f"{path} er en genvej til noget andet. Skriv stien til selve filen.")
    if not stat.S_ISREG(mode):
        raise Refused(f"{path} er ikke en fil, men en enhed eller en kanal. {_ELSEWHERE}")


def _why(path: Path, error: OSError) -> str:
    folder = path.absolute().parent
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"Disken er fuld, så {path} er ikke skrevet. Ryd op på den, eller vælg et andet sted."
        case errno.EFBIG:
            return f"Filen {path} bliver større, end en fil må være dér. {_ELSEWHERE}"
        case errno.EROFS:
            return f"Mappen {folder} ligger på et drev, der kun kan læses. {_ELSEWHERE}"
        case errno.EACCES | errno.EPERM:
            return f"Programmet må ikke skrive i mappen {folder}. {_ELSEWHERE}"
        case errno.ENOENT | errno.ENOTDIR:
            return f"Mappen {folder} findes ikke. Opret den, eller vælg et andet sted."
        case _:
            return f"Filen {path} kan ikke skrives ({error.strerror}). {_ELSEWHERE}"
