"""The folder in which files that were sent wait for the import, and where it keeps account of its work.

Each upload has one with a random name, for its owner's eyes alone, and it belongs to one session. It goes
when the person cancels it or sends other files, and an hour after anything last happened in it; the files go
as soon as they are imported. The process at work notices that its folder is gone, and ends.

Two programs write here: the pages ``order.json``, the process what it has done so far and what came of it.
Each order is an attempt with a name of its own, which the files of its process bear: what an earlier one says
late is read by nobody. One attempt follows another once, however often a button is pressed.
"""

import json
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final

SHAPE: Final = re.compile(r"[a-z]{28}")
"""Of a name: letters alone, for digits among them may read as a CPR number, to which nothing leads."""
LASTS: Final = 3600.0
"""Seconds without a sign of work after which an upload is thrown away."""
SILENCE: Final = 300.0
"""Seconds without a sign of work after which its process is taken for dead, as its run is by others."""
MOST: Final = 8
"""Uploads that wait on one machine at the same time."""
GUESS: Final = "?"
"""No name of a file."""
_PREFIX: Final = "brobygger-upload-"
_FILES: Final = "files"
_MAPPING: Final = "mapping.toml"
_ORDER: Final = "order.json"
_PROGRESS: Final = "progress"
_RESULT: Final = "result"
_FOLLOWED: Final = "followed"
_FAULTY: Final = "faulty.xlsx"


class Cancelled(Exception):
    """The folder is gone: the process that works in it has nothing more to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the importer and the source ("" for its own) of the files, who asks, by which session.

    ``rank``: what the source weighs, "" for what is usual. ``layout``: the name of a mapping file that comes
    with the product, "" for none, or ``GUESS``: which column is what is to be guessed first, until a mapping
    file is there. ``attempt``: its own name. ``allow_gone``: also where much of what the source said before
    is not in them. ``imports``: the import itself, after it was tried out.
    """

    form: str
    source: str
    by: str
    session: str
    language: str
    attempt: str
    rank: str = ""
    layout: str = ""
    allow_gone: bool = False
    imports: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload, by its folder."""

    path: Path

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.path.name.removeprefix(_PREFIX)

    @property
    def files(self) -> list[Path]:
        """The files that were sent and are there yet, by name."""
        try:
            return sorted((self.path / _FILES).iterdir())
        except FileNotFoundError:
            return []

    @property
    def mapping(self) -> Path | None:
        """The mapping file that was sent along."""
        path = self.path / _MAPPING
        return path if path.is_file() else None

    @property
    def inbox(self) -> Path:
        """The folder that files are put in."""
        return self.path / _FILES

    @property
    def new_mapping(self) -> Path:
        """Where the mapping file is put."""
        return self.path / _MAPPING

    def write_mapping(self, text: str) -> None:
        """Read the columns so from now on. Raises Cancelled."""
        try:
            self.new_mapping.write_text(text, encoding="utf-8")
        except FileNotFoundError as error:
            raise Cancelled from error

    def rows(self) -> bytes | None:
        """The workbook of the rows that are to be corrected, None without any."""
        try:
            return self.faulty.read_bytes()
        except FileNotFoundError:
            return None

    @property
    def faulty(self) -> Path:
        """Where the rows stand that are to be corrected, when there are any."""
        return self.path / _FAULTY

    def order(self) -> Order | None:
        """What is wanted, None while the files come in, and for one that another version wrote."""
        try:
            return Order(**self._read(_ORDER))
        except TypeError:
            return None

    def write_order(self, order: Order) -> None:
        """Say what is wanted. Raises Cancelled."""
        self._write(_ORDER, asdict(order))

    def follow(self, order: Order, *, allow_gone: bool = False, imports: bool = False) -> Order | None:
        """The next attempt on the same files; None when one followed this already. Raises Cancelled."""
        try:
            (self.path / f"{_FOLLOWED}.{order.attempt}").touch(exist_ok=False)
        except FileExistsError:  # a second click
            return None
        except FileNotFoundError as error:
            raise Cancelled from error
        if not imports:
            self.faulty.unlink(missing_ok=True)
        following = replace(
            order, attempt=name(), allow_gone=order.allow_gone or allow_gone, imports=order.imports or imports
        )
        self.write_order(following)
        return following

    def progress(self, order: Order) -> Any:
        """What the process of that order said last of its work, None before it said anything."""
        return self._read(f"{_PROGRESS}.{order.attempt}.json")

    def write_progress(self, order: Order, said: object) -> None:
        """Say how far the work is. Raises Cancelled, also where another order has taken the place of this."""
        if self.order() != order:
            raise Cancelled
        self._write(f"{_PROGRESS}.{order.attempt}.json", said)

    def result(self, order: Order) -> Any:
        """What came of that order; None while it is at work."""
        return self._read(f"{_RESULT}.{order.attempt}.json")

    def write_result(self, order: Order, said: object) -> None:
        """Say what came of it. Raises Cancelled."""
        self._write(f"{_RESULT}.{order.attempt}.json", said)

    def is_silent(self) -> bool:
        """Whether its process gave no sign of work for so long that it counts as dead. Raises Cancelled."""
        return self._silence() > SILENCE

    def is_old(self) -> bool:
        """Whether nothing has happened for an hour. Raises Cancelled."""
        return self._silence() > LASTS

    def drop_files(self) -> None:
        """Throw away the files alone."""
        shutil.rmtree(self.path / _FILES, ignore_errors=True)
        (self.path / _MAPPING).unlink(missing_ok=True)

    def drop(self) -> None:
        """Throw all of it away."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _silence(self) -> float:
        """Seconds since anything was written here: each file is new, so the folder changes with it."""
        try:
            return time.time() - self.path.stat().st_mtime
        except FileNotFoundError as error:
            raise Cancelled from error

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _write(self, name: str, body: object) -> None:
        """Whole or not at all: the other program may read meanwhile."""
        try:
            descriptor, half = tempfile.mkstemp(dir=self.path)
            with os.fdopen(descriptor, "w", encoding="utf-8") as out:
                json.dump(body, out)
            Path(half).replace(self.path / name)
        except FileNotFoundError as error:
            raise Cancelled from error


