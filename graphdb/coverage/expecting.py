"""Use case: what a municipality expects for itself, in the place of the national starting point.

It is a claim of the municipality's coordinator, of that area alone: strength and reason. Whom it is about
(ages, factors) and which kinds are as good as it stay those of the starting point (``Vocabulary.in_area``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphdb.claims import EXISTS, Fact, Rank, coordinator_source, relation
from graphdb.coverage.answering import About, commit_one, require
from graphdb.errors import Refused
from graphdb.message import Text, message
from graphdb.model import Edge, EdgeKind, Id, NodeKind, code_of, edge_id, term_id
from graphdb.rules.expectations import NONE, STRENGTHS, kinds_of
from graphdb.rules.situation import wording
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary
from graphdb.writing.plan import Drop, Put, Stamp

CHOICES: Final = (*STRENGTHS, NONE)
"""What a municipality may say of a kind for a group."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a municipality has decided for a group and a kind. ``national`` is the strength of the starting
    point, "" where it expects nothing; ``strength`` is that of the municipality, NONE for not relevant.

    ``since`` is the day it was said (ISO), ``source`` the id of who said it.
    """

    group: str
    kind: str
    national: str
    strength: str
    why: Text
    since: str
    source: str

    @property
    def differs(self) -> bool:
        """Whether it is anything else than the starting point."""
        return self.strength != (self.national or NONE)


def own_expectations(vocabulary: Vocabulary, municipality: str, today: str) -> tuple[Own, ...]:
    """What a municipality has decided for itself, by group in the order of the vocabulary, then by kind."""
    return tuple(
        own
        for row in vocabulary.list_terms(NodeKind.RISK_GROUP, today)
        for own in _of_group(vocabulary, code_of(row.id), municipality)
    )


def _of_group(vocabulary: Vocabulary, group: str, municipality: str) -> Iterator[Own]:
    edges = vocabulary.from_term(EdgeKind.EXPECTS, group)
    national = {code_of(edge.dst): edge.text("strength") for edge in edges if not edge.text("area")}
    for edge in edges:
        if edge.text("area") == municipality:
            origin = edge.prov.get("strength") or edge.prov.get(EXISTS)
            yield Own(
                group=group,
                kind=code_of(edge.dst),
                national=national.get(code_of(edge.dst), ""),
                strength=edge.text("strength"),
                why=wording(edge, "why") if edge.text("why_da") else "",
                since="" if origin is None else origin.stated_on,
                source="" if origin is None else origin.source,
            )


def expect(
    store: GraphStore, about: About, strength: str, why: str, stamp: Stamp, day: str
) -> tuple[str, ...]:
    """Write it as the word of the municipality's coordinator; the groups that it is written for.

    Without a group it is for all that the starting point expects the kind for. Raises Refused for what the
    vocabulary does not have today, and InvalidValue for a reason with a CPR number in it.
    """
    vocabulary = catalogue.read(store)
    require(vocabulary, about, day)
    if about.kind in kinds_of(vocabulary).various:
        raise Refused(message("coverage.various", kind=vocabulary.words(about.kind)))
    national = dict(_national(vocabulary, about.kind, day))
    groups = (about.group,) if about.group else tuple(national)
    if not groups:
        raise Refused(message("coverage.which_group", kind=vocabulary.words(about.kind)))
    if strength == NONE and about.group and about.group not in national:
        raise Refused(message("coverage.not_expected", kind=vocabulary.words(about.kind)))
    edits = []
    for group in groups:
        values = {"strength": strength, "why_da": why, "basis": "derived", "area": about.municipality}
        edits.append(
            Put(
                relation(
                    coordinator_source(about.municipality),
                    Rank.COORDINATOR,
                    EdgeKind.EXPECTS,
                    (term_id(group), term_id(about.kind)),
                    {name: Fact(value, day, day) for name, value in values.items()},
                    mark=about.municipality,
                    dates=(day, day),
                )
            )
        )
    commit_one(store, edits, stamp)
    return groups


def take_back(store: GraphStore, about: About, stamp: Stamp) -> tuple[str, ...]:
    """Let the coordinator expect nothing of its own any more, of a group or of all; of which it did.

    What a file of the municipality's says stands again. Raises Refused when nothing was said.
    """
    vocabulary, source = catalogue.read(store), coordinator_source(about.municipality)
    every = (code_of(row.id) for row in vocabulary.list_terms(NodeKind.RISK_GROUP))
    groups = (about.group,) if about.group else tuple(every)
    targets = {_target(group, about): group for group in groups}
    said = store.claims(targets)
    mine = [target for target in targets if any(claim.source == source for claim in said.get(target, ()))]
    if not mine:
        raise Refused(message("coverage.nothing_expected"))
    commit_one(store, [Drop(target, source) for target in mine], stamp)
    return tuple(targets[target] for target in mine)


def as_good(vocabulary: Vocabulary, about: About, groups: tuple[str, ...]) -> tuple[str, ...]:
    """The other kinds of which one is enough in the place of this one, for any of the groups."""
    others: dict[str, None] = {}
    for group in groups:
        edges = vocabulary.from_term(EdgeKind.EXPECTS, group)
        sets = {edge.text("any_of") for edge in edges if code_of(edge.dst) == about.kind} - {""}
        others |= dict.fromkeys(code_of(edge.dst) for edge in edges if edge.text("any_of") in sets)
    others.pop(about.kind, None)
    return tuple(others)


def _target(group: str, about: About) -> Id:
    return edge_id(EdgeKind.EXPECTS, term_id(group), term_id(about.kind), about.municipality)


def _national(vocabulary: Vocabulary, kind: str, day: str) -> Iterator[tuple[str, Edge]]:
    """By group what the starting point expects of a kind."""
    for row in vocabulary.list_terms(NodeKind.RISK_GROUP, day):
        for edge in vocabulary.from_term(EdgeKind.EXPECTS, code_of(row.id)):
            if code_of(edge.dst) == kind and not edge.text("area"):
                yield code_of(row.id), edge
