"""What a call answers with that lists things page by page."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in key order and the key to go on from; ``after`` is None on the last page."""

    items: tuple[T, ...]
    after: str | None = None
