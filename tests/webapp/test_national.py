"""Real entries beside example data: a page tells whose each is, and calls nothing real an example."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.files import opened
from tests.webapp.conftest import application
from tests.webapp.lint import problems

ALL = "Du ser eksempeldata"
ANYWHERE = "Der er også eksempeldata i kataloget."
SOME = "Noget her er eksempeldata"
REAL = "Kilde: Offentlige oplysninger"
MADE_UP = "Kilde: Eksempeldata"


def reading(path: Path) -> Iterator[FlaskClient]:
    for store in opened(path):
        yield application(store).test_client()


@pytest.fixture(scope="module")
def both(all_file: Path) -> Iterator[FlaskClient]:
    """A client of an application with the demo and the country's public facts."""
    yield from reading(all_file)


@pytest.fixture(scope="module")
def real(national_file: Path) -> Iterator[FlaskClient]:
    """A client of an application as ``brobygger load`` leaves it."""
    yield from reading(national_file)


def asked(client: FlaskClient, path: str, municipality: str) -> str:
    form = {"situation": "sp_vold", "acting_municipality": municipality, "from_kind": "kom_voksen"}
    answer = client.post(path, data=form)
    assert answer.status_code == 200
    return answer.text


def test_a_real_municipality_shows_what_is_real_and_no_banner(real: FlaskClient) -> None:
    page = real.get("/find?municipality=0630").text
    assert "eksempeldata" not in page.casefold()
    assert page.count(REAL) == page.count('<article class="hit">') > 0
    assert "Ikke bekræftet (oplyst" in page
    assert problems(page) == []


def test_example_data_alone_is_called_so_as_before(both: FlaskClient) -> None:
    page = both.get("/find?q=herberg+broen&municipality=9901").text
    assert (ALL in page, SOME in page, REAL in page) == (True, False, False)


def test_where_both_stand_the_banner_is_of_some_and_each_says_whose_it_is(both: FlaskClient) -> None:
    # Red with one banner for all: the helpline's number was called an example.
    page = both.get("/find?q=vold&municipality=9901").text
    assert (ALL in page, SOME in page) == (False, True)
    assert page.count(REAL) + page.count(MADE_UP) == page.count('<article class="hit">')
    assert page.count(REAL) > 0 < page.count(MADE_UP)


def test_an_entry_of_the_country_is_no_example_and_says_where_it_was_read(both: FlaskClient) -> None:
    page = both.get("/actors/actor:national:toender-social-bagvagt").text
    assert not any(said in page for said in (ALL, SOME, MADE_UP))
    for text in (REAL, 'Læst hos: <a href="https://www.toender.dk', "Gennem politiet.", "Ikke bekræftet"):
        assert text in page, text
    assert "i over et år" not in page


def test_the_touch_map_calls_nothing_real_made_up(both: FlaskClient, real: FlaskClient) -> None:
    page = asked(both, "/touch-map", "9901")
    assert (ALL in page, SOME in page) == (False, True)
    assert "Noget er EKSEMPELDATA" in asked(both, "/touch-map/case", "9901")
    for path in ("/touch-map", "/touch-map/case", "/touch-map/citizen"):
        assert "eksempeldata" not in asked(real, path, "0630").casefold(), path


def test_whose_actors_are_counted_apart(both: FlaskClient, real: FlaskClient) -> None:
    """Red with one sum: 176 invented actors stood among "381 aktører"."""
    row = r'<th scope="row">([^<]+)</th><td>(\d+)</td><td>\d+</td><td>(\d+ af \d+)</td>'
    lines = re.findall(row, both.get("/about").text)
    counted = {whose: (int(actors), towns) for whose, actors, towns in lines}
    assert set(counted) == {"Offentlige oplysninger for hele landet", "Eksempeldata (opdigtet)"}
    assert counted["Offentlige oplysninger for hele landet"] == (208, "98 af 98")
    assert counted["Eksempeldata (opdigtet)"][1] == "3 af 3"
    assert "Eksempeldata" not in real.get("/about").text


