"""Open Referral: every shape of a file says the same, terms become ours or stay, nothing is lost unsaid."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.hsds.objects import facts_of
from importers.problems import Outcome
from importers.reading.seeded import seeded as table
from tests.importers.sources.samples import bring, claims, golden
from tests.seed.tables import codes, names

Write = Callable[[str, str], Path]
SERVICE: Final[dict[str, Any]] = {
    "id": "s-1",
    "name": "Seng",
    "status": "active",
    "organization": {"id": "o-1", "name": "Herberget", "description": "Senge", "website": "herberg.example"},
    "phones": [{"id": "p-1", "number": "75620010"}],
    "attributes": [{"id": "a-1", "taxonomy_term": {"id": "t-1", "name": "Homeless shelter"}}],
}
TABLES: Final = {
    "organizations.csv": "id,name,description,website\no-1,Herberget,Senge,herberg.example\n",
    "services.csv": "id,organization_id,name,status\ns-1,o-1,Seng,active\n",
    "phones.csv": "id,service_id,number\np-1,s-1,75620010\n",
    "attributes.csv": "id,link_id,taxonomy_term_id\na-1,s-1,t-1\n",
    "taxonomy_terms.csv": "id,name\nt-1,Homeless shelter\n",
}


def shape(folder: Path, name: str) -> Path:
    """The same service and organisation in one of the shapes that files have."""
    one = json.dumps(SERVICE)
    texts = {
        "object.json": one,
        "array.json": f"[{one}]",
        "page.json": json.dumps({"total_items": 1, "page_number": 1, "contents": [SERVICE]}),
        "lines.ndjson": f"{one}\n",
        "bom.json": f"\ufeff{one}",
    }
    path = folder / name
    if name in texts:
        path.write_text(texts[name], encoding="utf-8")
        return path
    if name == "package.zip":
        with ZipFile(path, "w") as archive:
            for table_name, text in TABLES.items():
                archive.writestr(f"data/{table_name}", text)
        return path
    path.mkdir()
    listed = [{"name": file.partition(".")[0], "path": f"x{file}"} for file in TABLES]
    (path / "datapackage.json").write_text(json.dumps({"resources": listed}), encoding="utf-8")
    for table_name, text in TABLES.items():
        (path / f"x{table_name}").write_text(text, encoding="utf-8")
    return path


def test_every_shape_says_the_same(seeded: GraphStore, tmp_path: Path) -> None:
    first = None
    shapes = ("object.json", "array.json", "page.json", "lines.ndjson", "bom.json", "package.zip", "package")
    for name in shapes:
        report = bring(seeded, "hsds", shape(tmp_path, name))
        assert not report.problems, (name, report.problems)
        said = list(claims(seeded, "hsds"))
        first = first or said
        assert said == first, name
    assert seeded.get(["actor:hsds:o-1"])["actor:hsds:o-1"].text("kind") == "bo_110"


def test_terms_become_ours_or_are_kept_as_they_are(seeded: GraphStore) -> None:
    bring(seeded, "hsds")
    id_ = "service:hsds:5d0a1e1e-0000-4000-8000-000000000001"
    kinds = [EdgeKind.MEETS, EdgeKind.REACHES, EdgeKind.VIA, EdgeKind.SERVES]
    ends = {edge.dst for edge in seeded.edges([id_], kinds=kinds)}
    assert ends == {"term:need_akutbolig", "term:rg_hjemloes", "term:ar_110", "area:0615"}
    service = seeded.get([id_])[id_]
    assert service.items("other_terms") == ("Laundry Facilities",)
    assert "Område: The whole fjord" in service.text("other_facts")
    shelter = seeded.get(["actor:hsds:org-1"])["actor:hsds:org-1"]
    assert (shelter.text("kind"), shelter.items("other_terms")) == ("bo_110", ())


def test_other_names_of_a_service_are_names(seeded: GraphStore, write: Write) -> None:
    """Seen red: they were a line of text that no search reads."""
    bring(seeded, "hsds", write("one.json", json.dumps({**SERVICE, "alternate_name": "Natsengen"})))
    service = seeded.get(["service:hsds:s-1"])["service:hsds:s-1"]
    assert service.items("other_names") == ("Natsengen",)
    assert "Natsengen" not in service.text("other_facts")


def test_every_fact_of_the_table_is_kept(seeded: GraphStore, write: Write) -> None:
    # Red with a column that is called a fact, and that nobody reads.
    below = ("program", "funding", "language", "service_area", "service_capacity", "service_at_location")
    inside = {sort: {"id": sort, **{name: f"«{sort} {name}»" for name in facts_of(sort)}} for sort in below}
    organization = {name: f"«organization {name}»" for name in facts_of("organization")}
    service = {
        **SERVICE,
        **{name: f"«service {name}»" for name in facts_of("service")},
        "organization": {**SERVICE["organization"], **organization},
        "program": inside["program"],
        "funding": [inside["funding"]],
        "languages": [{**inside["language"], "code": "en"}],
        "service_areas": [inside["service_area"]],
        "capacities": [inside["service_capacity"]],
        "service_at_locations": [inside["service_at_location"]],
        "additional_urls": [{"id": "u", "url": "«url url»"}],
        "schedules": [{"id": "x", **{name: f"«schedule {name}»" for name in facts_of("schedule")}}],
    }
    bring(seeded, "hsds", write("one.json", json.dumps(service)))
    text = "\n".join(str(claim.facts.get("other_facts")) for claim in claims(seeded, "hsds"))
    expected = [(row["object"], row["column"]) for row in table("hsds_columns") if row["use"] == "fact"]
    assert [pair for pair in expected if f"«{pair[0]} {pair[1]}»" not in text] == []


def test_a_column_that_is_not_kept_is_named_once(seeded: GraphStore) -> None:
    report = bring(seeded, "hsds")
    columns = [(problem.file, problem.column) for problem in report.of(Outcome.UNUSED)]
    assert ("page.json", "service.x_custom") in columns
    assert ("page.json", "address.attention") in columns
    assert ("services.csv", "service.homemade") in columns
    assert len(columns) == len(set(columns))


def test_no_name_of_a_person_is_taken(seeded: GraphStore) -> None:
    report = bring(seeded, "hsds")
    assert "Persona" not in golden(seeded, "hsds", report)
    assert "persona" not in golden(seeded, "hsds", report)
    assert (1, "contact.email") in {(one.row, one.column) for one in report.of(Outcome.HELD_BACK)}


def test_a_role_or_a_number_that_names_the_contact_s_person_says_neither(
    seeded: GraphStore, tmp_path: Path
) -> None:
    contact = {
        "id": "c-1",
        "name": "Persona Ficta",
        "title": "Leder, Persona Ficta",
        "department": "Rådgivningen",
        "phones": [
            {"id": "p-2", "number": "75620011"},
            {"id": "p-3", "number": "75620012", "description": "Personas direkte nummer"},
        ],
    }
    path = tmp_path / "service.json"
    path.write_text(json.dumps({**SERVICE, "contacts": [contact]}), encoding="utf-8")
    report = bring(seeded, "hsds", path)
    contents = golden(seeded, "hsds", report)
    assert "Persona" not in contents
    assert "Rådgivningen" in contents
    assert "+4575620012" in contents
    columns = {problem.column for problem in report.of(Outcome.HELD_BACK)}
    assert {"contact.name", "contact.title", "phone.description"} <= columns


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("Huset", ["Homeless shelter", "Domestic violence shelter"]),
        ("Huset", ["Homeless shelter", "Victims of domestic violence"]),
        ("Krisecenter Nord", ["Homeless shelter"]),
    ],
)
def test_what_may_be_a_crisis_centre_is_not_told_where_it_is_whatever_its_first_kind(
    seeded: GraphStore, tmp_path: Path, name: str, terms: list[str]
) -> None:
    said = [{"taxonomy_term": {"id": f"t-{at}", "name": term}} for at, term in enumerate(terms)]
    address = {"address_1": "Lyngstien 5", "postal_code": "8700", "address_type": "physical"}
    location = {"id": "l-1", "location_type": "physical", "addresses": [address]}
    organization = {"id": "o-1", "name": name, "website": "x.example", "attributes": said}
    path = tmp_path / "organization.json"
    path.write_text(json.dumps({**organization, "locations": [location]}), encoding="utf-8")
    bring(seeded, "hsds", path)
    assert seeded.get(["actor:hsds:o-1"])["actor:hsds:o-1"].flag("secret_address")
    assert not any("Lyngstien" in str(claim.facts) for claim in claims(seeded, "hsds"))


def test_when_somebody_checked_it_counts_as_confirmed_and_nothing_else_does(seeded: GraphStore) -> None:
    bring(seeded, "hsds")
    id_ = "service:hsds:5d0a1e1e-0000-4000-8000-000000000001"
    nodes = seeded.get([id_, "service:hsds:srv-1"])
    assert nodes[id_].prov["name"].confirmed_on == "2025-11-01"
    assert nodes["service:hsds:srv-1"].prov["name"].confirmed_on == ""


def test_an_id_with_a_colon_is_not_taken_for_an_authority_s(seeded: GraphStore, write: Write) -> None:
    organization = {"id": "cvr:99990007", "name": "Snyd", "description": "x", "website": "x.example"}
    bring(seeded, "hsds", write("one.json", json.dumps(organization)))
    assert not seeded.get(["actor:cvr:99990007"])
    assert seeded.get(["actor:hsds:cvr.99990007"])


def test_every_code_in_the_table_of_terms_is_in_a_vocabulary() -> None:
    known = set[str]().union(
        *(codes(name) for name in ("actor_types", "needs", "risk_groups", "methods", "access_routes"))
    )
    assert names("sources")
    assert {row["code"] for row in table("hsds_terms")} <= known


@pytest.mark.parametrize("mailbox", ["karla.prik@fjord.example", "k.prik@fjord.example"])
def test_a_person_s_mailbox_is_no_organisation_s_and_no_service_s(
    seeded: GraphStore, write: Write, mailbox: str
) -> None:
    document = {**SERVICE, "email": mailbox, "organization": {**SERVICE["organization"], "email": mailbox}}
    report = bring(seeded, "hsds", write("one.json", json.dumps(document)))
    assert "prik" not in "".join(str(claim.facts) for claim in claims(seeded, "hsds"))
    assert "prik" not in report.text()
    columns = {problem.column for problem in report.of(Outcome.HELD_BACK)}
    assert columns == {"organization.email", "service.email"}


def test_a_number_s_description_and_an_unnamed_contact_may_name_a_person(
    seeded: GraphStore, write: Write
) -> None:
    numbers = [
        {"id": "1", "number": "75620010"},
        {"id": "2", "number": "75620011", "description": "Att. Karla Prik"},
        {"id": "3", "number": "75620012", "description": "Venteliste"},
    ]
    contacts = [
        {
            "id": "1",
            "title": "Leder",
            "email": "karla.prik@fjord.example",
            "phones": [{"number": "75620013"}],
        },
        {"id": "2", "title": "Karla Prik", "email": "info@fjord.example"},
    ]
    organization = {**SERVICE["organization"], "phones": numbers, "contacts": contacts}
    report = bring(seeded, "hsds", write("one.json", json.dumps({**SERVICE, "organization": organization})))
    said = [claim.facts for claim in claims(seeded, "hsds") if claim.target.startswith("contact:")]
    assert sorted(str(facts["role"].value) for facts in said) == ["Kontakt", "Leder", "Telefon", "Venteliste"]
    assert "prik" not in "".join(map(str, said)).lower()
    columns = sorted(problem.column for problem in report.of(Outcome.HELD_BACK))
    assert columns == ["contact.email", "contact.title", "phone.description"]


def test_every_fact_has_a_name_for_people() -> None:
    assert [row for row in table("hsds_columns") if row["use"] == "fact" and not row["label_da"]] == []


def test_what_is_said_of_the_first_number_is_kept(seeded: GraphStore, write: Write) -> None:
    """The first is the owner's own number and no contact point: what stands beside it was lost unsaid."""
    number = {"id": "p-9", "number": "75620013", "description": "Kun for fagfolk"}
    further = {"id": "p-8", "number": "75620014", "description": "Nattelefon"}
    link = {"id": "l-1", "location": {"id": "x-1", "name": "Huset"}, "phones": [number, further]}
    service = {
        **SERVICE,
        "phones": [{"id": "p-1", "number": "75620010", "description": "Tryk 2"}],
        "organization": {
            **SERVICE["organization"],
            "phones": [{**number, "id": "p-7", "description": "Omstilling"}],
        },
        "service_at_locations": [link],
        "contacts": [
            {"id": "c-1", "title": "Vagt", "phones": [{"number": "75620015", "description": "Ring to gange"}]}
        ],
    }
    contents = golden(seeded, "hsds", bring(seeded, "hsds", write("one.json", json.dumps(service))))
    for text in ("Tryk 2", "Omstilling", "Kun for fagfolk", "Nattelefon", "+4575620014", "Ring to gange"):
        assert text in contents, text
