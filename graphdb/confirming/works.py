"""Whether it works to ring somebody, as those say who are asked about their relation with them.

It is the coordinator's alone: counted by the actor that is rung and by year, tied to nobody who answered, and
not answered at all before there are five.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from graphdb.accounts.objects import actors_of
from graphdb.identity.judgements import read_linker
from graphdb.language.text import danish_sort_key
from graphdb.model import Id, Node
from graphdb.search import index as indexes
from graphdb.store import GraphStore

ENOUGH: Final = 5
"""Answers from which they are shown."""
_PREFIX: Final = "works:"
_YES, _NO = "yes", "no"


def count(store: GraphStore, rung: Id, today: str, *, works: bool) -> None:
    """Count an answer of a day (ISO)."""
    store.records.add(f"{_PREFIX}{today[:4]} {rung} {_YES if works else _NO}")


def read(store: GraphStore, today: str) -> Mapping[Id, tuple[int, int]]:
    """By actor how many said that it works, of how many, this year and last; of fewer than five nothing."""
    linker = read_linker(store)
    counts: defaultdict[Id, dict[str, int]] = defaultdict(lambda: {_YES: 0, _NO: 0})
    for year in (int(today[:4]) - 1, int(today[:4])):
        for name, number in store.records.counters(f"{_PREFIX}{year} ").items():
            rung, _, which = name.removeprefix(f"{_PREFIX}{year} ").partition(" ")
            counts[linker.canonical(rung)][which] += number
    enough = {rung: by for rung, by in counts.items() if sum(by.values()) >= ENOUGH}
    return {rung: (by[_YES], sum(by.values())) for rung, by in enough.items()}


def in_municipality(store: GraphStore, municipality: str, today: str) -> tuple[tuple[Node, int, int], ...]:
    """The same of the actors of a municipality, by name."""
    counts = read(store, today)
    nodes = store.get(set(counts).intersection(actors_of(indexes.current(store, today), municipality)))
    by_name = sorted(nodes.values(), key=lambda node: (danish_sort_key(node.text("name")), node.id))
    return tuple((node, *counts[node.id]) for node in by_name)
