"""Processes beside this one: one writes to an embedded store, while this one works the next commit out.

Python lets one thread of a process work at a time, and SQLite writes in the process that asks it to. So
questions, such as write sets, go to another process through a pipe, and its answers come back. Where it
cannot be started, or ends, this process does the work: a commit has an id, and the same one twice is written
once.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Final

from graphdb.claims import Claim, Fact
from graphdb.connect import address_of, open_store
from graphdb.errors import BrobyggerError
from graphdb.model import Edge, Entry, Node, Provenance
from graphdb.store import Change, Commit, GraphStore, WriteSet
from graphdb.value import Later

_ROOT: Final = Path(__file__).parents[2]
_PYTHON: Final = (sys.executable, "-P", "-m")
GONE: Final = (OSError, EOFError, pickle.UnpicklingError)
"""What is raised when the other process has ended."""
_VALUES: Final = 100_000
"""New values between two looks for garbage: write sets have no rings."""


class Beside:
    """The process, for as long as the block lasts; it ends once what it was asked is answered.

    ``module`` answers there, with these arguments, see ``answer_all``. Ctrl-C does not reach it: this process
    decides what is still done. It ends with this one in any case, since nothing more can come through the
    pipe.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = (*_PYTHON, module, *arguments)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Beside":
        paths = filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", "")))
        with suppress(OSError):
            self._process = subprocess.Popen(
                self._command,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, question: object) -> Any:
        """Its answer. One of ``GONE`` when it has ended or could not be started."""
        try:
            self._tell(question)
            return self._answer()
        except GONE:
            self._end()
            raise

    def _tell(self, question: object) -> None:
        questions = None if self._process is None else self._process.stdin
        if questions is None:
            raise EOFError("there is no other process")
        send(question, questions)

    def _answer(self) -> Any:
        answers = None if self._process is None else self._process.stdout
        if answers is None:
            raise EOFError("there is no other process")
        return pickle.load(answers)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.communicate()  # closes the pipe that it reads from


class Writer(Beside):
    """A process that writes to the same store, and gets each commit before the last is written.

    While it takes one in, this process learns what became of the last.
    """

    def __init__(self, store: GraphStore) -> None:
        super().__init__(__name__, address_of(store))
        self._store = store

    def __enter__(self) -> "Writer":
        super().__enter__()
        return self

    def prepare(self, change: WriteSet, time_left: Callable[[], bool]) -> None:
        """Have it take in what is written next, as soon as the last is written.

        Search entries are worked out here as far as there is time. All the rest is worked out there: changes
        take both as long to send as to work out.
        """
        if isinstance(change.entries, Later):
            change.entries.prepare(time_left)
        with suppress(*GONE):  # ``begin`` meets it too
            self._tell(replace(change, expect={}, read_at=None))

    def begin(self, change: WriteSet) -> Callable[[], Commit]:
        """Have it write what was prepared last, over these versions; what comes out waits for that."""
        try:
            self._tell((change.expect, change.read_at))
        except GONE:
            return partial(self._store.write, change)
        return partial(self._written, change)

    def _written(self, change: WriteSet) -> Commit:
        try:
            answer: Commit | BrobyggerError = self._answer()
        except GONE:
            return self._store.write(change)
        if isinstance(answer, BrobyggerError):
            raise answer
        return answer


def can_help(store: GraphStore) -> bool:
    """Whether a second process has a processor to work with, and a store that it can open."""
    return bool(address_of(store)) and processors() > 1


def processors() -> int:
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


def answer_all(answer_of: Callable[[Any], object]) -> None:
    """Answer what comes in through the pipe, until it is closed or something comes that cannot be read.

    None is no answer, and nothing is sent.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed by accident is no answer
    gc.set_threshold(_VALUES)
    with suppress(BrokenPipeError):
        for question in _questions():
            if (answer := answer_of(question)) is not None:
                send(answer, answers)


def _questions() -> Iterator[Any]:
    with suppress(EOFError, pickle.UnpicklingError, ImportError, AttributeError):
        while True:
            question = pickle.load(sys.stdin.buffer)
            yield question


def main() -> None:
    """Write what comes in through the pipe to the store at the address given: see ``Writer``."""
    store = open_store(sys.argv[1])
    prepared: WriteSet

    def answer(question: Any) -> Commit | BrobyggerError | None:
        nonlocal prepared
        if isinstance(question, WriteSet):
            prepared = question
            prepared.prepare()
            return None
        expect, read_at = question
        try:
            return store.write(replace(prepared, expect=expect, read_at=read_at))
        except BrobyggerError as error:
            return error

    answer_all(answer)
    store.close()


if __name__ == "__main__":
    main()
