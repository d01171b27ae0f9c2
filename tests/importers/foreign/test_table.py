"""The source ``table``: foreign tables by a mapping, each thing once, nothing lost in silence."""

import csv
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.connect import open_store
from graphdb.errors import Refused
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from importers.problems import Outcome
from importers.running import frame
from importers.sources import directory, table
from tests.importers.conftest import order
from tests.importers.foreign.conftest import BROEN, HEADER, MAPPING, Bring, Write, as_csv, outcomes, says
from tests.importers.sources import samples


def test_a_row_is_an_actor_its_parent_services_place_contact_and_relations(
    seeded: GraphStore, bring: Bring
) -> None:
    report = bring(
        {**BROEN, "Vagttelefon": "87411099", "Samarbejder med": "Døren"},
        {"Sted": "Døren", "Type": "Værested", "By": "8700 Horsens"},
    )
    assert [problem for problem in report.problems if problem.column != "Løbenr."] == []
    broen = seeded.get(["actor:liste:broen-0615"])["actor:liste:broen-0615"]
    assert (broen.text("kind"), broen.text("phone")) == ("civ_vaerested", "+4587411000")
    edges = {(edge.kind, edge.dst) for edge in seeded.edges([broen.id]) if edge.src == broen.id}
    assert edges == {
        (EdgeKind.PART_OF, "actor:liste:hjaelpen"),
        (EdgeKind.LOCATED_AT, "place:liste:broen-0615.sted"),
        (EdgeKind.OFFERS, "service:liste:broen-0615.mad"),
        (EdgeKind.REACHES, "term:rg_hjemloes"),
        (EdgeKind.REACHES, "term:rg_rus"),
        (EdgeKind.RELATES, "actor:liste:doeren-0615"),
        *((kind, dst) for kind, dst in edges_of_contact(seeded, broen.id)),
    }
    place = seeded.get(["place:liste:broen-0615.sted"])["place:liste:broen-0615.sted"]
    assert [place.text(name) for name in ("address", "postal_code", "city")] == [
        *("Søndergade 1", "8700", "Horsens")
    ]


def edges_of_contact(store: GraphStore, actor: str) -> list[tuple[EdgeKind, str]]:
    edges = store.edges([actor], kinds=[EdgeKind.CONTACTED_AT])
    assert len(edges) == 1
    return [(edge.kind, edge.dst) for edge in edges]


def test_the_same_file_again_changes_nothing(bring: Bring) -> None:
    rows = [{**BROEN, "Ydelse": name} for name in ("Mad", "Seng")]
    assert bring(*rows).changed
    again = bring(*rows)
    assert not again.changed
    assert again.total("unchanged") > 5


def test_an_actor_on_each_row_of_a_list_is_one(seeded: GraphStore, bring: Bring) -> None:
    """What a later row adds is taken, what it contradicts is named with both rows.

    Seen red without the joining of lists.
    """
    report = bring(
        BROEN,
        {**BROEN, "Telefon": "", "Mail": "broen@hjaelpen.example", "Målgruppe": "rg_psyk", "Ydelse": "Seng"},
        {**BROEN, "Telefon": "87411001", "Ydelse": "Bad"},
    )
    assert report.counts["actors"]["new"] > 0
    assert outcomes(report) == [("left_out", 4, "Telefon, Mobil", "87411001")]
    assert "række 2" in next(report.sentences())
    actor = "actor:liste:broen-0615"
    assert seeded.get([actor])[actor].text("email") == "broen@hjaelpen.example"
    services = seeded.edges([actor], kinds=[EdgeKind.OFFERS])
    groups = seeded.edges([actor], kinds=[EdgeKind.REACHES])
    assert (len(services), len(groups)) == (3, 3)


def test_what_a_later_row_adds_is_told_with_its_own_number(bring: Bring) -> None:
    """Seen red without ``numbers``."""
    report = bring({**BROEN, "Telefon": ""}, {**BROEN, "Telefon": "12"})
    assert outcomes(report) == [("left_out", 3, "Telefon, Mobil", "12")]


def test_a_number_spelt_in_two_ways_is_no_contradiction(bring: Bring) -> None:
    assert bring(BROEN, {**BROEN, "Telefon": "+45 87 41 10 00", "Ydelse": "Seng"}).problems == ()


def test_a_p_number_is_who_it_is_in_every_file(seeded: GraphStore, bring: Bring) -> None:
    bring({**BROEN, "P-nr.": "1012345678"})
    assert seeded.get(["actor:pnr:1012345678", "place:pnr:1012345678.sted"]).keys() == {
        *("actor:pnr:1012345678", "place:pnr:1012345678.sted")
    }


@pytest.mark.parametrize("kinds", [("Krise", "Varmestue"), ("Varmestue", "Krise")])
def test_rows_that_do_not_agree_on_a_kind_keep_the_address_when_one_is_secret(
    seeded: GraphStore, bring: Bring, kinds: tuple[str, str]
) -> None:
    """Seen red without ``KINDS``: the first row's kind was taken, and with it the street."""
    bring(*({**BROEN, "Type": kind, "Vej": "Lærkevej", "Ydelse": kind} for kind in kinds))
    assert not says(seeded, "Lærkevej")


