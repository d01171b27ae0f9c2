"""An agreement that has ended and was not renewed, or ends within three months."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from graphdb.fields.formats import parse_date
from graphdb.gaps.rule import Cover, Finding, Rule, Scene
from graphdb.message import message
from graphdb.model import Edge

SOON: Final = timedelta(days=90)
_NEVER: Final = "9999"


def find(scene: Scene) -> Iterator[Finding]:
    """One for each relation with a last day, unless one of the kind between the two runs on."""
    horizon = (date.fromisoformat(scene.today) + SOON).isoformat()
    running = {_pair(edge) for edge in scene.relations if (edge.text("until") or _NEVER) > horizon}
    for edge in scene.relations:
        until = edge.text("until")
        if until and until <= horizon and _pair(edge) not in running:
            names = {"src": scene.name(edge.src), "dst": scene.name(edge.dst)}
            day = parse_date(until)
            yield Finding(
                key=(edge.id.replace("|", "~"),),
                text=message("gaps.ended", src=names["src"], dst=names["dst"], day=day)
                if until < scene.today
                else message("gaps.ending", src=names["src"], dst=names["dst"], day=day),
                why=(scene.ground.index.terms.words(edge.text("kind")),),
                kind=scene.ground.presence.kind_of(edge.dst),
                evidence=(edge.id,),
                since=until if until < scene.today else "",
                cover=_like(scene, edge),
            )


def _like(scene: Scene, edge: Edge) -> Cover | None:
    """An agreement of the kind between two of the kinds."""
    src, dst = map(scene.ground.presence.kind_of, (edge.src, edge.dst))
    return Cover((src,), (dst,), (edge.text("kind"),)) if src and dst else None


def _pair(edge: Edge) -> tuple[str, frozenset[str]]:
    return edge.text("kind"), frozenset((edge.src, edge.dst))


RULE: Final = Rule(
    "agreement", message("gaps.title_agreement"), find, message("gaps.step_renew"), weekly=True
)