def name() -> str:
    """A name that nobody guesses, of an upload or an attempt."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(28))


def make() -> Upload:
    """A new folder, empty."""
    upload = Upload(_root() / f"{_PREFIX}{name()}")
    upload.path.mkdir(mode=0o700)
    upload.inbox.mkdir(mode=0o700)
    return upload


def find(upload_id: str, session: str) -> tuple[Upload, Order] | None:
    """The upload of that name and what is wanted of it, if the session is the one that sent it."""
    if not SHAPE.fullmatch(upload_id):
        return None
    upload = Upload(_root() / f"{_PREFIX}{upload_id}")
    order = upload.order() if _is_ours(upload.path) else None
    return None if order is None or order.session != session else (upload, order)


def waiting() -> Iterator[Upload]:
    """All that are on this machine."""
    with suppress(OSError):
        yield from (Upload(path) for path in _root().glob(f"{_PREFIX}*") if _is_ours(path))


def drop_old() -> None:
    """Throw away those in which nothing has happened for an hour."""
    for upload in waiting():
        with suppress(Cancelled):  # another process was quicker
            if upload.is_old():
                upload.drop()


def drop_of(session: str) -> None:
    """Throw away what a session sent before, but for an import that is at work: it goes when it is done."""
    for upload in waiting():
        order = upload.order()
        with suppress(Cancelled):  # another process was quicker
            if order is not None and order.session == session and not _is_importing(upload, order):
                upload.drop()


def _is_importing(upload: Upload, order: Order) -> bool:
    return order.imports and upload.result(order) is None and not upload.is_silent()


def _root() -> Path:
    return Path(tempfile.gettempdir())


def _is_ours(path: Path) -> bool:
    """Whether it is a folder of this user's: in a shared place others can make one of that name."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
