"""SOR: which units are taken, under whom they stand, and the many ways its columns are called."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from graphdb.errors import Refused
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.reading.seeded import seeded as table
from tests.importers.sources.samples import bring, claims, files
from tests.seed.tables import codes

Write = Callable[[str, str], Path]
HEADER = "SOR-kode;Enhedsnavn;Enhedstype;V_Adresse;V_Postnummer;V_By;V_KK;Slutdato\n"


def unit(end: str) -> str:
    return f"actor:sor:441211000016{end}"


def test_a_unit_stands_under_the_nearest_above_it_that_is_taken(seeded: GraphStore) -> None:
    # Red with the cell itself: the ward between clinic and hospital is of no type that is taken.
    bring(seeded, "sor")
    above = {
        edge.src: edge.dst for edge in seeded.edges([unit("222"), unit("005")], kinds=[EdgeKind.PART_OF])
    }
    assert above[unit("222")] == unit("005")
    assert above[unit("005")] == "actor:sor:311000016009"


def test_the_type_is_read_by_its_label_however_it_is_spelt(seeded: GraphStore) -> None:
    bring(seeded, "sor")
    kinds = {end: seeded.get([unit(end)])[unit(end)].text("kind") for end in ("222", "333", "444")}
    assert kinds == {"222": "psy_regional", "333": "psy_bup", "444": "rus_ambulant"}
    assert not seeded.get([unit("111"), unit("888")])  # a ward, and a general practice
    assert seeded.get([unit("444")])[unit("444")].items("identifiers") == ("sor:441211000016444",)


def test_what_is_closed_today_is_not_taken_and_what_closes_later_is(seeded: GraphStore, write: Write) -> None:
    row = "441211000016001;Jobcentret;Jobcenter;Torvet 1;8700;Horsens;0615;31-12-2030\n"
    file = write("sor.csv", HEADER + row)
    assert not bring(seeded, "sor", file).problems
    assert seeded.get([unit("001")])
    report = bring(seeded, "sor", file, today="2031-01-01")
    assert not seeded.get([unit("001")])
    assert [(problem.row, problem.column) for problem in report.of(Outcome.LEFT_OUT)] == [(2, "Slutdato")]


def test_where_people_live_is_told_of_nobody_in_the_house(seeded: GraphStore) -> None:
    bring(seeded, "sor")
    assert not any("Skjulvej" in str(claim.facts) for claim in claims(seeded, "sor"))


def test_other_names_of_columns_in_a_zip_with_a_neighbour_that_has_closed(
    seeded: GraphStore, write: Write, tmp_path: Path
) -> None:
    rows = (
        "441211000016001;Lukket;Jobcenter;Torvet 1;8700;Horsens;0615;2020-12-31\n"
        "441211000016002;Åben;Jobcenter;Torvet 1;8700;Horsens;0615;\n"
    )
    with ZipFile(tmp_path / "sor.zip", "w") as archive:
        archive.writestr("SorEntity.csv", HEADER + rows)
    bring(seeded, "sor", tmp_path / "sor.zip")
    [edge] = seeded.edges([unit("002")], kinds=[EdgeKind.LOCATED_AT])
    assert seeded.get([edge.dst])[edge.dst].text("address") == "Torvet 1"
    assert not seeded.get([unit("001")])


def test_a_table_without_the_columns_is_refused_and_names_them(seeded: GraphStore, write: Write) -> None:
    with pytest.raises(Refused, match="type"):
        bring(seeded, "sor", write("sor.csv", "SOR-kode;Enhedsnavn\n441211000016001;A\n"))


def test_a_number_that_a_spreadsheet_has_rewritten_is_refused_and_nothing_is_pruned(
    seeded: GraphStore, tmp_path: Path
) -> None:
    bring(seeded, "sor")
    [file] = files("sor")
    text = file.read_bytes().replace(b'="441211000016444"', b"4,4E+14")
    (tmp_path / file.name).write_bytes(text)
    report = bring(seeded, "sor", tmp_path / file.name)
    assert (8, "SorId") in {(problem.row, problem.column) for problem in report.of(Outcome.REFUSED)}
    assert seeded.get([unit("444")])


def test_every_code_in_the_table_is_in_the_vocabulary() -> None:
    assert {row["kind"] for row in table("sor_types")} - {""} <= codes("actor_types")


def test_a_file_without_the_columns_is_told_what_they_are_called_there(
    seeded: GraphStore, write: Write
) -> None:
    with pytest.raises(
        Refused, match=r"SorId / SOR-kode, EntityName / Enhedsnavn, UnitTypeName / Enhedstype"
    ):
        bring(seeded, "sor", write("sor.csv", "Nummer;Navn;Slags\n1;2;3\n"))


def test_a_unit_that_stands_twice_is_told_once(seeded: GraphStore, write: Write) -> None:
    row = "441211000016001;Jobcentret;Jobcenter;Torvet 1;8700;Horsens;0615;\n"
    report = bring(seeded, "sor", write("sor.csv", HEADER + row + row))
    problems = [(problem.row, problem.column, problem.value) for problem in report.problems]
    assert problems == [(3, "SOR-kode", "441211000016001")]
    assert seeded.get([unit("001")])[unit("001")].text("name") == "Jobcentret"
