"""Rows that a second process understands, while this one understands others.

A row is understood by itself. What comes back are claims as the spool keeps them, texts and numbers alone,
which cost little to carry over. A row of which there is more to know, as a problem, is understood here too.
"""

import marshal
import pickle
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from graphdb.writing import writer
from graphdb.writing.pipeline import short_turns
from importers.reading.context import Context, NoStore
from importers.reading.rows import Row
from importers.running.mapping import Chunk, ClaimsOf, Mapped, Plain, plain, understand

FEWEST: Final = 5000
"""Rows that are worth another process: it takes half a second to begin."""
_AHEAD: Final = 4
"""Chunks that wait for the other process: it has some to do while this one takes in what came back."""
_MOST: Final = 10
"""Chunks in memory: what is understood here waits for the answers of the other process before it."""
_NAMELESS: Final = (pickle.PicklingError, AttributeError, TypeError)
"""What is raised for what has no name by which another process can import it."""
_Rows = Sequence[tuple[int, bytes]]
_Answer = Sequence[tuple[Any, ...] | None]


def understood(claims_of: ClaimsOf, mapped: Mapped) -> Generator[Chunk, None, None]:
    """All rows in order, some at a time, understood by whoever has time."""
    here = _Here(claims_of, mapped.context)
    if len(mapped.rows) < FEWEST or writer.processors() < 2 or not _has_name(claims_of):
        yield from map(here.understood, mapped.rows.packed())
        return
    with short_turns(), writer.Beside(__name__) as other, ThreadPoolExecutor(1, "beside") as thread:
        thread.submit(other.ask, (claims_of, mapped.context.without_store()))
        waiting: deque[tuple[_Rows, Future[_Answer] | Chunk]] = deque()
        for rows in mapped.rows.packed():
            asked = sum(not _is_there(answer) for _, answer in waiting)
            chunk = thread.submit(_ask, other, rows) if asked < _AHEAD else here.understood(rows)
            waiting.append((rows, chunk))
            while waiting and (_is_there(waiting[0][1]) or len(waiting) > _MOST):
                yield here.answered(*waiting.popleft())
        while waiting:
            yield here.answered(*waiting.popleft())


class _Here:
    """How rows are understood in this process."""

    def __init__(self, claims_of: ClaimsOf, context: Context) -> None:
        self._claims_of, self._context = claims_of, context

    def understood(self, rows: _Rows) -> Chunk:
        """These rows."""
        return [understand(self._claims_of, self._context, number, Row.of(row)) for number, row in rows]

    def answered(self, rows: _Rows, answer: Future[_Answer] | Chunk) -> Chunk:
        """These rows as the other process understood them, or this one."""
        if not isinstance(answer, Future):
            return answer
        return [
            understand(self._claims_of, self._context, number, Row.of(row)) if said is None else Plain(*said)
            for (number, row), said in zip(rows, answer.result(), strict=True)
        ]


def _ask(other: writer.Beside, rows: _Rows) -> _Answer:
    """What the other process makes of each row; None where it makes nothing of it."""
    try:
        answer: _Answer = marshal.loads(other.ask(rows))
    except writer.GONE:
        return [None] * len(rows)
    return answer


def _is_there(answer: Future[_Answer] | Chunk) -> bool:
    return not isinstance(answer, Future) or answer.done()


def _has_name(claims_of: ClaimsOf) -> bool:
    try:
        pickle.dumps(claims_of)
    except _NAMELESS:
        return False
    return True


def main() -> None:
    """Answer first what rows are understood with, then chunks of rows."""
    asked: list[tuple[ClaimsOf, Context]] = []

    def answer(question: Any) -> object:
        if not asked:
            asked.append(question)
            return True
        return marshal.dumps([_plain(*asked[0], number, row) for number, row in question])

    writer.answer_all(answer)


def _plain(claims_of: ClaimsOf, context: Context, number: int, row: bytes) -> tuple[Any, ...] | None:
    try:
        one = plain(understand(claims_of, context, number, Row.of(row)))
    except NoStore:
        return None
    return None if one is None else tuple(one)


if __name__ == "__main__":
    main()
