"""Open Referral HSDS 3.0 to 3.2: JSON (an object, a list, a page of an API, one a line) and tabular packages.

Terms become ours where a label, a synonym or ``seed/sources/hsds_terms.csv`` says so, and are kept as terms
of the source where not. Every column is mapped, kept as a fact of the source, or named as not kept:
``seed/sources/hsds_columns.csv``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.language.text import fold
from graphdb.message import message
from importers.cells import Cells
from importers.directory_rows import ORDER, DirectoryRows, cells
from importers.frame import Batch, Importer
from importers.gathered import Rows
from importers.hsds.dialects import Dialect, read_dialect
from importers.hsds.hours import hours, unsaid
from importers.hsds.objects import Objects, Record, facts_of
from importers.hsds.terms import AREAS, FACTS, OF_ACTOR, PLAIN, TERMS, listed, understood
from importers.problems import Outcome, Problem
from importers.rows import Row
from importers.seeded import municipality_of
from importers.sources import directory

_CVR: Final = ("cvr", "dkcvr", "cvrnummer", "cvrnr")
_VOICE: Final = frozenset({"", "voice", "phone", "landline", "cell", "mobile", "hotline"})
_FAX: Final = "fax"
_POSTAL: Final = "postal"
_NARROWER: Final = ("contact_id", "service_at_location_id", "service_id", "location_id", "organization_id")
"""By which columns a number says whose it is, the nearest first."""
_ROLE: Final = "Kontakt"
_NUMBER: Final = "Telefon"
_BELOW: Final = (
    *("service_at_location", "address", "phone", "contact", "schedule", "language", "attribute", "funding"),
    *("cost_option", "service_area", "required_document", "accessibility", "service_capacity", "url"),
    "organization_identifier",
)
"""What comes into the directory with what it belongs to."""
_CALLED: Final[Mapping[str, Mapping[str, str]]] = {
    "places": {"lat": "latitude", "lon": "longitude", "directions": "transportation"},
    "actors": {"other_names": "alternate_name", "parent": "parent_organization_id"},
    "services": {
        "actor": "organization_id",
        "website": "url",
        "min_age": "minimum_age",
        "max_age": "maximum_age",
        "how_to_apply": "application_process",
        "fee": "fees_description",
        "waiting_text": "wait_time",
        "eligibility": "eligibility_description",
        "stated_on": "last_modified",
        "confirmed_on": "assured_date",
    },
    "contacts": {"phone": "number"},
}
"""What our columns are called there, for messages."""
_LOOSE: Final = message("import.hsds_loose")
_PERSON: Final = message("import.hsds_person")


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add organisations as actors, with their services, places and contact points."""
    return _read_in(None, files, rows)


def by_mapping(where: Path) -> Importer:
    """The importer of a dialect of HSDS: one of ours by its name, or a file. Refused as it says."""
    dialect = read_dialect(where)
    about = dialect.about
    return replace(
        IMPORTER,
        read=partial(_read_in, dialect),
        title=about.get("title", IMPORTER.title),
        publisher=about.get("publisher", ""),
        licence=about.get("licence", ""),
        url=about.get("url", IMPORTER.url),
    )


def _read_in(dialect: Dialect | None, files: Sequence[Path], rows: Rows) -> Batch:
    gathered = DirectoryRows(rows)
    gathered.supply(ORDER[:-1])
    objects = Objects(gathered, dialect)
    objects.read_all(files)
    for id_, location in objects.of("location"):
        _place(objects, id_, location)
    for id_, organization in objects.of("organization"):
        _actor(objects, id_, organization)
    for id_, service in objects.of("service"):
        _service(objects, id_, service)
    for _, contact in objects.of("contact"):
        _contact(objects, contact)
    for sort, record in objects.loose(_BELOW):
        problem = Problem(record.file, record.number, sort, "", _LOOSE, Outcome.LEFT_OUT)
        gathered.problems.append(problem)
    return gathered.batch()


def _row(objects: Objects, group: str, record: Record, values: Mapping[str, object]) -> None:
    columns = {ours: record.called(theirs) for ours, theirs in _CALLED[group].items()}
    row = Row(record.file, record.number, group, cells(values), columns=columns)
    objects.gathered.add(row)


