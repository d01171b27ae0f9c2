"""What a rule is, what it looks at, and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from graphdb.claims import Claim
from graphdb.coverage.cells import Cell, Ground
from graphdb.message import Text
from graphdb.model import Edge, Id, Node
from graphdb.search.index.columns import NONE


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Inputs:
    """What the rules look at: a municipality on a day (ISO), read once.

    ``relations`` are all between actors that are here, ended ones too; ``nodes`` what is offered here;
    ``claims`` those on relations that an actor's own people state; ``demand`` the groups that a number above
    zero is known of; ``elsewhere`` the municipalities of the region that have a kind, by kind; ``ended`` how
    often a search ended with nobody, by group and kind ("" for any); ``pools`` what funders offer here, those
    for the whole country too.
    """

    ground: Ground
    today: str
    cells: tuple[Cell, ...]
    relations: tuple[Edge, ...]
    nodes: Mapping[Id, Node]
    claims: Mapping[Id, tuple[Claim, ...]]
    demand: frozenset[str]
    elsewhere: Mapping[str, tuple[str, ...]]
    ended: Mapping[tuple[str, str], int]
    pools: tuple[Node, ...] = ()

    @property
    def municipality(self) -> str:
        """Its code."""
        return self.ground.municipality

    def name(self, actor: Id) -> str:
        """What an actor is called, also one that is not here."""
        slot = self.ground.index.columns.find(actor)
        return "" if slot == NONE else self.ground.index.columns.actor_names.get(slot, "")

    def words(self, code: str) -> Text:
        """What a term or area is called."""
        return self.ground.index.terms.words(code)

    def core(self) -> Iterable[Cell]:
        """The cells of core expectations that rest on something read."""
        for cell in self.cells:
            if cell.expectation is not None and cell.expectation.core and cell.expectation.is_read:
                yield cell

    def on(self, ground: Ground, gone: frozenset[Id]) -> "Inputs":
        """The same on other ground, without some actors, and what leads to them."""
        offered = {one: node for one, node in self.nodes.items() if self.owner(one) not in gone}
        return replace(
            self,
            ground=ground,
            cells=tuple(ground.expected_cells()),
            relations=tuple(edge for edge in self.relations if not {edge.id, edge.src, edge.dst} & gone),
            nodes=offered,
        )

    def owner(self, service: Id) -> Id:
        """Whose service it is, "" when it is not in the index."""
        index = self.ground.index
        slot = index.columns.find(service)
        return "" if slot == NONE else index.id(int(index.owner[slot]))


@dataclass(frozen=True, slots=True)
class Cover:
    """What fills a gap where somebody has it: ``number`` of actors of ``kinds``, or, with ``to``, a relation
    from one of ``kinds`` to one of these, of any of the ``relations`` (codes; none named: of any).
    """

    kinds: tuple[str, ...]
    to: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    number: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap before it is weighed. ``key`` tells it from the rule's others in the municipality.

    ``groups`` are those it affects ("" and () for all), ``kind`` the kind of actor that is missing or
    concerned, ``kinds`` all that would do, ``strength`` of the expectation behind it, "" when it is a duty's
    or a fact's. ``why`` is what makes it count, ``evidence`` the ids of what it follows from, ``since`` the
    day (ISO) that the facts themselves tell, "" when only the history can. ``unsure``: the facts are old.
    ``cover`` is what fills the gap elsewhere, when that is not one of ``kinds``.
    """

    key: tuple[str, ...]
    text: Text
    why: tuple[Text, ...]
    groups: tuple[str, ...] = ()
    kind: str = ""
    kinds: tuple[str, ...] = ()
    strength: str = ""
    evidence: tuple[Id, ...] = ()
    since: str = ""
    unsure: bool = False
    cover: Cover | None = None

    @property
    def sought(self) -> Cover | None:
        """What fills it; None where that is no matter of having anybody, as with old facts."""
        return self.cover or (Cover(self.kinds) if self.kinds else None)


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is the name of its file, ``title`` the heading of its gaps, ``step`` what to do about one.

    ``in_history``: what it looks at is kept in history, so that it can be asked of a past day.
    ``weekly``: the week says also that there are none.
    """

    id: str
    title: Text
    find: Callable[[Inputs], Iterable[Finding]]
    step: Text
    in_history: bool = True
    weekly: bool = False
