"""Values that a run makes by the million, and values that are worked out when they are first read.

Of the former: mypy takes them for the frozen dataclasses that all others are. When a program runs, nothing
keeps them from being changed: a frozen dataclass sets each field by a call, and that was a twelfth of the
time of an import.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

__all__ = ["Later", "ids_of", "value"]

T = TypeVar("T")
_FEW = 16
"""Values that are worked out between two looks at the time: a millisecond of them."""

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:

    def value(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """As ``dataclass``, but frozen for mypy alone: equal ones have one hash."""

        def as_value(cls: type[T]) -> type[T]:
            hashed = frozen and "__hash__" not in vars(cls)
            return dataclass(slots=slots, unsafe_hash=hashed)(cls)

        return as_value


class Later(Sequence[T]):
    """As many values as there are ``ids``, which say what each is about: ``work_out`` makes one of each part.

    What is not worked out when it is sent to another process is worked out there.
    """

    def __init__(
        self,
        ids: tuple[str, ...],
        work_out: Callable[[Any], T],
        parts: Sequence[Any],
        values: tuple[T, ...] = (),
    ) -> None:
        self.ids, self._work_out, self._parts = ids, work_out, parts
        self._values: list[T] = list(values)

    def prepare(self, time_left: Callable[[], bool] = lambda: True) -> Sequence[T]:
        """As many of them as there is time for, a few at a time; all of them by default."""
        while len(self._values) < len(self._parts) and time_left():
            done = len(self._values)
            self._values += map(self._work_out, self._parts[done : done + _FEW])
        return self._values

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        done = len(self._values)
        parts = [None] * done + list(self._parts[done:])
        return Later, (self.ids, self._work_out, parts, tuple(self._values))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and (self.ids, self.prepare()) == (other.ids, other.prepare())

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self.prepare()[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self.prepare())


def ids_of(values: Sequence[T], id_of: Callable[[T], str]) -> Iterable[str]:
    """What each is about; what is worked out later is not worked out for that."""
    return values.ids if isinstance(values, Later) else map(id_of, values)
