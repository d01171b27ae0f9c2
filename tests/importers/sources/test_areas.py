"""Municipalities and regions: our own CSV, and both shapes of the former API's JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from importers.running import frame
from importers.running.report import Report
from importers.sources import areas
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
FLAT = [
    {"kode": "0101", "navn": "København", "regionskode": "1084", "udenforkommuneinddeling": False}
    | {"visueltcenter_x": 12.5, "visueltcenter_y": 55.7, "dagi_id": "389103", "geo_version": 21},
    {"kode": "0411", "navn": "Christiansø", "regionskode": "1084", "udenforkommuneinddeling": True},
]
NESTED = [
    {"kode": "0101", "navn": "København", "visueltcenter": [12.5, 55.7], "dagi_id": "389103"}
    | {"region": {"kode": "1084", "navn": "Region Hovedstaden"}, "udenforkommuneinddeling": False},
    {"kode": "0411", "navn": "Christiansø", "visueltcenter": None, "udenforkommuneinddeling": True},
]


def bring(store: GraphStore, *paths: Path) -> Report:
    return frame.run(store, areas.IMPORTER, paths, order("areas"))


@pytest.mark.parametrize("shape", [FLAT, NESTED], ids=["flat", "nested"])
def test_both_shapes_of_the_api_say_the_same(seeded: GraphStore, write: Write, shape: list[object]) -> None:
    report = bring(seeded, write("kommuner.json", json.dumps(shape)))
    assert not report.problems
    said = {claim.target: claim for claim in seeded.claims_of("areas").items}
    assert said["area:0101"].facts["lon"].value == 12.5
    assert {claim.dst for claim in said.values() if claim.src == "area:0101"} == {"area:1084"}
    assert "area:0411" not in said


def test_regions_come_as_regions(seeded: GraphStore, write: Write) -> None:
    regions = [{"kode": "1081", "navn": "Region Nordjylland", "nuts2": "DK05", "visueltcenter": [10.1, 57.3]}]
    assert not bring(seeded, write("regioner.json", json.dumps(regions))).problems
    assert seeded.get(["area:1081"])["area:1081"].text("level") == "region"


def test_the_98_municipalities_and_their_regions_over_time(seeded: GraphStore) -> None:
    words = catalogue.read(seeded)
    assert len(words.municipalities("2026-11-22")) == 98
    assert len(words.regions("2026-12-31")) == 5
    assert {region.text("code") for region in words.regions("2027-01-01")} == {
        "1081",
        "1082",
        "1083",
        "oestdanmark",
    }
    assert words.covering("0101", "2026-12-31") == {"0101", "1084", "dk"}
    assert words.covering("0101", "2027-01-01") == {"0101", "oestdanmark", "dk"}
    assert words.covering("0751", "2027-01-01") == {"0751", "1082", "dk"}


def test_a_code_that_cannot_be_one_is_refused(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("kommuner.csv", "code,name\n,Ingensteds\n"))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, "code")]


@pytest.mark.parametrize("code", ["101", "Horsens", "01010", "010190-1234"])
def test_a_municipality_has_four_digits(seeded: GraphStore, write: Write, code: str) -> None:
    """A spreadsheet takes the zero in front away."""
    report = bring(seeded, write("kommuner.csv", f"code,name\n{code},Et sted\n"))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, "code")]


def test_a_level_is_one_of_ours(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("kommuner.csv", "code,name,level\n0101,København,kommune\n"))
    assert [problem.column for problem in report.problems] == ["level"]


@pytest.mark.parametrize("center", [[1], 5, "12.5", {"x": 1}])
def test_a_centre_that_is_none_is_left_out(seeded: GraphStore, write: Write, center: object) -> None:
    municipalities = [{"kode": "0101", "navn": "København", "regionskode": "1084", "visueltcenter": center}]
    assert not bring(seeded, write("kommuner.json", json.dumps(municipalities))).problems


def test_a_region_that_cannot_be_one_is_told_with_its_row(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("kommuner.csv", f"code,name,region_code\n0101,K,{'x' * 120}\n"))
    assert [problem.row for problem in report.problems] == [2]


def test_json_that_is_none_is_refused(seeded: GraphStore, write: Write) -> None:
    with pytest.raises(Refused, match="linje 1"):
        bring(seeded, write("kommuner.json", "{"))
    with pytest.raises(Refused, match="JSON-liste"):
        bring(seeded, write("kommuner.json", "{}"))
