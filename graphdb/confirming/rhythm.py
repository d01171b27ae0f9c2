"""How often an actor wants to be asked: a row of the table ``ask_rhythms``, chosen by its own people.

A rhythm makes an actor be asked sooner, never later, and changes nothing of what is shown as too old. It is
no fact about the actor: it stands in the record of what was asked, which no public page, file or answer of
the API reads.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graphdb.confirming import asked as asking
from graphdb.confirming.asked import Asked
from graphdb.errors import Conflict, InvalidValue
from graphdb.freshness.shelf_life import ShelfLife
from graphdb.message import Text, message
from graphdb.model import Id, Node, NodeKind
from graphdb.rules.days import add_months
from graphdb.store import GraphStore
from graphdb.vocabulary.catalogue import Vocabulary, words

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What an actor chose: ``months`` between two questions about a fact, None as the table of shelf lives
    has it. ``label`` is what the choice is called, "" for none.
    """

    months: int | None = None
    label: Text = ""

    def pause(self, months: int) -> int:
        """The months in which a fact is not asked about twice, where these are usual."""
        return months if self.months is None else min(months, self.months)

    def within(self, life: ShelfLife, today: str) -> ShelfLife:
        """A shelf life, shortened to this."""
        if self.months is None:
            return life
        return life.within(add_months(date.fromisoformat(today), -self.months).isoformat())


AS_USUAL: Final = Rhythm()


def choices(terms: Vocabulary, today: str) -> tuple[Node, ...]:
    """The rows that can be chosen, in order; none where the table was never read."""
    return terms.list_terms(NodeKind.ASK_RHYTHM, today)


def chosen(terms: Vocabulary, asked: Asked) -> Rhythm:
    """What an actor chose. A row without months, and one that is gone, is as usual."""
    row = terms.find(NodeKind.ASK_RHYTHM, asked.rhythm)
    months = None if row is None else row.number("months")
    return AS_USUAL if row is None or not months else Rhythm(int(months), words(row))


def choose(store: GraphStore, terms: Vocabulary, actor: Id, code: str, today: str) -> None:
    """Keep what an actor's own people chose.

    InvalidValue for what cannot be chosen; Conflict when others answer for the actor all the while.
    """
    if not any(row.text("code") == code for row in choices(terms, today)):
        raise InvalidValue(message("fields.needs_answer"), field="rhythm")
    for _ in range(_TRIES - 1):
        try:
            store.records.write(asking.read(store, actor).with_rhythm(code))
        except Conflict:
            continue
        return
    store.records.write(asking.read(store, actor).with_rhythm(code))
