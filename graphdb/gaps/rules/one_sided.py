"""One side only says the relation: its own people do, and those of the other have never spoken of it."""

from collections.abc import Iterator
from typing import Final

from graphdb.claims import EXISTS, is_own, own_source
from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import message


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each relation that no file or authority says either."""
    for edge in inputs.relations:
        sources = {claim.source for claim in inputs.claims.get(edge.id, ()) if claim.facts[EXISTS].value}
        if len(sources) == 1 and all(map(is_own, sources)):
            teller, other = (edge.src, edge.dst) if own_source(edge.src) in sources else (edge.dst, edge.src)
            yield Finding(
                key=(edge.id.replace("|", "~"),),
                text=message("gaps.one_sided", name=inputs.name(teller), other=inputs.name(other)),
                why=(message("gaps.why_one_sided"),),
                kind=inputs.ground.presence.kind_of(other),
                evidence=(edge.id,),
            )


RULE: Final = Rule("one_sided", message("gaps.title_one_sided"), find, message("gaps.step_confirm"))
