"""Where actors stand in a picture. Nothing is random, and no two overlap.

Around one of them (``rings``) each stands beside one that it is linked with. Few are on a ring of their own,
so that no line from the middle passes behind a box; one across the ring may.

In a municipality (``places``) an edit moves few of them. Where one wants to stand follows from its id and
kind, and from the neighbours, whose pull halves with each step: a new relation moves those around it and
nobody far away. Each then takes the free place nearest to that, in the order of the ids. The frame has one
of a few sizes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from math import cos, sin, tau
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphdb.model import Id

CELL: Final = (230, 110)
"""Pixels across and down that one actor has to itself."""
_FRAMES: Final = ((3, 4), (5, 7), (7, 10), (10, 14), (14, 20), (19, 26), (27, 37))
"""Places across and down; the first in which a third stays free is taken."""
_STEP: Final = (0.5, 0.0)
"""How far every other row stands aside: a line to the next row but one passes between two boxes."""
_PULL: Final = 0.5
_ROUNDS: Final = 12
_SPREAD: Final = 1.8
"""Averages lie in the middle; they are spread over the frame again."""
_BOX: Final = (95, 35)
"""Pixels from the middle of a box to its sides, about."""
_RING: Final = 6
"""Actors on the first ring of several, and how many more on each after it."""
_APART: Final = 1.2
"""Cells from ring to ring."""
_ALONE: Final = 22
"""Actors on a ring that is the only one."""
_NEAR, _ROOM = 1.5, 5.5
"""Its radius in cells, at least, and for how many each cell of its radius has room."""
Points = NDArray[np.float64]


def rings(ids: Sequence[Id], links: Iterable[tuple[Id, Id]]) -> dict[Id, tuple[int, int]]:
    """Whole pixels for each: the first in the middle, the others around it from the inside."""
    beside: dict[Id, set[Id]] = {one: set() for one in ids}
    for src, dst in links:
        beside[src].add(dst)
        beside[dst].add(src)
    points = dict.fromkeys(ids[:1], (0, 0))
    for radius, aside, ring in _rings(ids[1:]):
        for number, one in enumerate(_in_turn(ring, beside)):
            turn = tau * ((number + aside) / len(ring) - 0.25)
            points[one] = (round(radius * CELL[0] * cos(turn)), round(radius * CELL[1] * sin(turn)))
    return points


def _rings(others: Sequence[Id]) -> Iterator[tuple[float, float, Sequence[Id]]]:
    """Radius in cells, by how much of a step it is turned, and who stands on it. All are equally full.

    Every other ring is turned, or the way to those outside would lead behind those inside.
    """
    if len(others) <= _ALONE:
        yield max(_NEAR, len(others) / _ROOM), 0, others
        return
    most = next(number for number in count(2) if _RING * _triangle(number) >= len(others))
    ends = [round(len(others) * _triangle(number) / _triangle(most)) for number in range(most + 1)]
    for number in range(1, most + 1):
        yield number * _APART, number % 2 / 4, others[ends[number - 1] : ends[number]]


def _triangle(number: int) -> int:
    return number * (number + 1) // 2


def _in_turn(ring: Sequence[Id], beside: Mapping[Id, set[Id]]) -> Iterator[Id]:
    """Those on a ring, each after one that it is linked with where there is one left, else in their order."""
    left, last = dict.fromkeys(ring), None
    while left:
        linked = () if last is None else (one for one in left if one in beside[last])
        last = next(iter(linked), next(iter(left)))
        del left[last]
        yield last


def places(kinds: Mapping[Id, str], links: Iterable[tuple[Id, Id]]) -> dict[Id, tuple[int, int]]:
    """Whole pixels around the middle for each of the actors, whose kinds these are; links may repeat."""
    ids = sorted(kinds)
    across, down = next((frame for frame in _FRAMES if 2 * frame[0] * frame[1] >= 3 * len(ids)), _FRAMES[-1])
    while across * down < len(ids):
        down *= 2
    grid = np.array([(x, y) for y in range(down) for x in range(across)], np.float64)
    size = np.array([across - 1, down - 1], np.float64)
    wanted = _wanted(ids, kinds, links) * size
    free = np.ones(len(grid), np.bool_)
    pixels = ((grid - size / 2 + _STEP * (grid[:, 1:] % 2)) * CELL).round().astype(int)
    points: dict[Id, tuple[int, int]] = {}
    for one, at in zip(ids, wanted, strict=True):
        cell = int(np.where(free, ((grid - at) ** 2).sum(axis=1), np.inf).argmin())
        free[cell] = False
        points[one] = (int(pixels[cell, 0]), int(pixels[cell, 1]))
    return points


def _wanted(ids: list[Id], kinds: Mapping[Id, str], links: Iterable[tuple[Id, Id]]) -> Points:
    """Where each would stand best, in a square from 0 to 1."""
    own = np.array([0.7 * _spot(kinds[one]) + 0.3 * _spot(one) for one in ids]).reshape(-1, 2)
    at = {one: number for number, one in enumerate(ids)}
    beside = np.zeros((len(ids), len(ids)))
    for src, dst in links:
        if src != dst:
            beside[at[src], at[dst]] = beside[at[dst], at[src]] = 1
    count = beside.sum(axis=1, keepdims=True)
    points = own
    for _ in range(_ROUNDS):
        near = np.divide(beside @ points, count, out=own.copy(), where=count > 0)
        points = (1 - _PULL) * own + _PULL * near
    spread: Points = np.clip(0.5 + (points - 0.5) * _SPREAD, 0, 1)
    return spread


def _spot(text: str) -> Points:
    """A point in a square from 0 to 1 that is always the same for a text."""
    digest = sha256(text.encode()).digest()
    return np.array([int.from_bytes(digest[:4]), int.from_bytes(digest[4:8])]) / 2**32


def behind(src: Id, dst: Id, points: Mapping[Id, tuple[int, int]]) -> bool:
    """Whether a straight line between two passes behind the box of a third, as if it were linked with it."""
    others = np.array([at for one, at in points.items() if one not in {src, dst}]).reshape(-1, 2)
    begin, end = np.array(points[src]), np.array(points[dst])
    way = begin + np.linspace(0, 1, 24)[:, None] * (end - begin)
    return bool((np.abs(way[:, None] - others) < _BOX).all(axis=2).any())
