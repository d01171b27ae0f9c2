"""What the rows of a run are understood with."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from graphdb.claims import Rank
from graphdb.model import EdgeKind, Id, NodeKind
from importers.known_actors import Candidate
from importers.names import Names


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
    confirms: bool = True
    actors_called: Callable[[str], Collection[Id]] = lambda name: ()
    actors_alike: Callable[[str], Sequence[Candidate]] = lambda name: ()
