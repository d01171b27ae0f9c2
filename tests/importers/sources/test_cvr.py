"""The business register: who is taken, who never, and what is told of none."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import Rank
from graphdb.directory import overview
from graphdb.directory.overview import Whose
from graphdb.message import say
from graphdb.model import NodeKind
from graphdb.search import index
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.running import frame
from importers.sources import directory
from tests.importers.conftest import order
from tests.importers.sources.samples import bring, claims, files, golden

Write = Callable[[str, str], Path]
NGO, HOUSE = "actor:cvr:99990007", "actor:pnr:1003456790"


def now(since: str = "2012-01-01", **values: Any) -> dict[str, Any]:
    return {**values, "periode": {"gyldigFra": since, "gyldigTil": None}}


def company(number: int, code: str, form: str = "110", **values: Any) -> dict[str, Any]:
    """A company as Virk tells it."""
    town = {"kommuneKode": 615}
    address = now(vejnavn="Nygade", husnummerFra=number % 100, postnummer=8700, kommune=town)
    return {
        "Vrvirksomhed": {
            "cvrNummer": number,
            "navne": [now(navn=f"Firma {number}")],
            "beliggenhedsadresse": [address],
            "hovedbranche": [now(branchekode=code, branchetekst="")],
            "virksomhedsform": [now(virksomhedsformkode=form)],
            "livsforloeb": [now()],
            **values,
        }
    }


def taken(store: GraphStore, write: Write, *documents: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """Kind and flag of those that are taken, by id."""
    bring(store, "cvr", write("virk.json", json.dumps(list(documents))))
    nodes = store.get([f"actor:cvr:{number}" for number in range(99990000, 99990200)])
    return {
        node.id.rpartition(":")[2]: (node.text("kind"), node.flag("secret_address"))
        for node in nodes.values()
    }


def test_no_person_leaves_the_reader(seeded: GraphStore) -> None:
    # Red with "conavn" in the address, with "owners" read, and with form 10 taken for a company.
    report = bring(seeded, "cvr")
    assert any("Karla" in path.read_text(encoding="utf-8") for path in files("cvr"))
    assert "Karla" not in golden(seeded, "cvr", report)
    assert "Karla" not in report.text()


def test_a_hostel_is_undecided_and_its_address_secret_in_the_whole_building(seeded: GraphStore) -> None:
    bring(seeded, "cvr")
    nodes = seeded.get([NGO, HOUSE])
    assert (nodes[HOUSE].text("kind"), nodes[HOUSE].flag("secret_address")) == ("ukendt", True)
    # Its organisation, two floors below, has another address, and is open: the street is told of neither.
    assert not nodes[NGO].flag("secret_address")
    assert not any("Eksempelgade" in str(claim.facts) for claim in claims(seeded, "cvr"))


def test_the_address_is_told_once_a_person_says_that_it_is_no_crisis_centre(
    seeded: GraphStore, write: Write
) -> None:
    bring(seeded, "cvr")
    said = write("actors.csv", "id,name,kind,secret_address\npnr:1003456790,Fyrets Hus,bo_110,nej\n")
    frame.run(seeded, directory.IMPORTER, [said], order("horsens", rank=Rank.MUNICIPALITY))
    bring(seeded, "cvr")
    place = seeded.get(["place:cvr:99990007"])["place:cvr:99990007"]
    assert place.text("address") == "Eksempelgade 30"


@pytest.mark.parametrize(
    ("code", "since", "form", "verdict"),
    [
        ("879090", "2012-01-01", "110", ("ukendt", True)),
        ("879900", "2025-01-01", "110", ("ukendt", True)),
        ("879020", "2012-01-01", "110", None),  # foster care
        ("879090", "2012-01-01", "10", None),  # a sole trader
        ("682030", "2012-01-01", "80", ("bol_privat", False)),
        ("682030", "2012-01-01", "30", None),  # a partnership
        ("682030", "2012-01-01", "", None),  # whose firm it is, is not told
        ("682010", "2012-01-01", "110", ("bol_organisation", False)),
        ("889910", "2012-01-01", "90", ("civ_ngo", False)),
        ("889990", "2012-01-01", "80", None),
        ("471110", "2012-01-01", "80", None),
    ],
)
def test_who_is_taken(
    seeded: GraphStore, write: Write, code: str, since: str, form: str, verdict: tuple[str, bool] | None
) -> None:
    branch = [now(since, branchekode=code, branchetekst="")]
    assert taken(seeded, write, company(99990015, code, form, hovedbranche=branch)).get("99990015") == verdict


@pytest.mark.parametrize(
    "name", ["Krisecenter Øst", "KVINDEHUSET I BY", "Foreningen til støtte for krisecentret"]
)
def test_a_name_that_may_be_a_crisis_centre_s_keeps_its_address_back_whatever_the_code(
    seeded: GraphStore, write: Write, name: str
) -> None:
    document = company(99990015, "889910", navne=[now(navn=name)])
    assert taken(seeded, write, document) == {"99990015": ("ukendt", True)}
    assert not any("Nygade" in str(claim.facts) for claim in claims(seeded, "cvr"))


@pytest.mark.parametrize("between", [" v/", " v/ ", " V/"])
def test_a_name_is_taken_without_the_person_behind_it(seeded: GraphStore, write: Write, between: str) -> None:
    names: dict[str, Any] = {
        "navne": [now(navn="Hjælpen")],
        "binavne": [now(navn=f"Broen{between}Persona Ficta")],
    }
    taken(seeded, write, company(99990015, "889910", **names))
    actor = seeded.get(["actor:cvr:99990015"])["actor:cvr:99990015"]
    assert actor.items("other_names") == ("Broen",)
    assert not any("Persona" in str(claim.facts) for claim in claims(seeded, "cvr"))


def test_a_code_is_read_by_the_scheme_of_its_day(seeded: GraphStore, write: Write) -> None:
    # The one code stands for non-profit housing by its text alone in the new scheme.
    text = {"branchekode": "682010", "branchetekst": "Udlejning af almene boliger"}
    new = company(99990015, "", hovedbranche=[now("2025-01-01", **text)])
    shops = {"branchekode": "682010", "branchetekst": "Udlejning af butikker"}
    kinds = taken(seeded, write, new, company(99990023, "", "80", hovedbranche=[now("2025-01-01", **shops)]))
    assert kinds == {"99990015": ("bol_organisation", False)}


def test_only_what_holds_today_is_read(seeded: GraphStore) -> None:
    report = bring(seeded, "cvr")
    node = seeded.get([NGO])[NGO]
    assert (node.text("name"), node.items("other_names")) == ("Fonden Fyret & Venner", ("Fyret",))
    assert node.text("phone") == ""  # "hemmelig"
    assert node.text("email") == "post@fyret.example"
    reasons = {(one.row, one.column): say(one.reason) for one in report.of(Outcome.HELD_BACK)}
    assert "hemmelig" in reasons[2, "phone"]
    assert "reklamebeskyttet" in reasons[5, "phone"]


def test_lines_of_json_and_one_alone_are_read_too(seeded: GraphStore, write: Write) -> None:
    one, other = company(99990015, "889910"), company(99990023, "889910")
    lines = write("virk.ndjson", f"{json.dumps(one)}\n\n{{broken\n{json.dumps({'_source': other})}\n")
    report = bring(seeded, "cvr", lines)
    assert [(problem.row, problem.column) for problem in report.of(Outcome.REFUSED)] == [(3, "")]
    assert len(seeded.get(["actor:cvr:99990015", "actor:cvr:99990023"])) == 2
    alone = bring(seeded, "cvr", write("virk.json", json.dumps(one)))
    assert (alone.total("refused"), alone.counts["actors"]["gone"]) == (0, 2)


def test_a_company_that_stands_twice_is_told_once(seeded: GraphStore, write: Write) -> None:
    documents = [company(99990015, "889910"), company(99990015, "889910", navne=[now(navn="Igen")])]
    report = bring(seeded, "cvr", write("virk.json", json.dumps(documents)))
    refused = [(problem.row, problem.column, problem.value) for problem in report.of(Outcome.REFUSED)]
    assert refused == [(2, "id", "cvr:99990015")]
    assert seeded.get(["actor:cvr:99990015"])["actor:cvr:99990015"].text("name") == "Firma 99990015"


def test_companies_are_counted_as_a_register_s_and_not_as_a_municipality_s_own(
    seeded: GraphStore, write: Write
) -> None:
    bring(seeded, "cvr")
    said = write("actors.csv", "id,name,kind\nbolig,Boligsocial enhed,kom_bolig\n")
    frame.run(seeded, directory.IMPORTER, [said], order("horsens"))
    read = index.current(seeded, "2026-03-02")
    counted = {share.whose: share.actors for share in overview.shares(read, overview.sources(seeded))}
    assert counted[Whose.OWN] == 1
    assert (
        counted[Whose.REGISTER]
        == len([one for one in claims(seeded, "cvr") if one.kind is NodeKind.ACTOR])
        > 1
    )
