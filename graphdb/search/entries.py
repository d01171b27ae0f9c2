"""What is searchable about an actor or service, prepared once when it is written.

An entry consists of the node, the relations that leave it, and its places: nothing else, so it is known
which entries a change touches. What a service takes over from its actor is worked out by the index.

Beside what is public an entry keeps what those see of it for whom more is: a body for each of these levels
where it differs, and their words under a mark, which no word that is searched for begins with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from graphdb.codec import canonical
from graphdb.fields.facets import FACETS
from graphdb.fields.registry import answers, searched
from graphdb.fields.schedules import schedules, to_text
from graphdb.freshness.shelf_life import confirmations
from graphdb.language.text import document_tokens
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, code_of, is_public
from graphdb.value import value
from graphdb.visibility.audience import LEVELS, OPEN, level_of
from graphdb.visibility.seen import marked

_FOREVER: Final = "9999-12-31"
NARROWER: Final = "for"
"""Where a body keeps those of the levels that see more, by the number of the level."""
UNTIL: Final = ":"
"""Between an area and the last day of the agreement to serve it."""


@value(frozen=True, slots=True)
class Body:
    """The filterable part of an entry. Codes are bare; lists are sorted; ages in years, None is unbounded.

    ``codes`` are those of each facet, ``areas`` what it serves ("0615", or "0615:2026-12-31" to the end of an
    agreement), ``towns`` the municipalities of its
    addresses, ``parent`` the actor it is part of (``above``: one that is not public; a secret address
    is inherited all the same), ``confirmed_on`` the newest confirmation of any of its
    facts, ``confirmed`` the fields by day ("2026-05-03:name,phone"), ``exclusions`` the answers of a
    service ("CODE=yes"). A temporary change holds from
    ``other_from`` to ``other_to``, both included; the latter is "" without one. It is offered from
    ``starts_on`` to ``ends_on``, both included; "" is unbounded. ``hours`` are all its schedules
    (``graphdb.fields.schedules``). ``withheld``: it is not public, and nothing else is said of it.
    ``placeholder``: the start kit alone names it, and no search finds it.
    """

    kind: str
    name: str
    parent: Id = ""
    above: Id = ""
    areas: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_age: int | None = None
    max_age: int | None = None
    anonymous: bool = False
    hours: str = ""
    phone: str = ""
    status: str = ""
    other_from: str = ""
    other_to: str = ""
    starts_on: str = ""
    ends_on: str = ""
    secret: bool = False
    confirmed_on: str = ""
    confirmed: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    withheld: bool = False
    placeholder: bool = False


_NAMES: Final = tuple(one.name for one in fields(Body))
_VALUES: Final = attrgetter(*_NAMES)


def prepare(
    node: Node,
    out: Iterable[Edge],
    *,
    actor: Id,
    towns: Mapping[Id, str],
    places: Mapping[Id, Node] = MappingProxyType({}),
    placeholder: bool = False,
) -> Entry:
    """The entry of an actor or service.

    ``out``: the relations that leave the node; ``actor``: itself, or the actor that offers the service;
    ``towns``: place id -> municipality code; ``places``: by id. The address of a secret place is in no store,
    so it cannot be searched for either.
    """
    related = sorted(out, key=lambda edge: edge.id)
    made_of = _Parts(node, related, towns, places, placeholder)
    body, words = made_of.seen_at(OPEN)
    if is_public(node) and all(map(is_public, related)):
        return Entry(node.id, actor, " ".join(sorted(words)), canonical(body))
    narrower, known, said = dict[str, Mapping[str, object]](), body, set(words)
    for level in range(OPEN + 1, len(LEVELS)):
        more, further = made_of.seen_at(level)
        if more != known:
            narrower[str(level)] = known = more
        said |= {marked(word, level) for word in further - words}
        words |= further
    kept = {**body, NARROWER: narrower} if narrower else body
    return Entry(node.id, actor, " ".join(sorted(said)), canonical(kept))


Located = Collection[tuple[Edge, Node | None]]
"""Relations to places, and these."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What an entry consists of. ``related`` are the relations that leave the node, in id order."""

    node: Node
    related: Collection[Edge]
    towns: Mapping[Id, str]
    places: Mapping[Id, Node]
    placeholder: bool

    def seen_at(self, level: int) -> tuple[dict[str, object], set[str]]:
        """The filled part of the body, and the words, as those of a level see them."""
        if level_of(self.node) > level:
            return _filled(self._withheld()), set()
        edges = [edge for edge in self.related if level_of(edge) <= level]
        located = [(edge, self.places.get(edge.dst)) for edge in edges if edge.kind is EdgeKind.LOCATED_AT]
        body = self._body(edges, located, level)
        addresses = (_address(place) for _, place in located if place is not None)
        return _filled(body), _words(self.node, body, addresses)

    def _body(
        self, edges: Collection[Edge], located: Collection[tuple[Edge, Node | None]], level: int
    ) -> Body:
        node, ends = self.node, defaultdict[EdgeKind, list[Id]](list)
        for edge in edges:
            ends[edge.kind].append(edge.dst)
        other = "temporary_text" in node.props
        served = (edge for edge in self.related if edge.kind is EdgeKind.SERVES)
        return Body(
            kind=str(node.kind),
            name=node.text("name"),
            parent=next(iter(ends[EdgeKind.PART_OF]), ""),
            above=next((edge.dst for edge in self._above() if level_of(edge) > level), ""),
            areas=_distinct(_served(edge, level) for edge in served),
            towns=_distinct(self.towns[edge.dst] for edge, _ in located if edge.dst in self.towns),
            codes=dict(_codes(node, ends)),
            min_age=node.number("min_age"),
            max_age=node.number("max_age"),
            anonymous=node.flag("anonymous"),
            hours=to_text(schedules(node, located)),
            phone=node.text("phone"),
            status=node.text("status"),
            other_from=node.text("temporary_from") if other else "",
            other_to=(node.text("temporary_to") or _FOREVER) if other else "",
            starts_on=node.text("starts_on"),
            ends_on=node.text("ends_on"),
            secret=node.flag("secret_address"),
            confirmed_on=max((one.confirmed_on for one in node.prov.values()), default=""),
            confirmed=_confirmed(node, edges),
            exclusions=_distinct(_answered(node)),
            placeholder=self.placeholder,
        )

    def _withheld(self) -> Body:
        """Of what is not for them: that it is there, and what others inherit of it."""
        return Body(
            kind=str(self.node.kind),
            name="",
            parent=next((edge.dst for edge in self._above()), ""),
            secret=self.node.flag("secret_address"),
            withheld=True,
        )

    def _above(self) -> Iterator[Edge]:
        return (edge for edge in self.related if edge.kind is EdgeKind.PART_OF)


