"""Companies and P-units as the business register CVR tells them: JSON of Virk, or flat as cvrapi.dk has it.

Only what holds today is read. No person is: neither participants nor, of an address, "c/o" and free text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeGuard

from graphdb.message import message
from importers.directory.rows import DirectoryRows
from importers.problems import Outcome, Problem
from importers.reading.seeded import municipality_of
from importers.registers.json_items import Item, read_items

Values = Mapping[str, Any]
_LISTS: Final = frozenset({"hits.hits"})
_DOCUMENTS: Final = {"vrvirksomhed": "cvr", "vrproduktionsenhed": "pnr"}
_PERSON: Final = "vrdeltagerperson"
_OWNER: Final = re.compile(r"\s+v/", re.IGNORECASE)
_BRANCHES: Final = ("hovedbranche", "bibranche1", "bibranche2", "bibranche3")
_CONTACTS: Final = {
    "phone": ("telefonNummer",),
    "email": ("elektroniskPost", "obligatoriskEmail"),
    "website": ("hjemmeside",),
}
READ: Final = frozenset(
    {
        *("cvrNummer", "pNummer", "navne", "binavne", "beliggenhedsadresse", "reklamebeskyttet"),
        *("virksomhedsform", "livsforloeb", "virksomhedsrelation", "sidstOpdateret", *_BRANCHES),
        *chain.from_iterable(_CONTACTS.values()),
        *("vat", "pno", "name", "address", "zipcode", "city", "phone", "email", "industrycode"),
        *("industrydesc", "companycode", "protected", "enddate", "productionunits", "error"),
    }
)
_IGNORED: Final = frozenset(
    {
        # Persons, and what is theirs.
        *("deltagerRelation", "owners", "addressco", "attributter"),
        # The newest of each list again, whether it still holds or not, and contacts without "hemmelig".
        *("virksomhedMetadata", "produktionsEnhedMetadata", "virksomhedsstatus", "status", "penheder"),
        # What a directory has no place for.
        *("aarsbeskaeftigelse", "kvartalsbeskaeftigelse", "maanedsbeskaeftigelse", "regNummer"),
        *("erstMaanedsbeskaeftigelse", "erstmaanedsbeskaeftigelse", "brancheAnsvarskode", "postadresse"),
        *("telefaxNummer", "sekundaertTelefonNummer", "sekundaertTelefaxNummer", "stiftelsesDato"),
        *("virkningsDato", "virkningsAktoer", "enhedsNummer", "enhedstype", "samtId", "dataAdgang"),
        *("fejlRegistreret", "fejlBeskrivelse", "fejlVedIndlaesning", "sidstIndlaest", "fusioner"),
        *("spaltninger", "naermesteFremtidigeDato", "cityname", "companydesc", "companycodetitle", "fax"),
        *("startdate", "employees", "creditstartdate", "creditbankrupt", "creditstatus", "main", "t"),
        *("version", "slug", "protectedad"),
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person that the file tells of, of whom nothing is kept."""

    file: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company or P-unit, the file's ``number``-th; ``id`` is its CVR or P-number with the scheme before it.

    ``branches`` are (code, text, since), the main one first. Of the contacts in ``secret`` the register says
    that they are.
    """

    file: str
    number: int
    id: str
    cvr: str
    names: Sequence[str]
    address: Mapping[str, str]
    branches: Sequence[tuple[str, str, str]]
    form: str = ""
    contacts: Mapping[str, str] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    stated_on: str = ""
    ended: bool = False
    protected: bool = False

    @property
    def is_unit(self) -> bool:
        """True for a P-unit, which says nothing of the company's form."""
        return self.id != f"cvr:{self.cvr}"

    @property
    def address_key(self) -> tuple[str, ...]:
        """What is the same for those at one address, () when it is not told."""
        return tuple(self.address.values()) if self.address["address"] else ()

    @property
    def building(self) -> tuple[str, ...]:
        """The same without floor and door."""
        street = self.address["address"].partition(",")[0].casefold()
        return (street, self.address["postal_code"]) if street else ()


def read_companies(files: Sequence[Path], gathered: DirectoryRows) -> Iterator[Company | Person]:
    """All companies and P-units in the files; members of them that are not known are named once a file."""
    named: set[tuple[str, str]] = set()
    for item in chain.from_iterable(read_items(path, _LISTS, gathered) for path in files):
        source = item.value.get("_source", item.value)
        documents = {name.lower(): value for name, value in source.items()} if _is_object(source) else {}
        known = [(scheme, documents[name]) for name, scheme in _DOCUMENTS.items() if name in documents]
        if known and _is_object(known[0][1]):
            scheme, values = known[0]
            yield _of_virk(item, scheme, values)
        elif _PERSON in documents:
            yield Person(item.file)
            continue
        elif "vat" in item.value and "error" not in item.value:
            values = item.value
            yield from _flat(item, values)
        else:
            gathered.problems.append(Problem(item.file, item.number, "", "", message("import.cvr_unknown")))
            gathered.unread |= gathered.groups
            continue
        for name in sorted(values.keys() - READ - _IGNORED):
            if (item.file, name) not in named:
                named.add((item.file, name))
                reason = message("import.unknown_field")
                gathered.problems.append(Problem(item.file, item.number, name, "", reason, Outcome.UNUSED))


