"""The start kit's workbook as busy people fill it in: half, twice over, and with its sheets moved about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.directory.profile import profile
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.test_brobygger import Run
from tests.test_workshop import CONFIRMED, NOW, TOWN, loaded, loaded_file, run, store, workbook
from tests.workbooks import Cells, fill_in, move, read

__all__ = ["loaded", "loaded_file", "run", "store", "workbook"]

SOURCE = f"startpakke-{TOWN}"
Fill = Callable[..., None]


def entry(kind: str) -> str:
    """The id of what waits for a contact."""
    return f"actor:start-{TOWN}:{kind}"


@pytest.fixture
def fill(workbook: Path, store: GraphStore) -> Fill:
    """Write these cells into the row of a kind."""

    def filled(kind: str, **cells: str) -> None:
        label = catalogue.read(store).label_da(kind)

        def change(row: Cells) -> Cells:
            named = {name.replace("_", " "): text for name, text in cells.items()}
            return {**row, **named} if row["Id"] and row["Slags"] == label else row

        fill_in(workbook, "Aktører", change)

    return filled


@pytest.mark.parametrize("column", ["Bekræftet_den", "Findes_ikke_hos_os"])
def test_a_date_or_a_no_alone_makes_nobody_of_an_entry_that_waits(
    run: Run, workbook: Path, store: GraphStore, fill: Fill, column: str
) -> None:
    """A date is drawn down a column easily; a kind without a contact would count as covered by it."""
    fill("kom_ydelse", **{column: CONFIRMED if "den" in column else "nej"})
    code, _, err = run("import", "table", str(workbook))
    assert (code, err.count("intet om aktøren")) == (0, 1)
    assert profile(store, entry("kom_ydelse"), now=NOW).placeholder


def test_sheets_may_be_moved_and_renamed(run: Run, workbook: Path, store: GraphStore, fill: Fill) -> None:
    fill("kom_bolig", Telefon="89100001")
    fill("civ_ngo", Findes_ikke_hos_os="ja", Bekræftet_den=CONFIRMED)
    assert run("import", "table", str(workbook))[0] == 0
    before = [claim.target for claim in store.claims_of(SOURCE).items]
    move(workbook, {"Aktører": "Vores folk", "Læs mig": "Læs mig", "Lister": "Lister", "Spurgt": "Spurgt"})
    code, _, err = run("import", "table", str(workbook))
    assert (code, err.strip()) == (0, "")
    assert [claim.target for claim in store.claims_of(SOURCE).items] == before


def test_the_rows_to_correct_of_a_kit_are_not_written_as_csv(run: Run, workbook: Path, fill: Fill) -> None:
    """As CSV they would not be known again as a start kit; nothing is imported before that is said."""
    fill("kom_bolig", Telefon="12")
    code, out, err = run("import", "table", str(workbook), "--faulty", "ret.csv")
    assert (code, out) == (1, "")
    assert ".xlsx" in err
    assert not Path("ret.csv").exists()


def test_the_rows_to_correct_are_imported_in_the_same_way(
    run: Run, workbook: Path, store: GraphStore, fill: Fill
) -> None:
    """A row that a person added below says its municipality only by those above."""
    label = catalogue.read(store).label_da("civ_ngo")
    fill("kom_bolig", Telefon="89100001")
    added = {"Slags": label, "Navn": "Den Grønne Dør", "Telefon": "89100002", "Fra alder": "tyve"}
    fill_in(workbook, "Aktører", lambda row: row, [added])
    assert run("import", "table", str(workbook), "--faulty", "ret.xlsx")[0] == 0
    assert [row["Kommune"] for row in dict(read(Path("ret.xlsx")))["Aktører"][1]] == [TOWN]
    fill_in(Path("ret.xlsx"), "Aktører", lambda row: {**row, "Fra alder": "20"})
    code, out, err = run("import", "table", "ret.xlsx")
    assert (code, SOURCE in out, err.strip()) == (0, True, "")
    door = profile(store, f"actor:{SOURCE}:den-groenne-doer", now=NOW)
    assert ([area.code for area in door.areas], door.services[0].min_age) == ([TOWN], 20)
    assert profile(store, entry("kom_bolig"), now=NOW).card.phone == "+4589100001"
