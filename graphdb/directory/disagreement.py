"""Use case: what other sources say about an actor and its services than what is shown of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graphdb.claims import NONE, Claim
from graphdb.directory.sources import source_title
from graphdb.identity.joined import claims_shown
from graphdb.message import Text
from graphdb.model import Id, Node, Value
from graphdb.search import index as indexes
from graphdb.search.index.readmodel import Index
from graphdb.search.search import local_day
from graphdb.store import GraphStore
from graphdb.view import merge

_UNSAID: Final = frozenset({"secret_address"})
"""Fields whose disagreement is not shown: that one source calls a secret address open is of no use."""


@dataclass(frozen=True, slots=True)
class Other:
    """What one more source says about a field; ``value`` as it is stored, None for that there is none.

    Dates are ISO.
    """

    source: str
    title: Text
    value: Value | None
    stated_on: str
    confirmed_on: str


def others(
    store: GraphStore, actor: Id, services: Collection[Id], *, now: datetime
) -> Mapping[Id, Mapping[str, tuple[Other, ...]]]:
    """For the actor and these services of its own the fields that sources disagree on, weightiest first.

    Sources of all that is shown as one with them count. Two calls to the store. Nothing about an actor whose
    address is secret: what lost may have said too much.
    """
    index = indexes.current(store, local_day(now))
    if index.is_secret(actor):
        return {}
    claims_by_target = claims_shown(store, [actor, *services])
    return {
        target: fields for target, claims in claims_by_target.items() if (fields := _others(index, claims))
    }


def _others(index: Index, claims: Sequence[Claim]) -> dict[str, tuple[Other, ...]]:
    view = merge(claims)
    if not isinstance(view, Node):
        return {}
    names = sorted({name for claim in claims for name in claim.facts} & view.props.keys() - _UNSAID)
    others_by_field = {name: tuple(_of_field(index, claims, view, name)) for name in names}
    return {name: others for name, others in others_by_field.items() if others}


def _of_field(index: Index, claims: Sequence[Claim], view: Node, name: str) -> Iterator[Other]:
    for claim in sorted(claims, key=lambda claim: (claim.rank, claim.source)):
        fact = claim.facts.get(name)
        if fact is None or fact.value == view.props[name]:
            continue
        title = source_title(claim.source, index.titles)
        value = None if fact.value == NONE else fact.value
        yield Other(claim.source, title, value, fact.stated_on, fact.confirmed_on)