def _of_virk(item: Item, scheme: str, values: Values) -> Company:
    contacts = {name: _current(values, *lists) for name, lists in _CONTACTS.items()}
    address = _newest(_current(values, "beliggenhedsadresse"))
    company = values.get("cvrNummer") or _newest(_current(values, "virksomhedsrelation")).get("cvrNummer")
    number = values.get("cvrNummer" if scheme == "cvr" else "pNummer")
    branches = [_newest(_current(values, name)) for name in _BRANCHES]
    return Company(
        file=item.file,
        number=item.number,
        id=_id(scheme, number),
        cvr=_digits(company, 8),
        names=[
            _unowned(_word(_newest(_current(values, "navne")), "navn")),
            *(_unowned(_word(name, "navn")) for name in _current(values, "binavne")),
        ],
        address=_virk_address(address),
        branches=[
            (
                _digits(str(one.get("branchekode")).replace(".", ""), 6),
                _word(one, "branchetekst"),
                _since(one),
            )
            for one in branches
            if one
        ],
        form=_word(_newest(_current(values, "virksomhedsform")), "virksomhedsformkode"),
        contacts={
            name: _word(_newest([one for one in listed if not one.get("hemmelig")]), "kontaktoplysning")
            for name, listed in contacts.items()
        },
        secret=frozenset(
            name for name, listed in contacts.items() if any(one.get("hemmelig") for one in listed)
        ),
        stated_on=_word(values, "sidstOpdateret")[: len("2026-01-01")],
        ended=bool(values.get("livsforloeb")) and not _current(values, "livsforloeb"),
        protected=values.get("reklamebeskyttet") is True,
    )


def _flat(item: Item, values: Values) -> Iterator[Company]:
    """A company of cvrapi.dk and its P-units, which have no form of their own."""
    company = _of_flat(item, values, _id("cvr", values.get("vat")), _digits(values.get("vat"), 8))
    yield company
    units = values.get("productionunits")
    for unit in filter(_is_object, units if isinstance(units, list) else ()):
        entity = _of_flat(item, unit, _id("pnr", unit.get("pno")), company.cvr)
        yield replace(entity, form=company.form, protected=entity.protected or company.protected)


def _of_flat(item: Item, values: Values, id_: str, company: str) -> Company:
    code = _digits(str(values.get("industrycode")).replace(".", ""), 6)
    post = _digits(values.get("zipcode"), 4)
    return Company(
        file=item.file,
        number=item.number,
        id=id_,
        cvr=company,
        names=[_unowned(_word(values, "name"))],
        address={
            "municipality": municipality_of(post),
            "address": _word(values, "address"),
            "postal_code": post,
            "city": _word(values, "city"),
        },
        branches=[(code, _word(values, "industrydesc"), "")] if code else [],
        form=_word(values, "companycode"),
        contacts={name: _word(values, name) for name in ("phone", "email")},
        ended=bool(values.get("enddate")),
        protected=values.get("protected") is True,
    )


def _current(values: Values, *names: str) -> list[Values]:
    """What holds today in these lists, which hold all that ever did."""
    listed = chain.from_iterable(one for name in names if isinstance(one := values.get(name), list))
    return [one for one in listed if _is_object(one) and not _period(one).get("gyldigTil")]


def _newest(current: Sequence[Values]) -> Values:
    return max(current, key=_since, default={})


def _since(one: Values) -> str:
    return _word(_period(one), "gyldigFra")


def _period(one: Values) -> Values:
    period = one.get("periode")
    return period if isinstance(period, Mapping) else {}


def _virk_address(values: Values) -> Mapping[str, str]:
    """The cells of an address, without "c/o" and free text: they name people."""
    town = values.get("kommune")
    code = town.get("kommuneKode") if isinstance(town, Mapping) else None
    house = f"{_word(values, 'husnummerFra')}{_word(values, 'bogstavFra')}"
    till = f"{_word(values, 'husnummerTil')}{_word(values, 'bogstavTil')}"
    street = f"{_word(values, 'vejnavn')} {house}{f'-{till}' if till else ''}".strip()
    floor = _word(values, "etage")
    door = " ".join(filter(None, (f"{floor}." if floor.isdigit() else floor, _word(values, "sidedoer"))))
    return {
        "municipality": _digits(code, 4),
        "address": ", ".join(filter(None, (street, door))),
        "postal_code": _digits(values.get("postnummer"), 4),
        "city": _word(values, "postdistrikt"),
    }


def _id(scheme: str, number: object) -> str:
    """The id, "" for a number that can be none: whose row it is cannot be told then."""
    digits = _digits(number, 8 if scheme == "cvr" else 10)
    return f"{scheme}:{digits}" if digits else ""


def _unowned(name: str) -> str:
    """A name without the person behind it, whom firms name at its end: "Huset v/ Navn Navnesen"."""
    return _OWNER.split(name, 1)[0]


def _digits(value: object, length: int) -> str:
    """A number with the zeros before it that were lost; "" for what is none."""
    text = "" if isinstance(value, bool) or value is None else str(value).strip()
    return text.zfill(length) if text.isascii() and text.isdigit() and len(text) <= length else ""


def _word(values: Values, name: str) -> str:
    value = values.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _is_object(value: object) -> TypeGuard[Values]:
    return isinstance(value, Mapping)
