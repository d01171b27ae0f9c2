"""Mappings guessed from headers, and those that we ship."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import Refused
from graphdb.language.danish import fold
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from importers.foreign import guess, mapping_file
from importers.problems import Outcome
from importers.running import frame
from importers.sources import table
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
_PLAIN = ("role", "secret_address", "asked_by_role")
LIST = """Oversigt over sociale tilbud;;;;;;;
;;;;;;;
Organisation;Tilbud;Adresse;Postnr. og by;Kommune;Tlf.;Målgruppe;Bemærkninger
Blå Dør;Værested;Søndergade 1;8700 Horsens;Horsens;87411000;rg_hjemloes, rg_rus;Ring 010190-1234
Den Grønne;;Nygade 3, st.;8700 Horsens;Horsens;se hjemmeside;rg_psyk;
"""


def test_what_is_guessed_can_be_used_once_the_kind_is_written(seeded: GraphStore, write: Write) -> None:
    """Nothing that may be a citizen's number is repeated in it."""
    path = write("liste.csv", LIST)
    text = guess.guess([path], "m.toml")
    assert "1234" not in text
    assert '# ikke brugt: "Bemærkninger"' in text
    kind = 'kind = { constant = "" }'
    mapping = write("m.toml", text.replace(kind, 'kind = { constant = "civ_vaerested" }'))
    report = frame.run(seeded, table.by_mapping(mapping), [path], order("liste"))
    assert [(one.column, one.row) for one in report.problems] == [("Bemærkninger", 3)]
    actor = "actor:liste:blaa-doer-0615"
    assert seeded.get([actor])[actor].text("phone") == "+4587411000"
    assert len(seeded.edges([actor], kinds=[EdgeKind.REACHES])) == 2
    assert len(seeded.edges([actor], kinds=[EdgeKind.OFFERS])) == 1
    place = "place:liste:den-groenne-0615.sted"
    assert [seeded.get([place])[place].text(name) for name in ("address", "city")] == [
        *("Nygade 3, st.", "Horsens")
    ]


@pytest.mark.parametrize("header", ["Hemmelig", "Adresse hemmelig?", "Fortrolig", "Må ikke offentliggøres"])
def test_a_column_that_says_that_an_address_is_secret_keeps_it_back(
    seeded: GraphStore, write: Write, header: str
) -> None:
    row = "Cafeen;civ_vaerested;Skovvangen 5;8700;Horsens;ja;20304050"
    path = write("liste.csv", f"Navn;Type;Adresse;Postnr;By;{header};Privat telefon\n{row}\n")
    text = guess.guess([path], "m.toml")
    assert "20304050" not in text
    report = frame.run(seeded, table.by_mapping(write("m.toml", text)), [path], order("liste"))
    assert [problem.column for problem in report.of(Outcome.HELD_BACK)] == ["Adresse"]
    place, actor = "place:liste:cafeen-0615.sted", "actor:liste:cafeen-0615"
    assert seeded.get([place])[place].text("address") == ""
    assert seeded.get([actor])[actor].text("phone") == ""


@pytest.mark.parametrize(
    ("header", "row", "fields"),
    [
        (
            "Name,Street,Zip,City,Phone number,E-mail",
            "A,Broad 1,8700,Horsens,87411000,a@b.example",
            {"actor": {"name", "phone", "email", "kind"}, "place": {"address", "postal_code", "city"}},
        ),
        (
            "Boligselskab;Afdeling;Adresse;P-nr.;CVR-nummer",
            "Bo;Øst;Vej 1, 8700 Horsens;1012345678;12345678",
            {
                "parent": {"name"},
                "actor": {"name", "cvr", "kind", "identifiers"},
                "place": {"address", "postal_code", "city"},
            },
        ),
        (
            "Tilbud;Paragraf;Antal pladser;Alder fra",
            "Huset;110;12;18",
            {"actor": {"name", "kind"}, "service": {"name", "legal_basis", "capacity", "min_age"}},
        ),
        (
            "Navn;Adresse hemmelig;Telefon (privat);Kontaktpersonens mobilnummer",
            "Huset;ja;20304050;20304051",
            {"actor": {"name", "kind", "secret_address"}},
        ),
    ],
)
def test_danish_and_english_headers(write: Write, header: str, row: str, fields: dict[str, set[str]]) -> None:
    said = tomllib.loads(guess.guess([write("a.csv", f"{header}\n{row}\n{row}\n")], "m.toml"))
    [first] = said["table"]
    assert {thing: set(names) for thing, names in first.items()} == fields


