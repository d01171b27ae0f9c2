"""The vocabularies: every column kept, lists as lists, three tables as relations."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from graphdb.connect import open_store
from graphdb.errors import Refused
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue as words
from importers import discovery
from importers.problems import Outcome
from importers.running import frame
from importers.sources import vocabulary
from importers.starting import reference
from tests.files import filled_once
from tests.importers.conftest import order

DAY = "2026-03-02"


def seed_rows(table: str) -> list[dict[str, str]]:
    text = files("seed").joinpath("vocabulary", f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, tuple) else str(value)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the long lists too, as ``brobygger load`` brings them."""
    return filled_once(
        tmp_path_factory, "reference.db", lambda store: list(reference.load(store, order("seed")))
    )


@pytest.fixture(scope="module")
def catalogue(seeded_file: Path) -> words.Vocabulary:
    """What was read from the seed."""
    store = open_store(f"sqlite:///{seeded_file}")
    catalogue = words.read(store)
    store.close()
    return catalogue


@pytest.mark.parametrize("table", sorted(vocabulary.TABLES))
def test_every_column_of_every_row_is_kept(catalogue: words.Vocabulary, table: str) -> None:
    terms = catalogue.terms[vocabulary.TABLES[table]]
    props_of_terms = {
        frozenset((name, value) for name, value in node.props.items() if name != "position")
        for node in terms.values()
    }
    assert len(props_of_terms) == len(seed_rows(table))
    by_text = {frozenset((name, shown(value)) for name, value in props) for props in props_of_terms}
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
    edges_by_start = words.read(seeded).relations[kind]
    rows = seed_rows(table)
    assert sum(map(len, edges_by_start.values())) == len(rows)
    for row in rows:
        edge = next(edge for edge in edges_by_start[row[start]] if edge.dst == f"term:{row[end]}")
        assert edge.text("why_da") == row["why_da"]


def test_a_partner_is_expected_at_each_stage_of_its_own(seeded: GraphStore) -> None:
    """Red without a mark: the stages of one pair are one relation then."""
    edges_by_group = words.read(seeded).relations[EdgeKind.EXPECTS_AT]
    stages = {
        (group, edge.dst.removeprefix("term:"), edge.text("stage"), edge.text("role"))
        for group, edges in edges_by_group.items()
        for edge in edges
    }
    keys = ("risk_group", "actor_type", "stage", "role")
    assert stages == {tuple(row[name] for name in keys) for row in seed_rows("expected_partner_stages")}


def test_a_need_arises_at_its_stages(seeded: GraphStore) -> None:
    catalogue = words.read(seeded)
    stages = {
        (need, edge.dst) for need, edges in catalogue.relations[EdgeKind.NEEDED_AT].items() for edge in edges
    }
    assert stages == {(row["need"], f"term:{row['stage']}") for row in seed_rows("need_stages")}


def test_first_calls_keep_their_place_in_the_file(seeded: GraphStore) -> None:
    nodes = words.read(seeded).terms[NodeKind.FIRST_CALL].values()
    placed = sorted(nodes, key=lambda node: node.number("position") or 0)
    assert [node.text("code") for node in placed] == [row["code"] for row in seed_rows("first_calls")]


