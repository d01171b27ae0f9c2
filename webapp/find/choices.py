"""What can be chosen on the Find page, in the reader's language: places, facets with counts, ways to undo."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from flask import url_for

from graphdb.cards.card import is_fictional
from graphdb.errors import InvalidValue
from graphdb.fields.facets import Facet as Row
from graphdb.fields.facets import offered
from graphdb.message import message
from graphdb.model import Node, NodeKind, code_of
from graphdb.search.index.readmodel import Filters
from webapp import context
from webapp.language import gettext, in_language, lazy_gettext
from webapp.pages import label, label_in
from webapp.signin import home

GROUPS: Final = {
    "bolig": lazy_gettext("Bolig"),
    "ung": lazy_gettext("Ung"),
    "behandling": lazy_gettext("Behandling"),
    "gade": lazy_gettext("Gade"),
    "andet": lazy_gettext("Andet"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One tick box; ``count`` actors would be shown with it."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of tick boxes under one heading."""

    name: str
    title: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        """How many boxes are ticked."""
        return sum(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address of the same search without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class StartGroup:
    """Starting points of the touch map under one heading."""

    title: str
    points: tuple[Node, ...]


def municipalities() -> tuple[tuple[str, str], ...]:
    """(code, name) of every municipality of today, in Danish order. Where the directory is a real one's, no
    fictional ones but for the person's own.
    """
    areas = context.vocabulary().municipalities(context.today())
    ours, own = context.municipality(), home.municipality()
    real = bool(ours) and not is_fictional(context.vocabulary().areas[ours])
    pairs = ((code_of(area.id), area) for area in areas)
    return tuple(
        (code, area.text("name")) for code, area in pairs if code == own or not (real and is_fictional(area))
    )


def place(filters: Filters) -> str:
    """The municipalities that are asked for, in words; "" for the whole country."""
    areas = context.vocabulary().areas
    return ", ".join(areas[code].text("name") for code in filters.municipality if code in areas)


def check(filters: Filters) -> None:
    """InvalidValue at the first filter with a code that nothing is called by."""
    terms = context.vocabulary().terms
    known: dict[str, Container[str]] = {facet.name: terms[facet.terms] for facet in offered()}
    known["municipality"] = {code for code, _ in municipalities()} if filters.municipality else ()
    for name, codes in known.items():
        if any(code not in codes for code in filters.of(name)):
            raise InvalidValue(message("pages.unknown_choice"), field=name)


def starting_points() -> tuple[StartGroup, ...]:
    """The starting points of the touch map, in groups."""
    points = context.vocabulary().list_terms(NodeKind.STARTING_POINT, context.today())
    order = list(GROUPS)
    grouped = sorted(points, key=lambda node: _rank(order, node.text("group")))
    return tuple(
        StartGroup(str(GROUPS.get(name, name)), tuple(nodes))
        for name, nodes in groupby(grouped, key=lambda node: node.text("group"))
    )


def facets(filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> tuple[Facet, ...]:
    """The facets that offer anything; a ticked box is always there, so that it can be unticked."""
    facet_list = (
        Facet(
            facet.name,
            in_language(facet.title_da, facet.title_en),
            _options(facet, filters, counts.get(facet.name, {})),
        )
        for facet in offered()
    )
    return tuple(facet for facet in facet_list if facet.options)


def chips(filters: Filters) -> tuple[Chip, ...]:
    """Every filter that is on but the words and the municipality, which have their own fields."""
    chip_list = [
        Chip(label(code), address(filters.without(facet.name, code)))
        for facet in offered()
        for code in filters.of(facet.name)
        if context.vocabulary().find(facet.terms, code) is not None
    ]
    if filters.open_now:
        chip_list.append(Chip(gettext("Åbent nu"), address(replace(filters, open_now=False))))
    if filters.age is not None:
        years = gettext("%(age)s år", age=filters.age)
        chip_list.append(Chip(years, address(replace(filters, age=None))))
    return tuple(chip_list)


def address(filters: Filters, page: int = 1) -> str:
    """The address of a search."""
    values: dict[str, object] = {
        "q": filters.q or None,
        "municipality": list(filters.municipality) or everywhere(),
        "age": filters.age,
        "open_now": "1" if filters.open_now else None,
        "page": page if page > 1 else None,
    }
    values.update({facet.name: list(filters.of(facet.name)) for facet in offered()})
    return url_for("find.results", **{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]


def of_age(filters: Filters, age: int) -> str:
    """The address of the same search among those who take in somebody of that age, in years."""
    return address(replace(filters, age=age))


def everywhere() -> list[str]:
    """What stands in an address for all municipalities: nothing, unless one is chosen of itself."""
    return [""] if home.municipality() else []


def _options(facet: Row, filters: Filters, counts: Mapping[str, int]) -> tuple[Option, ...]:
    chosen, terms = filters.of(facet.name), context.vocabulary()
    return tuple(
        Option(code, label_in(terms, code), counts.get(code, 0), code in chosen)
        for node in terms.list_terms(facet.terms)
        if (code := code_of(node.id)) in counts or code in chosen
    )


def _rank(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
