"""Calls that answer page by page, and many items taken in pieces."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
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


def in_pieces(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in order, ``size`` of them at a time; the last piece has what is left."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece
