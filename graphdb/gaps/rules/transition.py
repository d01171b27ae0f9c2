"""A transition with nobody who tells: both sides are here, and no relation of the kind is known of."""

from collections.abc import Iterator
from typing import Final

from graphdb.coverage.matrix.transitions import passages
from graphdb.gaps.rule import Cover, Finding, Inputs, Rule
from graphdb.message import inside, message
from graphdb.model import NodeKind
from graphdb.rules.situation import codes


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each transition, with all groups that go through it."""
    groups: dict[str, list[str]] = {}
    ends: dict[str, tuple[str, ...]] = {}
    for passage in passages(inputs.ground, inputs.relations, inputs.today):
        if passage.senders and passage.receivers and not passage.relations:
            groups.setdefault(passage.transition, []).append(passage.risk_group)
            ends[passage.transition] = (*passage.senders[:3], *passage.receivers[:3])
    for transition, through in groups.items():
        yield Finding(
            key=(transition,),
            text=message("gaps.transition", transition=inputs.words(transition)),
            why=(
                message(
                    "gaps.why_transition", groups=tuple(inside(inputs.words(group)) for group in through)
                ),
            ),
            groups=tuple(through),
            strength="expected",
            evidence=ends[transition],
            cover=_telling(inputs, transition),
        )


def _telling(inputs: Inputs, transition: str) -> Cover:
    row = inputs.ground.index.terms.get(NodeKind.TRANSITION, transition)
    kind = row.text("relation_type")
    senders, receivers = codes(row, "from_actor_types"), codes(row, "to_actor_types")
    return Cover(tuple(senders), tuple(receivers), (kind,) if kind else ())


RULE: Final = Rule("transition", message("gaps.title_transition"), find, message("gaps.step_meet"))
