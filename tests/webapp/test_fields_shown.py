"""The fields of actor, service and place, on the page and in the API."""

from datetime import datetime
from typing import Any, Final

from flask.testing import FlaskClient

from graphdb.fields.hours import COPENHAGEN
from graphdb.store import GraphStore
from webapp.app import create_app
from webapp.settings import Settings

BROEN = "/actors/actor:demo:herberg-broen"


def service(client: FlaskClient, actor: str, name: str) -> dict[str, Any]:
    entry = client.get(f"/api/v1{actor}").json
    assert entry is not None
    return next(one for one in entry["services"] if one["id"].endswith(name))


def test_an_actor_shows_its_further_fields_in_both_languages(client: FlaskClient) -> None:
    danish, english = client.get(BROEN).text, client.get(f"/en{BROEN}").text
    for text in (
        "Kaldes også",
        "Forsorgshjemmet ved Broen",
        "engelsk, arabisk, polsk",
        "tilbudsportal:900001",
    ):
        assert text in danish, text
    for text in ("Also known as", "English, Arabic, Polish"):
        assert text in english, text


def test_another_name_finds_it(client: FlaskClient) -> None:
    assert "Den Blå Dør" in client.get("/find?q=varmestuen+i+havnegade").text


def test_a_service_says_whom_it_takes_and_whom_not(client: FlaskClient) -> None:
    page = client.get(BROEN).text
    assert page.index("Tager ikke imod par") < page.index("Hund")
    assert "Does not take couples" in client.get(f"/en{BROEN}").text


def test_the_api_answers_values(client: FlaskClient) -> None:
    stay = service(client, BROEN, "herberg-broen-ophold")
    assert stay["exclusions"]["ex_par"] == "no"
    assert stay["exclusions"]["ex_dyr"] == "yes"
    assert "ex_navn" not in stay["exclusions"]
    assert stay["exclusions_text"].startswith("Ikke for borgere under 18")
    assert (stay["free"], stay["capacity_state"]) == (False, "cap_venteliste")
    entry = client.get(f"/api/v1{BROEN}").json
    assert entry is not None
    assert entry["languages"] == ["en", "ar", "pl"]
    assert "contacts" not in entry
    assert [(point["role"], point["phone"], point["number_kind"]) for point in entry["contact_points"]] == [
        ("Nattevagt", "+4500643789", "nk_vagt")
    ]
    assert entry["contact_points"][0]["sources"]["phone"]["source"] == "demo"


def test_a_place_says_how_one_gets_in(client: FlaskClient) -> None:
    page = client.get("/actors/actor:demo:brostad-kommune").text
    assert "Man kan komme ind uden trin." in page
    assert "Brug indgangen fra gården" in page
    assert "One can get in without steps." in client.get("/en/actors/actor:demo:brostad-kommune").text


def test_what_has_ended_or_not_begun_is_shown_as_that_and_found_by_nobody(client: FlaskClient) -> None:
    cafe, paper = "/actors/actor:demo:natcafeen-under-buen", "/actors/actor:demo:gadens-stemme"
    assert "Tilbuddet sluttede" in client.get(cafe).text
    to_copy = client.get(cafe).text.partition('id="referral"')[2].partition("</textarea>")[0]
    assert to_copy
    assert "Telt på havnen" not in to_copy
    assert "Tilbuddet begynder først" in client.get(paper).text
    assert "The service ended on" in client.get(f"/en{cafe}").text
    assert service(client, cafe, "telt")["phase"] == "ended"
    assert service(client, paper, "kursus")["phase"] == "ahead"
    page = client.get("/api/v1/actors?q=skrivekursus").json
    assert page is not None
    assert page["total"] == 0


def test_whether_there_was_room_long_ago_is_not_known_any_more(client: FlaskClient) -> None:
    """Seen red with the shelf life left out."""
    page = "/actors/actor:demo:brostad-108"
    assert "Ikke kendt. Sidst: Ingen pladser (oplyst" in client.get(page).text
    assert "Not known. Last: No places (as of" in client.get(f"/en{page}").text
    home = service(client, page, "brostad-108-bolig")
    assert (home["capacity_state"], home["formerly"]) == (None, {"capacity_state": "cap_fuldt"})


