"""``GET /actors`` and ``GET /actors/{id}``."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.api.conftest import PREFIX, Get, problem

ITEM = {
    *("id", "name", "only_for", "kind", "municipality", "phone", "phone_note", "why", "why_values"),
    *("stale", "confirmed_on", "stated_on", "source", "open", "service", "street", "website"),
    *("circumstances", "circumstances_values"),
}
FILTERS = ("municipality", "kind", "risk_group", "need", "access", "method")


def test_a_page_has_the_promised_members(get: Get) -> None:
    page = get("/actors?q=herberg&municipality=9901")
    assert set(page) == {
        "version",
        "total",
        "page",
        "per_page",
        "facets",
        "concepts",
        "items",
        "situations",
        "partly",
        "age",
        "circumstances",
    }
    assert (page["page"], page["per_page"]) == (1, 20)
    assert page["total"] >= len(page["items"]) > 0
    assert all(set(item) == ITEM for item in page["items"])
    assert all(isinstance(item["why"], list) and item["why"] for item in page["items"])
    assert set(page["facets"]) <= set(FILTERS)
    assert {"code", "label_da"} == set(page["concepts"][0])


def test_an_item_says_which_service_fits_and_until_when_it_is_open(get: Get) -> None:
    items = get("/actors?q=%C2%A7+110&municipality=9901")["items"]
    assert all(set(item["open"]) == {"state", "until", "place"} for item in items)
    assert all(item["service"] is None or set(item["service"]) == {"id", "name"} for item in items)
    assert any(item["service"] for item in items)
    assert any(
        item["open"]["state"] is not None and item["open"]["until"] for item in get("/actors")["items"]
    )


def test_a_sentence_points_to_a_situation(get: Get) -> None:
    page = get("/actors?q=borgeren+er+bagud+med+huslejen+vistnok&municipality=9901")
    assert page["situations"][0] == {"code": "sp_foged", "label_da": "Lejer bagud med huslejen"}
    assert page["partly"]
    assert get("/actors?q=tandl%C3%A6ge")["situations"] == []


def test_what_the_words_say_of_the_citizen_comes_as_codes_and_in_words(get: Get) -> None:
    page = get("/actors?q=herberg+med+hund+19+%C3%A5r&municipality=9901")
    assert page["age"] == 19
    assert page["circumstances"] == [{"code": "ex_dyr", "label_da": "Hund eller andet dyr må komme med"}]
    first = page["items"][0]
    assert first["circumstances"][0] == "Hund må komme med."
    assert [value["id"] for value in first["circumstances_values"]] == ["search.circumstance"]
    plain = get("/actors?q=herberg&municipality=9901")
    assert (plain["age"], plain["circumstances"]) == (None, [])
    assert all(item["circumstances"] == item["circumstances_values"] == [] for item in plain["items"])


def test_repeating_means_or_and_different_filters_mean_and(get: Get) -> None:
    one, other = get("/actors?kind=bo_110")["total"], get("/actors?kind=civ_vaerested")["total"]
    assert get("/actors?kind=bo_110&kind=civ_vaerested")["total"] == one + other
    narrowed = get("/actors?kind=bo_110&kind=civ_vaerested&municipality=9901")
    assert narrowed["total"] < one + other
    assert {item["kind"] for item in narrowed["items"]} <= {"bo_110", "civ_vaerested"}


def test_facets_count_actors_that_match_every_other_filter(get: Get) -> None:
    facets = get("/actors?municipality=9901")["facets"]
    code, count = next(iter(facets["kind"].items()))
    assert get(f"/actors?municipality=9901&kind={code}")["total"] == count


def test_every_filter_is_taken(get: Get) -> None:
    facets = get("/actors")["facets"]
    for name in FILTERS:
        code = next(iter(facets[name]))
        assert get(f"/actors?{name}={code}")["total"] == facets[name][code], name
    assert 0 < get("/actors?age=17")["total"] < get("/actors")["total"]
    assert 0 < get("/actors?open_now=true")["total"] < get("/actors?open_now=false")["total"]


def test_pages_follow_each_other(get: Get) -> None:
    whole = [item["id"] for item in get("/actors?per_page=40")["items"]]
    pages = [get(f"/actors?per_page=20&page={page}")["items"] for page in (1, 2)]
    assert [item["id"] for page in pages for item in page] == whole
    beyond = get("/actors?page=1000")
    assert (beyond["items"], beyond["page"]) == ([], 1000)
    assert len(get("/actors?per_page=100")["items"]) == 100


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1.0", "page"),
        ("page=", "page"),
        ("page=x", "page"),
        ("page=1&page=2", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("age=-1", "age"),
        ("age=131", "age"),
        ("open_now=1", "open_now"),
        ("open_now=ja", "open_now"),
        ("q=a&q=b", "q"),
        ("q=" + "x" * 201, "q"),
        ("municipality=999", "municipality"),
        ("municipality=9999", "municipality"),
        ("municipality=Brostad", "municipality"),
        ("kind=bo_999", "kind"),
        ("kind=", "kind"),
        ("kind=bo_110&kind=rg_rus", "kind"),
        ("risk_group=x", "risk_group"),
        ("need=x", "need"),
        ("access=x", "access"),
        ("method=x", "method"),
        ("nonsense=1", "nonsense"),
        ("Q=1", "Q"),
    ],
)
def test_what_cannot_be_used_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    problem(client.get(f"{PREFIX}/actors?{query}"), 422, parameter)


@pytest.mark.parametrize("spelt", ["010190-1234", "0101901234", "01 01 90 1234", "710190-1234"])
@pytest.mark.parametrize("name", ["q", "kind", "municipality", "age", "page"])
def test_a_citizens_number_is_refused_and_not_repeated(client: FlaskClient, name: str, spelt: str) -> None:
    answer = client.get(f"{PREFIX}/actors", query_string={name: spelt})
    problem(answer, 422, name)
    assert "1234" not in answer.text + str(answer.headers)


def test_a_citizens_number_as_a_name_is_not_repeated_either(client: FlaskClient) -> None:
    answer = client.get(f"{PREFIX}/actors?0101901234=x")
    problem(answer, 422)
    assert "1234" not in answer.text


def test_an_entry_is_whole(get: Get) -> None:
    entry = get("/actors/actor:demo:herberg-broen")
    assert entry["id"] == "actor:demo:herberg-broen"
    assert entry["version"] == get("/areas")["version"]
    service = entry["services"][0]
    assert {"needs", "risk_groups", "methods", "legal_basis", "access_routes", "ages"} <= set(service)
    assert "ar_110" in {code for one in entry["services"] for code in one["access_routes"]}
    assert entry["relations"]
    assert {relation["outgoing"] for relation in entry["relations"]} == {True, False}
    assert all(relation["label"] and relation["other"]["name"] for relation in entry["relations"])
    source = entry["sources"]["phone"]
    assert set(source) == {"source", "title", "stated_on", "confirmed_on", "stale"}


def test_contact_points_are_public(get: Get) -> None:
    ids = [item["id"] for item in get("/actors?per_page=100")["items"]]
    points = [point for one in ids for point in get(f"/actors/{one}")["contact_points"]]
    assert points
    assert all(point["role"] and (point["phone"] or point["email"]) for point in points)


def test_a_secret_address_is_nowhere(get: Get) -> None:
    entry = get("/actors/actor:demo:krisecenter-laerken")
    assert entry["secret_address"] is True
    assert entry["places"] == []
    assert all(service["places"] == [] for service in entry["services"])


def test_every_listed_actor_has_an_entry(get: Get) -> None:
    for item in get("/actors?municipality=9902&per_page=100")["items"]:
        assert get(f"/actors/{item['id']}")["name"] == item["name"]


@pytest.mark.parametrize(
    "actor", ["actor:demo:nobody", "x", "service:demo:x", "actor:a~2f.b:c", "0101901234", "a%2Fb"]
)
def test_nobody_is_404(client: FlaskClient, actor: str) -> None:
    answer = client.get(f"{PREFIX}/actors/{actor}")
    problem(answer, 404)
    assert "1234" not in answer.text


def test_an_entry_takes_no_parameters(client: FlaskClient) -> None:
    problem(client.get(f"{PREFIX}/actors/actor:demo:herberg-broen?full=1"), 422, "full")
