"""What somebody asked about who is there: what a row becomes, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.directory.area import Asked, area_facts
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import Report
from importers.sources import areas, asked
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
HEAD = "municipality,actor_type,state,asked_on,answered_by,asked_by_role,group,stated_on\n"
TOLD = "0615,bo_110,as_ingen,2026-02-01,ab_kollega,leder af voksenområdet,rg_rus,\n"


def bring(store: GraphStore, path: Path, source: str = "horsens") -> Report:
    return frame.run(store, asked.IMPORTER, [path], order(source))


def answers(store: GraphStore, area: str) -> list[Asked]:
    return list(area_facts(store, area, order("x").today).asked)


def test_an_answer_has_its_day_and_roles_and_not_asked_needs_none(seeded: GraphStore, write: Write) -> None:
    text = TOLD + "0615,bo_110,as_findes,2026-02-01,ab_kollega,leder,\n0615,civ_gaeld,as_ikke_spurgt,,,,\n"
    assert not bring(seeded, write("asked.csv", HEAD + text)).problems
    assert [(line.kind, line.group, line.state) for line in answers(seeded, "0615")] == [
        ("bo_110", "", "as_findes"),
        ("bo_110", "rg_rus", "as_ingen"),
        ("civ_gaeld", "", "as_ikke_spurgt"),
    ]
    edges = seeded.edges(["area:0615"], kinds=[EdgeKind.ASKED])
    origin = next(edge.prov["state"] for edge in edges if edge.text("group"))
    assert (origin.source, origin.stated_on, origin.confirmed_on) == ("horsens", "2026-02-01", "2026-02-01")
    dated = next(line for line in answers(seeded, "0615") if line.group)
    assert (dated.asked_on, dated.answered_by, dated.asked_by_role) == (
        "2026-02-01",
        "ab_kollega",
        "leder af voksenområdet",
    )


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("9999,bo_110,as_ikke_spurgt,,,,", "municipality"),
        ("1082,bo_110,as_ikke_spurgt,,,,", "municipality"),
        ("0615,rumskib,as_ikke_spurgt,,,,", "actor_type"),
        ("0615,bo_110,as_maaske,,,,", "state"),
        ("0615,bo_110,,,,,", "state"),
        ("0615,bo_110,as_ikke_spurgt,,,,rg_ukendt", "group"),
        ("0615,bo_110,as_ingen,,ab_kollega,leder,", "asked_on"),
        ("0615,bo_110,as_ingen,2026-03-03,ab_kollega,leder,", "asked_on"),
        ("0615,bo_110,as_ingen,2026-02-01,,leder,", "answered_by"),
        ("0615,bo_110,as_ingen,2026-02-01,Anne Hansen,leder,", "answered_by"),
        ("0615,bo_110,as_ingen,2026-02-01,ab_kollega,,", "asked_by_role"),
        ("0615,bo_110,as_ingen,2026-02-01,ab_kollega,010190-1234,", "asked_by_role"),
    ],
)
def test_an_answer_without_its_day_roles_or_known_words_is_refused(
    seeded: GraphStore, write: Write, row: str, column: str
) -> None:
    """Seen red with each check of ``claims`` and ``_answer`` left out, and with a day to come taken."""
    report = bring(seeded, write("asked.csv", f"{HEAD}{row}\n"))
    assert [problem.column for problem in report.problems].count(column) == 1, "one line for each cell"
    assert column in {problem.column for problem in report.of(Outcome.REFUSED)}
    assert answers(seeded, "0615") == []
    assert "1234" not in report.text()


def test_names_stand_for_codes(seeded: GraphStore, write: Write) -> None:
    cells = ("Horsens Kommune", "Herberg og forsorgshjem (§ 110)", "Spurgt: findes ikke", "2026-02-01")
    answered = '"En kollega, der bruger den",leder,'
    report = bring(seeded, write("asked.csv", f"{HEAD}{','.join(cells)},{answered}\n"))
    assert not report.problems
    assert [(line.kind, line.state) for line in answers(seeded, "0615")] == [("bo_110", "as_ingen")]


def test_new_areas_of_the_same_source_leave_the_answers(seeded: GraphStore, write: Write) -> None:
    bring(seeded, write("asked.csv", HEAD + TOLD))
    frame.run(seeded, areas.IMPORTER, [write("areas.csv", "code,name\n0999,Ny\n")], order("horsens"))
    assert len(answers(seeded, "0615")) == 1
