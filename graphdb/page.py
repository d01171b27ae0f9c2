"""Calls that answer page by page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items in key order and the key to go on from; ``after`` is None on the last page."""

    items: tuple[T, ...]
    after: str | None = None


def every(ask: Callable[[str], Page[T]], after: str = "") -> Iterator[T]:
    """All items of a call that answers page by page; ``ask`` gets the key that each page goes on from."""
    at: str | None = after
    while at is not None:
        page = ask(at)
        yield from page.items
        at = page.after
