"""Danish first, English under /en."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import webapp
from webapp import language

ROOT = Path(webapp.__file__).parent


@pytest.mark.parametrize("locale", ["da", "en_GB"])
def test_days_are_written_as_babel_writes_them(locale: str) -> None:
    """Seen red without the stop behind a Danish day."""
    with language.spoken(locale[:2]):
        for month in range(1, 13):
            one = date(2026, month, 3)
            assert language.day(one) == language.day(one.isoformat()) == format_date(one, "long", locale)


def test_dates_in_words() -> None:
    with language.spoken("da"):
        assert language.day("2026-05-03") == "3. maj 2026"
        assert language.day(date(2026, 12, 24)) == "24. december 2026"
        assert language.day("") == ""
    with language.spoken("en"):
        assert language.day("2026-05-03") == "3 May 2026"


def test_opening_hours_in_words() -> None:
    with language.spoken("da"):
        assert language.hours("Mo-Fr 09:00-15:00") == "man-fre 9-15"
    with language.spoken("en"):
        assert language.hours("Mo-Fr 09:00-15:00") == "Mon-Fri 9:00-15:00"


def test_english_is_the_same_site_under_a_prefix(client: FlaskClient) -> None:
    danish, english = client.get("/").text, client.get("/en/").text
    assert '<html lang="da">' in danish
    assert '<html lang="en">' in english
    assert "Who can help?" in english
    assert 'href="/en/find' in english
    assert 'href="/en/"' in danish
    assert 'href="/"' in english
    assert client.get("/en").status_code == 200
    assert client.get("/entry").status_code == 404


def test_the_other_language_keeps_the_search(client: FlaskClient) -> None:
    assert 'href="/en/find?q=v%C3%A6rested"' in client.get("/find?q=v%C3%A6rested").text


def test_a_refused_search_stands_in_no_link(client: FlaskClient) -> None:
    assert "010190" not in client.get("/find?q=010190-1234").text


def test_every_message_has_an_english_text() -> None:
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    extracted = extract_from_dir(
        str(ROOT),
        methods,
        keywords=keywords,
        options_map={"**/templates/**.html": {"newstyle_gettext": "true"}},
    )
    wanted = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in extracted}
    with (ROOT / "translations" / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    have = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and all(message.string if isinstance(message.string, tuple) else (message.string,))
    }
    assert wanted - have == set()
    assert have - wanted == set(), "no longer used"


def test_translations_keep_the_names_of_values() -> None:
    with (ROOT / "translations" / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    for message in catalogue:
        for danish, english in zip(forms(message.id), forms(message.string), strict=True):
            assert set(re.findall(r"%\((\w+)\)", danish)) == set(re.findall(r"%\((\w+)\)", english)), danish


def forms(text: object) -> tuple[str, ...]:
    """The singular and plural of a message, or its only form."""
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text),)