def test_a_sheet_that_names_nobody_is_not_guessed_at(write: Write) -> None:
    """Nor is a number in another system taken for a name."""
    good = write("a.csv", "Navn;Tlf.;parent_organization_id\nA;87411000;77\n")
    text = guess.guess([good, write("b.csv", "Beskrivelse;Hjemmeside\nx;y\n")], "m.toml")
    [only] = tomllib.loads(text)["table"]
    assert set(only) == {"actor"}
    assert '# ikke brugt: "parent_organization_id"' in text


def test_each_header_is_known_for_one_thing_alone() -> None:
    """Of two the guess would take either."""
    text = (Path(__file__).parents[3] / "seed" / "headers.toml").read_text(encoding="utf-8")
    fields = [known for thing in tomllib.loads(text).values() for known in thing.values()]
    words = [word for known in fields for word in set(map(fold, known))]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_a_file_without_headers_we_know_says_what_they_may_be(write: Write) -> None:
    with pytest.raises(Refused, match="genkender ingen kolonner"):
        guess.guess([write("a.csv", "1;2\n3;4\n")], "m.toml")


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4), st.text(max_size=40))
def test_whatever_stands_in_a_file_the_guess_is_toml(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], cell: str
) -> None:
    path = tmp_path_factory.mktemp("guess") / "a.csv"
    line = ";".join('"' + name.replace('"', '""') + '"' for name in ("Navn", *names))
    path.write_text(f"{line}\n" + '"' + cell.replace('"', '""') + '";x\n', encoding="utf-8", errors="replace")
    try:
        text = guess.guess([path], "m.toml")
    except Refused:
        return
    mapping_file.parse("m.toml", text)


@pytest.mark.parametrize("name", mapping_file.shipped())
def test_a_mapping_that_we_ship_speaks_of_codes_there_are(seeded: GraphStore, name: str) -> None:
    """Seen red with a code misspelt."""
    mapping = mapping_file.read_mapping(Path(name))
    known = {code for terms in catalogue.read(seeded).terms.values() for code in terms}
    for one in mapping.tables:
        for thing in one.things:
            for field in (field for name, field in thing.fields.items() if name not in _PLAIN):
                codes = {code for part in field for code in (part.constant, part.yes, *part.values.values())}
                assert codes - {""} <= known


def test_our_mappings_are_named_in_their_documentation() -> None:
    text = (Path(__file__).parents[3] / "seed" / "mappings" / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in mapping_file.shipped())


def test_the_example_in_the_documentation_is_a_mapping() -> None:
    text = (Path(__file__).parents[3] / "seed" / "mappings" / "README.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    [one] = mapping_file.parse("README.md", example).tables
    assert (one.header, one.sheet, len(one.things)) == (3, "Tilbud*", 6)


def test_no_address_and_no_mailbox_is_shown_as_an_example(write: Write) -> None:
    """Whose address is secret is known only once the rows are read."""
    header = "Navn;Adresse;By;Noter;Placering;Post;Mail;Gade 2"
    row = "Huset;Skovvangen 5, st.;8700 Horsens;Kom på Nygade 7;Lærkevej 3;8700 Horsens;a@b.example;Åvej 9B"
    text = guess.guess([write("liste.csv", f"{header}\n{row}\n{row}\n")], "m.toml")
    shown = [line.partition("  # ")[2] for line in text.splitlines() if "  # " in line]
    assert shown == ["fx Huset"]
    for word in ("Skovvangen", "Nygade", "Lærkevej", "Åvej", "8700", "@"):
        assert word not in "".join(shown)