def test_a_row_with_more_cells_than_columns_may_be_shifted_and_is_refused(
    seeded: GraphStore, write: Write
) -> None:
    """Seen red without ``TOO_MANY``."""
    path = write("a.csv", "Sted;Type;Telefon\nBroen; Nord;Varmestue;87411000\nDøren;Varmestue;87411001\n")
    report = frame.run(seeded, table.by_mapping(write("m.toml", MAPPING)), [path], order("liste"))
    assert ("refused", 2, "", "") in outcomes(report)
    assert list(seeded.get(["actor:liste:broen", "actor:liste:doeren"])) == ["actor:liste:doeren"]


def test_a_column_without_a_name_is_named_by_its_letter(bring: Bring) -> None:
    report = bring({**BROEN, "": "kladde"}, header=(*HEADER, ""))
    assert outcomes(report) == [("unused_columns", 1, "R", "")]


def test_a_row_with_what_may_be_a_citizens_number_is_not_taken_at_all(
    seeded: GraphStore, bring: Bring
) -> None:
    """Not its actor either, when the number stands in the service's name."""
    report = bring({**BROEN, "Ydelse": "Ring om 010190-1234"})
    assert outcomes(report) == [("refused", 2, "Ydelse", "")]
    assert "1234" not in report.text()
    assert seeded.get(["actor:liste:broen-0615"]) == {}


def test_a_row_without_a_name_is_refused_and_prunes_nothing(seeded: GraphStore, bring: Bring) -> None:
    bring(BROEN)
    report = bring({**BROEN, "Sted": "", "Organisation": ""})
    assert outcomes(report) == [("refused", 2, "Sted", "")]
    assert "actor:liste:broen-0615" in seeded.get(["actor:liste:broen-0615"])


def test_sums_and_blank_rows_are_nobody(bring: Bring) -> None:
    report = bring(BROEN, {}, {"Sted": "I alt: 1"})
    assert outcomes(report) == [("left_out", 4, "", "")]


def test_columns_that_nothing_reads_or_that_are_not_there_are_named(bring: Bring) -> None:
    header = [name for name in (*HEADER, "Bemærkning", "Løbenr.") if name != "Mail"]
    report = bring({**BROEN, "Bemærkning": "hej"}, header=header)
    assert outcomes(report) == [("unused_columns", 1, "Bemærkning", ""), ("left_out", 1, "Mail", "")]


def test_a_label_that_no_vocabulary_has_costs_itself_alone(seeded: GraphStore, bring: Bring) -> None:
    report = bring({**BROEN, "Målgruppe": "Borgere i hjemløshed, romantikere / rg_psyk"})
    assert outcomes(report) == [("left_out", 2, "Målgruppe, Rus", "romantikere")]


@pytest.mark.parametrize(
    ("name", "why"),
    [("Ingen", "kender ingen aktør"), ("Ens", "Flere aktører hedder Ens"), ("Døren", "")],
)
def test_a_relation_by_name_needs_exactly_one(
    seeded: GraphStore, bring: Bring, write: Write, name: str, why: str
) -> None:
    """A doubtful actor is never made; nor is the wrong one taken."""
    text = "id,name,kind,other_names\nd,Dør og bro,civ_ngo,Døren\ne,Ens,civ_ngo,\nf,ens,civ_ngo,\n"
    frame.run(seeded, directory.IMPORTER, [write("actors.csv", text)], order("andre"))
    report = bring({**BROEN, "Samarbejder med": name})
    assert [one.outcome for one in report.problems] == ([Outcome.HELD_BACK] if why else [])
    assert why in report.text()
    edges = seeded.edges(["actor:liste:broen-0615"], kinds=[EdgeKind.RELATES])
    assert [edge.dst for edge in edges] == ([] if why else ["actor:andre:d"])


def test_merged_cells_saved_as_csv_are_filled_down(seeded: GraphStore, bring: Bring) -> None:
    mapping = MAPPING.replace("ignore =", 'fill_down = ["Sted", "By"]\nignore =')
    bring(BROEN, {"Ydelse": "Seng"}, {"Ydelse": "Bad"}, mapping=mapping)
    assert len(seeded.edges(["actor:liste:broen-0615"], kinds=[EdgeKind.OFFERS])) == 3


def test_what_was_asked(seeded: GraphStore, write: Write) -> None:
    mapping = """
    [[table]]
    [table.asked]
    municipality = { constant = "0615" }
    actor_type = "Slags"
    state = { column = "Findes ikke hos os", yes = "as_ingen" }
    asked_on = "Spurgt"
    answered_by = { constant = "ab_kollega" }
    asked_by_role = { constant = "koordinator" }
    """
    path = write("a.csv", "Slags;Findes ikke hos os;Spurgt\nSSP;x;2026-02-01\nPSP;;\n")
    report = frame.run(seeded, table.by_mapping(write("m.toml", mapping)), [path], order("kit"))
    assert (report.problems, report.counts["asked"]["new"]) == ((), 1)


