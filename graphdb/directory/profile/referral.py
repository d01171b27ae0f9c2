"""A profile as plain text, to copy into a letter or a case system."""

from collections.abc import Iterable, Iterator

from graphdb.directory.profile.answer import Profile, ServiceLine
from graphdb.directory.profile.lines import said_date
from graphdb.fields.formats import display_phone
from graphdb.search.results import Coded


def referral_text(entry: Profile) -> str:
    """What somebody needs to find the way there: phones, hours, whom it is for, how to get in."""
    return "\n".join(_lines(entry))


def _lines(entry: Profile) -> Iterator[str]:
    yield f"{entry.name} ({entry.kind_label})"
    if entry.demo:
        yield "Eksempeldata: navne og numre er opdigtede."
    if entry.temporary:
        yield f"Lige nu: {entry.temporary}"
    yield from _ways(entry)
    if entry.areas:
        yield f"Dækker: {_labels(entry.areas)}"
    if entry.services:
        yield "Tilbud:"
    for service in entry.services:
        yield f"- {service.name}{_about(service)}"
    if entry.confirmed_on:
        yield f"Sidst bekræftet {said_date(entry.confirmed_on)}."
    elif entry.stated_on:
        yield f"Ikke bekræftet (oplyst {said_date(entry.stated_on)})."


def _ways(entry: Profile) -> Iterator[str]:
    named = {
        "Telefon": display_phone(entry.phone) if entry.phone else "",
        "Telefontid": entry.hours_text,
        "Mail": entry.email,
        "Hjemmeside": entry.website,
    }
    yield from (f"{label}: {text}" for label, text in named.items() if text)
    for contact in entry.contacts:
        ways = (display_phone(contact.phone) if contact.phone else "", contact.email, contact.hours_text)
        yield f"{contact.role}: {', '.join(way for way in ways if way)}"
    for place in entry.places:
        town = f"{place.postal_code} {place.city}".strip()
        yield f"Adresse: {', '.join(part for part in (place.address, town) if part)}"
    if entry.secret:
        yield "Adressen er hemmelig. Ring først."


def _about(service: ServiceLine) -> str:
    facts = {
        "Vejen ind": _labels(service.access_routes),
        "Alder": service.ages,
        "Åbent": service.hours_text,
        "Telefon": display_phone(service.phone) if service.phone else "",
    }
    said = [f"{label}: {text}" for label, text in facts.items() if text]
    return f". {'. '.join(said)}." if said else ""


def _labels(items: Iterable[Coded]) -> str:
    return ", ".join(item.label for item in items)
