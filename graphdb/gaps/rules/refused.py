"""Refused everywhere: every actor of a needed kind here says no to a group, or to a couple, a dog.

A question that nobody has asked is no no.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from graphdb.coverage.state import State
from graphdb.fields.registry import answers
from graphdb.freshness.shelf_life import confirmed_on, shelf_lives
from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import any_of, inside, message
from graphdb.model import Id, NodeKind
from graphdb.search.index.columns import EXCLUSIONS


def find(inputs: Inputs) -> Iterator[Finding]:
    """For a group by what it expects, for a couple or a dog by every bed; old answers do not count."""
    yield from _groups(inputs)
    yield from _beds(inputs)


def _groups(inputs: Inputs) -> Iterator[Finding]:
    for cell in inputs.core():
        if cell.red and cell.state is State.REFUSES and cell.expectation is not None:
            yield Finding(
                key=(cell.group, cell.expectation.key),
                text=message(
                    "gaps.refused",
                    kinds=any_of(map(inputs.words, cell.kinds)),
                    group=inside(inputs.words(cell.group)),
                ),
                why=(cell.expectation.why,),
                groups=(cell.group,),
                kind=cell.kinds[0],
                kinds=cell.kinds,
                strength=cell.expectation.strength,
                evidence=(*cell.refusing, *(answer.target for answer in cell.answers)),
            )


def _beds(inputs: Inputs) -> Iterator[Finding]:
    index = inputs.ground.index
    with_bed = index.with_flag("need", "bed")
    beds = [node for node in inputs.nodes.values() if with_bed[index.columns.find(node.id)]]
    life = shelf_lives(index.terms, inputs.today).of(NodeKind.SERVICE, EXCLUSIONS)
    said: defaultdict[str, dict[Id, bool]] = defaultdict(dict)
    for service in beds:
        for code, answer in answers(service.props, EXCLUSIONS).items():
            if not life.past(confirmed_on(service, f"{EXCLUSIONS}.{code}")):
                said[code][service.id] = answer
    for row in index.terms.list_terms(NodeKind.EXCLUSION, inputs.today):
        code, blocking = row.text("code"), row.text("blocks_on") == "yes"
        # What follows from a group is that group's; what only some can answer tells nothing of all.
        if row.items("follows_from") or not row.text("chip_da") or len(said[code]) < len(beds) or not beds:
            continue
        if all(answer is blocking for answer in said[code].values()):
            yield Finding(
                key=("beds", code),
                text=message("gaps.refused_beds", who=index.terms.words(code)),
                why=(message("gaps.why_beds"),),
                evidence=tuple(sorted(said[code])),
            )


RULE: Final = Rule("refused", message("gaps.title_refused"), find, message("gaps.step_door"))
