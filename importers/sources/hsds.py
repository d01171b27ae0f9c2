"""Open Referral HSDS 3.0 to 3.2: JSON (an object, a list, a page of an API, one a line) and tabular packages.

Terms become ours where a label, a synonym or ``seed/sources/hsds_terms.csv`` says so, and are kept as terms
of the source where not. Every column is mapped, kept as a fact of the source, or named as not kept:
``seed/sources/hsds_columns.csv``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.message import message
from importers.directory.rows import ORDER, DirectoryRows
from importers.hsds.contacts import add_contact, add_number, faxes_of, phones_of, said_of, shared_mailbox
from importers.hsds.dialects import Dialect, read_dialect
from importers.hsds.hours import hours, unsaid
from importers.hsds.objects import Objects, Record, fact, facts_of
from importers.hsds.rows import add_row, id_of
from importers.hsds.terms import AREAS, FACTS, OF_ACTOR, PLAIN, TERMS, listed, understood
from importers.importer import Batch, Example, Importer, told_by
from importers.problems import Outcome, Problem
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.seeded import municipality_of, seeded
from importers.sources import directory

_CVR: Final = ("cvr", "dkcvr", "cvrnummer", "cvrnr")
_POSTAL: Final = "postal"
_BELOW: Final = (
    *("service_at_location", "address", "phone", "contact", "schedule", "language", "attribute", "funding"),
    *("cost_option", "service_area", "required_document", "accessibility", "service_capacity", "url"),
    "organization_identifier",
)
"""What comes into the directory with what it belongs to."""
_LOOSE: Final = message("import.hsds_loose")


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
        mapped_by=told_by(where),
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
        add_contact(objects, contact)
    for sort, record in objects.loose(_BELOW):
        problem = Problem(record.file, record.number, sort, "", _LOOSE, Outcome.LEFT_OUT)
        gathered.problems.append(problem)
    return gathered.batch()


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
        "id": id_of(id_),
        "name": location.get("name"),
        "municipality": _town(address, point),
        "address": street,
        "postal_code": address.get("postal_code"),
        "city": address.get("city"),
        "lat": point[0],
        "lon": point[1],
        "directions": "\n".join(filter(None, (location.get("transportation"), *access))),
    }
    add_row(objects, "places", location, values)
    for phone in phones_of(objects, "location_id", id_):
        add_number(objects, phone, {"place": id_of(id_)})


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
    phones = phones_of(objects, "organization_id", id_)
    said = said_of(objects, phones[0]) if phones else []
    locations = objects.owned("location", "organization_id", id_)
    values = {
        "id": id_of(id_),
        "name": organization.get("name"),
        "other_names": organization.get("alternate_name").translate(PLAIN),
        **{name: organization.get(name) for name in ("description", "website")},
        "email": shared_mailbox(objects, "organization", organization),
        "cvr": cvr,
        "identifiers": [one.translate(PLAIN) for one in others],
        "phone": phones[0].get("number") if phones else "",
        "parent": id_of(organization.get("parent_organization_id")),
        "place": [id_of(one.get("id")) for one in locations if one.get("location_type").lower() != "virtual"],
        "postal_address": _postal(objects, locations),
        TERMS: listed([*terms, *(f"{OF_ACTOR}{one}" for one in below)]),
        FACTS: listed([*_facts(objects, "organization", id_, organization), *faxes_of(objects, id_), *said]),
    }
    add_row(objects, "actors", organization, values)
    for one in phones[1:]:
        add_number(objects, one, {"actor": id_of(id_)})


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
    phones = phones_of(objects, "service_id", id_)
    capacity = next(iter(objects.use(objects.owned("service_capacity", "service_id", id_))), None)
    links = objects.owned("service_at_location", "service_id", id_)
    languages = objects.use(objects.owned("language", "service_id", id_))
    required = objects.use(objects.owned("required_document", "service_id", id_))
    documents = (one.get("document") for one in required)
    areas = [one.get("name") for one in objects.use(objects.owned("service_area", "service_id", id_))]
    costs = list(_costs(objects, id_))
    at_places = [phones_of(objects, "service_at_location_id", one.get("id")) for one in links]
    said = [
        line
        for first in (*phones[:1], *(one[0] for one in at_places if one))
        for line in said_of(objects, first)
    ]
    values = {
        "id": id_of(id_),
        "actor": id_of(owner),
        **{name: service.get(name) for name in ("name", "description")},
        "other_names": service.get("alternate_name").translate(PLAIN),
        "email": shared_mailbox(objects, "service", service),
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
        "place": [_at(objects, one) for one in links],
        "stated_on": service.get("last_modified")[:10],
        "confirmed_on": service.get("assured_date")[:10],
        TERMS: listed(_terms(objects, "service", id_)),
        AREAS: listed(areas),
        FACTS: listed([*_service_facts(objects, id_, service, costs), *said]),
    }
    add_row(objects, "services", service, values)
    for one in (*phones[1:], *(further for several in at_places for further in several[1:])):
        add_number(objects, one, {"service": id_of(id_)})


def _own_schedules(objects: Objects, id_: str) -> Sequence[Record]:
    """The schedules of a service that are not of one of its places alone."""
    listed = objects.owned("schedule", "service_id", id_)
    return objects.use([one for one in listed if not one.get("service_at_location_id")])


def _at(objects: Objects, link: Record) -> str:
    """A place in a list, with the hours and the number that hold there."""
    objects.use([link])
    id_ = link.get("id")
    open_hours = hours(objects.use(_schedules_at(objects, link))).translate(PLAIN)
    phone = next(iter(phones_of(objects, "service_at_location_id", id_)), None)
    number = f"=phone:{phone.get('number').translate(PLAIN)}" if phone else ""
    place = id_of(link.get("location_id"))
    return f"{place}={open_hours}{number}" if place and (open_hours or number) else place


def _schedules_at(objects: Objects, link: Record) -> Sequence[Record]:
    """When a service is open at a place: its own schedules there, else the place's."""
    own = objects.owned("schedule", "service_at_location_id", link.get("id"))
    return own or objects.owned("schedule", "location_id", link.get("location_id"))


