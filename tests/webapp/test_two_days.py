"""Two days compared on the page of the gaps, and taken along."""

import re
from datetime import datetime

from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Stamp, commit
from tests.webapp.lint import problems
from tests.webapp.test_municipality import words
from webapp import context
from webapp.app import create_app
from webapp.settings import Settings


def test_two_days_are_compared_on_the_page(demo_copy: GraphStore) -> None:
    hostel = "actor:demo:herberg-mosegaarden"
    edits = [Drop(hostel, claim.source) for claim in demo_copy.claims([hostel])[hostel]]
    commit(demo_copy, edits, Stamp("2026-11-24T09:30:00+00:00", "test", "prøve"))
    later = datetime(2026, 11, 26, 9, 30, tzinfo=context.ZONE)
    client = create_app(Settings(), demo_copy, clock=lambda: later).test_client()
    for prefix, closed in (("", r"[1-9]\d* hul(ler)? lukket"), ("/en", r"[1-9]\d* gaps? closed")):
        answer = client.get(f"{prefix}/kommune/9902/huller?since=2026-11-23")
        assert problems(answer.text) == []
        assert re.search(closed, words(answer.text))
        assert "Holder Herberg Mosegården op" in answer.text or prefix
    assert "0 huller lukket" in words(client.get("/kommune/9902/huller?since=2026-11-25").text)
    past = client.get("/kommune/9902/huller?since=2026-11-23&until=2026-11-24").text
    assert problems(past) == []
    assert re.search(r"Fra 23. november 2026 til 24. november 2026 .*[1-9]\d* hul(ler)? lukket", words(past))
    changes = client.get("/kommune/9902/aendringer.csv?since=2026-11-23&until=2026-11-24")
    assert "Lukket;" in changes.text
    assert "Holder Herberg Mosegården op" in changes.text
    assert "Status" not in changes.text
    refused = client.get("/kommune/9902/huller?since=2020-01-01&until=2026-11-24").text
    assert all(f'value="{day}"' in refused for day in ("2020-01-01", "2026-11-24"))
    for query in ("", "?until=2026-11-24", "?since=2026-11-24&until=2026-11-23", "?since=x"):
        assert client.get(f"/kommune/9902/aendringer.csv{query}").status_code in (409, 422), query
