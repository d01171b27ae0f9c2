"""Labelled pairs of entries that may be one, and how well the candidates among them are ranked.

``pairs.csv`` has two rows a pair: what two sources say. All of it is made up. ``answer`` is what a
coordinator would say: same, part-of (the first of the second) or different. The points of
``graphdb.identity.scoring`` were set on those ``written`` as ``tuned_on``; those written ``last`` came when
that was done, and a false one of them showed what numbered departments share. The ``untouched`` were
written before that was mended, by somebody who knew the points: health, churches, teams, and houses named
after people and streets. Nothing was changed for them.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.fields.relation import SAME, SAME_PLACE
from graphdb.identity.candidates import PART_OF, list_candidates
from graphdb.model import EdgeKind, Id, NodeKind, Value, area_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Edit, Put, Stamp, commit

TUNED_ON, LAST, UNTOUCHED = "tuned_on", "last", "untouched"
TODAY: Final = "2026-11-26"
_KINDS: Final = {
    "organisation": NodeKind.ACTOR,
    "offer": NodeKind.SERVICE,
    "place": NodeKind.PLACE,
}
_PREFIXES: Final = {"organisation": "actor", "offer": "service", "place": "place"}
_WHERE: Final = ("address", "postal_code")
_AGES: Final = ("min_age", "max_age")
_LISTS: Final = ("other_names", "identifiers")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, and the ids that they get."""

    number: int
    written: str
    question: str
    answer: str
    rows: tuple[Row, Row]

    @property
    def ids(self) -> tuple[Id, Id]:
        """Each from another source."""
        prefix = _PREFIXES[self.question]
        return f"{prefix}:first:{self.number}", f"{prefix}:second:{self.number}"


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the pairs called the same how many are, and of those that are how many were called so, 0 to 1.

    ``part_recall``: of the parts how many were called parts. ``missed`` and ``wrong`` are numbers of pairs.
    """

    pairs: int
    precision: float
    recall: float
    part_recall: float
    missed: tuple[int, ...]
    wrong: tuple[int, ...]


def read() -> list[Pair]:
    """All pairs, in the order of the file."""
    with Path(__file__).with_name("pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_pair(list(both)) for _, both in groupby(rows, key=lambda row: row["pair"])]


def _pair(rows: Sequence[Row]) -> Pair:
    first, second = rows
    return Pair(int(first["pair"]), first["written"], first["question"], first["answer"], (first, second))


def write(store: GraphStore, pairs: Sequence[Pair]) -> None:
    """Put all entries of the pairs into a store that has the vocabularies, each pair of two sources."""
    edits = [edit for pair in pairs for edit in edits_of(pair)]
    for at in range(0, len(edits), 1000):
        plan, _ = commit(store, edits[at : at + 1000], Stamp(f"{TODAY}T08:00:00+00:00", "tests", "par"))
        assert not plan.refused, plan.refused


def edits_of(pair: Pair) -> Iterator[Edit]:
    """The claims that make a pair."""
    if pair.question == "offer":
        facts = _facts({"name": f"Ejer {pair.number}", "kind": "civ_ngo"})
        yield Put(Claim(_owner(pair), "first", Rank.REGISTER, NodeKind.ACTOR, facts))
    for target, row in zip(pair.ids, pair.rows, strict=True):
        source = target.split(":")[1]
        left_out = {"pair", "written", "question", "answer", "municipality"}
        if pair.question != "place":
            left_out |= set(_WHERE)
        facts = _facts({name: text for name, text in row.items() if text and name not in left_out})
        yield Put(Claim(target, source, Rank.REGISTER, _KINDS[pair.question], facts))
        yield from _related(pair, target, source, row)


def _related(pair: Pair, target: Id, source: str, row: Row) -> Iterator[Edit]:
    if pair.question == "offer":
        yield _tie(source, EdgeKind.OFFERS, _owner(pair), target)
    place = target if pair.question == "place" else f"place:{source}:of-{pair.number}"
    if pair.question == "organisation" and any(row[name] for name in (*_WHERE, "municipality")):
        facts = _facts({name: row[name] for name in _WHERE if row[name]})
        yield Put(Claim(place, source, Rank.REGISTER, NodeKind.PLACE, facts))
        yield _tie(source, EdgeKind.LOCATED_AT, target, place)
    if row["municipality"]:
        yield _tie(source, EdgeKind.IN, place, area_id(row["municipality"]))


def _owner(pair: Pair) -> Id:
    return f"actor:first:owner-{pair.number}"


def _tie(source: str, kind: EdgeKind, src: Id, dst: Id) -> Edit:
    return Put(relation(source, Rank.REGISTER, kind, (src, dst), {}, dates=(TODAY, TODAY)))


def _facts(texts: Row) -> dict[str, Fact]:
    return {name: Fact(_value(name, text), TODAY, TODAY) for name, text in texts.items()}


def _value(name: str, text: str) -> Value:
    if name in _AGES:
        return int(text)
    return tuple(text.split("|")) if name in _LISTS else text


def measured(store: GraphStore, pairs: Sequence[Pair]) -> tuple[Quality, Quality, Quality, Quality]:
    """How well they are ranked in a store that has all of them: each part as it was written, and all."""
    called = {frozenset((one.first, one.second)): one.suggests for one in list_candidates(store, today=TODAY)}
    verdicts = {pair.number: called.get(frozenset(pair.ids), "") for pair in pairs}
    tuned_on, last, untouched = (
        _quality([pair for pair in pairs if pair.written == part], verdicts)
        for part in (TUNED_ON, LAST, UNTOUCHED)
    )
    return tuned_on, last, untouched, _quality(pairs, verdicts)


def _quality(pairs: Sequence[Pair], verdicts: Mapping[int, str]) -> Quality:
    same = {pair.number for pair in pairs if pair.answer == SAME}
    parts = {pair.number for pair in pairs if pair.answer == PART_OF}
    called = {pair.number for pair in pairs if verdicts[pair.number] in (SAME, SAME_PLACE)}
    called_parts = {pair.number for pair in pairs if verdicts[pair.number] == PART_OF}
    return Quality(
        len(pairs),
        len(same & called) / len(called),
        len(same & called) / len(same),
        len(parts & called_parts) / len(parts),
        tuple(sorted(same - called)),
        tuple(sorted(called - same)),
    )
