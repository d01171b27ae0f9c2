"""Full, closed for a while, or with a wait over the limit of its kind."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from graphdb.freshness.shelf_life import shelf_lives, still_known
from graphdb.gaps.rule import Cover, Finding, Inputs, Rule
from graphdb.message import Text, message
from graphdb.model import EdgeKind, Node, NodeKind, code_of
from graphdb.rules.situation import codes
from graphdb.search.index.columns import CLOSED

_DAYS: Final = "day"


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each service; what an answer is too old for is not said."""
    terms = inputs.ground.index.terms
    full, lives = terms.marked(NodeKind.CAPACITY_STATE, "full"), shelf_lives(terms, inputs.today)
    for node in inputs.nodes.values():
        service, owner = still_known(node, lives), inputs.owner(node.id)
        kind = inputs.ground.presence.kind_of(owner)
        reason = _reason(inputs, service, full, kind)
        if owner and reason:
            name, offer = inputs.name(owner), service.text("name")
            yield Finding(
                key=(service.id,),
                text=message("gaps.full", name=name, service=offer, reason=reason),
                why=(message("gaps.why_full"),),
                kind=kind,
                evidence=(service.id, owner),
                since=_day(service, full),
                cover=Cover((kind,)) if kind else None,
            )


def _reason(inputs: Inputs, service: Node, full: frozenset[str], kind: str) -> Text:
    if service.text("status") == CLOSED:
        return message("gaps.closed")
    if service.text("capacity_state") in full:
        return inputs.words(service.text("capacity_state"))
    wait = service.number("waiting_days")
    limit = _limit(inputs, service, kind) if wait else None
    if limit is not None and wait is not None and wait > limit:
        return message("gaps.waits", days=wait, limit=limit)
    return ""


def _limit(inputs: Inputs, service: Node, kind: str) -> int | None:
    """The shortest wait that a duty allows help of the kind by a law of the service."""
    terms = inputs.ground.index.terms
    limits = [
        row.number("offset")
        for row in terms.list_terms(NodeKind.DUTY, inputs.today)
        if row.flag("limits_wait") and row.text("unit") == _DAYS
        if kind in {code_of(edge.dst) for edge in terms.from_term(EdgeKind.OWED_TO, code_of(row.id))}
        if set(codes(row, "legal_basis")) & set(_laws(inputs, service))
    ]
    return min((limit for limit in limits if limit), default=None)


def _laws(inputs: Inputs, service: Node) -> tuple[str, ...]:
    index = inputs.ground.index
    slot = index.columns.find(service.id)
    return index.codes_of("law", np.arange(index.size) == slot).get(slot, ())


def _day(service: Node, full: frozenset[str]) -> str:
    """The day that the facts tell, of what is said; nobody says since when a closed service is closed."""
    if service.text("status") == CLOSED:
        return ""
    return service.text("capacity_on" if service.text("capacity_state") in full else "waiting_on")


RULE: Final = Rule("full", message("gaps.title_full"), find, message("gaps.step_room"), weekly=True)
