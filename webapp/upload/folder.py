"""The folder in which files that were sent wait for the import, and where it keeps account of its work.

Each upload has one with a random name, for its owner's eyes alone, and it belongs to one session. It goes
when the person cancels it or sends other files, and an hour after anything last happened in it; the files go
as soon as they are imported. The process at work notices that its folder is gone, and ends.

Two programs write here: the pages ``order.json`` and the mark that it was started, the process what it has
done so far, and what came of it.
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
from dataclasses import asdict, dataclass
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
_PREFIX: Final = "brobygger-upload-"
_FILES: Final = "files"
_MAPPING: Final = "mapping.toml"
_ORDER: Final = "order.json"
_PROGRESS: Final = "progress.json"
_STARTED: Final = "started"
_FAULTY: Final = "faulty.xlsx"
_RESULTS: Final = {False: "tried.json", True: "imported.json"}
"""What came of trying it out, and of the import once it was started."""


class Cancelled(Exception):
    """The folder is gone: the process that works in it has nothing more to do."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: the importer and the source ("" for its own) of the files, who asks, by which session.

    ``allow_gone``: also where much of what the source said before is not in them.
    """

    form: str
    source: str
    by: str
    session: str
    language: str
    allow_gone: bool = False


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
        folder = self.path / _FILES
        return sorted(folder.iterdir()) if folder.is_dir() else []

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

    @property
    def faulty(self) -> Path:
        """Where the rows stand that are to be corrected, when there are any."""
        return self.path / _FAULTY

    @property
    def started(self) -> bool:
        """Whether the import was started."""
        return (self.path / _STARTED).exists()

    def order(self) -> Order | None:
        """What is wanted, None while the files come in."""
        body = self._read(_ORDER)
        return None if body is None else Order(**body)

    def write_order(self, order: Order) -> None:
        """Say what is wanted: of the same files the last word counts, and what came of an earlier is gone."""
        for name in (_PROGRESS, _FAULTY, *_RESULTS.values()):
            (self.path / name).unlink(missing_ok=True)
        self._write(_ORDER, asdict(order))

    def start(self) -> bool:
        """Mark that the import is started; False when it was before, and was not refused."""
        try:
            (self.path / _STARTED).touch(exist_ok=False)
        except FileExistsError:
            return self._start_again()
        (self.path / _PROGRESS).unlink(missing_ok=True)
        return True

    def _start_again(self) -> bool:
        result = self.result()
        if result is None or "run" in result:
            return False
        try:
            (self.path / _RESULTS[True]).unlink()
        except FileNotFoundError:  # a second click was quicker
            return False
        return True

    def progress(self) -> Any:
        """What the process said last of its work, None before it said anything."""
        return self._read(_PROGRESS)

    def write_progress(self, said: object) -> None:
        """Say how far the work is. Raises Cancelled."""
        self._write(_PROGRESS, said)

    def result(self) -> Any:
        """What came of trying it out, or of the import once it was started; None while it is at work."""
        return self._read(_RESULTS[self.started])

    def write_result(self, said: object) -> None:
        """Say what came of it. Raises Cancelled."""
        self._write(_RESULTS[self.started], said)

    def is_silent(self) -> bool:
        """Whether the process has given no sign of work for so long that it must be dead."""
        return self._silence() > SILENCE

    def is_old(self) -> bool:
        """Whether nothing has happened for an hour."""
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
        return time.time() - self.path.stat().st_mtime

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


def make() -> Upload:
    """A new folder, empty."""
    name = "".join(secrets.choice(ascii_lowercase) for _ in range(28))
    upload = Upload(_root() / f"{_PREFIX}{name}")
    upload.path.mkdir(mode=0o700)
    upload.inbox.mkdir(mode=0o700)
    return upload


def find(upload_id: str, session: str) -> Upload | None:
    """The upload of that name, if the session is the one that sent it."""
    if not SHAPE.fullmatch(upload_id):
        return None
    upload = Upload(_root() / f"{_PREFIX}{upload_id}")
    if not _is_ours(upload.path):
        return None
    order = upload.order()
    return upload if order is not None and order.session == session else None


def waiting() -> Iterator[Upload]:
    """All that are on this machine."""
    with suppress(OSError):
        yield from (Upload(path) for path in _root().glob(f"{_PREFIX}*") if _is_ours(path))


def drop_old() -> None:
    """Throw away those in which nothing has happened for an hour."""
    for upload in waiting():
        with suppress(FileNotFoundError):  # another process was quicker
            if upload.is_old():
                upload.drop()


def drop_of(session: str) -> None:
    """Throw away what a session sent before, but for an import that is at work: it goes when it is done."""
    for upload in waiting():
        order = upload.order()
        if order is not None and order.session == session and not _is_importing(upload):
            upload.drop()


def _is_importing(upload: Upload) -> bool:
    return upload.started and upload.result() is None and not upload.is_silent()


def _root() -> Path:
    return Path(tempfile.gettempdir())


def _is_ours(path: Path) -> bool:
    """Whether it is a folder of this user's: in a shared place others can make one of that name."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