def test_a_municipality_changes_a_row_with_a_file_of_its_own(seeded: GraphStore, tmp_path: Path) -> None:
    """Its word wins, also over a newer edition of ours, and goes with the row in its file."""
    path = tmp_path / "shelf_life.csv"
    path.write_text("code,entity,field,months\nsl_actor_phone,actor,phone,2\n")
    frame.run(seeded, vocabulary.IMPORTER, [path], order("horsens", today="2026-01-20"))
    life = words.read(seeded).get(NodeKind.SHELF_LIFE, "sl_actor_phone")
    assert (life.number("months"), life.flag("call_critical")) == (2, True)
    path.write_text("code,entity,field,months\n")
    frame.run(seeded, vocabulary.IMPORTER, [path], order("horsens", today="2026-11-21", allow_gone=True))
    assert words.read(seeded).get(NodeKind.SHELF_LIFE, "sl_actor_phone").number("months") == 6


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("situation_words.csv", "phrase,situation\nefterværn,\n", "situation"),
        ("expected_partner_stages.csv", "risk_group,actor_type,stage\nrg_rus,kom_voksen,\n", "stage"),
        ("stopwords_da.csv", "word,use\n,drop\n", "word"),
    ],
)
def test_a_row_without_its_key_is_told(
    seeded: GraphStore, tmp_path: Path, name: str, text: str, column: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    report = frame.run(seeded, vocabulary.IMPORTER, [path], order("vocabulary"))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, column)]


def test_a_duty_says_who_owes_whom(seeded: GraphStore) -> None:
    catalogue = words.read(seeded)
    assert catalogue.find(NodeKind.DUTY, "dl_paakrav") is not None
    assert [edge.dst for edge in catalogue.from_term(EdgeKind.OWED_BY, "dl_almen_underretning")] == [
        "term:bol_organisation"
    ]
    assert len(catalogue.from_term(EdgeKind.ABOUT, "dl_almen_underretning")) == 3


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
    frame.run(seeded, discovery.importer("directory"), [path], order("demo"))
    reference.refuse_beside_real(seeded)
    frame.run(seeded, discovery.importer("directory"), [path], order("horsens"))
    with pytest.raises(Refused, match="eksempeldata"):
        reference.refuse_beside_real(seeded)


HEAD = "risk_group,actor_type,strength,why_da,source,basis,area\n"


def test_a_municipality_adds_and_takes_back_expectations_for_itself(
    seeded: GraphStore, tmp_path: Path
) -> None:
    rows = seed_rows("expected_partners")
    taken = next(row for row in rows if row["risk_group"] == "rg_rus" and row["strength"] == "core")
    path = tmp_path / "expected_partners.csv"
    path.write_text(
        f"{HEAD}rg_rus,{taken['actor_type']},none,,Horsens,derived,0615\n"
        "rg_rus,bol_privat,core,De ringer først.,Horsens,derived,0615\n",
        encoding="utf-8",
    )
    assert not frame.run(seeded, vocabulary.IMPORTER, [path], order("horsens")).problems
    terms = words.read(seeded)
    here, elsewhere = (
        {edge.dst: edge.text("strength") for edge in terms.in_area(EdgeKind.EXPECTS, "rg_rus", area, DAY)}
        for area in ("0615", "0101")
    )
    assert here[f"term:{taken['actor_type']}"] == "none"
    assert elsewhere[f"term:{taken['actor_type']}"] == "core"
    assert here["term:bol_privat"] == "core"
    assert elsewhere.get("term:bol_privat") != "core"
    assert len(seed_rows("expected_partners")) == sum(
        not edge.text("area") for edges in terms.relations[EdgeKind.EXPECTS].values() for edge in edges
    )


@pytest.mark.parametrize(
    ("cells", "column"),
    [("kerne,Fordi,X,derived,0615", "strength"), ("core,Fordi,X,derived,9999", "area")],
)
def test_an_expectation_in_no_area_or_of_no_strength_is_refused(
    seeded: GraphStore, tmp_path: Path, cells: str, column: str
) -> None:
    """A mistyped area must not make it one for all."""
    path = tmp_path / "expected_partners.csv"
    path.write_text(f"{HEAD}rg_rus,bol_privat,{cells}\n", encoding="utf-8")
    before = words.read(seeded).relations[EdgeKind.EXPECTS]
    report = frame.run(seeded, vocabulary.IMPORTER, [path], order("horsens"))
    assert [problem.column for problem in report.of(Outcome.REFUSED)] == [column]
    assert words.read(seeded).relations[EdgeKind.EXPECTS] == before
