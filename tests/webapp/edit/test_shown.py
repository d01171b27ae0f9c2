"""What an entry's own people read: how often others saw it, and what is missing most."""

from flask import Flask
from flask.testing import FlaskClient

from graphdb.editing import shown
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.signin.people import Clock

OVERVIEW = f"/actors/{HOSTEL}/ret"


def test_it_is_counted_by_quarter_and_fewer_than_five_are_not_told(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """No request writes; its own people's looks, the touch map and lists do not count."""
    visitor = app.test_client()
    assert client.get(OVERVIEW).text.count("under 5 gange") == 4
    for _ in range(4):
        assert visitor.get(f"/actors/{HOSTEL}").status_code == 200
    client.get(f"/actors/{HOSTEL}")
    visitor.get("/find?q=broen")
    visitor.post("/touch-map", data={"acting_municipality": "9901", "situation": "sp_foged"})
    shown.flush(demo_copy)
    assert demo_copy.records.counters("shown.") == {}
    visitor.get(f"/actors/{HOSTEL}")
    assert demo_copy.records.counters("shown.") == {}, "a request writes nothing"
    shown.flush(demo_copy)
    assert demo_copy.records.counters("shown.") == {f"shown.2026-3.{HOSTEL}": 5}
    shown.flush(demo_copy)
    page = client.get(OVERVIEW).text
    assert ("5 gange" in page.replace("under 5 gange", ""), page.count("under 5 gange")) == (True, 3)


def test_what_is_missing_is_said_in_three_sentences_at_most(client: FlaskClient) -> None:
    missing = client.get(OVERVIEW).text.partition("Det mangler mest")[2].partition("</ul>")[0]
    assert missing.count("<li>") <= 3
