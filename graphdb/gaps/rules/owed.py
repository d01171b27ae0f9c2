"""Owed but missing: a duty says that one tells another, both are here, and no relation is known of."""

from collections.abc import Iterator
from typing import Final

from graphdb.gaps.rule import Cover, Finding, Inputs, Rule
from graphdb.message import Text, Words, any_of, inside, message
from graphdb.model import EdgeKind, Node, NodeKind, code_of
from graphdb.rules.situation import codes, wording
from graphdb.vocabulary.catalogue import ended

_EVERYBODY: Final = 4
"""A duty of this many kinds of actors is general: it says nothing of who of them should know whom."""


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each duty; one who tells one is enough."""
    terms = inputs.ground.index.terms
    current = (edge for edge in inputs.relations if not _over(edge.text("until"), inputs))
    linked = {frozenset((edge.src, edge.dst)) for edge in current}
    for duty in terms.list_terms(NodeKind.DUTY, inputs.today):
        if duty.text("kind") == "duty" and not ended(duty, inputs.today):
            yield from _of(inputs, duty, linked)


def _of(inputs: Inputs, duty: Node, linked: set[frozenset[str]]) -> Iterator[Finding]:
    here, terms, code = inputs.ground.presence, inputs.ground.index.terms, code_of(duty.id)
    by = [code_of(edge.dst) for edge in terms.from_term(EdgeKind.OWED_BY, code)]
    to = [code_of(edge.dst) for edge in terms.from_term(EdgeKind.OWED_TO, code)]
    senders, receivers = here.ids(by), here.ids(to)
    if len(by) >= _EVERYBODY or not senders or not receivers or set(by) & set(to):
        return
    if any(frozenset((src, dst)) in linked for src in senders for dst in receivers):
        return
    yield Finding(
        key=(code,),
        text=message(
            "gaps.owed",
            duty=inside(wording(duty, "duty")),
            src=any_of(inside(inputs.words(kind)) for kind in by),
            dst=any_of(inside(inputs.words(kind)) for kind in to),
        ),
        why=tuple(_laws(inputs, duty)),
        groups=tuple(codes(duty, "risk_groups")),
        kind=by[0],
        evidence=(*senders[:_EVERYBODY], *receivers[:_EVERYBODY]),
        strength="expected",
        cover=Cover(tuple(by), tuple(to)),
    )


def _laws(inputs: Inputs, duty: Node) -> Iterator[Text]:
    labels = [inputs.ground.index.terms.words(code) for code in codes(duty, "legal_basis")]
    return (label for label in labels if isinstance(label, Words))


def _over(until: str, inputs: Inputs) -> bool:
    return bool(until) and until < inputs.today


RULE: Final = Rule("owed", message("gaps.title_owed"), find, message("gaps.step_meet"))
