"""Texts are in the language of the path; codes, names and values are the same in both."""

import re
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

HERBERG = "/api/v1/actors?q=herberg&municipality=9901"
TEXTS = {"reasons", "say", "text", "countdown", "against", "how_in", "link", "name"}
"""The members of a touch map that are sentences, and the name of a kind of actors."""
HOSTEL = "/api/v1/actors/actor:demo:herberg-broen"


def both(client: FlaskClient, path: str) -> tuple[Any, Any]:
    """The answers under both paths."""
    return client.get(path).json, client.get(f"/en{path}").json


def differing(danish: Any, english: Any, place: str = "") -> Iterator[str]:
    """Where two answers differ: names of members, list places left out."""
    if isinstance(danish, dict):
        assert danish.keys() == english.keys()
        for name, value in danish.items():
            yield from differing(value, english[name], f"{place}.{name}".strip("."))
    elif isinstance(danish, list):
        assert len(danish) == len(english)
        for one, other in zip(danish, english, strict=True):
            yield from differing(one, other, place)
    elif danish != english:
        yield place


def test_why_an_actor_is_found_is_said_in_the_language_of_the_path(client: FlaskClient) -> None:
    danish, english = both(client, HERBERG)
    assert set(differing(danish, english)) == {"items.why"}
    assert danish["items"][0]["why"][0] == "Navnet passer."
    assert english["items"][0]["why"][0] == "The name fits."


def test_reasons_are_values_too(client: FlaskClient) -> None:
    danish, english = both(client, HERBERG)
    values = danish["items"][0]["why_values"]
    assert values == english["items"][0]["why_values"]
    assert values[:2] == [
        {"id": "search.name_fits", "params": {}},
        {"id": "search.is", "params": {"kind": "bo_110"}},
    ]
    service = {"service": {"da": "Efterforsorg", "en": ""}, "terms": ["sel_110"]}
    assert values[-1] == {"id": "search.offers", "params": service}


def test_an_entry_has_its_texts_in_the_language_of_the_path(client: FlaskClient) -> None:
    danish, english = both(client, HOSTEL)
    assert set(differing(danish, english)) <= {"services.ages", "relations.label", "phone_note"}
    ages = {service["ages"] for service in english["services"]} - {""}
    assert ages
    assert all(
        re.fullmatch(r"from \d+ years|\d+-\d+ years|up to and including \d+ years", age) for age in ages
    )


def ask(client: FlaskClient, root: str, question: dict[str, Any]) -> Any:
    """The touch map under one of the two paths."""
    return client.post(f"{root}/api/v1/touch-map", json=question).json


def test_a_touch_map_has_its_texts_in_the_language_of_the_path(client: FlaskClient) -> None:
    question = {
        "acting_municipality": "9901",
        "situation": "sp_foged",
        "event": "foged_notice",
        "event_date": "2026-11-20",
        "known_kinds": ["sund_praksis"],
        "child_in_household": True,
    }
    danish, english = (ask(client, root, question) for root in ("", "/en"))
    assert set(differing(danish, english)) >= {"call.reasons", "call.say", "duties.text", "countdown"}
    assert {place.rpartition(".")[2] for place in differing(danish, english)} <= TEXTS
    assert danish["call"][0]["reasons"][0] != english["call"][0]["reasons"][0]
    assert english["countdown"].endswith("3 days ago, Friday 20 November 2026")
    assert danish["countdown"].endswith("for 3 dage siden, fredag 20. november 2026")


def test_what_is_wrong_is_said_in_the_language_of_the_path(client: FlaskClient) -> None:
    for path in ("/api/v1/actors?kind=no_such", "/api/v1/actors?page=0", "/api/v1/actors/actor:x:nobody"):
        danish, english = client.get(path), client.get(f"/en{path}")
        assert danish.status_code == english.status_code
        assert danish.json is not None
        assert english.json is not None
        assert "detail" in set(differing(danish.json, english.json)) <= {"title", "detail"}