def _place(objects: Objects, id_: str, location: Record) -> None:
    """A physical location, with its address; others are nowhere."""
    if location.get("location_type").lower() in ("virtual", "postal"):
        return
    addresses = objects.owned("address", "location_id", id_)
    physical = [one for one in addresses if one.get("address_type").lower() != _POSTAL]
    address = objects.use(physical[:1])[0] if physical else Record(location.file, location.number, {})
    accessible = objects.use(objects.owned("accessibility", "location_id", id_))
    access = (one.get("description") for one in accessible)
    street = ", ".join(filter(None, map(address.get, ("address_1", "address_2"))))
    point = (location.get("latitude"), location.get("longitude"))
    values = {
        "id": _id(id_),
        "name": location.get("name"),
        "municipality": _town(address, point),
        "address": street,
        "postal_code": address.get("postal_code"),
        "city": address.get("city"),
        "lat": point[0],
        "lon": point[1],
        "directions": "\n".join(filter(None, (location.get("transportation"), *access))),
    }
    _row(objects, "places", location, values)
    for phone in _phones(objects, "location_id", id_):
        _number(objects, phone, {"place": _id(id_)})


def _town(address: Record, point: tuple[str, str]) -> str:
    """The municipality: as it is named, else by the postcode and the point."""
    try:
        where = float(point[0]), float(point[1])
    except ValueError:
        where = None
    named = (address.get(name) for name in ("region", "state_province"))
    said = next((one for one in named if one.casefold().endswith("kommune")), "")
    return said or municipality_of(address.get("postal_code"), where)


def _actor(objects: Objects, id_: str, organization: Record) -> None:
    services = list(objects.owned("service", "organization_id", id_))
    terms = list(_terms(objects, "organization", id_))
    below = list(chain.from_iterable(_terms(objects, "service", service.get("id")) for service in services))
    numbers = objects.use(objects.owned("organization_identifier", "organization_id", id_))
    cvr = next((one.get("identifier") for one in numbers if _scheme(one) in _CVR), "")
    others = [f"{_scheme(one)}:{one.get('identifier')}" for one in numbers if _scheme(one) not in _CVR]
    phones = _phones(objects, "organization_id", id_)
    locations = objects.owned("location", "organization_id", id_)
    values = {
        "id": _id(id_),
        "name": organization.get("name"),
        "other_names": organization.get("alternate_name").translate(PLAIN),
        **{name: organization.get(name) for name in ("description", "email", "website")},
        "cvr": cvr,
        "identifiers": [one.translate(PLAIN) for one in others],
        "phone": phones[0].get("number") if phones else "",
        "parent": _id(organization.get("parent_organization_id")),
        "place": [_id(one.get("id")) for one in locations if one.get("location_type").lower() != "virtual"],
        "postal_address": _postal(objects, locations),
        TERMS: listed([*terms, *(f"{OF_ACTOR}{one}" for one in below)]),
        FACTS: listed([*_facts(objects, "organization", id_, organization), *_faxes(objects, id_)]),
    }
    _row(objects, "actors", organization, values)
    for one in phones[1:]:
        _number(objects, one, {"actor": _id(id_)})


def _postal(objects: Objects, locations: Sequence[Record]) -> str:
    """Where the first of an organisation's locations has its mail sent."""
    for location in locations:
        addresses = objects.owned("address", "location_id", location.get("id"))
        postal = [one for one in addresses if one.get("address_type").lower() == _POSTAL]
        if postal:
            [address] = objects.use(postal[:1])
            town = " ".join(filter(None, map(address.get, ("postal_code", "city"))))
            return ", ".join(filter(None, (address.get("address_1"), address.get("address_2"), town)))
    return ""


