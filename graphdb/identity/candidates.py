"""Use case: which entries may be one, with the reasons, and nothing that was judged already."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product
from operator import itemgetter
from typing import Final

from graphdb.concurrency.stable import stable
from graphdb.fields.relation import SAME, SAME_PLACE
from graphdb.identity import blocking, features
from graphdb.identity.features import Features, Question
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.identity.scoring import THRESHOLD, Reason, at_one_address, compare
from graphdb.model import Id
from graphdb.search.towns import towns_by_word
from graphdb.store import GraphStore, What
from graphdb.vocabulary import catalogue

PART_OF: Final = "part-of"
_COUNTED: Final = 2_000
"""Actors among whom the end of an import looks for duplicates: it takes two seconds, with their services."""
_FEW: Final = 3
"""Entries that may share a telephone number because they are one or belong together."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two that may be one. ``first`` would give the id; with ``suggests`` part-of it is the part.

    ``score`` are points of 100, ``reasons`` what they come from, weightiest first. ``names`` are those
    shown, ``sources`` who says something of each. ``by_rule``: both have one number of a register of units,
    each by another source, so that the rule may join them. ``places`` are where two actors share an address,
    the id twice when it is one place; () when they do not.
    """

    question: Question
    first: Id
    second: Id
    names: tuple[str, str]
    suggests: str
    score: int
    reasons: tuple[Reason, ...]
    sources: tuple[tuple[str, ...], tuple[str, ...]]
    by_rule: bool = False
    places: tuple[Id, ...] = ()

    @property
    def key(self) -> tuple[int, int, Id, Id]:
        """The order in which they are asked: by question, the surest first."""
        return list(Question).index(self.question), -self.score, self.first, self.second


def list_candidates(
    store: GraphStore, *, today: str, actors: Collection[Id] | None = None
) -> tuple[Candidate, ...]:
    """All that wait to be judged on that day (ISO), the surest first.

    Reads all entries, twenty seconds for a country; with ``actors`` these alone, what they offer and the
    places where it is. What many share is counted among what is read.
    """

    def read(_: object) -> tuple[Candidate, ...]:
        linker = read_linker(store)
        towns = towns_by_word(catalogue.read(store), today)
        return among(features.read(store, linker, towns, actors), linker)

    return stable(store, read)


def count_waiting(store: GraphStore, *, today: str) -> int | None:
    """How many wait to be judged on that day (ISO); None in a directory too large to look each time."""
    prefix = features.PREFIXES[Question.ORGANISATION]
    actors = store.scan(What.NODES, after=prefix, until=f"{prefix[:-1]};")
    if next(islice(actors, _COUNTED, None), None) is not None:
        return None
    return len(list_candidates(store, today=today))


def list_sure(store: GraphStore, *, today: str) -> tuple[Candidate, ...]:
    """Of these the ones that the rule may join.

    Quick where no two have one number of a register of units: asked at the end of each import.
    """

    def read(_: object) -> tuple[Candidate, ...]:
        linker = read_linker(store)
        if not _any_share_a_number(store, linker):
            return ()
        towns = towns_by_word(catalogue.read(store), today)
        candidates = among(features.read(store, linker, towns), linker, blocking.unit_keys)
        return tuple(one for one in candidates if one.by_rule)

    return stable(store, read)


def among(
    things: Iterable[Features],
    linker: Linker,
    keys: Callable[[Features], Iterable[blocking.Key]] = blocking.keys,
) -> tuple[Candidate, ...]:
    """The candidates among these that one of the keys says to compare, whatever order they come in."""
    things = _without_switchboards(list(things))
    settled = _settled(linker)
    above = {thing.id: thing.parents for thing in things if thing.parents}
    shared = _many_of_one_source(things) | _doubted(things, linker)
    candidates = (
        candidate
        for first, second in blocking.pairs(things, keys)
        if frozenset((first.id, second.id)) not in settled
        and (candidate := _candidate(first, second, above, shared)) is not None
    )
    return tuple(sorted(candidates, key=lambda candidate: candidate.key))


def _settled(linker: Linker) -> frozenset[frozenset[Id]]:
    """What was judged about, as the ids that it is shown under."""
    ends = (map(linker.canonical, (one.src, one.dst)) for one in linker.judgements)
    return frozenset(map(frozenset, ends))


def _any_share_a_number(store: GraphStore, linker: Linker) -> bool:
    """Whether two actors that nobody judged about have one number of a register of units."""
    settled, owners = _settled(linker), defaultdict[str, set[Id]](set)
    for actor, number in features.list_unit_numbers(store, linker):
        if any(frozenset((actor, other)) not in settled for other in owners[number] - {actor}):
            return True
        owners[number].add(actor)
    return False


def _without_switchboards(things: list[Features]) -> list[Features]:
    """A number that many have, as 114 of each police district, says nothing of any two of them."""
    owners = Counter(phone for thing in things for phone in thing.phones)
    switchboards = {phone for phone, count in owners.items() if count > _FEW}
    return [replace(thing, phones=thing.phones - switchboards) for thing in things]


def _candidate(
    first: Features, second: Features, above: Mapping[Id, Collection[Id]], shared: frozenset[str]
) -> Candidate | None:
    comparison = compare(first, second)
    related = first.id in _upward(second.id, above) or second.id in _upward(first.id, above)
    part = 0 if related or comparison.number else comparison.part
    same = 0 if related and not comparison.number else comparison.same
    if max(part, same) < THRESHOLD:
        return None
    suggests = PART_OF if part >= same else SAME_PLACE if first.question is Question.PLACE else SAME
    if suggests == PART_OF:
        swapped = not comparison.first_is_part
    else:
        swapped = (-second.filled, second.id) < (-first.filled, first.id)
    if swapped:
        first, second = second, first
    several = shared.issuperset(first.numbers & second.numbers)
    by_rule = comparison.number and not related and not several
    return Candidate(
        first.question,
        first.id,
        second.id,
        (first.title, second.title),
        suggests,
        max(part, same),
        comparison.reasons,
        (tuple(sorted(first.sources)), tuple(sorted(second.sources))),
        by_rule,
        _shared_place(first, second),
    )


def _shared_place(first: Features, second: Features) -> tuple[Id, ...]:
    if first.question is not Question.ORGANISATION:
        return ()
    mine, theirs = (sorted(one.located, key=itemgetter(0)) for one in (first, second))
    shared = (
        (place, other)
        for (place, address), (other, its_address) in product(mine, theirs)
        if at_one_address(address, its_address)
    )
    return next(shared, ())


def _upward(unit: Id, above: Mapping[Id, Collection[Id]]) -> Iterator[Id]:
    """All that a unit is part of."""
    seen, todo = {unit}, [unit]
    while todo:
        for parent in sorted(above.get(todo.pop(), ())):
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
                yield parent


def _doubted(things: Iterable[Features], linker: Linker) -> frozenset[str]:
    """Numbers of two that people call different: which of them a third one is, such a number can't tell."""
    numbers = {thing.id: thing.numbers for thing in things if thing.numbers}
    apart = (map(linker.canonical, (one.src, one.dst)) for one in linker.judgements if not one.joins)
    none: frozenset[str] = frozenset()
    return frozenset(
        number for src, dst in apart for number in numbers.get(src, none) & numbers.get(dst, none)
    )


def _many_of_one_source(things: Iterable[Features]) -> frozenset[str]:
    """Numbers that one source has given to two: there it is not one unit's alone."""
    met: set[tuple[str, str]] = set()
    several: set[str] = set()
    for thing in things:
        for number in thing.numbers:
            for source in thing.sources:
                if (number, source) in met:
                    several.add(number)
                met.add((number, source))
    return frozenset(several)
