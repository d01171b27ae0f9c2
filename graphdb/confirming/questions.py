"""What an actor's own people can be asked about, and which three of it, and which one blind, come first.

A question is about one fact that everybody can see, by a row of the table ``shelf_life``; what nobody has
said yet is none. First comes what weighs most of how much of its shelf life has gone, whether it can spoil a
call, and how much it is in doubt: by other sources, by blind answers, and by what anybody said is wrong since
it was confirmed. An actor with at most two services is asked about the ``yearly`` rows alone, each once in
twelve months; the rest is for the call round. An actor may choose to be asked more often (``rhythm``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Final

from graphdb.cards.card import Phase, is_fictional, phase
from graphdb.claims import EXISTS, own_source
from graphdb.concurrency.stable import stable
from graphdb.confirming import asked as asking
from graphdb.confirming import blind
from graphdb.confirming import rhythm as rhythms
from graphdb.confirming.rhythm import Rhythm
from graphdb.confirming.sides import Sides, sides
from graphdb.directory import disagreement
from graphdb.directory.profile.material import Material, gather
from graphdb.doubts import doubts
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS, Kind, answers, field_of, is_open, member
from graphdb.freshness.shelf_life import RELATED, ShelfLife, confirmed_on
from graphdb.identity.judgements import read_linker
from graphdb.identity.linker import Linker
from graphdb.model import Edge, EdgeKind, Id, Node, NodeKind, Value, code_of, is_public
from graphdb.store import GraphStore

SHOWN: Final = 3
"""Answers that a page asks for, besides the one that is typed unseen."""
SMALL: Final = 2
"""Services of an actor that is asked the ``yearly`` questions alone."""
YEAR: Final = 12
AGAIN: Final = 1
"""Months after which a larger actor is asked the same again, when it is due."""
DUE: Final = 0.5
"""The part of its shelf life after which a fact is asked about."""
NEVER: Final = 3.0
"""The part that counts as gone of what was never confirmed."""
_TYPED: Final = frozenset({Sort.PHONE, Sort.HOURS})
"""Sorts that can be asked for without showing them."""
_ENTITIES: Final[Mapping[str, NodeKind]] = {
    "actor": NodeKind.ACTOR,
    "service": NodeKind.SERVICE,
    "contact": NodeKind.CONTACT_POINT,
}
_CHOSEN: Final = frozenset({"capacity", "capacity_state", "waiting_days"})
"""What is asked only where the actor's own people have said it before."""
_LEFT: Final = frozenset({"temporary_text", "person"})
"""A temporary change ends by itself, and is asked about apart; a person's name ends too."""
_EXCLUSIONS: Final = "exclusions"
_CLOSED: Final = ("inactive", "defunct")


@dataclass(frozen=True, slots=True)
class Question:
    """A fact, and what makes it urgent. ``field`` is a field of ``target``, or what files call a relation.

    ``value`` is as stored; of relations the codes, of a place its address. ``versions`` are of all that an
    answer edits: the thing, or its relations. ``row`` is that of the table, ``term`` that of an exclusion.
    ``name`` tells several of a kind apart. ``options`` are the codes that can be chosen instead, where they
    are few. ``by_own``: what is shown is the word of the actor's own people. ``sides`` is of a relation with
    another actor, of which ``field`` says that it is there; ``works`` is the row by which it is asked besides
    whether it does.
    """

    target: Id
    kind: Kind
    field: str
    value: Value
    versions: Mapping[Id, int]
    row: Node
    confirmed_on: str
    urgency: float = 0.0
    name: str = ""
    term: Node | None = None
    options: tuple[str, ...] = ()
    by_own: bool = False
    sides: Sides | None = None
    works: Node | None = None

    @property
    def key(self) -> str:
        """What a form and the record of what was asked know it by."""
        return f"{self.target} {self.field}"

    @property
    def of_relations(self) -> bool:
        """Whether it is about relations, which cannot be typed."""
        return self.target not in self.versions

    @property
    def sort(self) -> Sort:
        """The sort of its field; of relations text."""
        related = self.of_relations or self.sides is not None
        return Sort.TEXT if related else field_of(self.kind, self.field).sort

    @property
    def acts(self) -> int:
        """How many answers it asks for: of a relation also whether it works."""
        return 1 if self.works is None else 2

    @property
    def can_be_blind(self) -> bool:
        """Whether it may be asked without showing what stands there."""
        return self.row.flag("blind") and self.sort in _TYPED


def key_now(key: str, linker: Linker) -> str:
    """A question's key with the id that its thing is shown under by now: a form may be of before a merge."""
    target, _, field = key.rpartition(" ")
    return f"{linker.canonical(target)} {field}"


