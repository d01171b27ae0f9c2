"""Values that are worked out when there is time, here or where they are sent."""

import pickle
from collections.abc import Iterator

from graphdb.value import Later, ids_of

WORDS = tuple(f"ord{number}" for number in range(40))
COUNT = iter(range(1000))


def noted(word: str) -> tuple[str, int]:
    """A value that is another one each time it is worked out."""
    return word, next(COUNT)


def once() -> Iterator[bool]:
    yield True
    yield False


def test_what_there_was_no_time_for_is_worked_out_later_and_nothing_twice() -> None:
    """Seen red with what was worked out before the sending worked out again."""
    later = Later(WORDS, noted, WORDS)
    first = list(later.prepare(once().__next__))
    assert 0 < len(first) < len(later) == len(WORDS)
    sent = pickle.loads(pickle.dumps(later))
    assert list(sent)[: len(first)] == first
    assert [word for word, _ in sent] == list(WORDS)
    assert sent != later


def test_ids_are_known_before() -> None:
    assert tuple(ids_of(Later(WORDS, int, WORDS), str)) == WORDS
    assert tuple(ids_of(("a", "b"), str.upper)) == ("A", "B")
