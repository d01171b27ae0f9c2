"""Whether it works to ring somebody, as those say who are asked about their relation with them.

It is the coordinator's alone: counted by the actor that is rung and by year, tied to nobody who answered. An
actor is counted once a year for each that it rings (``answers``). Answers are counted in lots of five, and a
lot that is not full is not answered at all: else one could see what the next to answer said.
"""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from graphdb.accounts.objects import actors_of
from graphdb.identity.judgements import read_linker
from graphdb.language.text import danish_sort_key
from graphdb.model import Id, Node
from graphdb.search import index as indexes
from graphdb.store import GraphStore

ENOUGH: Final = 5
"""Answers of a lot."""
_PREFIX: Final = "works:"
_YES, _NO = "yes", "no"


class Verdict(StrEnum):
    """What most say; no number, for that would tell what one of five said when the other four are known."""

    YES = "yes"
    EVEN = "even"
    NO = "no"


def count(store: GraphStore, rung: Id, today: str, *, works: bool) -> None:
    """Count an answer of a day (ISO). Two at the same moment may make a lot of six."""
    lots = _lots(store, f"{today[:4]} {rung} ").get(rung, {})
    newest = max(lots, default=0)
    lot = newest + 1 if sum(lots.get(newest, {}).values()) >= ENOUGH else newest
    store.records.add(f"{_PREFIX}{today[:4]} {rung} {lot} {_YES if works else _NO}")


def read(store: GraphStore, today: str) -> Mapping[Id, Verdict]:
    """By actor what most say this year, or last where fewer than five have answered this year."""
    this_year = int(today[:4])
    return {**_verdicts(store, this_year - 1), **_verdicts(store, this_year)}


def in_municipality(store: GraphStore, municipality: str, today: str) -> tuple[tuple[Node, Verdict], ...]:
    """The same of the actors of a municipality, by name."""
    verdicts = read(store, today)
    nodes = store.get(set(verdicts).intersection(actors_of(indexes.current(store, today), municipality)))
    by_name = sorted(nodes.values(), key=lambda node: (danish_sort_key(node.text("name")), node.id))
    return tuple((node, verdicts[node.id]) for node in by_name)


def _verdicts(store: GraphStore, year: int) -> Mapping[Id, Verdict]:
    """Of full lots alone."""
    linker = read_linker(store)
    counts: defaultdict[Id, dict[str, int]] = defaultdict(lambda: {_YES: 0, _NO: 0})
    for rung, lots in _lots(store, f"{year} ").items():
        for by in lots.values():
            if sum(by.values()) >= ENOUGH:
                for which, number in by.items():
                    counts[linker.canonical(rung)][which] += number
    return {rung: _verdict(by[_YES], by[_NO]) for rung, by in counts.items()}


def _verdict(yes: int, no: int) -> Verdict:
    for number, verdict in ((yes, Verdict.YES), (no, Verdict.NO)):
        if 5 * number > 3 * (yes + no):  # of five four
            return verdict
    return Verdict.EVEN


def _lots(store: GraphStore, prefix: str) -> Mapping[Id, Mapping[int, Mapping[str, int]]]:
    """By actor and lot how many said yes and no; ``prefix`` begins with the year."""
    lots: defaultdict[Id, defaultdict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for name, number in store.records.counters(f"{_PREFIX}{prefix}").items():
        _, rung, lot, which = name.split(" ")
        lots[rung][int(lot)][which] = number
    return lots
