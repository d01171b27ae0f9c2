"""Values that a run makes by the million.

mypy takes them for the frozen dataclasses that all others are. When a program runs, nothing keeps them from
being changed: a frozen dataclass sets each field by a call, and that was a twelfth of the time of an import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["value"]

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    T = TypeVar("T")

    def value(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """As ``dataclass``, but frozen for mypy alone: equal ones have one hash."""

        def as_value(cls: type[T]) -> type[T]:
            hashed = frozen and "__hash__" not in vars(cls)
            return dataclass(slots=slots, unsafe_hash=hashed)(cls)

        return as_value