def _service(objects: Objects, id_: str, service: Record) -> None:
    owner = service.get("organization_id")
    phones = _phones(objects, "service_id", id_)
    capacity = next(iter(objects.use(objects.owned("service_capacity", "service_id", id_))), None)
    languages = objects.use(objects.owned("language", "service_id", id_))
    required = objects.use(objects.owned("required_document", "service_id", id_))
    documents = (one.get("document") for one in required)
    areas = [one.get("name") for one in objects.use(objects.owned("service_area", "service_id", id_))]
    costs = list(_costs(objects, id_))
    values = {
        "id": _id(id_),
        "actor": _id(owner),
        **{name: service.get(name) for name in ("name", "description", "email")},
        "website": service.get("url"),
        "status": service.get("status").lower().replace(" ", "_"),
        "min_age": service.get("minimum_age").removesuffix(".0"),
        "max_age": service.get("maximum_age").removesuffix(".0"),
        "how_to_apply": service.get("application_process"),
        "fee": service.get("fees_description") or "; ".join(costs),
        "waiting_text": service.get("wait_time"),
        "eligibility": service.get("eligibility_description"),
        "documents": "; ".join(filter(None, documents)),
        "languages": [one.get("code") or one.get("name") for one in languages],
        "capacity": capacity.get("available") if capacity else "",
        "capacity_on": capacity.get("updated")[:10] if capacity else "",
        "opening_hours": hours(_own_schedules(objects, id_)),
        "phone": phones[0].get("number") if phones else "",
        "place": [_at(objects, one) for one in objects.owned("service_at_location", "service_id", id_)],
        "stated_on": service.get("last_modified")[:10],
        "confirmed_on": service.get("assured_date")[:10],
        TERMS: listed(_terms(objects, "service", id_)),
        AREAS: listed(areas),
        FACTS: listed(_service_facts(objects, id_, service, costs)),
    }
    _row(objects, "services", service, values)
    for one in phones[1:]:
        _number(objects, one, {"service": _id(id_)})


def _own_schedules(objects: Objects, id_: str) -> Sequence[Record]:
    """The schedules of a service that are not of one of its places alone."""
    listed = objects.owned("schedule", "service_id", id_)
    return objects.use([one for one in listed if not one.get("service_at_location_id")])


def _at(objects: Objects, link: Record) -> str:
    """A place in a list, with the hours and the number that hold there."""
    objects.use([link])
    id_ = link.get("id")
    open_hours = hours(objects.use(_schedules_at(objects, link))).translate(PLAIN)
    phone = next(iter(_phones(objects, "service_at_location_id", id_)), None)
    number = f"=phone:{phone.get('number').translate(PLAIN)}" if phone else ""
    place = _id(link.get("location_id"))
    return f"{place}={open_hours}{number}" if place and (open_hours or number) else place


def _schedules_at(objects: Objects, link: Record) -> Sequence[Record]:
    """When a service is open at a place: its own schedules there, else the place's."""
    own = objects.owned("schedule", "service_at_location_id", link.get("id"))
    return own or objects.owned("schedule", "location_id", link.get("location_id"))


def _costs(objects: Objects, id_: str) -> Iterator[str]:
    for one in objects.use(objects.owned("cost_option", "service_id", id_)):
        yield " ".join(filter(None, map(one.get, ("option", "amount", "currency", "amount_description"))))


def _phones(objects: Objects, column: str, owner: str) -> Sequence[Record]:
    """The numbers that can be rung and are of this owner alone."""
    narrower = _NARROWER[: _NARROWER.index(column)] if column in _NARROWER else ()
    listed = [
        one
        for one in objects.owned("phone", column, owner)
        if one.get("number") and one.get("type").lower() != _FAX and not any(map(one.get, narrower))
    ]
    return objects.use(listed)


def _faxes(objects: Objects, id_: str) -> list[str]:
    listed = objects.owned("phone", "organization_id", id_)
    faxes = objects.use([one for one in listed if one.get("type").lower() == _FAX])
    return [f"phone.fax: {one.get('number')}" for one in faxes]


def _number(objects: Objects, phone: Record, owner: Mapping[str, str]) -> None:
    kind = phone.get("type").lower()
    values = {
        **owner,
        "role": phone.get("description")[:80] or (_NUMBER if kind in _VOICE else phone.get("type")),
        "phone": phone.get("number"),
        "extension": phone.get("extension").removesuffix(".0"),
        "note": phone.get("description") if len(phone.get("description")) > 80 else "",
    }
    _row(objects, "contacts", phone, values)


