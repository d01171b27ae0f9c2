"""The page of whom a municipality asks about first, and the page of an entry that waits for a contact."""

import io
import re

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from commands.uploading import Processes
from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Fact, Rank, relation
from graphdb.model import EdgeKind, NodeKind, area_id, term_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from importers.starting import start_kit
from tests.graphdb.touchmap.test_placeholders import said
from tests.graphdb.world import NOW, order, write
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.signin.people import browser_of
from webapp.app import create_app
from webapp.entrance import FILES_PATH
from webapp.settings import Settings

PAGE = "/areas/0730/start"
KIT = "actor:start-0730:"


@pytest.fixture
def begun(demo_copy: GraphStore) -> FlaskClient:
    """The pages, once the start kit of Randers is loaded."""
    start_kit.start(demo_copy, "0730", order())
    return application(demo_copy).test_client()


def items(html: str) -> list[str]:
    """What stands on each line, without its tags."""
    lines = re.findall(r'<li class="ask-\w+">(.*?)</li>', html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def test_before_anything_is_done_it_says_how_to_begin(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert problems(page) == []
    assert "Find ud af, hvem det er hos jer, og skriv nummer, åbningstid og vejen ind." in page
    assert "<code>brobygger start 0730 --template skabelon.xlsx</code>" in page
    assert "0 % er på plads" in page
    assert items(page)[0].startswith("Voksensocial myndighed Mangler kontakt")
    assert "Eksempeldata" not in page


def test_the_template_comes_from_the_page_and_who_may_is_led_to_where_it_is_read_in(
    demo_copy: GraphStore,
) -> None:
    """Seen red: a coordinator, who has a browser alone, was sent to a command."""
    app = create_app(Settings(), demo_copy, clock=lambda: NOW, importing=Processes())
    coordinator, administrator = (
        browser_of(app, accounts.add(demo_copy, f"{role}@randers.example", [Grant(role, of)]))
        for role, of in ((Role.COORDINATOR, "0730"), (Role.ADMINISTRATOR, ""))
    )
    page = coordinator.get(PAGE).text
    assert problems(page) == []
    (address,) = re.findall(r'href="([^"]+)">Hent skabelonen til Excel</a>', page)
    assert "Send den til den, der driver kataloget, når den er fyldt ud." in page
    assert "Til IT:" in page
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(coordinator.get(address).data))
    rows = sheets.get_sheet_by_name("Aktører").to_python()
    assert ["0730", "Voksensocial myndighed"] in [row[1:3] for row in rows]
    assert f'href="{FILES_PATH}"' not in page
    for path in (PAGE, "/areas/0730"):
        assert f'href="{FILES_PATH}"' in administrator.get(path).text
    assert "Har I tal? Send dem til den, der driver kataloget." in coordinator.get("/areas/0730").text


def test_where_no_files_are_taken_no_template_is_offered(client: FlaskClient) -> None:
    assert "Hent skabelonen" not in client.get(PAGE).text
    assert client.get(f"{PAGE}/skabelon.xlsx").status_code == 404


def test_core_stands_before_what_is_expected(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    headings = re.findall(r'<h2 id="vaegt-\d">(.*?)</h2>', page)
    assert headings == ["Skal være med", "Findes i enhver kommune", "Bør være med"]


def test_once_begun_each_line_leads_to_the_entry_to_fill_in(begun: FlaskClient) -> None:
    page = begun.get(PAGE).text
    assert problems(page) == []
    assert f'href="/actors/{KIT}kom_bolig"' in page
    english = begun.get(f"/en{PAGE}").text
    assert problems(english) == []
    assert "Whom to ask first in Randers" in english
    assert "No contact yet" in english


def test_what_is_in_place_is_named_and_counted(begun: FlaskClient, demo_copy: GraphStore) -> None:
    team = f"{KIT}kom_bolig"
    write(demo_copy, [said("randers", Rank.MUNICIPALITY, team, NodeKind.ACTOR, name="Boligteamet")])
    page = begun.get(PAGE).text
    assert "Vi mangler et nummer til" not in page, "the kit's own entry is filled in, and still waits"
    write(demo_copy, [said("randers", Rank.MUNICIPALITY, team, NodeKind.ACTOR, phone="+4589151000")])
    page = begun.get(PAGE).text
    assert f'<a href="/actors/{team}">' in page
    assert "1 % er på plads" in page
    assert any(line.startswith("Boligsocial enhed På plads") for line in items(page))


def test_a_municipality_of_the_example_says_so(client: FlaskClient) -> None:
    page = client.get("/areas/9901/start").text
    assert problems(page) == []
    assert "Du ser eksempeldata" in page
    assert "På plads" in page


def test_what_there_is_none_of_stands_with_the_day(begun: FlaskClient, demo_copy: GraphStore) -> None:
    ends = (area_id("0730"), term_id("bo_natcafe"))
    said_on = ("2026-11-02", "2026-11-02")
    facts = {
        name: Fact(value, *said_on) for name, value in (("state", "as_ingen"), ("asked_on", "2026-11-02"))
    }
    answer = relation("randers", Rank.MUNICIPALITY, EdgeKind.ASKED, ends, facts, dates=said_on)
    write(demo_copy, [Put(answer)])
    [line] = [line for line in items(begun.get(PAGE).text) if "Findes ikke hos jer" in line]
    assert line == "Natcafé og nødovernatning Findes ikke hos jer Spurgt 2. november 2026."


@pytest.mark.parametrize("code", ["1082", "dk", "0000", "nowhere"])
def test_only_a_municipality_has_such_a_list(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/areas/{code}/start")
    assert (answer.status_code, problems(answer.text)) == (404, [])


def test_the_page_of_an_entry_that_waits_says_so_and_gives_nothing_to_pass_on(begun: FlaskClient) -> None:
    """Seen red without the notice, and with the text to copy."""
    page = begun.get(f"/actors/{KIT}kom_bolig").text
    assert problems(page) == []
    assert "Mangler kontakt: ingen har skrevet endnu, hvem det er." in page
    assert f'href="{PAGE}"' in page
    assert "Tekst til at sende videre" not in page
    assert "Ring og hør" not in page


def test_it_is_found_by_no_search_and_in_no_list(begun: FlaskClient) -> None:
    assert KIT not in begun.get("/find?municipality=0730").text
    assert KIT not in begun.get("/find?q=boligsocial+enhed+randers").text
    assert KIT not in begun.get("/api/v1/actors?municipality=0730").text
    entry = begun.get(f"/api/v1/actors/{KIT}kom_bolig").json
    assert entry is not None
    assert (entry["phone"], entry["temporary"].startswith("Mangler kontakt")) == ("", True)


def test_the_page_of_the_area_leads_there(client: FlaskClient) -> None:
    assert f'href="{PAGE}"' in client.get("/areas/0730").text
    assert "/start" not in client.get("/areas/1082").text
