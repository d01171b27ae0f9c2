"""Which pairs are compared at all: those that share something telling, never everybody with everybody.

Each thing has a few keys; those with one key are a block. A block that is too large says little (one CVR
number covers a whole municipality): there only neighbours in the order of their names are compared. So the
pairs grow with the number of things, not with its square.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from graphdb.identity.features import Features, Question
from graphdb.identity.names import Name
from graphdb.model import Id

MOST: Final = 30
"""Things in a block of which each is compared with each."""
WINDOW: Final = 4
"""Neighbours that one is compared with in a larger block."""
_BEGINNING: Final = 4
"""Letters of a name by which misspelt ones still meet."""
_FEW_TOWNS: Final = 3
Key = tuple[str, ...]


def pairs(
    features: Iterable[Features], keys_of: Callable[[Features], Iterable[Key]]
) -> Iterator[tuple[Features, Features]]:
    """The pairs that have one of these keys in common, each once, in the order of their ids."""
    by_id = {one.id: one for one in features}
    blocks: defaultdict[Key, list[Id]] = defaultdict(list)
    for thing in by_id.values():
        for key in set(keys_of(thing)):
            blocks[key].append(thing.id)
    met = {pair for block in blocks.values() for pair in _within([by_id[one] for one in block])}
    return ((by_id[first], by_id[second]) for first, second in sorted(met))


def keys(thing: Features) -> Iterator[Key]:
    """What it is looked up by: the same in any two that may be one."""
    if thing.question is Question.ORGANISATION:
        yield from _of_organisation(thing)
    elif thing.question is Question.OFFER:
        for owner in thing.owners:
            yield "owner", owner
    else:
        for address in thing.addresses:
            if address.street:
                yield (
                    "place",
                    address.postcode or "".join(sorted(thing.areas)),
                    address.street,
                    address.number,
                )


def unit_keys(thing: Features) -> Iterator[Key]:
    """Of these the numbers of registers of units alone."""
    return (("number", number) for number in thing.numbers)


def _of_organisation(thing: Features) -> Iterator[Key]:
    for kind, values in (
        ("number", thing.numbers | thing.identifiers),
        ("cvr", thing.cvr),
        ("phone", thing.phones),
        ("mailbox", thing.mailboxes),
        ("domain", thing.domains),
        ("site", thing.sites),
    ):
        yield from ((kind, value) for value in values)
    for address in thing.addresses:
        if address.street and address.postcode:
            yield "address", address.postcode, address.street, address.number
    where = {*thing.postcodes, *thing.areas} if len(thing.areas) <= _FEW_TOWNS else thing.postcodes
    for name in thing.names:
        yield from _of_name(name, where)


def _of_name(name: Name, where: Collection[str]) -> Iterator[Key]:
    yield "name", name.plain
    yield "words", *sorted(name.words)
    for word in name.words:
        for place in where:
            yield "word", place, word
            yield "beginning", place, word[:_BEGINNING]
    for short in (*name.short, name.initials):
        if len(short) > 1:
            yield "short", short


def _within(block: Sequence[Features]) -> Iterator[tuple[Id, Id]]:
    if len(block) <= MOST:
        yield from combinations(sorted(thing.id for thing in block), 2)
        return
    ordered = sorted((thing.names[0].plain if thing.names else "", thing.id) for thing in block)
    for at, (_, one) in enumerate(ordered):
        for _, other in ordered[at + 1 : at + 1 + WINDOW]:
            yield (one, other) if one < other else (other, one)
