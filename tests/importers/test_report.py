"""What an import tells people at a terminal."""

from collections import Counter
from io import StringIO

from rich.console import Console

from importers.report import Report
from importers.rows import Problem


def report(*problems: Problem) -> Report:
    return Report("horsens", "run-1", False, {"actors": Counter(new=3, gone=1)}, problems)


def test_the_table_counts_what_was_refused_too() -> None:
    out = StringIO()
    Console(file=out, width=100).print(report(Problem("actors.csv", 2, "phone", "12", "Ret det.")).grid())
    assert "afviste: 1" in out.getvalue()


def test_a_refusal_says_where_and_what() -> None:
    problems = (Problem("actors.csv", 2, "phone", "12", "Ret det."), Problem("", 0, "name", "", "Nej."))
    assert list(report(*problems).refusals()) == [
        'actors.csv, række 2, kolonne "phone" (12): Ret det.',
        'horsens, kolonne "name": Nej.',
    ]


def test_of_many_refusals_the_first_are_told() -> None:
    many = [Problem("actors.csv", row, "", "", "Ret det.") for row in range(30)]
    told = list(report(*many).refusals())
    assert (len(told), "10 til" in told[-1]) == (21, True)