def test_nothing_made_up_is_offered_where_a_real_municipality_has_nobody(both: FlaskClient) -> None:
    """Red while the invented municipalities in Kattegat were near Aarhus and Norddjurs."""
    page = asked(both, "/touch-map", "0751")
    assert not any(said in page for said in (ALL, SOME, MADE_UP))
    page = both.get("/find?kind=bo_natcafe&municipality=0707").text
    assert "I kommunerne omkring" not in page
    country = page.split("I hele landet")[1].split("</section>")[0]
    assert (SOME in page, MADE_UP in country) == (True, True)


def test_a_municipality_with_nobody_of_its_own_says_so_and_shows_the_country(both: FlaskClient) -> None:
    """Seen red with all actors by name alone: the whole country's stood before Aarhus itself."""
    said = "Aarhus har ikke selv lagt aktører ind endnu."
    search = both.get("/find?municipality=0751").text
    assert "Aarhus Kommune</a>" in search.split("</article>")[0]
    for page in (search, both.get("/?municipality=0751").text, asked(both, "/touch-map", "0751")):
        assert said in page
    assert said in both.get("/touch-map?municipality=0751").text
    assert 'class="phone"' in asked(both, "/touch-map", "0751").split('id="ring-til"')[1]
    for path in ("/find?municipality=9901", "/find", "/", "/?municipality=9901"):
        assert "har ikke selv lagt" not in both.get(path).text
    assert "har ikke selv lagt" not in asked(both, "/touch-map", "9901")


def test_an_entry_without_a_number_shows_its_website(real: FlaskClient) -> None:
    page = real.get("/find?q=Vejle+Kommune&municipality=0630").text
    hit = page.split("Vejle Kommune</a>")[1].split("</article>")[0]
    assert 'href="https://www.vejle.dk' in hit


def test_the_sources_are_told_apart(both: FlaskClient) -> None:
    page = both.get("/about").text
    assert SOME in page
    row = page.split("Offentlige oplysninger for hele landet")[1].split("</tr>")[0]
    assert "(eksempeldata)" not in row


@pytest.mark.parametrize(
    "path", ["/", "/find?q=zzzzz", "/touch-map", "/about", "/licences", "/nowhere", "/find?q=0101901234"]
)
def test_every_page_says_that_example_data_is_loaded(both: FlaskClient, real: FlaskClient, path: str) -> None:
    """Where it stands on the page itself another banner says so; paper for a citizen has none of this."""
    assert ANYWHERE in both.get(path).text or SOME in both.get(path).text
    assert "eksempeldata" not in real.get(path).text.casefold()


def test_a_state_office_is_never_matched_by_its_type(both: FlaskClient) -> None:
    """Seen red with offices matched by their type, and with "SIRI" as a word for that type."""
    form = {"acting_municipality": "9901", "risk_groups": "rg_migrant", "as_ticked": "1"}
    page = both.post("/touch-map", data=form).text
    assert "Kontoret for Ophold og Hjemrejse" in page
    for other in (
        "Ankestyrelsen",
        "Familieretshuset",
        "Det Sociale Klagenævn",
        "Anden statslig myndighed</strong>",
    ):
        assert other not in page
    assert "Ankestyrelsen" not in both.get("/find?q=SIRI").text
    assert "Ankestyrelsen</a>" in both.get("/find?q=Ankestyrelsen").text


def test_an_entry_that_was_never_confirmed_is_marked_once(real: FlaskClient) -> None:
    """Seen red with ``all_past`` never true: each line of each entry was marked."""
    hits = real.get("/find?municipality=0101").text.split('<article class="hit">')[1:]
    assert hits
    for hit in hits:
        assert 'class="stale past"' not in hit
        assert hit.count("Ikke bekræftet (oplyst") == 1
