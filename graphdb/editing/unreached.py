"""Use case: which groups nobody reaches in the municipality of an actor, as sentences for its own people.

That nobody has answered about a group is not that there is nobody: the two stand apart, and beside them how
much of what is expected was answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from graphdb.accounts.objects import municipalities_of
from graphdb.coverage.mapping import Asked
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.matrix.row import Row
from graphdb.coverage.state import COVER, LACKING, State
from graphdb.message import Message, Param, Text, apart, inside, message
from graphdb.model import Id
from graphdb.search import index as indexes
from graphdb.store import GraphStore

NAMED: Final = 3
"""Groups that a sentence names."""


def unreached(store: GraphStore, actor: Id, today: str) -> tuple[Message, ...]:
    """At most three sentences about the first of the actor's municipalities; none where nothing lacks."""
    index = indexes.current(store, today)
    towns = sorted(municipalities_of(index, actor))
    if not towns:
        return ()
    matrix = coverage(store, towns[0], By.KIND, today)
    none, open_ones = groups(matrix.rows)
    words = index.terms.words
    names, open_names = ([inside(words(code)) for code in codes] for codes in (none, open_ones))
    return tuple(_sentences(words(towns[0]), names, open_names, matrix.asked))


def groups(rows: Iterable[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The groups that nobody reaches by what was answered, and those about which an answer is missing."""
    by_group: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_group[row.risk_group].append(row)
    none, open_ones = [], []
    for group, cells in by_group.items():
        states = {cell.state for cell in cells}
        if states & COVER or any(cell.actors for cell in cells):
            continue
        if State.NOT_ASKED in states:
            open_ones.append(group)
        elif states & LACKING:
            none.append(group)
    return tuple(none), tuple(open_ones)


def _sentences(
    area: Text, none: Sequence[Text], open_ones: Sequence[Text], asked: Asked
) -> Iterable[Message]:
    if none:
        yield message("missing.nobody_reaches", area=area, groups=_few(none))
    if open_ones:
        yield message("missing.nobody_answered", area=area, groups=_few(open_ones))
    if none or open_ones:
        yield message("missing.answered", answered=asked.answered, of=asked.of)


def _few(names: Sequence[Text]) -> Param:
    listed, more = apart(names[:NAMED]), len(names) - NAMED
    return message("network.and_more", names=listed, more=more) if more > 0 else listed