def _contact(objects: Objects, contact: Record) -> None:
    """A contact point by its role; the name of a person is never taken, nor a mailbox that is named so."""
    link = objects.find("service_at_location", contact.get("service_at_location_id"))
    points = {**(link.values if link else {}), **contact.values}
    owners = (("service", "service"), ("location", "place"), ("organization", "actor"))
    owner = next(({group: _id(to)} for sort, group in owners if (to := points.get(f"{sort}_id"))), {})
    tokens = [token for token in map(fold, contact.get("name").split()) if len(token) > 2]
    phones = _phones(objects, "contact_id", contact.get("id"))
    named = [column for column in ("title", "department", "email") if _names(contact.get(column), tokens)]
    for column in (*(("name",) if contact.get("name") else ()), *named):
        problem = Problem(contact.file, contact.number, f"contact.{column}", "", _PERSON, Outcome.HELD_BACK)
        objects.gathered.problems.append(problem)
    role = next(
        (text for one in ("title", "department") if one not in named and (text := contact.get(one))), ""
    )
    values = {
        **owner,
        "role": role or _ROLE,
        "email": "" if "email" in named else contact.get("email"),
        "phone": phones[0].get("number") if phones else "",
        "extension": phones[0].get("extension") if phones else "",
    }
    if owner and (values["email"] or values["phone"]):
        objects.use([contact])
        _row(objects, "contacts", contact, values)
    for phone in phones[1:]:
        _number(objects, _without_name(objects, phone, tokens), owner)


def _names(text: str, tokens: Sequence[str]) -> bool:
    """Whether a mailbox or another text holds a part of a person's name, which are folded."""
    return any(token in fold(text.partition("@")[0]) for token in tokens)


def _without_name(objects: Objects, phone: Record, tokens: Sequence[str]) -> Record:
    """The number, without a description that names the person."""
    if not _names(phone.get("description"), tokens):
        return phone
    problem = Problem(phone.file, phone.number, "phone.description", "", _PERSON, Outcome.HELD_BACK)
    objects.gathered.problems.append(problem)
    return Record(phone.file, phone.number, {**phone.values, "description": ""})


def _terms(objects: Objects, sort: str, id_: str) -> Iterator[str]:
    """The names of the terms that are said of an object: ids may be numbers that count within each sort."""
    linked = objects.owned("attribute", "link_id", id_)
    for attribute in objects.use([one for one in linked if one.get("link_entity") in ("", sort)]):
        term = objects.find("taxonomy_term", attribute.get("taxonomy_term_id"))
        name = (term.get("name") or term.get("code")) if term else ""
        if text := name or attribute.get("value") or attribute.get("label"):
            yield text


def _facts(objects: Objects, sort: str, id_: str, record: Record) -> Iterator[str]:
    """What the source says that has no column of its own here, a line each."""
    yield from (f"{sort}.{name}: {text}" for name in facts_of(sort) if (text := record.get(name)))
    for below in ("funding", "url"):
        for one in objects.use(objects.owned(below, f"{sort}_id", id_)):
            yield from (f"{below}.{name}: {text}" for name in facts_of(below) if (text := one.get(name)))


def _service_facts(objects: Objects, id_: str, service: Record, costs: Sequence[str]) -> list[str]:
    program = objects.find("program", service.get("program_id"))
    lines = list(_facts(objects, "service", id_, service))
    if program is not None:
        names = ("name", *facts_of("program"))
        lines += [f"program.{name}: {text}" for name in names if (text := program.get(name))]
    lines += unsaid(_own_schedules(objects, id_))
    for link in objects.owned("service_at_location", "service_id", id_):
        lines += unsaid(_schedules_at(objects, link))
    if service.get("fees_description"):
        lines += [f"cost_option: {cost}" for cost in costs]
    for below in ("schedule", "language", "service_area", "service_capacity", "service_at_location"):
        for one in objects.owned(below, "service_id", id_):
            lines += [f"{below}.{name}: {text}" for name in facts_of(below) if (text := one.get(name))]
    return lines


def _scheme(number: Record) -> str:
    scheme = number.get("identifier_scheme") or number.get("identifier_type")
    return "".join(sign for sign in scheme.lower() if sign.isalnum()) or "id"


def _id(raw: str) -> str:
    """An id of the source's; one with a colon would be an authority's."""
    return raw.replace(":", ".").translate(PLAIN)


def claims(cells: Cells) -> Iterable[Claim]:
    """As of a directory, once the terms are read by the vocabularies."""
    cells.row = understood(cells)
    return directory.claims(cells)


IMPORTER: Final = Importer(
    id="hsds",
    title="Open Referral (HSDS)",
    publisher="",
    licence="",
    rank=Rank.DIRECTORY,
    takes=message("import.takes_hsds"),
    read=read,
    claims=claims,
    group=directory.group,
    url="https://openreferral.org",
    confirms=False,
    formats=("JSON", "NDJSON", "CSV", "zip"),
    by_mapping=by_mapping,
)
