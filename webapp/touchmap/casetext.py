"""The touch map as plain Danish text, to paste into the municipality's own case system."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from babel.dates import format_datetime

from graphdb.fields.formats import display_phone, parse_date
from graphdb.rules.duties import DutyLine, danish_date
from graphdb.touchmap import Call, Partner, RuleLine, Tonight, TouchMap

_UNREAD: Final = {"background": " (ikke efterprøvet)", "derived": " (udledt af kilden)"}
_NAMES: Final = {True: " Åbent nu.", False: " Lukket nu.", None: ""}


def case_text(found: TouchMap, given: list[str], label: Callable[[str], str], now: datetime) -> str:
    """Everything on the map, with rules, deadlines and dates. ``given`` is what was asked, in words."""
    parts = (
        _head(found, given, now),
        _section("I NAT", _tonight(found)),
        _section("RING TIL", _calls(found, label)),
        _section("FRISTER", (line for duty in found.duties for line in _duty(duty, label))),
        _section("HVEM ER MED, OG HVEM HAR PLANEN", _plan(found)),
        _section("SANDSYNLIGE", (_partner(one, found) for one in found.likely[: found.folded])),
        _section("MANGLER HER", _missing(found)),
        [f"{found.guidance} Ingen jurist har læst reglerne igennem."],
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(found: TouchMap, given: list[str], now: datetime) -> Iterator[str]:
    yield "HVEM ER OM BORGEREN?"
    if found.demo and found.mixed:
        yield "Noget er EKSEMPELDATA: det, der er mærket sådan, er opdigtet. Brug det ikke over for borgere."
    elif found.demo:
        yield "EKSEMPELDATA: navne og numre er opdigtede. Brug dem ikke over for borgere."
    made = format_datetime(now, "d. MMMM y 'kl.' H.mm", locale="da")
    yield f"Lavet med Brobygger {made}, oplysninger i udgave {found.version}."
    yield "; ".join([*([found.title] if found.title else []), *given]) + "."
    if found.notify_first:
        yield f"UNDERRET FØRST. {found.notify_first}"
    if found.tonight_help:
        yield found.tonight_help


def _section(title: str, lines: Iterator[str]) -> list[str]:
    held = list(lines)
    return [title, *held] if held else []


def _tonight(found: TouchMap) -> Iterator[str]:
    for one in found.tonight:
        yield f"- {_who(one, found)}.{_NAMES[one.open_now]} {' '.join(one.how_in)}".rstrip()


def _calls(found: TouchMap, label: Callable[[str], str]) -> Iterator[str]:
    rules = {held.kind: held.rules for held in found.sharing}
    seen = {one.id: one.confirmed_on for one in (*found.touched, *found.likely) if one.id}
    for number, one in enumerate(found.call, 1):
        yield f"{number}. {_who(one, found)}.{_dated(one, seen)}"
        yield f"   Hvorfor: {' '.join(one.reasons)}"
        for rule in rules.get(one.kind, ()):
            yield f"   Det må du sige: {rule.text} {_basis(rule, label)}".rstrip()


def _dated(one: Call, seen: dict[str, str]) -> str:
    if one.stale:
        return " Kan være forældet." if one.confirmed_on else " Ikke bekræftet."
    day = seen.get(one.id or "", "")
    return f" Sidst bekræftet {danish_date(parse_date(day))}." if day else ""


def _basis(item: RuleLine | DutyLine, label: Callable[[str], str]) -> str:
    held = "; ".join(label(code) for code in item.legal_basis)
    return (f"[{held}]" if held else "") + _UNREAD.get(item.verified, "")


def _duty(duty: DutyLine, label: Callable[[str], str]) -> Iterator[str]:
    when = f"{danish_date(parse_date(duty.date))}: " if duty.date else ""
    late = " DATOEN ER PASSERET." if duty.overdue else ""
    yield f"- {when}{duty.what} ({duty.rule}).{late}"
    yield f"  {duty.kind_label}: {duty.who} {_basis(duty, label)}".rstrip()


def _plan(found: TouchMap) -> Iterator[str]:
    yield f"Planen: {found.coordinator.text if found.coordinator else found.coordinator_help}"
    yield from (_partner(one, found) for one in found.touched)
    yield from (f"- {link.text}" for link in found.links)


def _who(one: Call | Tonight | Partner, found: TouchMap) -> str:
    """Name, kind and number; what is made up is marked when the rest is not."""
    made_up = " (eksempeldata)" if one.demo and found.mixed else ""
    note = f" ({one.phone_note.removesuffix('.')})" if one.phone_note else ""
    phone = f", tlf. {display_phone(one.phone)}{note}" if one.phone else ""
    return f"{one.name}{made_up} ({one.kind_label}){phone}"


def _partner(one: Partner, found: TouchMap) -> str:
    if one.id is None:
        return f"- {one.kind_label}"
    dated = f" Sidst bekræftet {danish_date(parse_date(one.confirmed_on))}." if one.confirmed_on else ""
    why = f" {one.reasons[0]}" if one.reasons else ""
    return f"- {_who(one, found)}.{dated}{why}"


def _missing(found: TouchMap) -> Iterator[str]:
    for one in found.missing:
        nearest = (
            f" Den nærmeste er {one.nearest.name} i {one.nearest.municipality_name}." if one.nearest else ""
        )
        yield f"- {one.label_da}: vi kender ingen, der dækker {found.acting}.{nearest}"