def test_an_agreement_is_shown_with_what_is_agreed_and_as_ended_when_it_has(client: FlaskClient) -> None:
    """Seen red with the ended one counted as served."""
    page = "/actors/actor:demo:startboligerne"
    danish, english = client.get(page).text, client.get(f"/en{page}").text
    assert "Brostad. Aftale: driftsaftale. Pladser efter aftalen: 16." in danish
    assert "Del af kommunen: Havnekvarteret" in danish
    assert danish.count("Aftalen er udløbet, så området er ikke dækket længere.") == 1
    assert 'Part of the municipality: <span lang="da">Havnekvarteret</span>' in english
    home = service(client, page, "startboligerne-bolig")
    assert home["areas"] == ["9901"]
    assert [(line["area"], line["places"], line["ended"]) for line in home["served"]] == [
        ("9901", 16, False),
        ("9902", 2, True),
    ]
    assert (home["served"][0]["agreement"], home["served"][0]["district"]) == (
        "driftsaftale",
        "Havnekvarteret",
    )


GAELDSFRI: Final = "/actors/actor:demo:gaeldsfri-brostad"


def test_each_place_of_a_service_has_its_own_hours_and_number(client: FlaskClient) -> None:
    page = client.get(GAELDSFRI).text
    for text in ("Nørrevang 212, 9911 Brostad", "tors 16-18", "00 31 62 40", "Algade 3: tirs 17-20"):
        assert text in page, text
    advice = service(client, GAELDSFRI, "gaeldsfri-brostad-raad")
    assert {place["id"]: (place["hours"], place["phone"]) for place in advice["places"]} == {
        "place:demo:sted-brostad-algade-3": ("Tu 17:00-20:00; PH closed", ""),
        "place:demo:sted-brostad-noerrevang-212": ("Th 16:00-18:00; PH closed", "+4500316240"),
    }
    assert all("opening_hours" in place["sources"] for place in advice["places"])


def at(store: GraphStore, now: datetime) -> FlaskClient:
    """A visitor at another hour."""
    return create_app(Settings(), store, clock=lambda: now).test_client()


def test_an_open_place_makes_the_service_open_and_is_named(demo_store: GraphStore) -> None:
    """Seen red with entries without the hours of places, and a profile that asks its own hours only."""
    for day, hour, place, is_open in ((24, 18, "Algade 3", True), (26, 14, "Nørrevang 212", False)):
        client = at(demo_store, datetime(2026, 11, day, hour, tzinfo=COPENHAGEN))
        advice = service(client, GAELDSFRI, "gaeldsfri-brostad-raad")
        assert (advice["open_now"], advice["open_place"]) == (is_open, place)
        hits = client.get("/api/v1/actors?q=gældsfri+brostad").json
        assert hits is not None
        assert (hits["items"][0]["open"]["state"], hits["items"][0]["open"]["place"]) == (is_open, place)
        assert f"({place})" in client.get("/find?q=gældsfri+brostad").text
        now = client.get("/api/v1/actors?q=gældsfri+brostad&open_now=true").json
        assert now is not None
        assert [item["id"] for item in now["items"]] == (["actor:demo:gaeldsfri-brostad"] if is_open else [])


def test_services_and_places_have_contact_points_of_their_own(client: FlaskClient) -> None:
    page = client.get(GAELDSFRI).text
    assert 'href="sms:+4500471580"' in page
    assert "Skriv, hvornår vi må ringe." in page
    (point,) = service(client, GAELDSFRI, "gaeldsfri-brostad-raad")["contact_points"]
    assert (point["role"], point["number_kind"], point["text_only"]) == (
        "Skriv til rådgiverne",
        "nk_sms",
        True,
    )
    hospital = "/actors/actor:demo:psykiatrien-brostad"
    assert "lokal 214" in client.get(hospital).text
    assert "ext. 214" in client.get(f"/en{hospital}").text
    entry = client.get(f"/api/v1{hospital}").json
    assert entry is not None
    assert [point["extension"] for place in entry["places"] for point in place["contact_points"]] == ["214"]
