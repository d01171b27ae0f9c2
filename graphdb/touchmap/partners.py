"""Who is in touch, and who probably is: actors with their reasons in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphdb.model import Id
from graphdb.rules.expectations import STRENGTHS
from graphdb.touchmap.answer import Partner
from graphdb.touchmap.candidates import Candidate
from graphdb.touchmap.inputs import SHOWN_OF_A_KIND, Scene, expired
from graphdb.touchmap.tonight import LAPSED

_OWES, _PASSES, _RELATED, _REACHES = 0, 1, len(STRENGTHS), len(STRENGTHS) + 1
"""Tiers beside those of expectations (core, expected, optional): who owes something ranks with core."""


@dataclass(frozen=True, slots=True)
class _Tier:
    weight: int
    unsure: bool


def touched(scene: Scene) -> tuple[Partner, ...]:
    """The known actors, then the known kinds (without an id), each with what makes it matter."""
    known = (
        _partner(scene, one, scene.pool.kind_of(one), reasons_for_kind(scene, scene.pool.kind_of(one)))
        for one in scene.situation.known_actors
    )
    kinds = (
        Partner(None, kind, scene.label(kind), scene.label(kind), reasons_for_kind(scene, kind))
        for kind in scene.situation.known_kinds
    )
    return (*known, *kinds)


def likely(scene: Scene) -> tuple[Partner, ...]:
    """Who is probably in touch, the first of each kind before the second of any, best first."""
    held: list[tuple[int, Candidate]] = []
    for kind, candidates in scene.chosen.items():
        if kind == scene.situation.from_kind:
            continue
        # A kind in touch is settled: neither its known actors are suggested nor others unrelated to them.
        fit = [one for one in candidates if one.related or kind not in scene.settled]
        held += enumerate(fit)
    held += [(0, one) for one in scene.others]
    kinds = {one.kind for _, one in held}
    tiers = {kind: _tier(scene, kind) for kind in kinds}
    shared = {kind: reasons_for_kind(scene, kind) for kind in kinds}
    ordered = sorted(held, key=lambda item: _rank(scene, item[0], item[1], tiers[item[1].kind]))
    return tuple(
        _partner(scene, one.id, one.kind, (*shared[one.kind], *_own_reasons(scene, one)))
        for _, one in ordered
    )


def reasons_for_kind(scene: Scene, kind: str) -> tuple[str, ...]:
    """Why a kind of actor belongs here: what it is expected for, what it owes, the passage it stands in."""
    return tuple(dict.fromkeys(_kind_reasons(scene, kind)))


def _kind_reasons(scene: Scene, kind: str) -> Iterator[str]:
    rules = scene.rules
    for one in rules.expectations:
        if one.kind == kind:
            yield from one.reasons
    for duty in rules.duties:
        if kind in rules.owners(duty):
            yield f"{duty.kind_label}: {duty.text}"
    passage = scene.situation.transition
    if passage is not None and kind in rules.passage("to_actor_types"):
        yield f"Skal have besked ved: {passage.text('label_da')}."
    elif passage is not None and kind in rules.passage("from_actor_types"):
        yield f"Giver besked ved: {passage.text('label_da')}."


def _own_reasons(scene: Scene, one: Candidate) -> Iterator[str]:
    for tie in scene.known_ties:
        if one.id in (tie.src, tie.dst) and not expired(tie, scene.situation.today):
            yield scene.sentence(tie)
    if one.reaches:
        yield f"Når ud til: {'; '.join(map(scene.label, one.reaches))}."
    if one.meets:
        yield f"Hjælper med: {', '.join(scene.label(code).lower() for code in one.meets)}."
    if scene.pool.lapsed[one.slot]:
        yield LAPSED
    yield f"Dækker {_where(scene, one)}."
    more = scene.pool.count(one.kind) - SHOWN_OF_A_KIND
    if more > 0 and one.kind in scene.chosen:
        yield f"Der er {more} {'anden' if more == 1 else 'andre'} af samme slags her; søg i kataloget."


def _where(scene: Scene, one: Candidate) -> str:
    serves = (scene.label(code) for code, mask in scene.pool.serving.items() if mask[one.slot])
    return " og ".join(serves)


def _tier(scene: Scene, kind: str) -> _Tier:
    rules = scene.rules
    for one in rules.expectations:
        if one.kind == kind and kind not in scene.settled:
            return _Tier(one.strength, one.unsure)
    if any(kind in rules.owners(duty) for duty in rules.duties):
        return _Tier(_OWES, False)
    if kind in rules.passage("to_actor_types") or kind in rules.passage("from_actor_types"):
        return _Tier(_PASSES, False)
    return _Tier(_RELATED, False)


def _rank(scene: Scene, place: int, one: Candidate, tier: _Tier) -> tuple[object, ...]:
    weight = tier.weight if one.related or tier.weight < _RELATED else _REACHES
    old = one.stale or bool(scene.pool.lapsed[one.slot])
    sinks = old and one.kind not in scene.pool.kinds.statutory
    kinds = list(scene.chosen)
    return (
        place,
        weight,
        tier.unsure,
        not one.related,
        sinks,
        -len(one.reaches),
        kinds.index(one.kind) if one.kind in kinds else len(kinds),
        int(scene.pool.index.rank[one.slot]),
        one.id,
    )


def _partner(scene: Scene, actor: Id, kind: str, reasons: tuple[str, ...]) -> Partner:
    held = scene.cards.get(actor)
    slot = scene.pool.index.columns.find(actor)
    return Partner(
        id=actor,
        kind=kind,
        kind_label=scene.label(kind),
        name=scene.name(actor),
        reasons=reasons,
        phone=held.phone if held else "",
        open_now=held.open_now if held else None,
        confirmed_on=held.confirmed_on if held else "",
        stale=bool(scene.pool.stale[slot]),
        temporary=held.temporary if held else "",
        demo=held.demo if held else False,
        stated_on=held.stated_on if held else "",
        source=held.source if held else "",
        phone_note=held.note if held else "",
    )
