"""When it opens or closes is said in the same words on every page."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from graphdb.fields.schedules import Opening
from tests.graphdb.world import NOW
from webapp.language import spoken
from webapp.opening import changes

SAID = [
    (True, timedelta(hours=4, minutes=30), "til kl. 15", "until 15:00"),
    (False, timedelta(minutes=45), "åbner kl. 11.15", "opens at 11:15"),
    (False, timedelta(hours=25, minutes=30), "åbner i morgen kl. 12", "opens tomorrow at 12:00"),
    (False, timedelta(days=3, minutes=-30), "åbner torsdag kl. 10", "opens Thursday at 10:00"),
    (True, timedelta(days=6, minutes=-30), "til søndag kl. 10", "until Sunday at 10:00"),
    (False, timedelta(days=10, minutes=-30), "åbner 3. december kl. 10", "opens 3 December at 10:00"),
    (None, timedelta(hours=1), "", ""),
]


def _until(open_now: bool | None, moment: datetime | None) -> Opening:
    return Opening(open_now, opens_at=None if open_now else moment, open_until=moment if open_now else None)


@pytest.mark.parametrize(("open_now", "later", "danish", "english"), SAID)
def test_in_words(app: Flask, open_now: bool | None, later: timedelta, danish: str, english: str) -> None:
    """Red with a weekday for what is more than a week away: it was read as this week's."""
    with app.test_request_context():
        assert changes(_until(open_now, NOW + later)) == danish
    with app.test_request_context(), spoken("en"):
        assert changes(_until(open_now, NOW + later)) == english


def test_nothing_is_said_when_it_is_not_known(app: Flask) -> None:
    with app.test_request_context():
        assert changes(_until(True, None)) == ""
