"""The business register CVR: companies and P-units of Virk as JSON, and flat JSON as cvrapi.dk answers.

What belongs in a directory is told by ``seed/sources/cvr_industries.csv`` and ``cvr_forms.csv``: never foster
care, sole traders and other persons' firms. Hostels and crisis centres share a code: their kind is undecided
and the address secret, until a source of more weight says that it is not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from graphdb.claims import Rank
from graphdb.message import Text, message
from importers.directory.rows import DirectoryRows, cells
from importers.importer import Batch, Example, Importer
from importers.problems import Outcome, Problem
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.reading.seeded import seeded
from importers.registers.companies import READ, Company, Person, read_companies
from importers.registers.shared_places import SharedPlaces, There, unplaced
from importers.sources import directory

Rule = Mapping[str, str]
_OTHER: Final = message("import.cvr_other")
_PRIVATE: Final = message("import.cvr_private")
_SORT: Final = message("import.cvr_sort")
_ENDED: Final = message("import.cvr_ended")
_A_PERSON: Final = message("import.cvr_person")
_ALONE: Final = message("import.cvr_alone")
_PROTECTED: Final = message("import.cvr_protected")
_SECRET: Final = message("import.cvr_secret")
_ASK: Final = message("import.cvr_ask")
_TWICE: Final = message("import.twice")


@dataclass(frozen=True, slots=True)
class _Sort:
    """What to make of a company."""

    kind: str
    withheld: bool


@dataclass(slots=True)
class _Extract:
    """What a first reading tells of the files as a whole.

    ``forms`` and ``protected`` are of companies by CVR number, which their P-units do not tell. ``seen`` are
    those that the second reading has come past.
    """

    forms: dict[str, str] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    taken: frozenset[str] = frozenset()
    seen: set[str] = field(default_factory=set)
    places: SharedPlaces = field(default_factory=SharedPlaces)


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add those that a directory holds, and say how many others there are."""
    extract = _extract(files, rows)
    gathered = DirectoryRows(rows)
    gathered.supply(("places", "actors"))
    others: Counter[tuple[str, Text]] = Counter()
    for company in read_companies(files, gathered):
        sort = _A_PERSON if isinstance(company, Person) else _sort(company, extract.forms)
        if isinstance(company, Company) and isinstance(sort, _Sort):
            _add(company, sort, extract, gathered)
        elif not isinstance(sort, _Sort):
            others[company.file, sort] += 1
    gathered.problems += [
        Problem(file, 0, "", str(count), reason, Outcome.LEFT_OUT) for (file, reason), count in others.items()
    ]
    return gathered.batch()


def _extract(files: Sequence[Path], rows: Rows) -> _Extract:
    extract, candidates = _Extract(), list[Company]()
    for company in read_companies(files, DirectoryRows(rows)):
        if isinstance(company, Person):
            continue
        if not company.is_unit:
            extract.forms[company.cvr] = company.form
            extract.protected |= {company.cvr} if company.protected else set()
        if any(_rules(company)):
            candidates.append(replace(company, contacts={}))
    sorts = ((company, _sort(company, extract.forms)) for company in candidates)
    taken = [(company, sort) for company, sort in sorts if isinstance(sort, _Sort)]
    extract.taken = frozenset(company.id for company, _ in taken)
    extract.places = SharedPlaces.of(
        There(company.id, company.address_key, company.building, sort.withheld) for company, sort in taken
    )
    return extract


def _sort(company: Company, forms: Mapping[str, str]) -> _Sort | Text:
    """What it is by its industry, or why it is not taken; a name tells of a private home or a crisis centre,
    whatever the code.
    """
    form = _forms().get(company.form or forms.get(company.cvr, ""), "")
    words = " ".join((*company.names, *(text for _, text, _ in company.branches))).casefold()
    rules = list(_rules(company))
    if company.ended:
        return _ENDED
    named = {
        rule["take"]: rule for rule in seeded("cvr_industries") if not rule["code"] and _says(words, rule)
    }
    if form == "person" or "never" in named:
        return _PRIVATE
    if not rules:
        return _OTHER
    if rules[0]["take"] == "never":
        return _PRIVATE
    if company.is_unit and company.cvr not in forms:
        return _ALONE
    fitting = [rule for rule in rules if rule["take"] in ("yes", "withheld", form)]
    if not fitting:
        return _SORT
    if secret := named.get("withheld"):
        return _Sort(secret["kind"], withheld=True)
    return _Sort(fitting[0]["kind"], any(rule["take"] == "withheld" for rule in fitting))


