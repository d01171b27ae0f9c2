"""The page of an area: numbers, and what somebody asked about; the same in the API."""

from flask.testing import FlaskClient


def test_a_municipality_shows_its_numbers_and_what_was_asked(client: FlaskClient) -> None:
    danish, english = client.get("/areas/9901").text, client.get("/en/areas/9901").text
    said = ("Borgere i hjemløshed i uge 6", "Spurgt: findes", "socialfaglig koordinator", "141.230")
    for text in said:
        assert text in danish, text
    assert danish.index("131") < danish.index("118"), "the newest first"
    for text in ("Asked: there is", "141,230 inhabitants", "What does not stand here"):
        assert text in english, text


def test_a_number_that_is_kept_back_is_not_zero(client: FlaskClient) -> None:
    assert "Ikke vist: tallet er for lille" in client.get("/areas/9903").text
    entry = client.get("/api/v1/areas/9903").json
    assert entry is not None
    assert [(line["value"], line["suppressed"]) for line in entry["indicators"]] == [(None, True)]
    assert {(line["kind"], line["risk_group"], line["state"]) for line in entry["asked"]} == {
        ("bo_natcafe", None, "as_ingen"),
        ("kom_socialpsykiatri", None, "as_ingen"),
        ("bo_110", "rg_rus", "as_afviser"),
        ("civ_ngo", "rg_lgbt", "as_afviser"),
        ("civ_ngo", "rg_migrant", "as_afviser"),
        ("civ_gaeld", None, "as_ikke_spurgt"),
    }


def test_an_area_of_which_nothing_is_known_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/areas/0615").text
    assert "brobygger import indicators" in page
    assert "/kommune/0615/matrix?by=kind&amp;state=not_asked" in page
    assert "Eksempeldata" not in page


def test_an_area_that_is_not_there_is_said_to_be_none(client: FlaskClient) -> None:
    assert client.get("/areas/0000").status_code == 404
    answer = client.get("/api/v1/areas/0000")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_the_page_about_the_data_leads_to_each_area(client: FlaskClient) -> None:
    page = client.get("/about").text
    assert all(f'href="/areas/{code}"' in page for code in ("9901", "0615", "1082", "dk"))
