"""Which actors a code of the vocabulary fits, and how: worked out once for each version of the entries.

As slots, not masks: a country's actors take bytes each for the codes that they have, and nothing for others.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from graphdb.fields.facets import FACETS, of_services
from graphdb.model import EdgeKind, NodeKind, code_of
from graphdb.rules.expectations import STRENGTHS
from graphdb.search.index.columns import Bools, Ints
from graphdb.search.index.readmodel import Index
from graphdb.vocabulary.catalogue import Vocabulary

_FUNDING: Final = "finansiering"


@dataclass(frozen=True, slots=True)
class Fits:
    """The actors, by slot, that have a code in any facet, are of that kind, have it on a service as what is
    offered, reach it as a group; ``core`` reach it and are of a kind that is a core partner for it.

    ``partners``: the kinds that are expected for it as a group, each with its place among ``STRENGTHS``.
    """

    having: Ints
    of_kind: Ints
    offering: Ints
    reaching: Ints
    core: Ints
    partners: tuple[tuple[str, int], ...]


def fits(index: Index, code: str) -> Fits:
    """Whom the code fits. Only codes of the vocabulary are kept: a word may have been typed."""
    known = _kept.setdefault(index, {})
    if code in known:
        return known[code]
    worked_out = _fits(index, code)
    if code in index.terms.labels:
        known[code] = worked_out
    return worked_out


_kept: WeakKeyDictionary[Index, dict[str, Fits]] = WeakKeyDictionary()


def funders(index: Index) -> Ints:
    """The actors that pay for help and give none: no citizen is sent there, whatever they pay for."""
    if index not in _funders:
        kinds = index.terms.terms[NodeKind.ACTOR_TYPE].items()
        paying = [code for code, node in kinds if node.text("domain") == _FUNDING]
        _funders[index] = _slots(index, index.with_any("kind", paying))
    return _funders[index]


_funders: WeakKeyDictionary[Index, Ints] = WeakKeyDictionary()


def _fits(index: Index, code: str) -> Fits:
    partners = tuple(_expected(index.terms, code, index.today))
    return Fits(
        having=_slots(index, _any(index, FACETS, code)),
        of_kind=_slots(index, index.with_any("kind", [code])),
        offering=_slots(index, _any(index, [facet.name for facet in of_services()], code)),
        reaching=_slots(index, index.with_any("risk_group", [code])),
        core=_slots(
            index,
            index.with_any("risk_group", [code])
            & index.with_any("kind", [kind for kind, place in partners if place == 0]),
        ),
        partners=partners,
    )


def _expected(terms: Vocabulary, group: str, today: str) -> Iterator[tuple[str, int]]:
    for edge in terms.in_area(EdgeKind.EXPECTS, group, "", today):
        if edge.text("strength") in STRENGTHS:
            yield code_of(edge.dst), STRENGTHS.index(edge.text("strength"))


def _any(index: Index, facets: Collection[str], code: str) -> Bools:
    units = np.zeros(index.size, np.bool_)
    for name in facets:
        units |= index.with_any(name, [code])
    return units


def _slots(index: Index, units: Bools) -> Ints:
    """The actors of the units, by slot."""
    return np.flatnonzero(index.actors_of(units)).astype(np.int32)
