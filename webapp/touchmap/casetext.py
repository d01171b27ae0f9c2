"""The touch map as plain Danish text, to paste into the municipality's own case system."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from graphdb.cards.card import Card
from graphdb.fields.formats import display_phone
from graphdb.message import say
from graphdb.rules.duties import DutyLine
from graphdb.touchmap import Partner, RuleLine, TouchMap
from webapp.language import day
from webapp.pages import label

_UNREAD: Final = {"background": " (ikke efterprøvet)", "derived": " (udledt af kilden)"}
_NAMES: Final = {True: " Åbent nu.", False: " Lukket nu.", None: ""}


def case_text(touch_map: TouchMap, given: list[str], now: datetime) -> str:
    """Everything on the map, with rules, deadlines and dates. ``given`` is what was asked, in words."""
    parts = (
        _head(touch_map, given, now),
        _section("I NAT", _tonight(touch_map, known=True)),
        _section("MÅSKE ÅBENT I NAT? RING FØRST", _tonight(touch_map, known=False)),
        _section("RING TIL", _calls(touch_map)),
        _section("FRISTER", (line for duty in touch_map.duties for line in _duty(duty))),
        _section("HVEM ER MED, OG HVEM HAR PLANEN", _plan(touch_map)),
        _section("SANDSYNLIGE", (_partner(one, touch_map) for one in touch_map.likely[: touch_map.folded])),
        _section("MANGLER HER", _missing(touch_map)),
        [f"{say(touch_map.guidance)} Ingen jurist har læst reglerne igennem."],
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(touch_map: TouchMap, given: list[str], now: datetime) -> Iterator[str]:
    yield "HVEM ER OM BORGEREN?"
    if touch_map.demo and touch_map.mixed:
        yield "Noget er EKSEMPELDATA: det, der er mærket sådan, er opdigtet. Brug det ikke over for borgere."
    elif touch_map.demo:
        yield "EKSEMPELDATA: navne og numre er opdigtede. Brug dem ikke over for borgere."
    moment = format_datetime(now, "d. MMMM y 'kl.' H.mm", locale="da")
    yield f"Lavet med Brobygger {moment}."
    yield "; ".join([*([say(touch_map.title)] if touch_map.title else []), *given]) + "."
    if touch_map.notify_first:
        yield f"UNDERRET FØRST. {say(touch_map.notify_first)}"
    if touch_map.tonight_help:
        yield say(touch_map.tonight_help)


def _section(title: str, lines: Iterator[str]) -> list[str]:
    content = list(lines)
    return [title, *content] if content else []


def _tonight(touch_map: TouchMap, *, known: bool) -> Iterator[str]:
    """Places surely open in the coming night; else those of unknown hours, or that may turn citizens away."""
    places = (place for place in touch_map.tonight if bool(place.open_tonight and not place.folded) is known)
    for one in places:
        who, state = _who(one.card, one.service, touch_map), _NAMES[one.card.opening.open_now]
        yield f"- {who}.{state} {' '.join(map(say, one.how_in))}".rstrip()


def _calls(touch_map: TouchMap) -> Iterator[str]:
    rules = {sharing.kind: sharing.rules for sharing in touch_map.sharing}
    for number, one in enumerate(touch_map.call, 1):
        if one.card is None:
            yield f"{number}. {say(one.name)}."
        else:
            yield f"{number}. {_who(one.card, one.service, touch_map)}.{_dated(one.card)}"
        yield f"   Hvorfor: {' '.join(map(say, one.reasons))}"
        for rule in rules.get(one.kind, ()):
            yield f"   Det må du sige: {say(rule.text)} {_basis(rule)}".rstrip()


def _dated(card: Card) -> str:
    if not card.confirmed_on:
        return " Ikke bekræftet." if card.stale else ""
    return f" {'Ikke bekræftet siden' if card.stale else 'Sidst bekræftet'} {day(card.confirmed_on)}."


def _basis(item: RuleLine | DutyLine) -> str:
    laws = "; ".join(label(code) for code in item.legal_basis)
    return (f"[{laws}]" if laws else "") + _UNREAD.get(item.verified, "")


def _duty(duty: DutyLine) -> Iterator[str]:
    when = f"{day(duty.date)}: " if duty.date else ""
    late = " DATOEN ER PASSERET." if duty.overdue else ""
    if duty.ended:
        late = f" REGLEN GÆLDER KUN TIL {day(duty.ended).upper()}."
    yield f"- {when}{say(duty.what)} ({say(duty.rule)}).{late}"
    yield f"  {say(duty.kind_label)}: {say(duty.who)} {_basis(duty)}".rstrip()


def _plan(touch_map: TouchMap) -> Iterator[str]:
    plan = touch_map.coordinator.text if touch_map.coordinator else touch_map.coordinator_help
    yield f"Planen: {say(plan)}"
    yield from (_partner(one, touch_map) for one in touch_map.touched)
    yield from (f"- {say(link.text)}" for link in touch_map.links)


def _who(card: Card, service: str, touch_map: TouchMap) -> str:
    """Name, service, kind and number; a fictional actor is marked among real ones."""
    made_up = " (eksempeldata)" if card.demo and touch_map.mixed else ""
    note = f" ({say(card.phone_note).removesuffix('.')})" if card.phone_note else ""
    phone = f", tlf. {display_phone(card.phone)}{note}" if card.phone else ""
    return f"{card.name}{f', {service}' if service else ''}{made_up} ({label(card.kind)}){phone}"


def _partner(one: Partner, touch_map: TouchMap) -> str:
    if one.card is None:
        return f"- {label(one.kind)}"
    dated = f" Sidst bekræftet {day(one.card.confirmed_on)}." if one.card.confirmed_on else ""
    why = f" {say(one.reasons[0])}" if one.reasons else ""
    return f"- {_who(one.card, '', touch_map)}.{dated}{why}"


def _missing(touch_map: TouchMap) -> Iterator[str]:
    for one in touch_map.missing:
        nearest = (
            f" Den nærmeste er {one.nearest.card.name} i {one.nearest.municipality_name}."
            if one.nearest
            else ""
        )
        if one.others:
            names = ", ".join(name for _, name in one.others)
            why = "på denne alder" if one.other_ages else "i denne situation"
            yield f"- {one.label_da}: {names} tager ikke imod {why}.{nearest}"
        else:
            yield f"- {one.label_da}: vi kender ingen, der dækker {touch_map.acting}.{nearest}"
