"""Searches and touch maps that ended with nobody: those who look for help for a group do not meet any.

What is counted, and why that is no citizen data, says ``graphdb.gaps.ended``. As soon as the directory has
somebody for the group it is no gap any more, however often nobody was met before. Counts have a quarter and
no day: nobody knows since when it is one, and on no past day was it one.
"""

from collections.abc import Iterator
from typing import Final

from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import inside, message
from graphdb.model import NodeKind, term_id


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each group and kind of which there is nobody."""
    terms, here = inputs.ground.index.terms, inputs.ground.presence
    for (group, kind), count in sorted(inputs.ended.items()):
        known = terms.find(NodeKind.RISK_GROUP, group) is not None
        if not known or (kind and terms.find(NodeKind.ACTOR_TYPE, kind) is None):
            continue
        if any(here.of(one, group) for one in ([kind] if kind else here.kinds_that_name(group))):
            continue
        about = inputs.words(group)
        yield Finding(
            key=(group, kind or "any"),
            text=message("gaps.ended_kind", group=about, kind=inside(inputs.words(kind)), count=count)
            if kind
            else message("gaps.ended_any", group=about, count=count),
            why=(message("gaps.why_ended"),),
            groups=(group,),
            kind=kind,
            kinds=(kind,) if kind else (),
            evidence=(term_id(group),),
        )


RULE: Final = Rule("ended", message("gaps.title_ended"), find, message("gaps.step_ask"), in_history=False)
