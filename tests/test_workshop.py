"""The workshop: from an empty database, by one workbook, to a map that a caseworker can use."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from graphdb.connect import open_store
from graphdb.directory.profile import profile
from graphdb.directory.start_list import State, start_list
from graphdb.model import NodeKind
from graphdb.store import GraphStore
from graphdb.touchmap import Question, build
from graphdb.vocabulary import catalogue
from graphdb.vocabulary.catalogue import Vocabulary
from importers.foreign import start_mark
from tests.test_brobygger import Run, loaded, loaded_file, run
from tests.workbooks import Cells, fill_in, read

__all__ = ["loaded", "loaded_file", "run"]

TOWN: Final = "9950"
NOW: Final = datetime(2026, 11, 26, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
"""A Thursday morning."""
TODAY: Final = "2026-11-26"
CONFIRMED: Final = "2026-11-24"
AREAS: Final = (
    "code,name,region_code,region,population,population_date,lon,lat,source,verified\n"
    f"{TOWN},Lyngsted,1082,Region Midtjylland,40000,2026-01-01,10.0,56.4,opdigtet,derived\n"
)
FILLED: Final = Path(__file__).with_name("workshop.csv")
UNCONFIRMED: Final = "civ_ngo"
ABSENT: Final = "psy_akut"
FIRST_CALLS: Final = {
    "sp_18": "Lyngsted Familiecenter",
    "sp_sofa": "Ungehuset i Lyngsted",
    "sp_foged": "Lyngsted Ydelseskontor",
    "sp_husorden": "Lyngsted Bostøtte",
    "sp_ny_bolig": "Lyngsted Bostøtte",
    "sp_rus": "Rusmiddelcentret Lyngsted",
    "sp_psyk": "Psykiatrien i Lyngsted",
    "sp_sygehus": "Lyngsted Sygehus",
    "sp_hjemloes": "Gadeteamet i Lyngsted",
    "sp_civil": "Gadeteamet i Lyngsted",
    "sp_loesladt": "Arresten i Lyngsted",
    "sp_vold": "Krisecenter Lyngsted",
    "sp_familie": "Lyngsted Boligteam",
}
"""Whom a caseworker of the adult authority rings first, of those that the workshop wrote in."""


@pytest.fixture
def workbook(run: Run, loaded: None) -> Path:
    """The template of a municipality in which nobody is known."""
    Path("areas.csv").write_text(AREAS, encoding="utf-8")
    assert run("import", "areas", "areas.csv", "--source", "lyngsted")[0] == 0
    assert run("start", TOWN, "--template", "lyngsted.xlsx")[0] == 0
    return Path("lyngsted.xlsx")


@pytest.fixture
def store(workbook: Path) -> Iterator[GraphStore]:
    """The database that the commands write to."""
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    yield store
    store.close()


def thirty(terms: Vocabulary) -> dict[str, Cells]:
    """What is filled in, by the label of its kind."""
    with FILLED.open(encoding="utf-8") as file:
        rows = [{name: terms.label_da(text) for name, text in row.items()} for row in csv.DictReader(file)]
    assert len(rows) == 30
    return {row["Slags"]: row for row in rows}


def fill(workbook: Path, terms: Vocabulary) -> None:
    """Fill in thirty actors and the kind that there is none of; the example and the rest stay as they are."""
    rows, absent = thirty(terms), terms.label_da(ABSENT)

    def filled(row: Cells) -> Cells:
        if not row["Id"]:
            return row  # the example
        if row["Slags"] == absent:
            return {**row, "Findes ikke hos os": "ja", "Bekræftet den": CONFIRMED}
        said = rows.get(row["Slags"], {})
        day = CONFIRMED if said and row["Slags"] != terms.label_da(UNCONFIRMED) else ""
        return {**row, **{name: text for name, text in said.items() if text}, "Bekræftet den": day}

    fill_in(workbook, "Aktører", filled)


def first_calls(store: GraphStore) -> dict[str, str]:
    """Whom each starting point of the touch map rings first."""
    starts = [node.text("code") for node in catalogue.read(store).list_terms(NodeKind.STARTING_POINT)]
    maps = {
        start: build(store, Question(acting_municipality=TOWN, situation=start), now=NOW) for start in starts
    }
    cards = {start: answer.call[0].card if answer.call else None for start, answer in maps.items()}
    return {start: card.name if card else "" for start, card in cards.items()}


def test_thirty_actors_make_a_map_that_answers_each_starting_point(
    run: Run, workbook: Path, store: GraphStore
) -> None:
    """Seen red with the entries of the kit rung, and with the skeleton's rows left out of the workbook."""
    before = first_calls(store)
    assert not {name for name in before.values() if "Lyngsted" in name}
    fill(workbook, catalogue.read(store))
    code, out, err = run("import", "table", str(workbook))
    assert (code, "startpakke-9950" in out, err.strip()) == (0, True, "")
    assert first_calls(store) == FIRST_CALLS
    version = store.status().version
    code, out, _ = run("import", "table", str(workbook))
    assert code == 0
    claims = [
        claim for claim in store.claims_of("startpakke-9950").items if claim.target.startswith("actor:")
    ]
    assert len(claims) == 30
    assert all(claim.version <= version for claim in store.claims_of("startpakke-9950").items)
    assert "57 % er på plads" in run("start", TOWN, "--list")[1]