@dataclass(frozen=True, slots=True)
class Questions:
    """All that an actor can be asked, by key, and what is asked now. ``version`` is that of the data."""

    actor: Node
    version: int
    by_key: Mapping[str, Question]
    shown: tuple[Question, ...]
    blind: Question | None
    fictional: bool


def questions(store: GraphStore, actor: Id, now: datetime) -> Questions:
    """What to ask of an actor. Raises NotFound when it is not there any more."""
    material = stable(store, lambda status: gather(store, status, actor, now), strict=False)
    offered = services(material)
    doubted = disagreement.others(
        disagreement.statements(store, actor, [service.id for service in offered], now=now)
    )
    said_wrong = doubts.days(store, actor, now)
    asked = asking.read(store, actor)
    rhythm = rhythms.chosen(material.terms, asked)
    weigh = partial(_weighed, material, doubted, blind.shares(store), said_wrong, rhythm)
    ids = read_linker(store).cluster(actor)
    every_one = [weigh(one) for one in (*facts(material, offered, ids), *related(store, material))]
    small = len(offered) <= SMALL
    due = [one for one in every_one if _is_due(one, asked, material.today, rhythm, small=small)]
    shown, unseen = _chosen(sorted(due, key=lambda one: (one.sides is not None, -one.urgency, one.key)))
    return Questions(
        actor=material.actor,
        version=material.index.version,
        by_key={question.key: question for question in every_one},
        shown=shown,
        blind=unseen,
        fictional=is_fictional(material.actor),
    )


def related(store: GraphStore, material: Material) -> Iterator[Question]:
    """The relations of an actor, each of which its own people can confirm for their side."""
    rows = material.terms.terms.get(NodeKind.SHELF_LIFE, {}).values()
    by_field = {row.text("field"): row for row in rows if row.text("entity") == "relation"}
    if EXISTS in by_field:
        for edge, both in sides(store, material):
            yield _of_relation(edge, both, by_field[EXISTS], by_field.get("works"))


def _of_relation(edge: Edge, both: Sides, row: Node, works: Node | None) -> Question:
    own = bool(both.mine.says)
    return Question(
        edge.id,
        edge.kind,
        EXISTS,
        True,
        {edge.id: edge.version},
        row,
        both.mine.on if own else edge.prov[EXISTS].confirmed_on,
        by_own=own,
        sides=both,
        works=works,
    )


def services(material: Material) -> list[Node]:
    """What the actor offers today."""
    offered = (edge.dst for edge in material.edges(material.actor.id, EdgeKind.OFFERS))
    nodes = [material.nodes[one] for one in offered if one in material.nodes]
    return [
        node
        for node in nodes
        if node.text("status") not in _CLOSED and phase(node, material.today) is Phase.RUNNING
    ]


def facts(material: Material, offered: Sequence[Node], ids: Iterable[Id]) -> Iterator[Question]:
    """Everything that can be asked, in no order. ``ids`` are all that are shown as the actor."""
    own = frozenset(map(own_source, ids))
    things = [material.actor, *offered, *material.points(material.actor.id)]
    rows = material.terms.terms.get(NodeKind.SHELF_LIFE, {}).values()
    for row in rows:
        kind = _ENTITIES.get(row.text("entity"))
        if row.text("asked_by") == "actor" and row.text("field") not in _LEFT:
            for thing in things:
                if thing.kind is kind:
                    yield from _of_row(material, thing, row, own)


def _of_row(material: Material, thing: Node, row: Node, own: frozenset[str]) -> Iterator[Question]:
    name, fields = row.text("field"), FIELDS[thing.kind]
    if name == _EXCLUSIONS:
        yield from _exclusions(material, thing, row, own)
    elif name in fields:
        said = name in thing.props and is_open(fields, name)
        chosen = name not in _CHOSEN or _is_own(own, thing, name)
        if said and chosen:
            yield _about(material, thing, row, own, name)
    else:
        yield from _related(material, thing, row, own)


def _about(
    material: Material, thing: Node, row: Node, own: frozenset[str], name: str, term: Node | None = None
) -> Question:
    return Question(
        thing.id,
        thing.kind,
        name,
        thing.props[name],
        {thing.id: thing.version},
        row,
        confirmed_on(thing, name),
        name=_called(material, thing),
        term=term,
        options=_options(material, thing.kind, row),
        by_own=_is_own(own, thing, name),
    )


