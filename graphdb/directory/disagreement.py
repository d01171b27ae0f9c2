"""Use case: who says what about an actor and its services, and where they differ from what is shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graphdb.claims import NONE, Claim
from graphdb.directory.sources import source_title
from graphdb.fields.registry import FIELDS, family, is_open
from graphdb.identity.joined import claims_shown, is_shown
from graphdb.message import Text
from graphdb.model import VISIBILITY, Id, Node, Value
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.search.search import local_day
from graphdb.store import GraphStore
from graphdb.view import winners

_UNSAID: Final = frozenset({"secret_address", VISIBILITY})
"""Fields that nothing is said of: that one source calls a secret address open is of no use."""
Statements = Mapping[str, tuple["Statement", ...]]
"""By field what each source says of it; first what is shown."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says about a field; ``value`` as it is stored, None for that there is none.

    ``agrees``: it is what is shown. Dates are ISO.
    """

    source: str
    title: Text
    value: Value | None
    stated_on: str
    confirmed_on: str
    agrees: bool


def statements(
    store: GraphStore, actor: Id, services: Collection[Id], *, now: datetime
) -> Mapping[Id, Statements]:
    """For the actor and these services of its own all that sources say, field by field.

    Sources of all that is shown as one with them count. Three calls to the store. Nothing about an actor
    whose address is secret: what lost may have said too much. Nor of fields that are not for everybody.
    """
    index = indexes.current(store, local_day(now))
    if index.is_secret(actor):
        return {}
    claims_by_target, nodes = claims_shown(store, [actor, *services]), store.get([actor, *services])
    return {
        target: fields
        for target, claims in claims_by_target.items()
        if target in nodes and (fields := _by_field(index, claims, nodes[target]))
    }


def others(said: Mapping[Id, Statements]) -> Mapping[Id, Statements]:
    """Of these what differs from what is shown, by field, weightiest first."""
    others_by_target = {
        target: {name: others for name, each in fields.items() if (others := _differing(each))}
        for target, fields in said.items()
    }
    return {target: fields for target, fields in others_by_target.items() if fields}


def _differing(each: Sequence[Statement]) -> tuple[Statement, ...]:
    return tuple(statement for statement in each if not statement.agrees)


def _by_field(index: Index, claims: Sequence[Claim], node: Node) -> Statements:
    rows = FIELDS[node.kind]
    said = {name for claim in claims for name in claim.facts} - _UNSAID
    names = sorted(name for name in said if family(name) in rows and is_open(rows, name))
    return {name: tuple(_of_field(index, claims, name, node.props.get(name))) for name in names}


def _of_field(
    index: Index, claims: Sequence[Claim], name: str, value_shown: Value | None
) -> Iterator[Statement]:
    shown, fact_shown = winners(claims)[name]
    united = value_shown if value_shown != fact_shown.value else None
    seen: set[tuple[str, Value, str, str]] = set()
    for claim in sorted(claims, key=lambda claim: (claim is not shown, claim.rank, claim.source)):
        fact = claim.facts.get(name)
        if fact is None or (key := (claim.source, fact.value, fact.stated_on, fact.confirmed_on)) in seen:
            continue
        seen.add(key)
        yield Statement(
            claim.source,
            source_title(claim.source, index.titles),
            None if fact.value == NONE else fact.value,
            fact.stated_on,
            fact.confirmed_on,
            fact.value == fact_shown.value or is_shown(fact.value, united),
        )
