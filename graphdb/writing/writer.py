"""A process of its own that writes to an embedded store, while this one works the next commit out.

SQLite writes in the process that asks it to, and Python lets one thread work at a time. So write sets go to
another process through a pipe, and its answers come back. Where it cannot be started, or ends, this process
writes: a commit has an id, and the same one twice is written once.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Final

from graphdb.claims import Claim, Fact
from graphdb.connect import address_of, open_store
from graphdb.errors import BrobyggerError
from graphdb.model import Edge, Entry, Node, Provenance
from graphdb.store import Change, Commit, GraphStore, WriteSet

_ROOT: Final = Path(__file__).parents[2]
_COMMAND: Final = (sys.executable, "-P", "-m", "graphdb.writing.writer")
_BROKEN: Final = (OSError, EOFError, pickle.UnpicklingError)
"""What is raised when the other process has ended."""
_VALUES: Final = 100_000
"""New values between two looks for garbage: write sets have no rings."""


class Writer:
    """The process, for as long as the block lasts; it ends once what it was sent is written.

    Ctrl-C does not reach it: this process decides what is still written. It ends with this one in any case,
    since nothing more can come through the pipe.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Writer":
        paths = filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", "")))
        with suppress(OSError):
            self._process = subprocess.Popen(
                [*_COMMAND, address_of(self._store)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def write(self, change: WriteSet) -> Commit:
        """As ``GraphStore.write``."""
        if self._process is None:
            return self._store.write(change)
        changes, answers = self._process.stdin, self._process.stdout
        assert changes is not None
        assert answers is not None
        try:
            send(change, changes)
            answer: Commit | BrobyggerError = pickle.load(answers)
        except _BROKEN:
            self._end()
            return self._store.write(change)
        if isinstance(answer, BrobyggerError):
            raise answer
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.communicate()  # closes the pipe that it reads from


def can_help(store: GraphStore) -> bool:
    """Whether a second process has a processor to work with, and a store that it can open."""
    return bool(address_of(store)) and _processors() > 1


def _processors() -> int:
    """How many of them this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _by_position(cls: type[Any]) -> "_Reduce":
    """How a value is sent: as its class and its fields in order, which is quicker than as ``pickle`` does."""
    fields = attrgetter(*cls.__dataclass_fields__)
    return lambda one: (cls, fields(one))


def _shared(values: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(values)


_Reduce = Callable[[Any], tuple[Callable[..., Any], tuple[Any, ...]]]
_VALUES_SENT: Final = (Claim, Fact, Node, Edge, Entry, Provenance, Change, WriteSet)
_REDUCED: Final[Mapping[type, _Reduce]] = {
    **{cls: _by_position(cls) for cls in _VALUES_SENT},
    MappingProxyType: lambda one: (_shared, (dict(one),)),
}


def send(value: object, pipe: IO[bytes]) -> None:
    """Write one value into a pipe, for ``pickle.load`` at its other end."""
    pickler = pickle.Pickler(pipe, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCED
    pickler.dump(value)
    pipe.flush()


def main() -> None:
    """Write what comes in through the pipe to the store at the address given, until it is closed."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed by accident is no answer
    gc.set_threshold(_VALUES)
    store = open_store(sys.argv[1])
    with suppress(EOFError, BrokenPipeError, pickle.UnpicklingError):
        while True:
            change: WriteSet = pickle.load(sys.stdin.buffer)
            answer: Commit | BrobyggerError
            try:
                answer = store.write(change)
            except BrobyggerError as error:
                answer = error
            send(answer, answers)
    store.close()


if __name__ == "__main__":
    main()
