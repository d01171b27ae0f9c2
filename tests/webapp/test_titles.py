"""Titles stay in the browser's history: each says which page it is, and nothing that was typed or ticked."""

from collections.abc import Iterator
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TYPED = "blåmandag"
FIELDS = ("q", "municipality", "risk_group", "age", "page", "acting_municipality", "situation", "event_date")
SITUATIONS = [
    {"situation": "sp_vold", "age": "47", "child_in_household": "1", "danger": "1"},
    {"situation": "sp_foged", "event": "eviction", "event_date": "2026-12-05"},
]
MACHINES = ("api.", "health.", "static", "actor.picture_data", "network.picture_data")


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Method and path of every page, with the word in each part that varies."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(MACHINES):
            for method in (rule.methods or set()) & {"GET", "POST"}:
                parts = (part if part[:1] != "<" else TYPED for part in rule.rule.split("/"))
                yield method, "/".join(parts)


def title(answer: TestResponse) -> str:
    """The title of a page."""
    return unescape(answer.text.split("<title>")[1].split("</title>")[0])


def test_no_title_says_what_was_typed(app: Flask, client: FlaskClient) -> None:
    """Seen red with the query in the title of a search."""
    seen = set()
    for method, path in [*addresses(app), ("GET", f"/{TYPED}"), ("POST", f"/{TYPED}")]:
        sent = dict.fromkeys(FIELDS, TYPED)
        for given in ({}, {"q": TYPED}, sent, {"q": "0101901234"}):
            where = {"data": given} if method == "POST" else {"query_string": given}
            answer = client.open(path, method=method, **where)  # type: ignore[arg-type]
            if answer.status_code not in (301, 302, 308):
                seen.add(title(answer))
    assert len(seen) > 6
    assert [text for text in seen if TYPED in text or "0101" in text] == []


def test_no_title_tells_the_situation(client: FlaskClient) -> None:
    for path in ("/touch-map", "/touch-map/citizen", "/touch-map/case"):
        titles = {
            title(client.post(path, data={"acting_municipality": "9901", **form})) for form in SITUATIONS
        }
        assert len(titles) == 1, path
