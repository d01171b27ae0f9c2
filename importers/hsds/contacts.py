"""How to reach the organisations, services and places of HSDS: by numbers and roles, never by persons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from graphdb.language.text import fold
from graphdb.message import message
from importers.hsds.objects import Objects, Record, fact
from importers.hsds.rows import add_row, id_of
from importers.reading.persons import is_name, is_persons

_VOICE: Final = frozenset({"", "voice", "phone", "landline", "cell", "mobile", "hotline"})
_FAX: Final = "fax"
_NARROWER: Final = ("contact_id", "service_at_location_id", "service_id", "location_id", "organization_id")
"""By which columns a number says whose it is, the nearest first."""
_ROLE: Final = "Kontakt"
_NUMBER: Final = "Telefon"
_PERSON: Final = message("import.hsds_person")


def phones_of(objects: Objects, column: str, owner: str) -> Sequence[Record]:
    """The numbers that can be rung and are of this owner alone."""
    narrower = _NARROWER[: _NARROWER.index(column)] if column in _NARROWER else ()
    listed = [
        one
        for one in objects.owned("phone", column, owner)
        if one.get("number") and one.get("type").lower() != _FAX and not any(map(one.get, narrower))
    ]
    return objects.use(listed)


def said_of(objects: Objects, phone: Record) -> list[str]:
    """What its description says of a number that is the owner's own, as facts; never a person's name."""
    phone = _without_name(objects, phone) if is_name(phone.get("description")) else phone
    return [fact("phone", "description", text)] if (text := phone.get("description")) else []


def faxes_of(objects: Objects, id_: str) -> list[str]:
    """The fax numbers of an organisation, as facts."""
    listed = objects.owned("phone", "organization_id", id_)
    faxes = objects.use([one for one in listed if one.get("type").lower() == _FAX])
    return [f"Fax: {one.get('number')}" for one in faxes]


def shared_mailbox(objects: Objects, sort: str, record: Record) -> str:
    """Its mailbox, unless it is called after a person."""
    mailbox = record.get("email")
    if not is_persons(mailbox, record.get("name"), record.get("alternate_name")):
        return mailbox
    objects.hold_back(record, f"{sort}.{record.called('email')}", _PERSON)
    return ""


def add_number(objects: Objects, phone: Record, owner: Mapping[str, str]) -> None:
    """A contact point for a number, by what its description says, unless that is the name of a person."""
    if is_name(phone.get("description")):
        phone = _without_name(objects, phone)
    kind = phone.get("type").lower()
    values = {
        **owner,
        "role": phone.get("description")[:80] or (_NUMBER if kind in _VOICE else phone.get("type")),
        "phone": phone.get("number"),
        "extension": phone.get("extension").removesuffix(".0"),
        "note": phone.get("description") if len(phone.get("description")) > 80 else "",
    }
    add_row(objects, "contacts", phone, values)


def add_contact(objects: Objects, contact: Record) -> None:
    """A contact point by its role; the name of a person is never taken, nor a mailbox that is named so."""
    link = objects.find("service_at_location", contact.get("service_at_location_id"))
    points = {**(link.values if link else {}), **contact.values}
    owners = (("service", "service"), ("location", "place"), ("organization", "actor"))
    owner = next(({group: id_of(to)} for sort, group in owners if (to := points.get(f"{sort}_id"))), {})
    tokens = [token for token in map(fold, contact.get("name").split()) if len(token) > 2]
    phones = phones_of(objects, "contact_id", contact.get("id"))
    named = [
        column
        for column in ("title", "department", "email")
        if (text := contact.get(column)) and (_names(text, tokens) or is_name(text) or is_persons(text))
    ]
    for column in (*(("name",) if contact.get("name") else ()), *named):
        objects.hold_back(contact, f"contact.{column}", _PERSON)
    role = next(
        (text for one in ("title", "department") if one not in named and (text := contact.get(one))), ""
    )
    said = phones[0].get("description") if phones else ""
    if said and (_names(said, tokens) or is_name(said)):
        said = _without_name(objects, phones[0]).get("description")
    values = {
        **owner,
        "note": said,
        "role": role or _ROLE,
        "email": "" if "email" in named else contact.get("email"),
        "phone": phones[0].get("number") if phones else "",
        "extension": phones[0].get("extension") if phones else "",
    }
    if owner and (values["email"] or values["phone"]):
        objects.use([contact])
        add_row(objects, "contacts", contact, values)
    for phone in phones[1:]:
        is_named = _names(phone.get("description"), tokens)
        add_number(objects, _without_name(objects, phone) if is_named else phone, owner)


def _names(text: str, tokens: Sequence[str]) -> bool:
    """Whether a mailbox or another text holds a part of a person's name, which are folded."""
    return any(token in fold(text.partition("@")[0]) for token in tokens)


def _without_name(objects: Objects, phone: Record) -> Record:
    """The number, without a description that names a person."""
    objects.hold_back(phone, "phone.description", _PERSON)
    return replace(phone, values={**phone.values, "description": ""})
