"""How far a large file is read, for people who wait for it."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, Any, Final, cast

Watcher = Callable[[str, int, int], None]
"""Called as (what the file is called, bytes read, bytes in all) while it is read."""
_SMALL: Final = 1 << 20
"""Bytes that are read before anybody waits."""
_AT_ONCE: Final = 1 << 18
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Tell this how far each file is that is read while the block runs."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


def watched(name: str, raw: IO[bytes], size: int) -> IO[bytes]:
    """The same file, watched if it is large and anybody waits; read a second time it begins anew."""
    watcher = _watcher.get()
    if watcher is None or size <= _SMALL:
        return raw
    return cast("IO[bytes]", io.BufferedReader(_Watched(name, raw, size, watcher), _AT_ONCE))


class _Watched(io.RawIOBase):
    """A file that tells its watcher after each part."""

    def __init__(self, name: str, raw: IO[bytes], size: int, watcher: Watcher) -> None:
        self._name, self._raw, self._size, self._watcher = name, raw, size, watcher

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: Any) -> int:
        """Read the next part."""
        part = self._raw.read(len(buffer))
        buffer[: len(part)] = part
        self._watcher(self._name, self._raw.tell(), self._size)
        return len(part)
