"""Cells of foreign tables that are not what they seem: a person's mailbox, "?" about secrecy, a formula."""

import pytest

from graphdb.model import EdgeKind, Node
from graphdb.store import GraphStore, What
from tests.importers.foreign.conftest import BROEN, HEADER, MAPPING, Bring, outcomes


@pytest.mark.parametrize(
    ("mail", "mobile", "kept"),
    [
        ("karla.prik@broen.example", "", ""),
        ("karla.prik@broen.example", "info@broen.example", "info@broen.example"),
        ("", "k.prik@broen.example", ""),
        ("broen.horsens@broen.example", "karla.prik@broen.example", "broen.horsens@broen.example"),
    ],
)
def test_a_shared_mailbox_is_preferred_and_a_person_s_is_no_actor_s(
    seeded: GraphStore, bring: Bring, mail: str, mobile: str, kept: str
) -> None:
    mapping = MAPPING.replace('email = "Mail"', 'email = ["Mail", "Kontaktmail"]')
    row = {**BROEN, "Mail": mail, "Kontaktmail": mobile}
    report = bring(row, mapping=mapping, header=(*HEADER, "Kontaktmail"))
    assert seeded.get(["actor:liste:broen-0615"])["actor:liste:broen-0615"].text("email") == kept
    assert outcomes(report) == ([] if kept else [("held_back", 2, "Mail, Kontaktmail", "")])
    assert "prik" not in report.text()


@pytest.mark.parametrize("word", ["?", "ukendt", "ved ikke", "N/A", "måske", "ja"])
@pytest.mark.parametrize("said", ['"Hemmelig"', '{ column = "Hemmelig", yes = "ja" }'])
def test_an_unclear_word_about_secrecy_keeps_the_address_back_and_is_told(
    seeded: GraphStore, bring: Bring, word: str, said: str
) -> None:
    mapping = MAPPING.replace("[table.place]", f"secret_address = {said}\n[table.place]")
    header = (*HEADER, "Hemmelig")
    report = bring({**BROEN, "Hemmelig": word}, mapping=mapping, header=header)
    place = "place:liste:broen-0615.sted"
    assert seeded.get([place])[place].text("address") == ""
    unclear = [(outcome, column) for outcome, _, column, _ in outcomes(report) if outcome == "left_out"]
    assert unclear == ([] if word == "ja" else [("left_out", "Hemmelig")])


@pytest.mark.parametrize("word", ["", "-", "nej", " Nej ", "0"])
@pytest.mark.parametrize("said", ['"Hemmelig"', '{ column = "Hemmelig", yes = "ja" }'])
def test_a_plain_no_and_nothing_at_all_leave_it_open(
    seeded: GraphStore, bring: Bring, word: str, said: str
) -> None:
    mapping = MAPPING.replace("[table.place]", f"secret_address = {said}\n[table.place]")
    report = bring({**BROEN, "Hemmelig": word}, mapping=mapping, header=(*HEADER, "Hemmelig"))
    place = "place:liste:broen-0615.sted"
    assert seeded.get([place])[place].text("address") == "Søndergade 1"
    assert outcomes(report) == []


@pytest.mark.parametrize("formula", ["=SUM(A1:A3)", "=A1", "=Ark2!B3", "= +B2", "='Ark 2'!B3"])
def test_a_formula_is_no_name_and_is_told(seeded: GraphStore, bring: Bring, formula: str) -> None:
    report = bring({**BROEN, "Sted": formula}, {**BROEN, "Sted": "Døren", "Ydelse": formula})
    assert outcomes(report) == [
        *(("left_out", 2, "Sted", ""), ("refused", 2, "Sted", ""), ("left_out", 3, "Ydelse", "")),
    ]
    names = [node.text("name") for node in seeded.scan(What.NODES) if isinstance(node, Node)]
    assert formula not in names


@pytest.mark.parametrize("text", ["'=Café=", '="Café"', "= lig med alle", "=) Café"])
def test_what_only_begins_like_a_formula_is_text(seeded: GraphStore, bring: Bring, text: str) -> None:
    assert outcomes(bring({**BROEN, "Sted": text})) == []


def test_groups_have_their_everyday_names(seeded: GraphStore, bring: Bring) -> None:
    report = bring({**BROEN, "Målgruppe": "hjemløse, voldsudsatte kvinder", "Rus": ""})
    assert report.problems == ()
    reached = seeded.edges(["actor:liste:broen-0615"], kinds=[EdgeKind.REACHES])
    assert {edge.dst for edge in reached} == {"term:rg_hjemloes", "term:rg_vold"}


def test_a_list_is_called_as_its_mapping_says_or_as_its_file(seeded: GraphStore, bring: Bring) -> None:
    for mapping, title in ((MAPPING, "liste.csv"), (f'title = "Væresteder"\n{MAPPING}', "Væresteder")):
        bring(BROEN, mapping=mapping)
        assert seeded.get(["source:liste"])["source:liste"].text("title") == title
