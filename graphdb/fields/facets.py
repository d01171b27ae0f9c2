"""The facets: what a search can be narrowed by, one row each.

Index, search, pages, API and OpenAPI read this table. A facet holds codes that either a relation leads to or
a field holds; the municipality is not among them, since areas contain each other (see ``search.index``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphdb.model import EdgeKind, NodeKind


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with counts. ``name`` is its parameter, ``terms`` the vocabulary that it takes.

    ``edge`` leads from an actor or service to the codes, else the property ``field`` holds them.
    ``of_actor``: it is about the actor, and so holds for all its services. ``inherited``: a service without
    any has its actor's. ``offered``: pages show it as boxes; else only the words of a search lead to it. Of
    several filters that together find no actor, the one with the smallest ``weight`` is let go of first, and
    ``without_da`` and ``without_en`` say so.
    """

    name: str
    terms: NodeKind
    title_da: str = ""
    title_en: str = ""
    without_da: str = ""
    without_en: str = ""
    weight: int = 0
    edge: EdgeKind | None = None
    field: str = ""
    of_actor: bool = False
    inherited: bool = False
    offered: bool = True


MUNICIPALITY: Final = "municipality"
_ROWS: Final = (
    Facet(
        name="risk_group",
        terms=NodeKind.RISK_GROUP,
        title_da="Hvem det er for",
        title_en="Who it is for",
        without_da="Uanset hvem det er for",
        without_en="Whoever it is for",
        weight=5,
        edge=EdgeKind.REACHES,
        inherited=True,
    ),
    Facet(
        name="need",
        terms=NodeKind.NEED,
        title_da="Hvad der er brug for",
        title_en="What is needed",
        without_da="Uanset behov",
        without_en="Whatever the need",
        weight=4,
        edge=EdgeKind.MEETS,
    ),
    Facet(
        name="access",
        terms=NodeKind.ACCESS_ROUTE,
        title_da="Vejen ind",
        title_en="The way in",
        without_da="Uanset vejen ind",
        without_en="Whatever the way in",
        weight=2,
        edge=EdgeKind.VIA,
    ),
    Facet(
        name="kind",
        terms=NodeKind.ACTOR_TYPE,
        title_da="Slags aktør",
        title_en="Kind of actor",
        without_da="Uanset slags aktør",
        without_en="Whatever the kind of actor",
        weight=3,
        field="kind",
        of_actor=True,
    ),
    Facet(
        name="method",
        terms=NodeKind.METHOD,
        title_da="Metode",
        title_en="Method",
        without_da="Uanset metode",
        without_en="Whatever the method",
        weight=1,
        edge=EdgeKind.USES,
    ),
    Facet(name="law", terms=NodeKind.LEGAL_BASIS, edge=EdgeKind.UNDER, offered=False),
)
FACETS: Final[dict[str, Facet]] = {facet.name: facet for facet in _ROWS}


def offered() -> Iterator[Facet]:
    """The facets that pages and API offer, in the order of the page."""
    return (facet for facet in FACETS.values() if facet.offered)


def of_services() -> Iterator[Facet]:
    """The facets that say what a service does: neither about the actor nor taken over from it."""
    return (facet for facet in FACETS.values() if not facet.of_actor and not facet.inherited)
