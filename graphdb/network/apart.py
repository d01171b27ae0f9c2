"""Cut points and bridges of a large net: run as a program, since networkx holds the interpreter for seconds.

Reads pairs of int32 as bytes (numbers of actors, a pair for each relation), and writes JSON:
``{"cut_points": [[actor, how many fall apart, [the first of them]]], "bridges": [row numbers]}``. Imports
nothing of ours, and no numpy (12 MB): it is started by its path (``whole.py``) by each process that answers.

A block is a part that no single actor's leaving takes apart; blocks and the actors between them are a tree.
"""

import json
import os
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final, cast

import networkx as nx

NAMED: Final = 5
"""Of those that fall apart so many are named."""
_NICE: Final = 10
"""How far requests go before this."""


def taken_apart(pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """What hangs on single actors and relations."""
    ends = [(a, b) if a < b else (b, a) for a, b in pairs]
    many = Counter(end for end in ends if end[0] != end[1])
    graph: nx.Graph[int] = nx.Graph(iter(many))
    blocks = [set[int](cast("set[int]", block)) for block in nx.biconnected_components(graph)]
    single = {tuple(sorted(block)) for block in blocks if len(block) == 2}
    return {
        "cut_points": sorted(_cut_points(blocks), key=lambda point: (-point[1], point[0])),
        "bridges": [row for row, end in enumerate(ends) if end in single and many[end] == 1],
    }


def _cut_points(blocks: list[set[int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Each actor of several blocks, how many lose their way to the largest part, and the first of these."""
    blocks_of: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        for actor in block:
            blocks_of.setdefault(actor, []).append(number)
    seen = [False] * len(blocks)
    for number in range(len(blocks)):
        if not seen[number]:
            yield from _of_part(blocks, blocks_of, number, seen)


def _of_part(
    blocks: list[set[int]], blocks_of: dict[int, list[int]], root: int, seen: list[bool]
) -> Iterator[tuple[int, int, list[int]]]:
    """The same of all that hangs together with a block.

    ``actors`` are listed so that those behind an actor by one block stand side by side: ``behind`` has where.
    """
    actors: list[int] = []
    behind: dict[int, list[tuple[int, int]]] = {}
    todo = [(root, -1, -1)]
    while todo:
        block, door, start = todo.pop()
        if start >= 0:
            behind.setdefault(door, []).append((start, len(actors)))
            continue
        seen[block] = True
        todo.append((block, door, len(actors)))
        for actor in sorted(blocks[block] - {door}):
            actors.append(actor)
            todo += ((other, actor, -1) for other in blocks_of[actor] if other != block)
    for actor, spans in behind.items():
        if actor >= 0:
            yield _point(actor, spans, actors)


def _point(actor: int, spans: list[tuple[int, int]], actors: list[int]) -> tuple[int, int, list[int]]:
    """All but the largest part fall apart: what is behind it by one block, or all that is not behind it."""
    sizes = [end - start for start, end in spans]
    rest = len(actors) - 1 - sum(sizes)
    if rest >= max(sizes):
        behind = chain.from_iterable(islice(actors, start, end) for start, end in spans)
        return actor, sum(sizes), sorted(islice(behind, NAMED))
    start, end = spans[sizes.index(max(sizes))]
    others = (one for one in chain(islice(actors, start), islice(actors, end, None)) if one != actor)
    return actor, len(actors) - 1 - (end - start), sorted(islice(others, NAMED))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(_NICE)
    numbers = array("i", sys.stdin.buffer.read())
    json.dump(taken_apart([*zip(numbers[::2], numbers[1::2], strict=True)]), sys.stdout)
