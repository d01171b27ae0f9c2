"""What is open tonight, and how to get in."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from graphdb.model import Id, NodeKind
from graphdb.rules.expectations import STRENGTHS
from graphdb.touchmap.answer import Tonight
from graphdb.touchmap.inputs import Scene

NOBODY: Final = (
    "Vi fandt ingen, der har åbent nu. Ring til kommunens hovednummer."
    " Uden for åbningstid kan kommunens døgnvagt hjælpe."
)
DANGER: Final = "Er nogen i fare, så ring 112."
LAPSED: Final = "Lovgrundlaget er udløbet."
_MOST: Final = 8


def tonight(scene: Scene) -> tuple[Tonight, ...]:
    """Who is open now first, then who may be (no hours known); never who is closed.

    Among those: fresh, without a referral, local, and of the kind that is expected for the situation.
    """
    found: dict[Id, Tonight] = {}
    for slot in sorted(scene.night, key=partial(_rank, scene)):
        one = _line(scene, slot)
        held = found.get(one.id)
        if one.open_now is not False and (held is None or (one.open_now and not held.open_now)):
            found[one.id] = one
    ordered = sorted(found.values(), key=lambda one: (not one.open_now, one.stale))
    return tuple(ordered[:_MOST])


def tonight_help(scene: Scene, found: tuple[Tonight, ...]) -> str:
    """What to do when nobody is open, or somebody may be in danger; "" otherwise."""
    said = []
    if scene.situation.danger or scene.situation.violence:
        said.append(DANGER)
    if scene.situation.acute and not any(one.open_now for one in found):
        said.append(NOBODY)
    return " ".join(said)


def _rank(scene: Scene, slot: int) -> tuple[bool, bool, bool, int]:
    index = scene.pool.index
    # At night there is no doctor and no caseworker to refer anybody.
    direct = bool(index.with_any("access", index.terms.marked(NodeKind.ACCESS_ROUTE, "at_night"))[slot])
    far = bool(index.facets["municipality"].wide[slot])
    kind = scene.pool.kind_of(index.id(int(index.owner[slot])))
    wanted = {one.kind: one.strength for one in scene.rules.expectations}
    sinks = bool(scene.pool.stale[slot] or scene.pool.lapsed[slot])
    return sinks, not direct, far, wanted.get(kind, len(STRENGTHS))


def _line(scene: Scene, slot: int) -> Tonight:
    index = scene.pool.index
    actor = index.id(int(index.owner[slot]))
    owner, held = scene.cards[actor], scene.cards[index.id(slot)]
    own = index.id(slot) == actor
    return Tonight(
        id=actor,
        kind=scene.pool.kind_of(actor),
        kind_label=scene.label(scene.pool.kind_of(actor)),
        name=owner.name,
        phone=held.phone or owner.phone,
        open_now=owner.open_now if held.open_now is None and not held.temporary else held.open_now,
        how_in=tuple(_ways_in(scene, slot, held.how_to_apply)),
        reasons=(*(() if own else (f"{held.name}.",)), *((LAPSED,) if scene.pool.lapsed[slot] else ())),
        stale=bool(scene.pool.stale[slot]),
        temporary=held.temporary or owner.temporary,
        demo=owner.demo,
        confirmed_on=held.confirmed_on or owner.confirmed_on,
        stated_on=held.stated_on or owner.stated_on,
        source=owner.source,
        phone_note="" if held.phone else owner.note,
    )


def _ways_in(scene: Scene, slot: int, said: str) -> Iterator[str]:
    """The service's own words, then what its ways in mean: said, not named."""
    if said:
        yield said
    index = scene.pool.index
    pairs = index.columns.lists["access"]
    for number in sorted(pairs.codes[pairs.slots == slot].tolist(), key=index.code):
        route = scene.rules.vocabulary.find(NodeKind.ACCESS_ROUTE, index.code(number))
        if route is not None:
            yield route.text("definition_da")
