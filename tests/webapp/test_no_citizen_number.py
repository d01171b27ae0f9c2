"""No answer ever repeats what may be a citizen's number: no page, header, link, form or problem document.

The serial number is 6789, which no page of the demo says.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.fields.cpr import find_cpr
from graphdb.store import GraphStore
from webapp.app import create_app
from webapp.settings import Settings

TOKEN = re.compile(r'name="csrf" value="[0-9a-f]{64}"|brobygger-browser=[0-9a-f]{64}')
SERIAL = "6789"
NUMBERS = (
    *(f"010190-{SERIAL}", f"010190{SERIAL}", f"1. januar 1990-{SERIAL}", f"1/1-90 {SERIAL}"),
    *(f"actor:010190-{SERIAL}", f"actor:x:010190{SERIAL}"),
    f"http://x.dk/010190%2D{SERIAL}",
)
PARAMETERS = ("q", "municipality", "risk_group", "age", "page", "open_now", "nobody_knows", "v", "next")
FIELDS = (
    *("acting_municipality", "situation", "age", "event", "event_date", "risk_groups", "known_actors"),
    *("known_kinds", "needs", "from_kind", "staying_municipality", "danger", "nobody_knows"),
)


def paths(app: Flask, number: str) -> Iterator[str]:
    """Every address that is read, in both languages, with the number where an address has a variable."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = rule.rule
            for _ in rule.arguments:
                start, stop = path.index("<"), path.index(">")
                path = f"{path[:start]}{quote(number)}{path[stop + 1 :]}"
            yield from (path, f"/en{path}")


def doubled(path: str) -> str:
    """With two slashes for each but the first; the router leads to the address with one."""
    return path[:1] + path[1:].replace("/", "//")


def repeats(answer: TestResponse) -> bool:
    """But for the tokens of forms and browsers: they are random, and now and then hold any four digits."""
    texts = (answer.text, *(value for _, value in answer.headers))
    return any(SERIAL in TOKEN.sub("", text) for text in texts)


def by_turns(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address that is read with one of the numbers, and every number at some of the addresses."""
    all_paths = zip(*(paths(app, number) for number in NUMBERS), strict=True)
    for at, spelled in enumerate(all_paths):
        yield spelled[at % len(NUMBERS)], NUMBERS[at % len(NUMBERS)]


def assert_no_address_is_repeated(client: FlaskClient, path: str, number: str) -> None:
    written = quote(number)
    for address in (path, f"{path}/", doubled(path), f"{path.rstrip('/')}/{written}", f"/find//{written}"):
        assert not repeats(client.get(address)), address
        assert not repeats(client.put(address)), address


def assert_no_parameter_is_repeated(client: FlaskClient, path: str, number: str) -> None:
    assert not repeats(client.get(path, query_string={"next": f"/actors/{number}"})), path
    for name in PARAMETERS:
        query = {name: ["x", number]} if name == "municipality" else {name: number}
        assert not repeats(client.get(path, query_string=query)), (path, name)
    # The router leads on before anything reads the query, whichever parameter it is.
    assert not repeats(client.get(doubled(path), query_string=query)), path
    assert not repeats(client.get(path, query_string={number: "1"})), path


def test_no_address_is_repeated(app: Flask, client: FlaskClient) -> None:
    for path, number in by_turns(app):
        assert_no_address_is_repeated(client, path, number)


def test_no_address_is_repeated_where_visitors_are_sent_to_sign_in(demo_store: GraphStore) -> None:
    """Seen red with a link that leads back to whatever was asked for."""
    closed = create_app(Settings(public=False), demo_store)
    for path, number in by_turns(closed):
        assert_no_address_is_repeated(closed.test_client(), path, number)


@pytest.mark.sweep
@pytest.mark.parametrize("number", NUMBERS)
def test_no_address_is_repeated_with_any_number(app: Flask, client: FlaskClient, number: str) -> None:
    for path in paths(app, number):
        assert_no_address_is_repeated(client, path, number)


def test_no_parameter_is_repeated(app: Flask, client: FlaskClient) -> None:
    for path, (_, number) in zip(paths(app, "x"), by_turns(app), strict=True):
        assert_no_parameter_is_repeated(client, path, number)


@pytest.mark.sweep
@pytest.mark.parametrize("number", NUMBERS)
def test_no_parameter_is_repeated_with_any_number(app: Flask, client: FlaskClient, number: str) -> None:
    for path in paths(app, "x"):
        assert_no_parameter_is_repeated(client, path, number)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("path", ["/touch-map", "/touch-map/citizen", "/en/touch-map/case"])
def test_no_field_of_a_form_is_repeated(client: FlaskClient, path: str, number: str) -> None:
    for name in FIELDS:
        form = {"acting_municipality": "9901", "situation": "sp_foged", name: number}
        answer = client.post(path, data=form)
        assert not repeats(answer), name
    assert not repeats(client.post(path, data={"age": "x", "known_actors": number, number: number}))


@pytest.mark.parametrize("number", NUMBERS)
def test_nothing_is_repeated_while_the_database_is_away(away: FlaskClient, number: str) -> None:
    for name in FIELDS:
        answer = away.post("/touch-map", data={name: number})
        assert answer.status_code == 503
        assert not repeats(answer), name


@pytest.mark.parametrize("number", NUMBERS)
def test_the_api_repeats_none(client: FlaskClient, number: str) -> None:
    for name in FIELDS:
        for value in (number, [number]):
            body = {"acting_municipality": "9901", name: value}
            assert not repeats(client.post("/api/v1/touch-map", json=body)), name
    assert not repeats(client.post("/api/v1/touch-map", json={number: 1}))


def test_a_search_keeps_its_twin_in_the_other_language(client: FlaskClient) -> None:
    """The guard takes numbers alone: a year and a municipality are none."""
    page = client.get("/find?q=natcaf%C3%A9+2026&municipality=9901").text
    assert 'href="/en/find?q=natcaf%C3%A9+2026&amp;municipality=9901"' in page


def test_an_id_of_ours_stays_in_the_twin_though_it_looks_like_a_number(client: FlaskClient) -> None:
    """Seen red: the thanks for what was sent were lost on the way to the other language."""
    query = "bevis=47e7310057068f62516a8e58a7272c2a"
    assert find_cpr(query)
    assert f'href="/en/find?{query}"' in client.get(f"/find?{query}").text


def test_an_actor_with_a_p_number_stays_in_the_form(client: FlaskClient) -> None:
    form = {"acting_municipality": "9901", "situation": "sp_foged", "age": "x"}
    page = client.post("/touch-map", data={**form, "known_actors": "actor:pnr:1010901234"})
    assert page.status_code == 422
    assert 'value="actor:pnr:1010901234"' in page.text
