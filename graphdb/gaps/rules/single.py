"""A single point of failure, as what would fall apart: one actor alone covers a core expectation.

Who is there by law is not meant: a municipality has one of its own units each, and each citizen one hospital.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from graphdb.gaps.rule import Cover, Finding, Inputs, Rule
from graphdb.message import inside, message
from graphdb.model import Id, NodeKind


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each actor that several groups would lose."""
    alone: defaultdict[Id, list[str]] = defaultdict(list)
    kinds: dict[Id, str] = {}
    never = inputs.ground.index.terms.marked(NodeKind.ACTOR_TYPE, "one_per_citizen")
    here = inputs.ground.presence
    for cell in inputs.core():
        for actor in cell.actors if len(cell.actors) == 1 else ():
            kind = here.kind_of(actor)
            if kind not in never and not here.by_law(kind):
                alone[actor].append(cell.group)
                kinds[actor] = kind
    for actor, groups in alone.items():
        yield Finding(
            key=(actor,),
            text=message(
                "gaps.single",
                name=inputs.name(actor),
                kind=inside(inputs.words(kinds[actor])),
                groups=tuple(inside(inputs.words(group)) for group in groups),
            ),
            why=(message("gaps.why_single", kind=inputs.words(kinds[actor])),),
            groups=tuple(dict.fromkeys(groups)),
            kind=kinds[actor],
            strength="expected",
            cover=Cover((kinds[actor],), number=2),
            evidence=(actor,),
        )


RULE: Final = Rule("single", message("gaps.title_single"), find, message("gaps.step_second"))