def _confirmed(node: Node, out: Iterable[Edge]) -> tuple[str, ...]:
    """The fields by the day when they were confirmed: an entry has few such days, and many share them."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, day in confirmations(node, out):
        names[day].add(name)
    return tuple(f"{day}:{','.join(sorted(names[day]))}" for day in sorted(names))


def _answered(node: Node) -> Iterator[str]:
    said = answers(node.props, "exclusions")
    return (f"{code}={'yes' if answer else 'no'}" for code, answer in said.items())


def _codes(node: Node, ends: Mapping[EdgeKind, Collection[Id]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The codes of each facet that has any, as the facet's row says where to find them."""
    for facet in FACETS.values():
        values = node.items(facet.field) if facet.edge is None else ends.get(facet.edge, ())
        if values:
            yield facet.name, _distinct(values if facet.edge is None else map(code_of, values))


def _served(edge: Edge, level: int) -> str:
    """An area that is only for some is none, up to no day: nothing that is inherited comes in its place."""
    if level_of(edge) > level:
        return UNTIL
    until = edge.text("until")
    return f"{code_of(edge.dst)}{UNTIL}{until}" if until else code_of(edge.dst)


def _distinct(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def is_entry(node: Node) -> bool:
    """True for the kinds that are searched."""
    return node.kind in (NodeKind.ACTOR, NodeKind.SERVICE)


def _filled(body: Body) -> dict[str, object]:
    """Only what differs from empty: entries are many, and most fields of most are empty."""
    return {name: value for name, value in zip(_NAMES, _VALUES(body), strict=True) if value}


def _words(node: Node, body: Body, addresses: Iterable[str]) -> set[str]:
    codes = sorted({code for code_list in body.codes.values() for code in code_list})
    names = " ".join((node.text("name"), *node.items("other_names")))
    texts = (item for name in searched(node.kind) if name != "name" for item in node.items(name))
    return document_tokens(names, " ".join((*texts, *addresses)), tuple(codes))


def _address(place: Node) -> str:
    return " ".join(place.text(name) for name in ("name", "address", "postal_code", "city"))
