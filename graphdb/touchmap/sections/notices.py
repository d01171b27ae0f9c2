"""Sentences above the calls: the duty to notify, the number under 18, and how many days are left."""

from datetime import date

from graphdb.message import Message, Text, Weekday, in_a_row, message
from graphdb.model import NodeKind
from graphdb.rules.first_calls import CallPlan
from graphdb.rules.person import ADULT
from graphdb.rules.ruleset import Rules
from graphdb.rules.situation import Situation, codes
from graphdb.touchmap.answer import Number
from graphdb.touchmap.callers import Callers
from graphdb.touchmap.sections.calls import Desk
from graphdb.touchmap.shown import Shown
from graphdb.vocabulary.catalogue import Vocabulary


def notify_first(situation: Situation) -> Text:
    """The duty to notify in words that fit: never "talk to the parents" where there is violence."""
    person = situation.person
    if not person.child:
        return ""
    notify = message("touchmap.notify_minor" if person.minor else "touchmap.notify_child")
    if situation.violence or situation.danger:
        return notify
    return in_a_row([notify, message("touchmap.talk_minor" if person.minor else "touchmap.talk_child")])


def notify_numbers(
    situation: Situation, plan: CallPlan, callers: Callers, shown: Shown
) -> tuple[Number, ...]:
    """Who receives notifications, by day and by night; nothing where no child is concerned."""
    if not situation.person.child or plan.young is None:
        return ()
    duty_officers = shown.index.terms.marked(NodeKind.ACTOR_TYPE, "night_duty")
    numbers: dict[bool, Number] = {}
    for kind in codes(plan.young, "actor_type"):
        for caller in callers.by_row.get((plan.young.id, kind), ()):
            card = shown.card(caller.id)
            night = kind in duty_officers
            if card is not None and card.phone and not card.closed and night not in numbers:
                numbers[night] = Number(card, night)
    return tuple(numbers[night] for night in (False, True) if night in numbers)


def young_first(rules: Rules, plan: CallPlan, desk: Desk) -> Text:
    """Whom to ring first were the citizen under 18; "" when the age is known or only adults are meant."""
    person = rules.situation.person
    may_be_young = any(youngest < ADULT for youngest, _ in person.ages[:1])
    if person.age_known or not may_be_young or plan.young is None:
        return ""
    call = desk.first_of(plan.young)
    if call is None or call.card is None or not call.card.phone:
        return ""
    return message("touchmap.young_first", adult=ADULT, name=call.name)


def countdown(vocabulary: Vocabulary, situation: Situation) -> Text | None:
    """The event and how far it is: "Dagen for udsættelsen om 10 dage, lørdag 5. december 2026"."""
    event = situation.event or situation.past
    day = situation.days.get(event) if event else None
    if day is None:
        return None
    left = (day - date.fromisoformat(situation.today)).days
    return message(
        "touchmap.countdown",
        event=vocabulary.words(event),
        distance=_distance(left),
        weekday=Weekday(day),
        day=day,
    )


def _distance(days: int) -> Message:
    if days == 0:
        return message("touchmap.today")
    if abs(days) == 1:
        return message("touchmap.tomorrow" if days > 0 else "touchmap.yesterday")
    return message("touchmap.in_days", days=days) if days > 0 else message("touchmap.days_ago", days=-days)
