"""Where a citizen can be in the coming night (20 to 8), asked at any hour: who is open then, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from graphdb.fields.schedules import Opening, opening
from graphdb.message import Text, Words, in_a_row, message
from graphdb.model import Id, NodeKind
from graphdb.rules.expectations import STRENGTHS
from graphdb.rules.ruleset import Rules
from graphdb.rules.situation import Situation, wording
from graphdb.touchmap.answer import Tonight
from graphdb.touchmap.candidates import Pool
from graphdb.touchmap.opening import at_night
from graphdb.touchmap.shown import Shown

NOBODY: Final = message("touchmap.nobody_tonight")
DANGER: Final = message("touchmap.danger")
LAPSED: Final = message("touchmap.lapsed")
_MOST: Final = 8
_DUTY_OFFICER_AT: Final = 1


@dataclass(frozen=True, slots=True)
class _Place:
    """A service that may help tonight: its line, and how well it fits, the smaller the better."""

    rank: tuple[object, ...]
    line: Tonight


def tonight(
    rules: Rules, pool: Pool, slots: tuple[int, ...], shut_out: frozenset[str], shown: Shown
) -> tuple[Tonight, ...]:
    """Places open in the coming night first, then those without known hours; never those closed then. Where
    there is violence what is safe from it comes before any other bed.

    What needs a referral, has people waiting or shuts the citizen out is ``folded`` and last. The social duty
    officer stands among the first two.
    """
    best: dict[Id, _Place] = {}
    for slot in slots:
        place = _place(rules, pool, slot, shown)
        if place is None or place.line.card.kind in shut_out:
            continue
        other = best.get(place.line.card.id)
        if other is None or place.rank < other.rank:
            best[place.line.card.id] = place
    lines = [place.line for place in sorted(best.values(), key=lambda place: place.rank)]
    return tuple(_with_duty_officer(pool, lines)[:_MOST])


def tonight_help(situation: Situation, lines: tuple[Tonight, ...]) -> Text:
    """What to do when no place is open, or the citizen may be in danger; "" otherwise."""
    said: list[Text] = []
    if situation.danger or situation.violence:
        said.append(DANGER)
    if situation.acute and not any(line.open_tonight for line in lines):
        said.append(NOBODY)
    return in_a_row(said)


def _with_duty_officer(pool: Pool, lines: list[Tonight]) -> list[Tonight]:
    officers = pool.index.terms.marked(NodeKind.ACTOR_TYPE, "night_duty")
    at = next((at for at, line in enumerate(lines) if line.card.kind in officers and line.open_tonight), 0)
    if at > _DUTY_OFFICER_AT:
        lines.insert(_DUTY_OFFICER_AT, lines.pop(at))
    return lines


def _place(rules: Rules, pool: Pool, slot: int, shown: Shown) -> _Place | None:
    index, situation = pool.index, rules.situation
    owner = int(index.owner[slot])
    hours = pool.hours(slot) or pool.hours(owner)
    night = at_night(hours, shown.now)
    service = shown.node(slot)
    if night.open_now is False or service is None:
        return None
    # At night there is no doctor and no caseworker to write a referral.
    direct, open_to_all, referral = (
        bool(index.with_flag("access", flag)[slot]) for flag in ("at_night", "open_to_all", "referral")
    )
    referred = not direct and (referral or not open_to_all or not night.open_now)
    folded = bool(referred or shown.waits(service) or shown.shuts_out(service, situation))
    safe = index.with_flag("need", "safety")
    wanted = {expectation.kind: expectation.strength for expectation in rules.expectations}
    rank = (
        folded,
        shown.waits(service),
        situation.violence and not safe[slot],
        not night.open_now,
        shown.for_one_gender(service),
        bool(index.stale()[slot]) or pool.has_lapsed(slot),
        bool(index.facets["municipality"].wide[slot]),
        wanted.get(pool.kind_of(index.id(owner)), len(STRENGTHS)),
        int(index.rank[owner]),
        index.id(slot),
    )
    return _Place(rank, _line(pool, slot, shown, night, folded, opening(hours, shown.now)))


def _line(pool: Pool, slot: int, shown: Shown, night: Opening, folded: bool, now: Opening) -> Tonight:
    index = pool.index
    actor = index.id(int(index.owner[slot]))
    owner, service = shown.cards[actor], shown.cards[index.id(slot)]
    own = index.id(slot) == actor
    visit = index.with_flag("access", "visit")
    nodes = [node for node in (shown.node(slot),) if node is not None]
    reasons: tuple[Text, ...] = () if own else (message("touchmap.service", name=Words(service.name)),)
    if pool.has_lapsed(slot):
        reasons = (*reasons, LAPSED)
    changed = service.temporary or owner.temporary
    hours = Opening(
        None if changed else now.open_now,
        night.opens_at if night.opens_at is not None or now.open_now else now.opens_at,
        now.open_until if now.open_now else night.open_until,
        now.place if now.open_now else night.place,
    )
    numbered = owner.with_number(service) if service.phone else owner
    card = replace(
        numbered.with_hours(hours, service if pool.hours(slot) else owner),
        temporary=changed,
        stated_on=service.stated_on or owner.stated_on,
        confirmed_on=service.confirmed_on or owner.confirmed_on,
        stale=service.stale,
        all_past=service.all_past,
    )
    return Tonight(
        card=card,
        how_in=tuple(_ways_in(pool, slot, service.how_to_apply)),
        reasons=reasons,
        service="" if own else service.name,
        against=tuple(shown.against(nodes, pool.kind_of(actor))),
        open_tonight=night.open_now,
        walk_in=bool(visit[slot]),
        folded=folded,
    )


def _ways_in(pool: Pool, slot: int, said: str) -> Iterator[Text]:
    """The service's own words, then what its ways in mean: said, not named."""
    if said:
        yield Words(said)
    index = pool.index
    places, codes = pool.near.pairs("access")
    for number in sorted(codes[places == pool.place_of(slot)].tolist(), key=index.code):
        route = index.terms.find(NodeKind.ACCESS_ROUTE, index.code(number))
        if route is not None:
            yield wording(route, "definition")
