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
    """As many values as there are ``ids``, which say what each is about; ``work_out`` answers all of them.

    Sent to another process before they are read, they are worked out there.
    """

    def __init__(self, ids: tuple[str, ...], work_out: Callable[[], tuple[T, ...]]) -> None:
        self.ids, self._work_out = ids, work_out
        self._values: tuple[T, ...] | None = None

    def prepare(self) -> tuple[T, ...]:
        """All of them."""
        if self._values is None:
            self._values = self._work_out()
        return self._values

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        if self._values is None:
            return Later, (self.ids, self._work_out)
        return _worked_out, (self.ids, self._values)

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


def _worked_out(ids: tuple[str, ...], values: tuple[T, ...]) -> Later[T]:
    return Later(ids, lambda: values)


def ids_of(values: Sequence[T], id_of: Callable[[T], str]) -> Iterable[str]:
    """What each is about; what is worked out later is not worked out for that."""
    return values.ids if isinstance(values, Later) else map(id_of, values)
