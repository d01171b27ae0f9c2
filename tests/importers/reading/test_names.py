"""Cells as people fill them in become codes, numbers and hours; what is uncertain is reported as written."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind, code_of, node_id
from graphdb.store import GraphStore
from importers.problems import Problem
from importers.reading.names import decoded
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory, vocabulary
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
PLACE, ACTOR, SERVICE = (node_id(kind, "kommunen", "a") for kind in ("place", "actor", "service"))


@pytest.fixture
def bring(seeded: GraphStore, write: Write) -> Callable[..., Report]:
    """Import one row of a group from its cells."""

    def run(group: str, **cells: str) -> Report:
        text = io.StringIO()
        row = {"id": "a", "name": "A", **({"kind": "civ_ngo"} if group == "actors" else {}), **cells}
        writer = csv.DictWriter(text, list(row))
        writer.writeheader()
        writer.writerow(row)
        path = write(f"{group}.csv", text.getvalue())
        return frame.run(seeded, directory.IMPORTER, [path], order("kommunen"))

    return run


def linked(store: GraphStore, one: str, kind: EdgeKind) -> list[str]:
    return sorted(code_of(edge.dst) for edge in store.edges([one], kinds=[kind]))


def only(report: Report) -> Problem:
    (problem,) = report.problems
    return problem


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("0461", "0461"), ("461", "0461"), ("461.0", "0461"), ("Odense", "0461")),
        *(("ODENSE KOMMUNE", "0461"), ("Københavns Kommune", "0101"), ("Aarhus", "0751")),
        *(("Århus Kommune", "0751"), ("Bornholms Regionskommune", "0400")),
    ],
)
def test_a_municipality_by_its_name_or_without_its_zero(
    seeded: GraphStore, bring: Callable[..., Report], written: str, code: str
) -> None:
    assert not bring("places", municipality=written).problems
    assert linked(seeded, PLACE, EdgeKind.IN) == [code]


@pytest.mark.parametrize("written", ["1084", "084", "84", "Region Hovedstaden", "dk", "Mellemland", "999"])
def test_a_region_is_no_municipality(bring: Callable[..., Report], written: str) -> None:
    problem = only(bring("places", municipality=written))
    assert (problem.column, problem.value) == ("municipality", written)
    assert "ingen kommune" in say(problem.reason)


def test_a_name_that_a_municipality_gives_a_code_is_known_to_the_next_file(
    seeded: GraphStore, bring: Callable[..., Report], write: Write
) -> None:
    """Seen red with the names of the first vocabulary kept for all."""
    assert only(bring("actors", risk_groups="Folk på farten")).value == "Folk på farten"
    named = write("risk_groups.csv", "code,label_da,label_en\nrg_farten,Folk på farten,Travellers\n")
    assert not frame.run(seeded, vocabulary.IMPORTER, [named], order("kommunens-ord")).problems
    assert not bring("actors", risk_groups="Folk på farten").problems
    assert linked(seeded, ACTOR, EdgeKind.REACHES) == ["rg_farten"]


def test_areas_that_are_served_may_be_regions_and_the_whole_country(
    seeded: GraphStore, bring: Callable[..., Report]
) -> None:
    assert not bring("actors", municipalities="Odense|621|Region Sjælland|hele landet").problems
    assert linked(seeded, ACTOR, EdgeKind.SERVES) == ["0461", "0621", "1085", "dk"]


def test_labels_and_synonyms_for_codes(seeded: GraphStore, bring: Callable[..., Report]) -> None:
    report = bring(
        "actors",
        kind="Værested",
        risk_groups="borgere med rusmiddelproblemer=opsøgende|rg_psyk",
        status="Aktiv",
    )
    assert not report.problems
    node = seeded.get([ACTOR])[ACTOR]
    assert (node.text("kind"), node.text("status")) == ("civ_vaerested", "active")
    edges = {code_of(edge.dst): edge.text("how") for edge in seeded.edges([ACTOR], kinds=[EdgeKind.REACHES])}
    assert edges == {"rg_rus": "opsøgende", "rg_psyk": ""}


@pytest.mark.parametrize(("written", "code"), [("Varmestue", "civ_vaerested"), ("KRISECENTER", "bo_109")])
def test_a_word_that_people_use_for_a_kind(
    seeded: GraphStore, bring: Callable[..., Report], written: str, code: str
) -> None:
    assert not bring("actors", kind=written).problems
    assert seeded.get([ACTOR])[ACTOR].text("kind") == code


def test_a_word_that_is_no_name_is_told_as_it_was_written(bring: Callable[..., Report]) -> None:
    problem = only(bring("actors", risk_groups="rumvæsener"))
    assert (problem.column, problem.value) == ("risk_groups", "rumvæsener")


def test_the_number_is_kept_and_what_stands_beside_it_told(
    seeded: GraphStore, bring: Callable[..., Report]
) -> None:
    problem = only(bring("actors", phone="87 41 10 00 lok. 123"))
    assert (problem.column, problem.value) == ("phone", "lok. 123")
    assert seeded.get([ACTOR])[ACTOR].text("phone") == "+4587411000"


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("33 12 16 00 (man-fre 9-15)", "Mo-Fr 09:00-15:00"),
        ("33 12 16 00 (kl. 9-15)", '24/7 unknown "kl. 9-15"'),
        ("Tlf.nr. 33121600", ""),
    ],
)
def test_hours_beside_a_number_get_their_own_field(
    seeded: GraphStore, bring: Callable[..., Report], written: str, hours: str
) -> None:
    assert not bring("actors", phone=written).problems
    node = seeded.get([ACTOR])[ACTOR]
    assert (node.text("phone"), node.text("phone_hours")) == ("+4533121600", hours)


def test_hours_of_their_own_stand(seeded: GraphStore, bring: Callable[..., Report]) -> None:
    problem = only(bring("actors", phone="33 12 16 00 (kl. 9-15)", phone_hours="man-fre 10-12"))
    assert problem.value == "kl. 9-15"
    assert seeded.get([ACTOR])[ACTOR].text("phone_hours") == "Mo-Fr 10:00-12:00"


def test_a_cpr_number_beside_a_telephone_number_refuses_the_row(bring: Callable[..., Report]) -> None:
    problem = only(bring("actors", phone="33 12 16 00, spørg om 010190-1234"))
    assert (problem.value, "CPR" in say(problem.reason)) == ("", True)


def test_signs_are_decoded_and_lines_kept(seeded: GraphStore, bring: Callable[..., Report]) -> None:
    assert not bring(
        "actors", name="B&oslash;rn &amp;amp; unge", description="Først\nså\r\n\r\nsidst"
    ).problems
    node = seeded.get([ACTOR])[ACTOR]
    assert node.text("name") == "Børn & unge"
    assert node.text("description") == "Først\nså\n\nsidst"


@pytest.mark.parametrize(
    ("text", "plain"),
    [("A &amp; B", "A & B"), ("A & B; C", "A & B; C"), ("&#248;", "ø"), ("&lt;b&gt;", "<b>"), ("R&D", "R&D")],
)
def test_only_what_is_an_entity_is_decoded(text: str, plain: str) -> None:
    assert decoded(text) == plain


def test_a_hidden_cpr_number_is_found_when_it_is_decoded(bring: Callable[..., Report]) -> None:
    problem = only(bring("actors", description="Ring om &#48;10190-1234"))
    assert "CPR" in say(problem.reason)


def test_text_without_any_hour_is_told(seeded: GraphStore, bring: Callable[..., Report]) -> None:
    problem = only(bring("actors", phone_hours="ukendt"))
    assert (problem.column, "ingen åbningstid" in say(problem.reason)) == ("phone_hours", True)
    assert seeded.get([ACTOR])[ACTOR].kind is NodeKind.ACTOR
