"""What the rows of a run are understood with."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NoReturn
from weakref import WeakKeyDictionary

from graphdb.cards.card import is_demo
from graphdb.claims import Rank
from graphdb.fields.field import Field
from graphdb.fields.registry import FIELDS
from graphdb.model import EDGES, ENTRY_KINDS, EdgeKind, Id, Node, NodeKind
from graphdb.rules.expectations import TICK_ONLY
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from importers.reading.known_actors import Candidate, KnownActors
from importers.reading.names import Names

_UNREAD: Final = "unread"
"""What ``entry`` says of the actor type of those whose own could not be read."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who speaks, and when. ``today`` is ISO; ``fictional`` lets numbers through that are never assigned.

    ``secret_kinds`` are the actor types whose address is secret unless the file says otherwise, and
    ``unread_kind`` is the type of an actor whose own could not be read, "" when the vocabulary has none.
    ``codes`` are the codes a field may hold, by (kind, field), and ``ends`` what a list may point at, by
    (kind of what points, kind of relation). ``names`` turns what people write into such codes.
    ``answered_states`` are the answers that need a day and who gave them.
    ``actors_called`` are the actors in the store that have a name, an id or a number in a register, and
    ``actors_alike`` those that may be meant by one that is not certain.
    ``confirms``: what is stated counts as confirmed that day.
    """

    source: str
    rank: Rank
    today: str
    fictional: bool = False
    secret_kinds: frozenset[str] = frozenset()
    unread_kind: str = ""
    answered_states: frozenset[str] = frozenset()
    codes: Mapping[tuple[NodeKind | EdgeKind, str], frozenset[str]] = field(default_factory=dict)
    ends: Mapping[tuple[str, EdgeKind], frozenset[Id]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    confirms: bool = False
    actors_called: Callable[[str], Collection[Id]] = lambda name: ()
    actors_alike: Callable[[str], Sequence[Candidate]] = lambda name: ()

    def without_store(self) -> "Context":
        """For a process that has none: it raises ``NoStore`` where the actors there are asked for."""
        return replace(self, actors_called=_no_store, actors_alike=_no_store)


class NoStore(Exception):
    """What is asked for can be answered only where the store is."""


def _no_store(name: str) -> NoReturn:
    raise NoStore


def read_context(store: GraphStore, source: str, rank: Rank, today: str, *, confirms: bool) -> Context:
    """What rows are understood with. Foster families and own doctors can be ticked, but are never entries."""
    words = catalogue.read(store)
    terms = words.terms
    types = terms[NodeKind.ACTOR_TYPE]
    entries = {code: node for code, node in types.items() if node.text("entry") != TICK_ONLY}
    actors = KnownActors(store)
    codes = {
        (kind, name): frozenset(_choices(row, {**terms, NodeKind.ACTOR_TYPE: entries}))
        for kind, rows in FIELDS.items()
        for name, row in rows.items()
        if row.terms is not None or row.choices
    }
    return Context(
        source=source,
        rank=rank,
        today=today,
        fictional=is_demo(source),
        secret_kinds=frozenset(code for code, node in types.items() if node.flag("secret_by_default")),
        unread_kind=next((code for code, node in types.items() if node.text("entry") == _UNREAD), ""),
        answered_states=words.marked(NodeKind.ASKED_STATE, "needs_date_and_name"),
        codes=codes,
        ends=_ends(words),
        confirms=confirms,
        actors_called=actors.called,
        actors_alike=actors.alike,
        names=_read_names(words, entries),
    )


def _read_names(words: catalogue.Vocabulary, entries: Mapping[str, Node]) -> Names:
    """What people call the codes of a vocabulary, worked out once for all runs that read the same one."""
    names = _names.get(words)
    if names is None:
        names = Names.of({**words.terms, NodeKind.ACTOR_TYPE: entries, NodeKind.AREA: words.areas})
        _names[words] = names
    return names


_names: WeakKeyDictionary[catalogue.Vocabulary, Names] = WeakKeyDictionary()


def _choices(row: Field, terms: Mapping[NodeKind, Collection[str]]) -> Collection[str]:
    """The codes that a field may hold."""
    return row.choices if row.terms is None else terms.get(row.terms, ())


def _ends(words: catalogue.Vocabulary) -> Mapping[tuple[str, EdgeKind], frozenset[Id]]:
    """The terms and areas that the lists in a row may point at."""
    ids = {kind: frozenset(node.id for node in table.values()) for kind, table in words.terms.items()}
    ids[NodeKind.AREA] = frozenset(node.id for node in words.areas.values())
    ends = {
        (src.value.lower(), kind): ids[dst]
        for src, kind, dst in EDGES
        if src in (*ENTRY_KINDS, NodeKind.PLACE, NodeKind.INDICATOR, NodeKind.AREA) and dst in ids
    }
    municipal = (area.id for area in words.areas.values() if area.text("level") == "municipality")
    return ends | {("place", EdgeKind.IN): frozenset(municipal)}  # a place lies in no region
