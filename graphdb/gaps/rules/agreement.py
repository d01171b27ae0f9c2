"""An agreement that has ended and was not renewed, or ends within three months."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from graphdb.fields.formats import parse_date
from graphdb.gaps.rule import Cover, Finding, Inputs, Rule
from graphdb.message import message
from graphdb.model import Edge

SOON: Final = timedelta(days=90)
_NEVER: Final = "9999"


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each relation with a last day, unless one of the kind between the two runs on."""
    horizon = (date.fromisoformat(inputs.today) + SOON).isoformat()
    running = {_pair(edge) for edge in inputs.relations if (edge.text("until") or _NEVER) > horizon}
    for edge in inputs.relations:
        until = edge.text("until")
        if until and until <= horizon and _pair(edge) not in running:
            names = {"src": inputs.name(edge.src), "dst": inputs.name(edge.dst)}
            day = parse_date(until)
            yield Finding(
                key=(edge.id.replace("|", "~"),),
                text=message("gaps.ended", src=names["src"], dst=names["dst"], day=day)
                if until < inputs.today
                else message("gaps.ending", src=names["src"], dst=names["dst"], day=day),
                why=(inputs.ground.index.terms.words(edge.text("kind")),),
                kind=inputs.ground.presence.kind_of(edge.dst),
                evidence=(edge.id,),
                since=until if until < inputs.today else "",
                cover=_like(inputs, edge),
            )


def _like(inputs: Inputs, edge: Edge) -> Cover | None:
    """An agreement of the kind between two of the kinds."""
    src, dst = map(inputs.ground.presence.kind_of, (edge.src, edge.dst))
    return Cover((src,), (dst,), (edge.text("kind"),)) if src and dst else None


def _pair(edge: Edge) -> tuple[str, frozenset[str]]:
    return edge.text("kind"), frozenset((edge.src, edge.dst))


RULE: Final = Rule(
    "agreement", message("gaps.title_agreement"), find, message("gaps.step_renew"), weekly=True
)
