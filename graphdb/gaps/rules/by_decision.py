"""Only by decision for a group that arrives anonymously: who says no name cannot be granted anything."""

from collections.abc import Iterator
from typing import Final

from graphdb.coverage.state import State
from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import any_of, inside, message
from graphdb.model import NodeKind


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each group and set of kinds."""
    anonymous = inputs.ground.index.terms.marked(NodeKind.RISK_GROUP, "arrives_anonymously")
    for cell in inputs.core():
        if cell.group in anonymous and cell.state is State.BY_DECISION and cell.expectation is not None:
            yield Finding(
                key=(cell.group, cell.expectation.key),
                text=message(
                    "gaps.by_decision",
                    kinds=any_of(map(inputs.words, cell.kinds)),
                    group=inside(inputs.words(cell.group)),
                ),
                why=(cell.expectation.why, message("gaps.why_by_decision")),
                groups=(cell.group,),
                kind=cell.kinds[0],
                kinds=cell.kinds,
                strength=cell.expectation.strength,
                evidence=(*cell.actors, *(answer.target for answer in cell.answers)),
            )


RULE: Final = Rule("by_decision", message("gaps.title_by_decision"), find, message("gaps.step_open"))