@settings(max_examples=15, deadline=None)
@given(
    header=st.permutations(HEADER),
    dropped=st.sets(st.sampled_from(HEADER), max_size=4),
    top=st.integers(0, 3),
)
def test_columns_in_any_order_and_titles_above_say_the_same(
    seeded_file: Path, header: list[str], dropped: set[str], top: int
) -> None:
    dropped -= {"Sted", "Type"}
    rows = [{name: text for name, text in BROEN.items() if name not in dropped}]
    stores = []
    for columns in (HEADER, [name for name in header if name not in dropped]):
        with TemporaryDirectory() as folder:
            path, mapping, file = (Path(folder) / name for name in ("a.db", "m.toml", "liste.csv"))
            copyfile(seeded_file, path)
            mapping.write_text(MAPPING, encoding="utf-8")
            file.write_text("Liste;\n" * top + as_csv(rows, columns), encoding="utf-8")
            store = open_store(f"sqlite:///{path}")
            frame.run(store, table.by_mapping(mapping), [file], order("liste"))
            stores.append(list(store.claims_of("liste", limit=100).items))
            store.close()
    assert [(one.target, one.facts) for one in stores[0]] == [(one.target, one.facts) for one in stores[1]]


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("[[table", "ikke gyldig TOML"),
        ("title = 'x'", "mindst én"),
        ("[[table]]", "mindst én"),
        ("[[table]]\n[table.actor]\nnavn = 'Sted'", r"actor\.navn kender vi ikke"),
        ("[[table]]\n[table.aktor]\nname = 'Sted'", r"table\.aktor kender vi ikke"),
        ("[[table]]\n[table.actor]\nname = 7", "kolonnes navn"),
        ("[[table]]\n[table.actor]\nname = { columne = 'Sted' }", "kolonnes navn"),
        ("[[table]]\n[table.actor]\nname = { column = 7 }", "anførselstegn"),
        ("[[table]]\n[table.actor]\nname = { column = 'Sted', pattern = '(' }", "regulært udtryk"),
        ("[[table]]\n[table.contact]\nof = 'x'", "kender vi ikke"),
        ("[[table]]\n[table.actor]\nname = 'Noget andet'", "Ingen af filerne"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(bring: Bring, mapping: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        bring(BROEN, mapping=mapping)


def test_without_a_mapping_it_is_said_how_to_get_one(seeded: GraphStore, write: Write) -> None:
    with pytest.raises(Refused, match="--guess"):
        frame.run(seeded, table.IMPORTER, [write("a.csv", "a;b\n")], order("x"))


def test_agreements_are_between_actors_that_are_there(seeded: GraphStore) -> None:
    """The lists of places and of offers first, then who has agreed on what with whom."""
    for source in ("table-vaeresteder", "table-tilbudsportalen"):
        samples.bring(seeded, source)
    report = samples.bring(seeded, "table-aftaler")
    assert [(one.row, one.column, one.value) for one in report.problems] == [
        (5, "Aktør", ""),
        (4, "Med hvem", "Kender vi ikke"),
    ]
    edges = seeded.edges(["actor:tilbudsportal:3301"], kinds=[EdgeKind.RELATES])
    assert {edge.src for edge in edges} == {"actor:table-vaeresteder:varmestuen-havnen-0615"}
    assert {str(edge.props["kind"]) for edge in edges} == {"rel_samarbejdsaftale", "rel_samarbejder"}


def test_a_workbook_with_merged_cells_says_what_the_text_said(seeded_file: Path, tmp_path: Path) -> None:
    """A title, the organisation merged over its departments, and a second sheet."""
    [text] = samples.files("table-boligorganisationer")
    lines = list(csv.reader(text.read_text(encoding="cp1252").splitlines(keepends=True), delimiter=";"))
    path = tmp_path / "afdelinger.xlsx"
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet("Afdelinger")
    sheet.merge_range(3, 0, 5, 0, "")
    for number, cells in enumerate(lines):
        for column, cell in enumerate(cells[:11]):
            if cell:
                sheet.write_string(number, column, cell)
    book.add_worksheet("Noter").write_string(0, 0, "Husk at ringe")
    book.close()
    claims = []
    for name, file in (("text", text), ("book", path)):
        database = tmp_path / f"{name}.db"
        copyfile(seeded_file, database)
        store = open_store(f"sqlite:///{database}")
        report = samples.bring(store, "table-boligorganisationer", file)
        claims.append([(one.target, one.facts) for one in samples.claims(store, "table-boligorganisationer")])
        store.close()
    there = [one for one in claims[1] if "noerre" not in one[0]]
    assert there == claims[0]
    assert {one.sheet for one in report.problems} == {"Afdelinger", "Noter"}