def test_a_row_completes_the_very_entry_and_counts_as_confirmed_with_a_date_alone(
    run: Run, workbook: Path, store: GraphStore
) -> None:
    fill(workbook, catalogue.read(store))
    run("import", "table", str(workbook))
    team = profile(store, f"actor:start-{TOWN}:kom_bolig", now=NOW)
    assert (team.card.name, team.placeholder, team.card.confirmed_on) == (
        "Lyngsted Boligteam",
        False,
        CONFIRMED,
    )
    bridge = profile(store, f"actor:start-{TOWN}:{UNCONFIRMED}", now=NOW)
    assert (bridge.card.phone, bridge.card.confirmed_on) == ("+4589100028", "")
    assert profile(store, f"actor:start-{TOWN}:kom_ssp", now=NOW).placeholder
    assert profile(store, f"actor:start-{TOWN}:bo_109", now=NOW).secret
    lines = {line.kind: line for line in start_list(store, TOWN, TODAY).lines}
    assert (lines[ABSENT].state, lines[ABSENT].asked) == (State.NONE, CONFIRMED)
    assert profile(store, f"actor:start-{TOWN}:{ABSENT}", now=NOW).placeholder


def test_taken_back_all_wait_for_a_contact_again(run: Run, workbook: Path, store: GraphStore) -> None:
    fill(workbook, catalogue.read(store))
    run("import", "table", str(workbook))
    word = run("runs")[1].split(": startpakke-9950")[0].split()[-1]
    assert run("undo", word)[0] == 0
    assert start_list(store, TOWN, TODAY).percent == 3
    assert profile(store, f"actor:start-{TOWN}:kom_bolig", now=NOW).placeholder


def test_neither_the_example_nor_rows_that_nothing_was_written_in_are_imported(
    run: Run, workbook: Path, store: GraphStore
) -> None:
    """Seen red without ``skip``, and without ``only_with``, in the mapping."""
    code, _, err = run("import", "table", str(workbook))
    assert (code, err.strip()) == (0, "")
    claims = store.claims_of("startpakke-9950").items
    assert [claim.target for claim in claims] == ["source:startpakke-9950"]


def test_what_a_person_adds_below_is_of_the_municipality(run: Run, workbook: Path, store: GraphStore) -> None:
    terms = catalogue.read(store)
    more = {"Slags": terms.label_da("civ_ngo"), "Navn": "Den Grønne Dør", "Telefon": "89100099"}
    fill_in(workbook, "Aktører", lambda row: row, [more])
    agreement = {
        "Hvem": "Den Grønne Dør",
        "Aftaletype": terms.label_da("rel_henviser"),
        "Med hvem": "Boligsocial enhed, Lyngsted",
    }
    fill_in(workbook, "Aftaler", lambda row: row, [agreement])
    asked = {
        "Slags": terms.label_da("bo_110"),
        "Målgruppe": terms.label_da("rg_migrant"),
        "Svar": terms.label_da("as_afviser"),
        "Dato": CONFIRMED,
        "Hvem svarede": terms.label_da("ab_aktoer"),
        "Hvem spurgte": "socialkoordinator",
    }
    fill_in(workbook, "Spurgt", lambda row: row, [asked])
    code, _, err = run("import", "table", str(workbook))
    assert (code, err.strip()) == (0, "")
    door = profile(store, "actor:startpakke-9950:den-groenne-doer", now=NOW)
    assert [area.code for area in door.areas] == [TOWN]
    assert [line.other.name for line in door.relations] == ["Boligsocial enhed, Lyngsted"]
    assert [claim.src for claim in store.claims_of("startpakke-9950").items if "ASKED" in claim.target] == [
        f"area:{TOWN}"
    ]


def test_a_kind_that_does_not_exist_needs_its_day(run: Run, workbook: Path, store: GraphStore) -> None:
    absent = catalogue.read(store).label_da(ABSENT)

    def filled(row: Cells) -> Cells:
        return {**row, "Findes ikke hos os": "ja"} if row["Slags"] == absent else row

    fill_in(workbook, "Aktører", filled)
    code, _, err = run("import", "table", str(workbook))
    assert (code, "Bekræftet den" in err) == (1, True)


def test_a_template_is_never_written_over_another_file(run: Run, workbook: Path) -> None:
    before = workbook.read_bytes()
    code, _, err = run("start", TOWN, "--template", str(workbook))
    assert (code, "findes i forvejen" in err, workbook.read_bytes() == before) == (1, True, True)
    code, _, err = run("start", TOWN, "--template", "lyngsted.csv")
    assert (code, ".xlsx" in err) == (1, True)


def test_the_workbook_has_what_the_mapping_reads_and_words_that_are_understood(
    workbook: Path, store: GraphStore
) -> None:
    """Every list holds each word once: two codes of the same name would not be known apart."""
    sheets = dict(read(workbook))
    assert list(sheets) == ["Læs mig", "Aktører", "Aftaler", "Spurgt", "Lister"]
    for line in zip(*(list(row.values()) for row in sheets["Lister"][1]), strict=True):
        words = [word for word in line if word]
        assert len({word.casefold() for word in words}) == len(words) > 1
    rows = sheets["Aktører"][1]
    assert rows[0]["Navn"].startswith("Eksempel:")
    waiting = start_list(store, TOWN, TODAY).next()
    assert [f"actor:{row['Id']}" for row in rows[1:]] == [line.fill.id for line in waiting if line.fill]
    assert start_mark.municipality_of(workbook) == TOWN
    assert start_mark.municipality_of(FILLED) == ""
