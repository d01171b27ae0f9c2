"""Whom to ring first, and who has the plan."""

from collections.abc import Iterator, Sequence
from typing import Final

from graphdb.model import Id
from graphdb.rules.duties import DutyLine
from graphdb.rules.expectations import STRENGTHS, covered
from graphdb.touchmap.answer import Call, Coordinator
from graphdb.touchmap.inputs import Scene
from graphdb.touchmap.tonight import LAPSED

AGREE: Final = "Ingen har efter loven ansvar for planen. Aftal en tovholder med borgeren og de andre."
_MOST: Final = 3


def calls(scene: Scene) -> tuple[Call, ...]:
    """At most three: who owes a pressing duty, has the plan, stands in the passage, or is nobody's yet."""
    made: list[Call] = []
    rung: dict[str, None] = {}
    for kind, reason in _kinds(scene):
        done = covered(scene.rules.expectations, rung) - {*scene.touched}
        if kind in rung or kind in done or not _may_ring(scene, kind):
            continue
        actor = _whom(scene, kind)
        if actor is None or any(one.id == actor for one in made):
            continue
        rung[kind] = None
        made.append(_call(scene, kind, actor, reason))
        if len(made) == _MOST:
            break
    return tuple(made)


def coordinator(scene: Scene) -> Coordinator | None:
    """Who must make the plan by law, None when nobody must: never somebody by how well connected it is."""
    duty = scene.rules.plan()
    if duty is None or not duty.owed_by:
        return None
    kind = duty.owed_by[0]
    yours = kind == scene.situation.from_kind
    owner = "Det er jer, der har planen" if yours else f"Planen ligger hos: {scene.label(kind)}"
    return Coordinator(
        kind=kind,
        kind_label=scene.label(kind),
        id=_only(scene, kind),
        text=f"{owner}. {duty.text}",
        duty=duty.code,
        legal_basis=duty.legal_basis,
    )


def _kinds(scene: Scene) -> Iterator[tuple[str, str]]:
    rules = scene.rules
    notify = rules.notify()
    if notify is not None:
        # The one who asks owes it at once; whom to ring is who is owed.
        yield from ((kind, f"{notify.kind_label}: {notify.text}") for kind in notify.owed_to)
    for duty in _pressing(scene):
        yield from ((kind, f"{duty.kind_label}: {duty.text}") for kind in duty.owed_by)
    plan = rules.plan()
    if plan is not None:
        yield from ((kind, f"Har planen. {plan.text}") for kind in plan.owed_by)
    passage = scene.situation.transition
    if passage is not None:
        said = f"Skal have besked ved: {passage.text('label_da')}."
        yield from ((kind, said) for kind in _core_first(scene, rules.passage("to_actor_types")))
    for one in rules.expectations:
        if one.strength == 0 and one.kind not in scene.settled:
            yield one.kind, one.reasons[0]


def _core_first(scene: Scene, kinds: Sequence[str]) -> list[str]:
    """In the passage's order, who is core here first: help with the rent before the family unit."""
    strength = {one.kind: one.strength for one in scene.rules.expectations}
    return sorted(kinds, key=lambda kind: strength.get(kind, len(STRENGTHS)))


def _pressing(scene: Scene) -> list[DutyLine]:
    """Overdue duties, then the nearest that has a date; only duties press."""
    dated = sorted(
        (duty for duty in scene.rules.duties if duty.date and duty.kind == "duty"),
        key=lambda duty: (duty.date or "", duty.code),
    )
    late = [duty for duty in dated if duty.overdue]
    coming = [duty for duty in dated if not duty.overdue]
    return late + [duty for duty in coming if duty.date == coming[0].date]


def _may_ring(scene: Scene, kind: str) -> bool:
    if kind == scene.situation.from_kind or kind in scene.pool.kinds.tick_only:
        return False
    # Somebody of the same expectation is known: the tenant of one landlord has no other.
    return kind in scene.touched or kind not in scene.settled


def _whom(scene: Scene, kind: str) -> Id | None:
    """The known actor of a kind, else the best that is not closed and has a telephone."""
    known = [one for one in scene.situation.known_actors if scene.pool.kind_of(one) == kind]
    for actor in (*known, *(one.id for one in scene.chosen.get(kind, ()))):
        held = scene.cards.get(actor)
        if held is not None and held.phone and not held.closed:
            return actor
    return None


def _call(scene: Scene, kind: str, actor: Id, reason: str) -> Call:
    held = scene.cards[actor]
    slot = scene.pool.index.columns.find(actor)
    return Call(
        id=actor,
        kind=kind,
        kind_label=scene.label(kind),
        name=held.name,
        phone=held.phone,
        open_now=held.open_now,
        say=scene.sharing(kind).say,
        reasons=(reason, *_which(scene, kind, actor), *((LAPSED,) if scene.pool.lapsed[slot] else ())),
        phone_note=held.note,
        stale=bool(scene.pool.stale[slot]),
        temporary=held.temporary,
        demo=held.demo,
        confirmed_on=held.confirmed_on,
        stated_on=held.stated_on,
        source=held.source,
    )


def _which(scene: Scene, kind: str, actor: Id) -> Iterator[str]:
    """A word of care where we cannot know which one of several is the citizen's."""
    several = len(scene.chosen.get(kind, ())) > 1
    if several and actor not in scene.situation.known_actors and kind not in scene.pool.kinds.authority:
        yield "Der er flere af slagsen her. Spørg borgeren, hvem det er."


def _only(scene: Scene, kind: str) -> Id | None:
    known = [one for one in scene.situation.known_actors if scene.pool.kind_of(one) == kind]
    held = known or [one.id for one in scene.chosen.get(kind, ())]
    return held[0] if len(held) == 1 else None
