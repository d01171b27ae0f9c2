"""Who relates to whom: actors are known for certain, or people are asked which one is meant."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest
import xlsxwriter

from graphdb.message import say
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order
from tests.importers.sources.samples import bring, claims, files, prepare

Write = Callable[[str, str], Path]
HEADER: Final = "Hvem;Relation;Med hvem;Med hvem id\n"
KAJEN, HERBERG = "actor:andre:kajen", "actor:andre:herberg"


@pytest.fixture
def put(seeded: GraphStore, write: Write) -> Callable[..., Report]:
    """Import rows beside the actors of the sample."""
    prepare(seeded, "network")
    return lambda *rows: bring(seeded, "network", write("net.csv", HEADER + "\n".join(rows)))


Put = Callable[..., Report]


def ends(store: GraphStore) -> set[tuple[str, str, str]]:
    """Who, relation, whom."""
    edges = store.edges([KAJEN, HERBERG], kinds=[EdgeKind.RELATES])
    return {(edge.src, str(edge.props["kind"]), edge.dst) for edge in edges}


def outcomes(report: Report) -> Iterable[tuple[Outcome, str]]:
    return [(one.outcome, one.column) for one in report.problems]


@pytest.mark.parametrize(
    "who",
    [
        *("Herberget Solsiden", " herberget  SOLSIDEN ", "Solsidens Herberg"),
        *("pnr:1003456812", "P-nr. 1003456812", "p-nummer 1003456812"),
        *("andre:herberg", "actor:andre:herberg"),
        *("CVR 99 99 00 15", "cvr-nr. 99990015", "99990015"),
    ],
)
def test_an_actor_is_known_by_name_id_and_number(seeded: GraphStore, put: Put, who: str) -> None:
    assert put(f"{who};Samarbejder med;Natcaféen Kajen;").problems == ()
    assert ends(seeded) == {(HERBERG, "rel_samarbejder", KAJEN)}


@pytest.mark.parametrize("who", ["15", "cvr 1003456812", "pnr 99990015", "andre:broen", ""])
def test_a_number_of_another_register_is_nobody(seeded: GraphStore, put: Put, who: str) -> None:
    assert len(put(f"{who};Samarbejder med;Natcaféen Kajen;").problems) == 1
    assert ends(seeded) == set()


@pytest.mark.parametrize(
    "relation", ["rel_henviser", "Henviser til", "HENVISER  TIL", "Refers to", "henvisning"]
)
def test_relations_have_a_code_names_and_other_words(seeded: GraphStore, put: Put, relation: str) -> None:
    assert put(f"Solsidens Herberg;{relation};Natcaféen Kajen;").problems == ()
    assert ends(seeded) == {(HERBERG, "rel_henviser", KAJEN)}


@pytest.mark.parametrize(
    "relation", ["Får henvist borgere fra", "receives referrals from", "Modtager henvisninger fra"]
)
def test_a_relation_read_from_its_other_end_is_read_turned_round(
    seeded: GraphStore, put: Put, relation: str
) -> None:
    """Also beside the row that has it from the first end. Seen red without turning and without the last."""
    backwards = f"Natcaféen Kajen;{relation};Solsidens Herberg;"
    assert put(backwards).problems == ()
    assert ends(seeded) == {(HERBERG, "rel_henviser", KAJEN)}
    forwards = "Solsidens Herberg;Henviser til;Natcaféen Kajen;"
    for rows in ((forwards, backwards), (backwards, forwards)):
        report = put(*rows)
        assert (report.problems, report.changed) == ((), False)
    assert ends(seeded) == {(HERBERG, "rel_henviser", KAJEN)}


def test_of_a_relation_told_from_both_ends_the_first_row_stands(seeded: GraphStore, write: Write) -> None:
    prepare(seeded, "network")
    forwards = "Solsidens Herberg;Henviser til;Natcaféen Kajen;;Ring først\n"
    backwards = "Natcaféen Kajen;Får henvist borgere fra;Solsidens Herberg;;Kun om natten\n"
    for rows, notes in ((forwards + backwards, "Ring først"), (backwards + forwards, "Kun om natten")):
        path = write("net.csv", f"{HEADER.strip()};Note\n{rows}")
        report = bring(seeded, "network", path)
        assert [(problem.outcome, problem.row) for problem in report.problems] == [(Outcome.LEFT_OUT, 3)]
        [edge] = seeded.edges([KAJEN], kinds=[EdgeKind.RELATES])
        assert notes in edge.props.values(), edge.props


def test_a_problem_of_a_relation_turned_round_names_the_cell_of_the_file(put: Put) -> None:
    report = put("Natcaféen Kajen;Får henvist borgere fra;Herberget ved Solen;")
    assert outcomes(report) == [(Outcome.HELD_BACK, "Med hvem id, Med hvem")]
    assert report.problems[0].value == "Herberget ved Solen"


def test_a_relation_without_a_word_we_know_is_refused_with_some_that_we_do(put: Put) -> None:
    for word in ("kender godt", ""):
        report = put(f"Solsidens Herberg;{word};Natcaféen Kajen;")
        assert outcomes(report) == [(Outcome.REFUSED, "Relation")]
        assert "henviser til" in say(report.problems[0].advice)


@pytest.mark.parametrize(
    ("whom", "first"),
    [
        ("Natcaféen Kaj", "Natcaféen Kajen (Horsens) med id andre:kajen"),
        ("Kajens natcafé", "Natcaféen Kajen"),
        ("Jobcenter", "Jobcenter (Hedensted) med id andre:jobcenter-hedensted eller Jobcenter (Horsens)"),
        ("Jobcenteret i Horsens", "Jobcenter ("),
        ("Helt Anden Forening", ""),
    ],
)
def test_a_doubtful_name_waits_with_those_that_may_be_meant(
    seeded: GraphStore, put: Put, whom: str, first: str
) -> None:
    report = put(f"Solsidens Herberg;Samarbejder med;{whom};")
    assert outcomes(report) == [(Outcome.HELD_BACK, "Med hvem id, Med hvem")]
    assert (f"Er det {first}" in say(report.problems[0].advice)) is bool(first)
    assert list(claims(seeded, "network")) == []


def test_a_doubtful_name_is_not_called_a_repetition_of_the_one_it_may_mean(
    seeded: GraphStore, put: Put
) -> None:
    report = put(
        *(f"Solsidens Herberg;Samarbejder med;{whom};" for whom in ("Natcaféen Kajen", "Natcaféen Kaj"))
    )
    assert outcomes(report) == [(Outcome.HELD_BACK, "Med hvem id, Med hvem")]
    assert ends(seeded) == {(HERBERG, "rel_samarbejder", KAJEN)}


def test_an_id_in_its_place_or_beside_it_confirms_which_one(seeded: GraphStore, put: Put) -> None:
    put("Solsidens Herberg;Samarbejder med;Natcaféen Kaj;")
    assert ends(seeded) == set()
    for row in (
        "Solsidens Herberg;Samarbejder med;andre:kajen;",
        "Solsidens Herberg;Samarbejder med;Natcaféen Kaj;andre:kajen",
    ):
        assert put(row).problems == ()
        assert ends(seeded) == {(HERBERG, "rel_samarbejder", KAJEN)}
    assert {claim.kind for claim in claims(seeded, "network")} == {EdgeKind.RELATES}


@pytest.mark.parametrize("row", ["Natcaféen Kajen;Henviser til;{};", "{};Henviser til;Natcaféen Kajen;"])
def test_what_was_said_stands_while_a_name_is_in_doubt(
    seeded: GraphStore, put: Put, write: Write, row: str
) -> None:
    put(row.format("Herberget Solsiden"))
    before = ends(seeded)
    assert len(before) == 1
    again = "id,name,kind\nbroen,Herberget Solsiden,civ_ngo\n"
    frame.run(seeded, directory.IMPORTER, [write("actors.csv", again)], order("naboen"))
    assert [outcome for outcome, _ in outcomes(put(row.format("Herberget Solsiden")))] == [Outcome.HELD_BACK]
    assert ends(seeded) == before
    put(row.format("Fonden Lygten"))
    assert not before & ends(seeded)


def test_a_workbook_says_what_the_text_says(seeded: GraphStore, tmp_path: Path) -> None:
    prepare(seeded, "network")
    [text] = files("network")
    bring(seeded, "network")
    before = list(claims(seeded, "network"))
    assert before
    book = xlsxwriter.Workbook(tmp_path / "net.xlsx")
    sheet = book.add_worksheet("Netværk")
    for number, line in enumerate(text.read_text(encoding="cp1252").splitlines()):
        for column, cell in enumerate(
            line.replace('"<p>Ring &amp;amp; aftal</p>"', "Ring & aftal").split(";")
        ):
            sheet.write_string(number, column, cell)
    book.close()
    report = bring(seeded, "network", tmp_path / "net.xlsx")
    assert not report.changed
    assert list(claims(seeded, "network")) == before