def _options(material: Material, kind: NodeKind, row: Node) -> tuple[str, ...]:
    """What a field can be instead: a closed list, or the terms where a correction is shown at once."""
    known = FIELDS[kind].get(row.text("field"))
    if known is None or known.sort is not Sort.CODE:
        return ()
    if known.terms is not None and row.flag("by_link"):
        return tuple(term.text("code") for term in material.terms.list_terms(known.terms, material.today))
    return known.choices


def _exclusions(material: Material, thing: Node, row: Node, own: frozenset[str]) -> Iterator[Question]:
    """What is answered of those that stand first on a page."""
    table = material.terms.terms.get(NodeKind.EXCLUSION, {})
    for code in answers(thing.props, _EXCLUSIONS):
        if code in table and table[code].text("show") == "first":
            yield _about(material, thing, row, own, member(_EXCLUSIONS, code), table[code])


def _related(material: Material, thing: Node, row: Node, own: frozenset[str]) -> Iterator[Question]:
    kinds = [kind for kind, name in RELATED.items() if name == row.text("field")]
    edges = [edge for kind in kinds for edge in material.edges(thing.id, kind) if is_public(edge)]
    value = _places(material, edges) if EdgeKind.LOCATED_AT in kinds else _codes(material, edges)
    if edges and value:
        yield Question(
            thing.id,
            thing.kind,
            row.text("field"),
            value,
            {edge.id: edge.version for edge in edges},
            row,
            min(edge.prov[EXISTS].confirmed_on if EXISTS in edge.prov else "" for edge in edges),
            name=_called(material, thing),
            by_own=all(_is_own(own, edge, EXISTS) for edge in edges),
        )


def _is_own(own: frozenset[str], thing: Node | Edge, name: str) -> bool:
    return name in thing.prov and thing.prov[name].source in own


def _codes(material: Material, edges: Sequence[Edge]) -> tuple[str, ...]:
    return tuple(one.code for one in material.labelled(code_of(edge.dst) for edge in edges))


def _places(material: Material, edges: Sequence[Edge]) -> str:
    """The addresses; none where they are secret, for these are never asked about by mail."""
    if material.index.is_secret(material.actor.id):
        return ""
    places = [material.nodes[edge.dst] for edge in edges if edge.dst in material.nodes]
    lines = (
        ", ".join(filter(None, (place.text("address"), place.text("postal_code"), place.text("city"))))
        for place in places
    )
    return "; ".join(filter(None, lines))


def _called(material: Material, thing: Node) -> str:
    if thing.id == material.actor.id:
        return ""
    return thing.text("role") if thing.kind is NodeKind.CONTACT_POINT else thing.text("name")


def _weighed(
    material: Material,
    doubted: Mapping[Id, Mapping[str, object]],
    differing: Mapping[str, float],
    said_wrong: Mapping[tuple[Id, str], str],
    rhythm: Rhythm,
    question: Question,
) -> Question:
    usual = material.lives.of(question.kind, question.field)
    life = rhythm.within(usual, material.today)
    use = 2.0 if life.call_critical else 1.0
    doubt = 1.0 + (question.field in doubted.get(question.target, ())) + differing.get(question.row.id, 0.0)
    said_on = said_wrong.get((question.target, question.field))
    doubt += said_on is not None and said_on >= question.confirmed_on
    gone = _gone(life, question.confirmed_on, material.today)
    if question.sides is not None and not question.by_own:
        gone = max(gone, DUE)  # this side has not said it, however new the word of others is
    return replace(question, urgency=gone * use * doubt)


def _gone(life: ShelfLife, confirmed: str, today: str) -> float:
    """How much of its shelf life has gone: 1.0 is all of it."""
    if not confirmed:
        return NEVER
    day = date.fromisoformat(today)
    length = (day - date.fromisoformat(life.good_since)).days or 1
    return min(max(0, (day - date.fromisoformat(confirmed)).days) / length, NEVER)


def _is_due(question: Question, asked: asking.Asked, today: str, rhythm: Rhythm, *, small: bool) -> bool:
    pause = AGAIN if question.sides is None and not small else rhythm.pause(YEAR)
    if asked.since(question.key, today, pause):
        return False
    if small and question.sides is None:
        return question.row.flag("yearly")
    return question.urgency >= DUE


def _chosen(due: Sequence[Question]) -> tuple[tuple[Question, ...], Question | None]:
    """Three answers, of exclusions one at most, and one that is asked without showing it anywhere."""
    unseen = next((question for question in due if question.can_be_blind), None)
    shown: list[Question] = []
    for question in due:
        leaks = unseen is not None and question.value == unseen.value
        second = question.term is not None and any(one.term is not None for one in shown)
        if sum(one.acts for one in shown) + question.acts <= SHOWN and not leaks and not second:
            shown.append(question)
    return tuple(shown), unseen
