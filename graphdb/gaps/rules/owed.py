"""Owed but missing: a duty says that one tells another, both are here, and no relation is known of."""

from collections.abc import Iterator
from typing import Final

from graphdb.gaps.rule import Cover, Finding, Rule, Scene
from graphdb.message import Text, Words, any_of, message
from graphdb.model import EdgeKind, Node, NodeKind, code_of
from graphdb.rules.situation import codes, wording
from graphdb.vocabulary.catalogue import ended

_EVERYBODY: Final = 4
"""A duty of this many kinds of actors is general: it says nothing of who of them should know whom."""


def find(scene: Scene) -> Iterator[Finding]:
    """One for each duty; one who tells one is enough."""
    terms = scene.ground.index.terms
    current = (edge for edge in scene.relations if not _over(edge.text("until"), scene))
    linked = {frozenset((edge.src, edge.dst)) for edge in current}
    for duty in terms.list_terms(NodeKind.DUTY, scene.today):
        if duty.text("kind") == "duty" and not ended(duty, scene.today):
            yield from _of(scene, duty, linked)


def _of(scene: Scene, duty: Node, linked: set[frozenset[str]]) -> Iterator[Finding]:
    here, terms, code = scene.ground.presence, scene.ground.index.terms, code_of(duty.id)
    by = [code_of(edge.dst) for edge in terms.from_term(EdgeKind.OWED_BY, code)]
    to = [code_of(edge.dst) for edge in terms.from_term(EdgeKind.OWED_TO, code)]
    senders, receivers = here.ids(by), here.ids(to)
    if len(by) >= _EVERYBODY or not senders or not receivers or set(by) & set(to):
        return
    if any(frozenset((src, dst)) in linked for src in senders for dst in receivers):
        return
    yield Finding(
        key=(code,),
        text=message("gaps.owed", src=any_of(map(scene.words, by)), dst=any_of(map(scene.words, to))),
        why=(wording(duty, "duty"), *_laws(scene, duty)),
        groups=tuple(codes(duty, "risk_groups")),
        kind=by[0],
        evidence=(*senders[:_EVERYBODY], *receivers[:_EVERYBODY]),
        strength="expected",
        cover=Cover(tuple(by), tuple(to)),
    )


def _laws(scene: Scene, duty: Node) -> Iterator[Text]:
    labels = [scene.ground.index.terms.words(code) for code in codes(duty, "legal_basis")]
    return (label for label in labels if isinstance(label, Words))


def _over(until: str, scene: Scene) -> bool:
    return bool(until) and until < scene.today


RULE: Final = Rule("owed", message("gaps.title_owed"), find, message("gaps.step_meet"))
