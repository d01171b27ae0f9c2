"""The front page and the search, as somebody without scripts reads them."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graphdb.connect import open_store
from graphdb.fields.cpr import CPR_REASON
from graphdb.message import say
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.graphdb.world import NOW
from tests.webapp.conftest import application
from tests.webapp.lint import problems

EXAMPLE = "<strong>Du ser eksempeldata.</strong> Navne og numre er opdigtede. Brug dem ikke over for borgere."


def hits(html: str) -> list[str]:
    """The names in the result list."""
    return [
        unescape(name) for name in re.findall(r'<h3><a href="/(?:en/)?actors/[^"]+">([^<]+)</a></h3>', html)
    ]


@pytest.mark.parametrize(
    "path", ["/", "/find", "/find?q=herberg", "/find?q=zzzzz", "/en/find?q=herberg", "/find?page=2"]
)
def test_pages_are_sound(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert problems(answer.text) == []


def test_the_front_page_asks_for_words_and_municipality(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'name="q"' in page
    options = re.findall(r'<option value="(\d{4})"[^>]*>([^<]+)<', page)
    names = [name for _, name in options[:101]]
    assert {"Skive", "Aalborg", "Brostad"} <= set(names)
    assert names.index("Ærø") > names.index("Vordingborg"), "Danish order"


def test_a_hit_says_what_one_needs_to_call(client: FlaskClient) -> None:
    page = client.get("/find?q=bagud+med+huslejen&municipality=9901").text
    first = page.split('<article class="hit">')[1]
    assert re.search(r'href="tel:[+]?\d+">\d\d \d\d \d\d \d\d<', first)
    for word in ("Vejen ind", "Når ud til", "Dækker", "Brostad"):
        assert word in first
    assert re.search(r"Sidst bekræftet \d+\. \w+ 2026|Ikke bekræftet i over et år", first)
    assert "Lejere bagud med huslejen" in first
    assert "Hvorfor står den her?" in first
    assert not re.search(r"\b(rg|ar|need|kom|civ)_", re.sub(r"<[^>]+>", "", page)), "codes are not words"


def test_the_foot_of_a_hit_says_of_a_service_when_that_was_confirmed(
    client: FlaskClient, demo_store: GraphStore
) -> None:
    """Under the number of a service stood the day of the actor alone."""
    result = search(demo_store, Filters(q="bagud med huslejen", municipality=("9901",)), now=NOW)
    articles = client.get("/find?q=bagud+med+huslejen&municipality=9901").text.split('<article class="hit">')
    named = 0
    for hit, article in zip(result.items, articles[1:], strict=False):
        foot = article.split('<p class="hit-foot">')[1].split("</p>")[0]
        of_service = "" if hit.service is None else hit.service.confirmed_on
        differs = hit.service is not None and of_service != hit.card.confirmed_on
        assert ("Tilbuddet: " in foot) == differs
        if differs and of_service:
            named += 1
            assert f"Tilbuddet: bekræftet {int(of_service[8:])}. " in foot
    assert named


def test_example_data_is_called_so_on_every_page_that_shows_it(client: FlaskClient) -> None:
    assert EXAMPLE in client.get("/find").text
    assert EXAMPLE not in client.get("/find?q=zzzzz").text
    assert EXAMPLE not in client.get("/").text


def test_filters_narrow_and_can_be_undone(client: FlaskClient) -> None:
    everybody = client.get("/find").text
    code, count = re.findall(r'id="risk_group-(\w+)".*?\((\d+)\)', everybody, flags=re.S)[0]
    page = client.get(f"/find?risk_group={code}&open_now=1&age=30").text
    assert f'id="risk_group-{code}" name="risk_group" value="{code}" checked' in page
    assert 0 < page.count('class="chip"') <= 3
    assert f"{count} aktør" in client.get(f"/find?risk_group={code}").text
    undo = re.findall(r'class="chip" href="([^"]+)"', page)
    assert "/find?open_now=1&amp;age=30" in [
        re.sub(r"age=30&amp;open_now=1", "open_now=1&amp;age=30", link) for link in undo
    ]


def test_pages_of_results_hold_each_actor_once(client: FlaskClient) -> None:
    first, second = (
        client.get("/find?municipality=9901").text,
        client.get("/find?municipality=9901&page=2").text,
    )
    assert len(hits(first)) == 20
    assert not set(hits(first)) & set(hits(second))
    assert 'href="/find?municipality=9901&amp;page=2" rel="next"' in first
    assert 'href="/find?municipality=9901" rel="prev"' in second


def test_a_misspelt_word_is_led_on(client: FlaskClient) -> None:
    page = client.get("/find?q=psykatrri").text
    assert hits(page) or ("Mente du" in page and "Vi fandt ingen for" in page)


def test_nobody_in_the_municipality_is_led_on(client: FlaskClient) -> None:
    page = client.get("/find?q=herberg&municipality=0779").text
    if not hits(page):
        assert (
            "Vi fandt ingen i Skive, der passer. Prøv et andet ord, eller se, hvem nabokommunerne har."
            in page
        )


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234", "bor 61.01.90-1234 her"])
def test_a_cpr_number_is_refused_and_never_shown(client: FlaskClient, number: str) -> None:
    answer = client.get("/find", query_string={"q": number, "municipality": "9901"})
    assert answer.status_code == 422
    assert say(CPR_REASON) in answer.text
    assert "1234" not in answer.text
    assert problems(answer.text) == []


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("0", False), ("false", False)])
def test_only_yes_means_open_now(client: FlaskClient, value: str, on: bool) -> None:
    """The API's words are understood here, too."""
    page = client.get(f"/find?open_now={value}").text
    assert ('name="open_now" value="1" checked' in page) == on


