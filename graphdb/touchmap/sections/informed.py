"""Who should hear of it if the citizen agrees, and where in time the situation stands."""

from collections.abc import Collection, Iterator
from typing import Final

from graphdb.model import EdgeKind, NodeKind, code_of
from graphdb.rules.conditions import Conditions
from graphdb.rules.expectations import NONE
from graphdb.rules.ruleset import Rules
from graphdb.rules.situation import codes, number, wording
from graphdb.touchmap.answer import Inform, Stage

_ROLES: Final = 3
"""Who sees first, who acts, who holds on: a ``Stage`` has a place for each, in the order of the table."""


def inform(rules: Rules, conditions: Conditions) -> tuple[Inform, ...]:
    """Who should hear of it at the transition, in the table's order; never the one who asks."""
    passage = rules.situation.transition
    if passage is None:
        return ()
    rows = [
        row
        for row in rules.vocabulary.grouped(NodeKind.INFORM, "transition").get(passage.text("code"), ())
        if rules.situation.person.fits_today(number(row, "min_age"), number(row, "max_age"))
        and conditions.fit(row)
    ]
    informed: dict[str, Inform] = {}
    for row in sorted(rows, key=lambda row: number(row, "order") or 0):
        kinds = codes(row, "actor_type")
        kind = next((kind for kind in kinds if kind in conditions.facts.known), kinds[0])
        if rules.situation.from_kind not in kinds:
            label = rules.vocabulary.label(kind)
            informed.setdefault(kind, Inform(kind, label, row.text("consent"), wording(row, "what")))
    return tuple(informed.values())


def stages(rules: Rules) -> tuple[Stage, ...]:
    """The stages in order: which kinds see the ticked groups first, act and hold on; the present marked."""
    vocabulary = rules.vocabulary
    kinds_by_role: dict[tuple[str, str], dict[str, None]] = {}
    situation = rules.situation
    for group in situation.groups:
        for edge in vocabulary.in_area(EdgeKind.EXPECTS_AT, group, situation.acting, situation.today):
            kind = code_of(edge.dst)
            ages = rules.kinds.ages.get(kind, (None, None))
            if edge.text("strength") != NONE and situation.person.fits_today(*ages):
                kinds_by_role.setdefault((edge.text("stage"), edge.text("role")), {})[kind] = None
    roles = tuple(role.text("code") for role in vocabulary.list_terms(NodeKind.STAGE_ROLE))
    if len(roles) != _ROLES:
        return ()
    present = _present(rules, {stage for stage, _ in kinds_by_role})
    lines = []
    for stage in vocabulary.list_terms(NodeKind.STAGE):
        code = stage.text("code")
        sees, acts, holds = (tuple(kinds_by_role.get((code, role), ())) for role in roles)
        if sees or acts or holds:
            lines.append(Stage(code, sees, acts, holds, present=code == present))
    return tuple(lines)


def _present(rules: Rules, filled: Collection[str]) -> str:
    """The stage of the situation: without a bed, a transition ahead, the starting point's own, or else.

    The first of these at which an actor is expected: a stage without actors tells nothing.
    """
    situation = rules.situation
    start = "" if situation.start is None else situation.start.text("stage")
    ahead = situation.transition is not None and situation.event and situation.day >= situation.today
    candidates = [
        *(_stages_when(rules, "acute") if situation.acute else ()),
        *(_stages_when(rules, "dated") if ahead and situation.days else ()),
        *([start] if start else ()),
        *_stages_when(rules, "otherwise"),
    ]
    return next((stage for stage in candidates if stage in filled), next(iter(candidates), ""))


def _stages_when(rules: Rules, when: str) -> Iterator[str]:
    for code, stage in rules.vocabulary.terms.get(NodeKind.STAGE, {}).items():
        if stage.text("when") == when:
            yield code
