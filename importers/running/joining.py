"""The rule at the end of a run: actors that have one number of a register of units become one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphdb.duplicates import duplicates, offers
from graphdb.identity.candidates import Candidate, list_sure
from graphdb.identity.judgements import read_linker
from graphdb.message import DANISH, Message, Text, message, say
from graphdb.model import Id
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.writing.naming import called

SHOWN: Final = 10
"""Pairs of one list that are shown at a terminal."""


@dataclass(frozen=True, slots=True)
class Two:
    """Two actors, by id and name; ``why`` they are left to people, "" for what the rule did."""

    ids: tuple[Id, Id]
    names: tuple[Text, Text]
    why: Text = ""

    def line(self, language: str) -> dict[str, Any]:
        """As in a report."""
        ends = zip(("first", "second"), self.ids, self.names, strict=True)
        line: dict[str, Any] = {end: {"id": one, "name": say(name, language)} for end, one, name in ends}
        return line | ({"why": say(self.why, language)} if self.why else {})


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rule did at the end of a run: whom it joined and parted, and whom it left to people.

    ``moved`` are services that are judged the same and that two actors offer now.
    """

    joined: tuple[Two, ...] = field(default=())
    parted: tuple[Two, ...] = field(default=())
    left: tuple[Two, ...] = field(default=())
    moved: tuple[Two, ...] = field(default=())

    def lines(self, language: str = DANISH) -> dict[str, list[dict[str, Any]]]:
        """All of it as in a report."""
        pairs = {
            "joined": self.joined,
            "parted": self.parted,
            "left_to_people": self.left,
            "offered_by_two": self.moved,
        }
        return {name: [two.line(language) for two in several] for name, several in pairs.items()}

    def sentences(self, language: str = DANISH) -> Iterator[str]:
        """The first of each list, and how many more there are."""
        for two in _first(self.joined):
            yield say(_joined(two), language)
        for two in _first(self.parted):
            first, second = two.names
            yield say(message("report.parted", first=first, second=second), language)
        for two in _first(self.left):
            first, second = two.names
            yield say(message("report.left_to_people", first=first, second=second, why=two.why), language)
        for two in _first(self.moved):
            yield say(_moved(two), language)
        if more := sum(
            max(0, len(several) - SHOWN) for several in (self.joined, self.parted, self.left, self.moved)
        ):
            yield say(message("report.more_by_rule", count=more), language)


NOTHING: Final = Ruled()


def after(store: GraphStore, run: runs.Run, day: str, *, numbers_changed: bool) -> Ruled:
    """What the run's claims come to for what is one: on a day (ISO), when all of them are written."""
    ruled = _settle(store, run, day) if numbers_changed else NOTHING
    pairs = [(one.src, one.dst) for one in offers.list_of_two_owners(store, read_linker(store))]
    names = _names(store, pairs)
    return replace(ruled, moved=tuple(Two(ids, names[ids]) for ids in pairs))


def _settle(store: GraphStore, run: runs.Run, day: str) -> Ruled:
    """Part what the rule joined by a number that was corrected, and join what has one, on a day (ISO).

    All of it is the run's, and is taken back with it. What a person judged stands.
    """
    stamp = run.stamp(say(message("duplicates.why_rule")))
    parted = duplicates.part_by_rule(store, day, stamp)
    ruled = duplicates.join_by_rule(store, list_sure(store, today=day), day, stamp, still=run.still)
    names = _names(store, [*parted.parted, *(ids for ids, _ in parted.left)])
    return Ruled(
        tuple(_two(candidate) for candidate in ruled.joined),
        tuple(Two(ids, names[ids]) for ids in parted.parted),
        (
            *(Two(ids, names[ids], why) for ids, why in parted.left),
            *(_two(candidate, why) for candidate, why in ruled.left),
        ),
    )


def _two(candidate: Candidate, why: Text = "") -> Two:
    return Two((candidate.first, candidate.second), candidate.names, why)


def _names(store: GraphStore, pairs: Iterable[tuple[Id, Id]]) -> dict[tuple[Id, Id], tuple[Text, Text]]:
    pairs = list(pairs)
    nodes = store.get({end for pair in pairs for end in pair}) if pairs else {}
    names = {end: called(end, nodes.get(end)) for pair in pairs for end in pair}
    return {(first, second): (names[first], names[second]) for first, second in pairs}


def _joined(two: Two) -> Message:
    (first, second), (name, other) = two.ids, two.names
    return message("report.joined", name=name, other=other, first=first, second=second)


def _moved(two: Two) -> Message:
    (first, second), (name, other) = two.ids, two.names
    return message("report.offered_by_two", name=name, other=other, first=first, second=second)


def _first(several: Sequence[Two]) -> Sequence[Two]:
    return several[:SHOWN]
