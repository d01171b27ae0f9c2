"""Use case: a coordinator says what was answered about a kind of actor, or takes it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphdb.claims import Fact, Rank, coordinator_source, relation
from graphdb.coverage.state import State
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import EdgeKind, Id, Node, NodeKind, area_id, code_of, edge_id, term_id
from graphdb.rules.expectations import kinds_of
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary, valid
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit


@dataclass(frozen=True, slots=True)
class About:
    """A municipality (four digits), a kind of actor and a group ("" for any) of which something is said."""

    municipality: str
    kind: str
    group: str = ""

    @property
    def ends(self) -> tuple[Id, Id]:
        """What the answer leads from and to."""
        return area_id(self.municipality), term_id(self.kind)

    @property
    def target(self) -> Id:
        """The id of the answer; each group has one of its own."""
        return edge_id(EdgeKind.ASKED, *self.ends, self.group)


def answer(store: GraphStore, about: About, state: State, role: str, stamp: Stamp, day: str) -> None:
    """Write the answer as the word of the municipality's coordinator, on a day (ISO).

    ``role`` is who asked, never a name. Raises Refused for what the vocabulary does not have today.
    """
    vocabulary = catalogue.read(store)
    require(vocabulary, about, day)
    facts = {
        "state": _code(vocabulary, NodeKind.ASKED_STATE, lambda row: row.text("covers_as") == state),
        "asked_on": day,
        "answered_by": _code(vocabulary, NodeKind.ANSWERED_BY, lambda row: row.flag("own_word")),
        "asked_by_role": role,
        **({"group": about.group} if about.group else {}),
    }
    claim = relation(
        coordinator_source(about.municipality),
        Rank.COORDINATOR,
        EdgeKind.ASKED,
        about.ends,
        {name: Fact(value, day, day) for name, value in facts.items()},
        mark=about.group,
        dates=(day, day),
    )
    commit_one(store, [Put(claim)], stamp)


def take_back(store: GraphStore, about: About, stamp: Stamp) -> None:
    """Let the municipality's coordinator say nothing of it any more. Raises Refused when nothing was said."""
    source = coordinator_source(about.municipality)
    if all(claim.source != source for claim in store.claims([about.target]).get(about.target, ())):
        raise Refused(message("coverage.nothing_said"))
    commit_one(store, [Drop(about.target, source)], stamp)


def require(vocabulary: Vocabulary, about: About, day: str) -> None:
    """Raises Refused for what the vocabulary does not have on a day (ISO), or what is only ticked."""
    if about.municipality not in {code_of(town.id) for town in vocabulary.municipalities(day)}:
        raise Refused(message("coverage.no_municipality"))
    kind = vocabulary.find(NodeKind.ACTOR_TYPE, about.kind)
    if kind is None or not valid(kind, day):
        raise Refused(message("coverage.no_kind"))
    if about.kind in kinds_of(vocabulary).tick_only:
        raise Refused(message("coverage.tick_only", kind=vocabulary.words(about.kind)))
    group = vocabulary.find(NodeKind.RISK_GROUP, about.group)
    if about.group and (group is None or not valid(group, day)):
        raise Refused(message("coverage.no_group"))


def _code(vocabulary: Vocabulary, kind: NodeKind, wanted: Callable[[Node], bool]) -> str:
    """The first row of a table that says so. Raises Refused when the tables are not loaded."""
    code = next((code_of(row.id) for row in vocabulary.list_terms(kind) if wanted(row)), None)
    if code is None:
        raise Refused(message("coverage.not_loaded"))
    return code


def commit_one(store: GraphStore, edits: Sequence[Edit], stamp: Stamp) -> None:
    """Write all of it in one commit. Raises Refused with the reason when any of it is refused."""
    planned, _ = commit(store, edits, stamp)
    if planned.refused:
        raise Refused(message("coverage.refused", reason=planned.refused[0].reason))
