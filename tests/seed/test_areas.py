"""The municipalities and regions, and how they change on 1 January 2027.

Seen red with: Region Hovedstaden and Region Sjælland left without an end.
"""

from tests.seed.tables import rows

MUNICIPALITIES = 98
REGIONS = {"1081", "1082", "1083", "1084", "1085"}


def test_there_are_98_municipalities_with_codes_of_four_digits() -> None:
    codes = [row["code"] for row in rows("areas/municipalities")]
    assert len(set(codes)) == len(codes) == MUNICIPALITIES
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert "0411" not in codes, "Christiansø is outside the municipal division"


def test_each_municipality_lies_in_denmark_and_has_people() -> None:
    for row in rows("areas/municipalities"):
        assert 54 < float(row["lat"]) < 58, row
        assert 8 < float(row["lon"]) < 15.5, row
        assert int(row["population"]) > 1000, row


def test_two_regions_become_one_and_the_others_stay() -> None:
    regions = {row["code"]: row for row in rows("areas/regions")}
    assert set(regions) == REGIONS | {"oestdanmark"}
    assert {code for code, row in regions.items() if row["valid_to"] == "2026-12-31"} == {"1084", "1085"}
    assert regions["oestdanmark"]["valid_from"] == "2027-01-01"
    assert regions["oestdanmark"]["provisional"] == "yes"
    assert regions["oestdanmark"]["verified"] == "derived"
    for code in ("1081", "1082", "1083"):
        assert not regions[code]["valid_from"] + regions[code]["valid_to"]


def test_each_municipality_has_a_region_before_and_after_the_change() -> None:
    regions = {row["code"]: row["name"] for row in rows("areas/regions")}
    for row in (*rows("areas/municipalities"), *rows("demo/areas")):
        assert regions[row["region_code"]] == row["region"], row
        assert regions.get(row["next_region_code"], "") == row["next_region"], row
        moved = row["region_code"] in {"1084", "1085"}
        assert (row["next_region_code"], row["next_region_from"]) == (
            ("oestdanmark", "2027-01-01") if moved else ("", "")
        ), row


def test_the_fictional_municipalities_are_nobodys() -> None:
    real = {row["name"] for row in rows("areas/municipalities")}
    fictional = rows("demo/areas")
    assert [row["code"] for row in fictional] == ["9901", "9902", "9903"]
    assert not real.intersection(row["name"] for row in fictional)
    city, town, small = (int(row["population"]) for row in fictional)
    assert city > 100_000 > town > 30_000 > small
