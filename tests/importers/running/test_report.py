"""What an import tells people at a terminal."""

import json
import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import reports
from graphdb.message import ENGLISH, message, say
from importers.problems import Outcome, Problem, printable
from importers.running.report import Report


def report(*problems: Problem) -> Report:
    return Report("horsens", "run-1", False, {"actors": Counter(new=3, gone=1)}, problems)


def test_the_table_counts_what_was_refused_too() -> None:
    *_, last = report(Problem("actors.csv", 2, "phone", "12", "Ret det.")).table()
    assert last == "  afvist: 1, udeladt: 0, holdt tilbage: 0, ikke læst: 0"


def test_the_table_counts_facts_about_actors_not_actors() -> None:
    """One new actor is several new facts: its name, whom it reaches, where it is."""
    danish, english = list(report().table()), list(report().table(ENGLISH))
    assert danish[1].startswith("  Oplysninger om  ")
    assert english[1].startswith("  Facts about  ")


def test_numbers_stand_below_each_other() -> None:
    title, heads, actors, _ = report().table(ENGLISH)
    assert (title, len(heads)) == ("horsens", len(actors))
    assert actors.split()[-4:] == ["3", "0", "0", "1"]


def test_a_sentence_says_where_and_what_and_what_to_do() -> None:
    problems = (
        Problem("actors.csv", 2, "phone", "12", "Det er intet nummer.", Outcome.LEFT_OUT, "Ret det."),
        Problem("", 0, "name", "", "Nej."),
        Problem("sor.csv", 0, "", "17", "Så mange.", Outcome.UNUSED),
        Problem("b.xlsx", 0, "", "", "Ikke læst.", Outcome.UNUSED, sheet="Ark1"),
        Problem("b.xlsx", 3, "", "", "Ret den.", sheet="Ark1"),
    )
    assert list(report(*problems).sentences()) == [
        'afvist: horsens, kolonne "name": Nej.',
        'afvist: b.xlsx, ark "Ark1", række 3: Ret den.',
        'udeladt: actors.csv, række 2, kolonne "phone" (12): Det er intet nummer. Ret det.',
        "ikke læst: sor.csv (17): Så mange.",
        'ikke læst: b.xlsx, ark "Ark1": Ikke læst.',
    ]


def test_a_report_speaks_the_language_it_is_asked_for() -> None:
    problem = Problem(
        "actors.csv", 2, "phone", "12", message("fields.phone_fax"), advice=message("import.rename")
    )
    [sentence] = report(problem).sentences(ENGLISH)
    assert sentence == (
        'refused: actors.csv, row 2, column "phone" (12): That is a fax number. Write a telephone number, or '
        "leave the field empty. Give it an id and a name without the street's name."
    )
    [line] = json.loads(report(problem).text(ENGLISH))["refused"]
    assert (line["reason"], line["value"]) == (say(problem.reason, ENGLISH), "12")
    *_, last = report(problem).table(ENGLISH)
    assert last == "  refused: 1, left out: 0, held back: 0, not read: 0"


def test_of_many_refusals_the_first_are_told() -> None:
    many = [Problem("actors.csv", row, "", "", "Ret det.") for row in range(30)]
    sentences = list(report(*many).sentences())
    assert (len(sentences), "10 til" in sentences[-1]) == (21, True)


def test_each_problem_stands_in_the_list_of_what_became_of_it() -> None:
    problems = [Problem("a.csv", 2, outcome.value, "", "x", outcome) for outcome in Outcome]
    document = json.loads(report(*problems).text())
    assert {name: [line["column"] for line in document[name]] for name in Outcome} == {
        name: [name] for name in ("refused", "left_out", "held_back", "unused_columns")
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mrød\x1b[0m", "?[31mrød?[0m"),
        ("\x9b2Jvæk", "?2Jvæk"),
        ("\x1b]0;titel\x07", "?]0;titel?"),
        ("Stedet 🏠❤️ 1️⃣ 🇩🇰", "Stedet ? 1? ?"),
        ("to\nlinjer", "to linjer"),
        ("\u202eomvendt", "?omvendt"),
        ("Æblet, § 110 – 5 °C", "Æblet, § 110 – 5 °C"),
        ("Blåt  hus ?? nu", "Blåt hus ? nu"),
    ],
)
def test_what_a_file_holds_neither_moves_the_terminal_nor_shows_pictures(text: str, shown: str) -> None:
    """Seen red without ``printable`` in Problem."""
    assert printable(text) == shown
    [sentence] = report(Problem(f"{text}.csv", 2, text, text, "Ret det.")).sentences()
    assert sentence == f'afvist: {shown}.csv, række 2, kolonne "{shown}" ({shown}): Ret det.'


@given(st.text(max_size=60))
def test_nothing_a_terminal_obeys_is_ever_shown(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in shown)
    assert not re.search("[\U0001f000-\U0001faff\u2600-\u27bf]", shown)


def test_a_word_between_colons_is_no_picture(capsys: pytest.CaptureFixture[str]) -> None:
    """A library would make one of ``:bank:``."""
    reports.tell([report(Problem("a.csv", 2, "phone", ":bank:", "Ret det.", Outcome.LEFT_OUT))])
    assert ":bank:" in capsys.readouterr().err
