"""The vocabularies: every column kept, lists as lists, three tables as relations."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue as words
from importers import frame, reference
from importers.sources import vocabulary
from tests.importers.conftest import order


def seed_rows(table: str) -> list[dict[str, str]]:
    text = files("seed").joinpath("vocabulary", f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("table", sorted(vocabulary.TABLES))
def test_every_column_of_every_row_is_kept(seeded: GraphStore, table: str) -> None:
    held = words.read(seeded).terms[vocabulary.TABLES[table]]
    told = {frozenset(node.props.items()) for node in held.values()}
    assert len(told) == len(seed_rows(table))
    by_text = {frozenset((name, shown(value)) for name, value in props) for props in told}
    for row in seed_rows(table):
        assert frozenset((name, " ".join(text.split())) for name, text in row.items() if text) in by_text


@pytest.mark.parametrize(
    ("table", "kind", "start", "end"),
    [
        ("expected_partners", EdgeKind.EXPECTS, "risk_group", "actor_type"),
        ("raises", EdgeKind.RAISES, "risk_factor", "risk_group"),
    ],
)
def test_tables_of_pairs_are_relations(
    seeded: GraphStore, table: str, kind: EdgeKind, start: str, end: str
) -> None:
    held = words.read(seeded).relations[kind]
    rows = seed_rows(table)
    assert sum(map(len, held.values())) == len(rows)
    for row in rows:
        edge = next(edge for edge in held[row[start]] if edge.dst == f"term:{row[end]}")
        assert edge.text("why_da") == row["why_da"]


def test_a_duty_says_who_owes_whom(seeded: GraphStore) -> None:
    held = words.read(seeded)
    assert held.find(NodeKind.DUTY, "dl_paakrav") is not None
    assert [edge.dst for edge in held.from_term(EdgeKind.OWED_BY, "dl_almen_underretning")] == [
        "term:bol_organisation"
    ]
    assert len(held.from_term(EdgeKind.ABOUT, "dl_almen_underretning")) == 3


def test_loading_again_changes_nothing(seeded: GraphStore) -> None:
    again = list(reference.load(seeded, order("seed", today="2027-05-05")))
    assert not any(report.changed for report in again)


def test_an_unknown_file_is_refused(seeded: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "ordbog.csv"
    path.write_text("code,label_da\n")
    with pytest.raises(Refused, match="actor_types"):
        frame.run(seeded, vocabulary.IMPORTER, [path], order("vocabulary"))


def test_a_row_without_a_code_is_refused(seeded: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    path.write_text("code,label_da\n,Uden kode\nneed_ny,Et nyt behov\n")
    report = frame.run(seeded, vocabulary.IMPORTER, [path], order("vocabulary"))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, "code")]
    assert words.read(seeded).label("need_ny") == "Et nyt behov"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("needs.csv", f"code,label_da\n{'x' * 200},Et nyt behov\n"),
        ("raises.csv", f"risk_factor,risk_group,why_da\n{'x' * 200},rg_rus,x\n"),
    ],
)
def test_a_code_that_cannot_be_one_is_told_with_its_row(
    seeded: GraphStore, tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    report = frame.run(seeded, vocabulary.IMPORTER, [path], order("vocabulary"))
    assert [(problem.file, problem.row) for problem in report.problems] == [(name, 2)]


def test_a_newer_edition_may_leave_much_out(
    seeded: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``brobygger load`` has no --allow-gone; what is shipped is whole."""
    path = tmp_path / "needs.csv"
    path.write_text("code,label_da\n" + "".join(f"need_gammel_{n},Gammelt {n}\n" for n in range(60)))
    frame.run(seeded, vocabulary.IMPORTER, [path], order("seed", allow_gone=True))
    list(reference.load(seeded, order("seed")))
    assert words.read(seeded).find(NodeKind.NEED, "need_gammel_1") is None


def test_example_data_is_refused_beside_real_actors(seeded: GraphStore, tmp_path: Path) -> None:
    reference.refuse_beside_real(seeded)
    path = tmp_path / "actors.csv"
    path.write_text("id,name,kind\na,Værestedet,civ_vaerested\n")
    frame.run(seeded, frame.discover()["directory"], [path], order("demo"))
    reference.refuse_beside_real(seeded)
    frame.run(seeded, frame.discover()["directory"], [path], order("horsens"))
    with pytest.raises(Refused, match="eksempeldata"):
        reference.refuse_beside_real(seeded)