@pytest.mark.parametrize(
    "query",
    [
        "age=x",
        "age=-1",
        "page=x",
        "page=0x1",
        "age=12345",
        "risk_group=rg_nowhere",
        "municipality=0000",
        "municipality=1081",
        "age=131",
        f"q={'x' * 201}",
    ],
)
def test_a_wrong_value_is_refused_without_losing_the_form(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/find?{query}")
    assert answer.status_code == 422
    assert 'name="q"' in answer.text
    assert problems(answer.text) == []


def test_text_is_never_markup(client: FlaskClient) -> None:
    page = client.get("/find", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert problems(page) == []


def test_every_link_on_the_pages_leads_somewhere(client: FlaskClient) -> None:
    for path in ("/", "/find?q=herberg", "/en/find", "/about"):
        for link in set(re.findall(r'href="(/[^"#]*)"', client.get(path).text)):
            assert client.get(unescape(link), buffered=True).status_code == 200, link


def test_a_page_that_is_no_longer_there_is_the_last(client: FlaskClient) -> None:
    page = client.get("/find?municipality=9901&page=99").text
    assert hits(page)
    assert re.search(r"Side (\d+) af \1<", page)


def test_a_way_in_is_said_once(client: FlaskClient) -> None:
    page = client.get("/find?q=herberg+mosegården").text
    ways = re.findall(r"<dd>([^<]*Du kan selv møde op[^<]*)</dd>", page)
    assert ways
    assert all(way.count("Du kan selv møde op") == 1 for way in ways)


def test_before_anything_is_loaded_the_pages_say_so(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    store.prepare()
    empty = application(store).test_client()
    for path in ("/", "/find?q=herberg", "/touch-map", "/about"):
        assert "brobygger load" in empty.get(path).text, path
    assert "Hvem er allerede om borgeren?" not in empty.get("/").text, "no heading over nothing"
    assert "Der er ikke læst aktører ind endnu" in empty.get("/find?q=herberg").text
    store.close()


def test_a_sentence_offers_the_situation_on_top_and_by_post(client: FlaskClient) -> None:
    page = client.get("/find?q=borgeren+er+bagud+med+huslejen&municipality=9901").text
    assert "Det ligner:" in page
    form = page.split('<form class="pointed')[1].split("</form>")[0]
    assert 'method="post" action="/touch-map"' in form
    assert 'name="acting_municipality" value="9901"' in form
    assert 'name="situation" value="sp_foged"' in form
    answer = client.post("/touch-map", data={"acting_municipality": "9901", "situation": "sp_foged"})
    assert answer.status_code == 200
    assert page.index("Det ligner:") < page.index('<article class="hit">')
    assert problems(page) == []


def test_what_words_say_of_the_citizen_is_answered_on_the_hit(client: FlaskClient) -> None:
    page = client.get("/find?q=herberg+med+hund+19+%C3%A5r&municipality=9901").text
    first, second = page.split('<article class="hit">')[1:3]
    assert "Hund må komme med." in first.split("Hvorfor")[0]
    assert "Dyr må ikke komme med." in second.split("Hvorfor")[0]
    link = page.split("Vis kun dem, der tager imod 19-årige")[0].rsplit('href="', 1)[1].split('"')[0]
    narrowed = client.get(link.replace("&amp;", "&")).text
    assert "19 år" in narrowed.split("Valgte filtre")[1].split("</ul>")[0]
    assert "Vis kun dem" not in narrowed
    assert problems(page) == []


def test_without_a_municipality_the_offer_asks_for_it(client: FlaskClient) -> None:
    form = client.get("/find?q=bagud+med+huslejen").text.split('<form class="pointed')[1].split("</form>")[0]
    assert '<select class="form-select" id="pointed-place" name="acting_municipality" required>' in form


def test_words_of_violence_bring_112_and_the_crisis_line(client: FlaskClient) -> None:
    page = client.get("/find?q=hun+bliver+sl%C3%A5et+af+sin+mand&municipality=9901").text
    notice = page.split('notice-stop"')[1].split("</div>")[0]
    assert 'href="tel:112"' in notice
    assert 'href="tel:1888"' in notice
    assert "Kun ordet" not in page
    assert 'href="tel:1888"' not in client.get("/find?q=tandl%C3%A6ge").text


def test_nobody_found_leads_to_the_situations(client: FlaskClient) -> None:
    page = client.get("/find?q=zzzzz").text
    assert "Eller begynd med borgerens situation" in page
    assert 'name="situation" value="sp_foged"' in page
    assert "Eller begynd med borgerens situation" not in client.get("/find?q=herberg").text


def test_the_title_never_says_what_was_typed(client: FlaskClient) -> None:
    title = client.get("/find?q=herberg").text.split("<title>")[1].split("</title>")[0]
    assert title == "Find aktører – Brobygger"


def test_a_hit_says_the_service_and_until_when_it_is_open(client: FlaskClient) -> None:
    page = client.get("/find?q=%C2%A7+110&municipality=9901").text
    assert '<p class="hit-service">Tilbud: <span>' in page
    assert re.search(
        r"til kl\. \d|åbner (kl\.|i morgen kl\.|\w+dag kl\.) \d", client.get("/find?municipality=9901").text
    )
    english = client.get("/en/find?municipality=9901").text
    assert re.search(r"until \d+:\d\d|opens (at|tomorrow at|\w+day at) \d+:\d\d", english)
