"""Use case: whom does this citizen already touch, who is missing, and whom to ring first."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from graphdb.fields.hours import COPENHAGEN
from graphdb.model import EdgeKind, NodeKind, code_of
from graphdb.rules.ruleset import rules_of
from graphdb.rules.sharing import Sharing
from graphdb.rules.situation import Question, Situation, read
from graphdb.search import index
from graphdb.store import GraphStore, stable
from graphdb.touchmap.answer import Call, Choice, TouchMap
from graphdb.touchmap.calls import AGREE, calls, coordinator
from graphdb.touchmap.candidates import gather
from graphdb.touchmap.inputs import Scene, compose, known_ties, related
from graphdb.touchmap.missing import links, missing, missing_links, routes
from graphdb.touchmap.partners import likely, touched
from graphdb.touchmap.tonight import tonight, tonight_help
from graphdb.vocabulary.catalogue import Vocabulary, valid

FOLDED: Final = 7
NOTIFY_FIRST: Final = (
    "Borgeren er under 18 år, eller der er børn i hjemmet. Er du bekymret, så underret kommunen først."
    " Tal med den unge og forældrene."
)


def build(store: GraphStore, question: Question, *, now: datetime) -> TouchMap:
    """The touch map for a situation; ``now`` without a zone is Danish time. Nothing of it is kept.

    Raises InvalidValue, with the member's name as field, for codes and ids that are not there.
    """
    today = (now.astimezone(COPENHAGEN) if now.tzinfo else now).date()
    return stable(store, lambda: _build(store, question, now, today), strict=False)


def _build(store: GraphStore, question: Question, now: datetime, today: date) -> TouchMap:
    held = index.current(store, today.isoformat())
    situation = read(held.terms, question, today)
    rules = rules_of(held.terms, situation)
    known = known_ties(store, situation)
    pool = gather(held, situation, rules.kinds, related(known, situation))
    return _answer(store, compose(store, rules, pool, known, now))


def _answer(store: GraphStore, scene: Scene) -> TouchMap:
    situation = scene.situation
    found, rung, night = likely(scene), calls(scene), tonight(scene)
    plan = coordinator(scene)
    return TouchMap(
        version=scene.pool.index.version,
        tonight=night,
        call=rung,
        duties=scene.rules.duties,
        touched=touched(scene),
        links=links(scene),
        coordinator=plan,
        likely=found,
        missing=missing(scene),
        missing_links=missing_links(scene),
        routes=routes(store, scene, found, FOLDED),
        sharing=_sharing(scene, rung),
        folded=FOLDED,
        tonight_help=tonight_help(scene, night),
        coordinator_help="" if plan else AGREE,
        notify_first=NOTIFY_FIRST if situation.child else "",
        title="" if situation.start is None else situation.start.text("label_da"),
        acting=scene.label(situation.acting),
        staying=scene.label(situation.staying),
        demo=any(held.demo for held in scene.cards.values()),
        mixed=len({held.demo for held in scene.cards.values()}) > 1,
        careful=situation.violence,
        also=tuple(_also(scene.rules.vocabulary, situation)),
        risk_groups=situation.groups,
        risk_factors=situation.factors,
        needs=situation.needs,
        labels=_labels(scene),
    )


def _sharing(scene: Scene, rung: tuple[Call, ...]) -> tuple[Sharing, ...]:
    kinds = dict.fromkeys((*(one.kind for one in rung), *scene.touched))
    return tuple(map(scene.sharing, kinds))


def _also(vocabulary: Vocabulary, situation: Situation) -> Iterator[Choice]:
    """Further groups that the ticked factors point to: offered, never added."""
    seen = set(situation.groups)
    for factor in situation.factors:
        for edge in vocabulary.from_term(EdgeKind.RAISES, factor):
            code = code_of(edge.dst)
            group = vocabulary.find(NodeKind.RISK_GROUP, code)
            if code not in seen and group is not None and valid(group, situation.today):
                seen.add(code)
                yield Choice(code, vocabulary.label(code), edge.text("why_da"))


def _labels(scene: Scene) -> dict[str, str]:
    rules = scene.rules
    found = {*rules.wanted(), *scene.touched, *scene.situation.groups, *scene.situation.factors}
    found |= {*scene.situation.needs, *(one.kind for one in scene.others)}
    for duty in rules.duties:
        found |= {*duty.owed_by, *duty.owed_to, *duty.legal_basis}
    return {code: scene.label(code) for code in sorted(found)}
