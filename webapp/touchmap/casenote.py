"""The touch map as a short note in Danish for the case: what was asked, and lines to fill in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from graphdb.fields.formats import display_phone
from graphdb.message import say
from graphdb.rules.duties import DutyLine
from graphdb.touchmap import Call, RuleLine, TouchMap
from webapp.language import day
from webapp.touchmap.consent import Consent

WORDS: Final = 180
"""A note has no more words than this; what is said of a deadline no further stands in the long text."""
_GIVEN: Final = 8


def case_note(touch_map: TouchMap, given: list[str], consent: Consent, now: datetime) -> str:
    """Situation, calls, deadlines, agreements with each actor, and consent. ``given`` is what was asked."""
    before = [
        [f"Kontakt med andre, {day(now.date())}", *_example(touch_map)],
        ["SITUATION", *_situation(touch_map, given)],
        ["RINGET TIL (sæt kryds)", *(f"[ ] {_who(call, touch_map)}" for call in touch_map.call)],
    ]
    after = [
        ["AFTALT MED (hvem, hvad, hvornår)", "- "],
        ["SAMTYKKE (ja eller nej, til hvad, dato)", *_rules(consent, touch_map), "- "],
    ]
    room = WORDS - len(_text([*before, ["FRISTER"], *after]).split())
    deadlines = _that_fit(_in_order(touch_map.duties), room)
    return _text([*before, *([["FRISTER", *deadlines]] if deadlines else []), *after])


def _text(parts: Iterable[list[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in parts)


def _example(touch_map: TouchMap) -> list[str]:
    return ["EKSEMPELDATA: noget her er opdigtet."] if touch_map.demo else []


def _situation(touch_map: TouchMap, given: list[str]) -> Iterator[str]:
    yield "; ".join([*([say(touch_map.title)] if touch_map.title else []), *given[:_GIVEN]]) + "."
    if touch_map.countdown:
        yield f"{say(touch_map.countdown)}."
    if touch_map.notify_first:
        yield say(touch_map.notify_first)


def _who(call: Call, touch_map: TouchMap) -> str:
    """Actor, service and number; a fictional one is marked among real ones."""
    if call.card is None:
        return say(call.name)
    made_up = " (eksempeldata)" if call.card.demo and touch_map.mixed else ""
    service = f", {call.service}" if call.service else ""
    phone = f", tlf. {display_phone(call.card.phone)}" if call.card.phone else ""
    return f"{call.card.name}{service}{made_up}{phone}"


def _in_order(duties: Iterable[DutyLine]) -> list[DutyLine]:
    """Those with a date first, by date. The duty to notify stands in the situation."""
    counted = [duty for duty in duties if not duty.notify and not duty.ended]
    return sorted(counted, key=lambda duty: duty.date or "9")


def _deadline(duty: DutyLine) -> str:
    when = day(duty.date) if duty.date else say(duty.rule)
    return f"- {when}: {say(duty.what)}{' (datoen er passeret)' if duty.overdue else ''}"


def _that_fit(duties: list[DutyLine], room: int) -> list[str]:
    """As many in full as there is room for; of the others how many, and their dates where these fit."""
    for most in range(len(duties), -1, -1):
        lines = [*map(_deadline, duties[:most]), *_further(duties[most:])]
        if sum(len(line.split()) for line in lines) <= room:
            return lines
    return [_count(duties)] if duties else []


def _further(duties: list[DutyLine]) -> Iterator[str]:
    if duties:
        dates = ", ".join(dict.fromkeys(f"{day(duty.date)}" for duty in duties if duty.date))
        yield f"{_count(duties)}{f': {dates}' if dates else ''}"


def _count(duties: list[DutyLine]) -> str:
    return f"- {len(duties)} flere i hele teksten"


def _rules(consent: Consent, touch_map: TouchMap) -> list[str]:
    """The shared rule; without one the rule that holds for most of those to ring, and for whom."""
    if consent.shared is not None:
        return [say(consent.shared.text)]
    names: dict[RuleLine, list[str]] = {}
    for call in touch_map.call:
        for rule in consent.rules.get(call.kind, ()):
            if call.card is not None and rule.rule != "must":
                names.setdefault(rule, []).append(call.card.name)
    most = max(names, key=lambda rule: len(names[rule]), default=None)
    return [] if most is None else [f"{', '.join(names[most])}: {say(most.text)}"]
