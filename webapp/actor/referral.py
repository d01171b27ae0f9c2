"""An actor's entry as plain text, to copy into a letter or a case system, in the reader's language."""

from collections.abc import Iterable, Iterator

from graphdb.cards.card import Phase
from graphdb.directory.profile import Contact, PlaceLine, Profile, ServiceLine
from graphdb.fields.formats import display_phone
from graphdb.search.results import Coded
from webapp.language import day, gettext, hours, sentence
from webapp.pages import label, labels


def referral_text(entry: Profile) -> str:
    """What somebody needs to find the way there: phones, hours, whom it is for, how to get in."""
    return "\n".join(_lines(entry))


def _lines(entry: Profile) -> Iterator[str]:
    yield f"{entry.card.name} ({label(entry.card.kind)})"
    if entry.card.demo:
        yield gettext("Eksempeldata: navne og numre er opdigtede.")
    if entry.card.temporary:
        yield gettext("Lige nu: %(change)s", change=sentence(entry.card.temporary))
    yield from _ways(entry)
    if entry.areas:
        yield f"{gettext('Dækker')}: {_labels(entry.areas)}"
    services = [service for service in entry.services if service.phase is Phase.RUNNING]
    if services:
        yield gettext("Tilbud:")
    for service in services:
        yield f"- {service.card.name}{_about(service)}"
    if entry.card.confirmed_on:
        yield gettext("Sidst bekræftet %(day)s.", day=day(entry.card.confirmed_on))
    elif entry.card.stated_on:
        yield gettext("Ikke bekræftet (oplyst %(day)s).", day=day(entry.card.stated_on))


def _ways(entry: Profile) -> Iterator[str]:
    named = {
        gettext("Telefon"): display_phone(entry.card.phone) if entry.card.phone else "",
        gettext("Telefontid"): hours(entry.hours) if entry.hours else "",
        gettext("Mail"): entry.card.email,
        gettext("Hjemmeside"): entry.card.website,
    }
    yield from (f"{name}: {text}" for name, text in named.items() if text)
    yield from map(_contact, entry.contacts)
    for place in entry.places:
        town = f"{place.postal_code} {place.city}".strip()
        yield f"{gettext('Adresse')}: {', '.join(filter(None, (place.address, town)))}"
    if entry.secret:
        yield gettext("Adressen er hemmelig. Ring først.")


def _contact(contact: Contact) -> str:
    number = display_phone(contact.phone) if contact.phone else ""
    ways = (
        gettext("kun sms %(number)s", number=number) if number and contact.text_only else number,
        gettext("lokal %(number)s", number=contact.extension) if contact.extension else "",
        contact.email,
        hours(contact.hours) if contact.hours else "",
    )
    return f"{contact.role}: {', '.join(filter(None, ways))}"


def _about(service: ServiceLine) -> str:
    facts = {
        gettext("Vejen ind"): _labels(service.access_routes),
        gettext("Alder"): sentence(service.ages),
        gettext("Åbent"): hours(service.hours) if service.hours else "",
        gettext("Telefon"): display_phone(service.card.phone) if service.card.phone else "",
        **{contact.role: _contact(contact).partition(": ")[2] for contact in service.contacts},
        gettext("Steder"): "; ".join(map(_door, service.places)) if _own_doors(service) else "",
    }
    named = [f"{name}: {text}" for name, text in facts.items() if text]
    return f". {'. '.join(named)}." if named else ""


def _own_doors(service: ServiceLine) -> bool:
    return any(place.hours or place.phone for place in service.places)


def _door(place: PlaceLine) -> str:
    """A place with the hours and the number that are its own."""
    ways = (hours(place.hours) if place.hours else "", display_phone(place.phone) if place.phone else "")
    return ": ".join(filter(None, (place.address or place.city, ", ".join(filter(None, ways)))))


def _labels(items: Iterable[Coded]) -> str:
    return ", ".join(labels(item.code for item in items))
