"""A fact past its shelf life is marked where it stands, and once where all of an entry is."""

import re
from typing import Final

from flask.testing import FlaskClient

MARK: Final = re.compile(r'class="stale past">')
NUMBER_NOT_CONFIRMED: Final = re.compile(r'class="phone" href="[^"]+">[^<]+</a> <span class="stale past">')


def test_on_the_page_of_an_actor_beside_the_fact(client: FlaskClient) -> None:
    """Seen red with the marks only in the fold."""
    page = client.get("/actors/actor:demo:herberg-broen").text
    lines = dict(re.findall(r"<dt>(Pladser|Sprog|Åbningstid)</dt><dd>(.*?)</dd>", page, re.DOTALL))
    assert [name for name, text in sorted(lines.items()) if MARK.search(text)] == ["Pladser", "Åbningstid"]
    english = client.get("/en/actors/actor:demo:herberg-broen").text
    assert "Not confirmed since" in english


def test_on_a_hit_beside_number_and_ways_in(client: FlaskClient) -> None:
    hits = client.get("/find?municipality=9901").text.split('<article class="hit">')[1:]
    assert 0 < sum(bool(NUMBER_NOT_CONFIRMED.search(hit)) for hit in hits) < len(hits)
    assert any(re.search(r"Vejen ind</dt><dd>[^<]*<span class=\"stale past\">", hit) for hit in hits)


def test_whom_to_ring_has_one_line_of_doubt_at_most(client: FlaskClient) -> None:
    sent = {"acting_municipality": "9901", "situation": "sp_hjemloes"}
    page = client.post("/touch-map", data=sent).text
    calls = [call.split("</section>")[0] for call in page.split('<li class="card-box call">')[1:]]
    doubts = [call.count('class="stale') for call in calls]
    assert max(doubts) == 1
