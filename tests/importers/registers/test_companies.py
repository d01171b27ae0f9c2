"""Companies as CVR tells them: numbers that lost their zeros, periods that are over, addresses in pieces."""

import json
from pathlib import Path
from typing import Any

import pytest

from importers.directory.rows import DirectoryRows
from importers.problems import Outcome
from importers.registers.companies import Company, Person, read_companies


def read(tmp_path: Path, rows: DirectoryRows, *documents: object) -> list[Company | Person]:
    path = tmp_path / "cvr.json"
    path.write_text(json.dumps(documents), encoding="utf-8")
    return list(read_companies([path], rows))


def virk(**values: Any) -> dict[str, Any]:
    return {"Vrvirksomhed": {"cvrNummer": 99990007, **values}}


def alone(companies: list[Company | Person]) -> Company:
    [company] = companies
    assert isinstance(company, Company)
    return company


def since(day: str, until: str | None = None, **values: Any) -> dict[str, Any]:
    return {**values, "periode": {"gyldigFra": day, "gyldigTil": until}}


@pytest.mark.parametrize(
    ("pieces", "street"),
    [
        ({"vejnavn": "Nygade", "husnummerFra": 4}, "Nygade 4"),
        ({"vejnavn": "Nygade", "husnummerFra": 4, "bogstavFra": "B"}, "Nygade 4B"),
        ({"vejnavn": "Nygade", "husnummerFra": 4, "husnummerTil": 8, "bogstavTil": "C"}, "Nygade 4-8C"),
        ({"vejnavn": "Nygade", "husnummerFra": 4, "etage": "1", "sidedoer": "tv"}, "Nygade 4, 1. tv"),
        ({"vejnavn": "Nygade", "husnummerFra": 4, "etage": "st"}, "Nygade 4, st"),
        ({"fritekst": "c/o Karla", "conavn": "Karla"}, ""),
    ],
)
def test_an_address_is_put_together_without_the_names_in_it(
    tmp_path: Path, rows: DirectoryRows, pieces: dict[str, Any], street: str
) -> None:
    where = since("2012-01-01", postnummer=800, kommune={"kommuneKode": 101}, **pieces)
    company = alone(read(tmp_path, rows, virk(beliggenhedsadresse=[where])))
    assert company.address["address"] == street
    assert (company.address["postal_code"], company.address["municipality"]) == ("0800", "0101")
    assert (company.address_key == ()) is (street == "")
    assert company.building == ((street.partition(",")[0].casefold(), "0800") if street else ())


def test_of_several_that_hold_the_newest_counts_and_what_is_over_does_not(
    tmp_path: Path, rows: DirectoryRows
) -> None:
    names = [
        since("2001-01-01", navn="Ældre"),
        since("2020-01-01", navn="Nyere"),
        since("2023-01-01", "2024-01-01", navn="Forbi"),
    ]
    company = alone(read(tmp_path, rows, virk(navne=names, livsforloeb=[since("2001-01-01", "2024-01-01")])))
    assert company.names == ["Nyere"]
    assert company.ended
    assert not alone(read(tmp_path, rows, virk(livsforloeb=[since("2001-01-01")]))).ended


@pytest.mark.parametrize(
    ("number", "id_"),
    [
        (99990007, "cvr:99990007"),
        ("99990007", "cvr:99990007"),
        (1234567, "cvr:01234567"),
        ("DK99990007", ""),
        (123456789, ""),
        (True, ""),
        (None, ""),
        (1.5, ""),
    ],
)
def test_a_number_that_can_be_none_makes_no_id(
    tmp_path: Path, rows: DirectoryRows, number: object, id_: str
) -> None:
    assert alone(read(tmp_path, rows, virk(cvrNummer=number))).id == id_


def test_a_unit_knows_its_company_of_today_and_has_no_form(tmp_path: Path, rows: DirectoryRows) -> None:
    relations = [since("2001-01-01", "2009-01-01", cvrNummer=1), since("2009-01-01", cvrNummer=99990015)]
    unit = {"VrproduktionsEnhed": {"pNummer": 1003456789, "virksomhedsrelation": relations}}
    company = alone(read(tmp_path, rows, {"_source": unit}))
    assert (company.id, company.cvr, company.is_unit, company.form) == (
        "pnr:1003456789",
        "99990015",
        True,
        "",
    )


def test_what_is_of_the_wrong_sort_costs_that_alone(tmp_path: Path, rows: DirectoryRows) -> None:
    odd = virk(navne={"navn": "x"}, beliggenhedsadresse=["x"], hovedbranche=[None], telefonNummer=7)
    company = alone(read(tmp_path, rows, odd))
    assert (company.names, company.branches, company.contacts["phone"]) == ([""], [], "")
    assert read(tmp_path, rows, {"Vrvirksomhed": 7}, {"Vrdeltagerperson": {}}) == [Person("cvr.json")]
    assert [problem.row for problem in rows.problems if problem.outcome is Outcome.REFUSED] == [1]
    assert rows.unread == {"places", "actors"}