def _rules(company: Company) -> Iterator[Rule]:
    """The rows for its industries, the main one's first."""
    for code, text, since in company.branches:
        rule = _rule(code, text.casefold(), since)
        if rule is not None:
            yield rule


def _rule(code: str, text: str, since: str) -> Rule | None:
    """The row for an industry code: of the scheme in force when it was given, else of another."""
    of_code = [
        rule
        for rule in seeded("cvr_industries")
        if rule["code"] and code.startswith(rule["code"].replace(".", ""))
    ]
    of_day = [rule for rule in of_code if _in_force(rule, since)] or of_code
    fitting = [rule for rule in of_day if not rule["if_text"] or _says(text, rule)]
    return max(fitting, key=lambda rule: len(rule["code"]), default=None)


def _in_force(rule: Rule, day: str) -> bool:
    return bool(day) and rule["valid_from"] <= day and (not rule["valid_to"] or day <= rule["valid_to"])


def _says(text: str, rule: Rule) -> bool:
    return any(word in text for word in rule["if_text"].split("|"))


@cache
def _forms() -> Mapping[str, str]:
    return {row["code"]: row["sort"] for row in seeded("cvr_forms")}


def _add(company: Company, sort: _Sort, extract: _Extract, gathered: DirectoryRows) -> None:
    """A row for the actor, and one for its place if it is the first of those who are there."""
    if company.id in extract.seen:
        problem = Problem(company.file, company.number, "id", company.id, _TWICE)
        gathered.problems.append(problem)
        return
    extract.seen.add(company.id)
    place = extract.places.place(company.id, company.address_key, company.building)
    if not company.address["municipality"]:
        gathered.problems.append(unplaced(company.file, company.number, company.address["postal_code"]))
    if place == company.id:
        where = cells({"id": place, **company.address, "stated_on": company.stated_on})
        gathered.add(Row(company.file, company.number, "places", where))
    above = f"cvr:{company.cvr}"
    name, *others = [one for one in company.names if one] or [""]
    actor = {
        "id": company.id,
        "name": name,
        "other_names": [other.replace("|", " ") for other in others if other != name],
        "kind": sort.kind,
        "cvr": company.cvr,
        "parent": above if company.is_unit and above in extract.taken else "",
        "place": place,
        "secret_address": sort.withheld or None,  # that it is not secret, the register does not say
        "stated_on": company.stated_on,
        **_contacts(company, extract, gathered),
    }
    gathered.add(Row(company.file, company.number, "actors", cells(actor)))


def _contacts(company: Company, extract: _Extract, gathered: DirectoryRows) -> Mapping[str, str]:
    """The contacts that may be passed on; of the others is said that they are not."""
    protected = company.protected or company.cvr in extract.protected
    reasons: dict[str, Text] = dict.fromkeys(company.secret, _SECRET)
    if protected:
        reasons |= {name: _PROTECTED for name, text in company.contacts.items() if text}
    gathered.problems += [
        Problem(company.file, company.number, name, "", reason, Outcome.HELD_BACK, _ASK)
        for name, reason in sorted(reasons.items())
    ]
    return {} if protected else company.contacts


_EXAMPLE: Final = Example(
    "cvr.json",
    """\
[{"vat": 99990082, "name": "Foreningen Lygten", "address": "Nygade 4", "zipcode": "1050",
  "city": "København K", "protected": false, "phone": "75620030", "enddate": null,
  "industrycode": 889910, "companycode": 110}]
""",
)
IMPORTER: Final = Importer(
    id="cvr",
    title="CVR, Det Centrale Virksomhedsregister",
    publisher="Erhvervsstyrelsen",
    licence="Vilkår for data fra CVR; reklamebeskyttelse gælder også her",
    rank=Rank.REGISTER,
    takes=message("import.takes_cvr"),
    read=read,
    claims=directory.claims,
    group=directory.group,
    url="https://datacvr.virk.dk",
    formats=("JSON", "zip"),
    columns=lambda: sorted(READ),
    example=_EXAMPLE,
)
