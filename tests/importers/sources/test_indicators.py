"""Numbers about areas: what a row becomes, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.directory.area import area_facts
from graphdb.model import NodeKind
from graphdb.store import GraphStore, What
from importers.problems import Outcome
from importers.registers import statbank
from importers.running import frame
from importers.running.report import Report
from importers.sources import indicators
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
HEAD = "area,measure,period,value,risk_group,unit,source\n"


def bring(store: GraphStore, path: Path, source: str = "optælling") -> Report:
    return frame.run(store, indicators.IMPORTER, [path], order(source))


def numbers(store: GraphStore, area: str) -> list[tuple[str, str, float | None, str]]:
    facts = area_facts(store, area, order("x").today)
    return [(line.period, line.group, line.value, line.unit) for line in facts.numbers]


def test_a_number_is_of_an_area_and_about_a_group(seeded: GraphStore, write: Write) -> None:
    text = '0615,Hjemløse i uge 6,2024,41,,borgere,VIVE\n0615,Hjemløse i uge 6,2026,"38,5",,borgere,\n'
    text += "0615,Hjemløse i uge 6,2026,suppressed,rg_rus,borgere,\nHorsens,Udsættelser,2025,7,,husstande,\n"
    text += "dk,Hjemløse i uge 6,2026,5989,,borgere,\n"
    assert not bring(seeded, write("indicators.csv", HEAD + text), "taelling").problems
    assert numbers(seeded, "0615") == [
        ("2026", "", 38.5, "borgere"),
        ("2024", "", 41.0, "borgere"),
        ("2026", "rg_rus", None, "borgere"),
        ("2025", "", 7.0, "husstande"),
    ]
    assert numbers(seeded, "dk") == [("2026", "", 5989.0, "borgere")]
    assert numbers(seeded, "0101") == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("9999,Hjemløse,2026,4,,,", "area"),
        (",Hjemløse,2026,4,,,", "area"),
        ("0615,,2026,4,,,", "measure"),
        ("0615,Hjemløse,,4,,,", "period"),
        ("0615,Hjemløse,2026,,,,", "value"),
        ("0615,Hjemløse,2026,mange,,,", "value"),
        ("0615,Hjemløse,2026,4,rg_ukendt,,", "risk_group"),
        ("0615,Om 010190-1234,2026,4,,,", "measure"),
    ],
)
def test_a_number_that_does_not_say_of_what_is_refused(
    seeded: GraphStore, write: Write, row: str, column: str
) -> None:
    report = bring(seeded, write("indicators.csv", f"{HEAD}{row}\n"), "taelling")
    assert [problem.column for problem in report.of(Outcome.REFUSED)] == [column]
    assert not any(node.kind is NodeKind.INDICATOR for node in seeded.scan(What.NODES))  # type: ignore[union-attr]
    assert "1234" not in report.text()


def test_what_a_source_says_no_more_is_gone_and_another_s_stays(seeded: GraphStore, write: Write) -> None:
    row = "0615,Hjemløse,2026,{value},,borgere,\n"
    bring(seeded, write("a.csv", HEAD + row.format(value=4)), "taelling")
    bring(seeded, write("b.csv", HEAD + row.format(value=5)), "anden")
    bring(seeded, write("c.csv", HEAD), "taelling")
    assert numbers(seeded, "0615") == [("2026", "", 5.0, "borgere")]


def test_a_table_of_the_statistics_is_read_as_it_is(seeded: GraphStore, write: Write) -> None:
    """Digits of a day and a clock stand in the name of such a file. Seen red with them in what is counted."""
    text = "OMRÅDE;TID;INDHOLD\n000;2026K1;6000000\n615;2026K1;..\n0615;2025K4;<5\n615 Horsens;2025K3;7,5\n"
    path = write("010190123415304FOLK1A.csv", text)
    report = bring(seeded, path, "folketal")
    assert [(one.column, one.outcome) for one in report.problems] == [("indhold", Outcome.LEFT_OUT)]
    assert numbers(seeded, "0615") == [("2025K4", "", None, ""), ("2025K3", "", 7.5, "")]
    assert numbers(seeded, "dk") == [("2026K1", "", 6000000.0, "")]
    names = "FOLK1A 2025K3 (0615), FOLK1A 2025K4 (0615), FOLK1A 2026K1 (dk)"
    assert list(report.differences.sentences()) == [f"nye tal: {names}"]
    assert not bring(seeded, path, "folketal").changed


def test_a_measure_and_a_period_are_no_number_of_a_person(seeded: GraphStore, write: Write) -> None:
    """Together with the area their digits look like one."""
    row = "0101,Borgere i hjemløshed pr. 1. januar,2025,40,,borgere,\n"
    report = bring(seeded, write("indicators.csv", HEAD + row), "taelling")
    names = "Borgere i hjemløshed pr. 1. januar 2025 (0101)"
    assert list(report.differences.sentences()) == [f"nye tal: {names}"]


def test_what_is_counted_may_be_long(seeded: GraphStore, write: Write) -> None:
    """Seen red without the digest in its place."""
    text = "OMRÅDE;YDELSE;TID;INDHOLD\n" + "".join(
        f"615;{word * 20};2026;7\n" for word in ("støtte ", "hjælp ")
    )
    assert not bring(seeded, write("HJEM1.csv", text), "taelling").problems
    assert len(numbers(seeded, "0615")) == 2


@pytest.mark.parametrize("header", ["area,measure,period,value", "navn,antal", "kommune,navn,adresse,tlf"])
def test_another_table_is_none_of_the_statistics(header: str) -> None:
    assert statbank.shape("a.csv", header.split(",")) is None