def _costs(objects: Objects, id_: str) -> Iterator[str]:
    for one in objects.use(objects.owned("cost_option", "service_id", id_)):
        yield " ".join(filter(None, map(one.get, ("option", "amount", "currency", "amount_description"))))


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
    yield from (fact(sort, name, text) for name in facts_of(sort) if (text := record.get(name)))
    for below in ("funding", "url"):
        for one in objects.use(objects.owned(below, f"{sort}_id", id_)):
            yield from (fact(below, name, text) for name in facts_of(below) if (text := one.get(name)))


def _service_facts(objects: Objects, id_: str, service: Record, costs: Sequence[str]) -> list[str]:
    program = objects.find("program", service.get("program_id"))
    lines = list(_facts(objects, "service", id_, service))
    if program is not None:
        names = ("name", *facts_of("program"))
        lines += [fact("program", name, text) for name in names if (text := program.get(name))]
    lines += unsaid(_own_schedules(objects, id_))
    for link in objects.owned("service_at_location", "service_id", id_):
        lines += unsaid(_schedules_at(objects, link))
    if service.get("fees_description"):
        lines += [fact("service", "fees", cost) for cost in costs]
    for below in ("schedule", "language", "service_area", "service_capacity", "service_at_location"):
        for one in objects.owned(below, "service_id", id_):
            lines += [fact(below, name, text) for name in facts_of(below) if (text := one.get(name))]
    return lines


def _scheme(number: Record) -> str:
    scheme = number.get("identifier_scheme") or number.get("identifier_type")
    return "".join(sign for sign in scheme.lower() if sign.isalnum()) or "id"


def claims(cells: Cells) -> Iterable[Claim]:
    """As of a directory, once the terms are read by the vocabularies."""
    cells.row = understood(cells)
    return directory.claims(cells)


def _columns() -> Iterator[str]:
    """What is read of each object."""
    columns = (row for row in seeded("hsds_columns") if row["use"] == "mapped")
    return (f"{row['object']}.{row['column']}" for row in columns)


_EXAMPLE: Final = Example(
    "services.json",
    """\
[{"id": "s1", "name": "Nattesenge", "status": "active",
  "organization": {"id": "o1", "name": "Herberget Solsiden", "description": "Seng og mad"}}]
""",
)
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
    formats=("JSON", "NDJSON", "CSV", "zip"),
    by_mapping=by_mapping,
    columns=_columns,
    example=_EXAMPLE,
)
