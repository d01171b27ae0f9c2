"""What is shown of one actor or service."""

import pytest

from graphdb.card import is_demo, phone, temporary
from graphdb.fields.schema import ContactPoint
from graphdb.message import Text, Words, message
from graphdb.model import Node, NodeKind


def actor(**props: str | tuple[str, ...]) -> Node:
    return Node("actor:x:a", NodeKind.ACTOR, dict(props))


def test_demo_sources_are_known_by_name() -> None:
    names = ("demo", "demo-own", "demonstration", "own-demo")
    assert [is_demo(name) for name in names] == [True, True, False, False]


def test_a_number_of_its_own_then_of_a_public_contact_point() -> None:
    inside = ContactPoint("Vagt", phone="+4511111111", visibility="professionals").text()
    public = ContactPoint("Visitation", phone="+4522222222").text()
    assert phone(actor(phone="+4533333333", contacts=(public,))) == "+4533333333"
    assert phone(actor(contacts=(inside, public))) == "+4522222222"
    assert phone(actor(contacts=(inside,))) == ""


@pytest.mark.parametrize(
    ("props", "text"),
    [
        ({}, ""),
        ({"temporary_text": "Lukket"}, Words("Lukket")),
        ({"temporary_text": "Lukket", "temporary_from": "2026-11-24"}, ""),
        ({"temporary_text": "Lukket", "temporary_to": "2026-11-23"}, Words("Lukket")),
        ({"temporary_text": "Lukket", "temporary_to": "2026-11-22"}, ""),
        ({"status": "temporarily_closed"}, message("card.closed")),
    ],
)
def test_what_is_different_today(props: dict[str, str], text: Text) -> None:
    assert temporary(actor(**props), "2026-11-23") == text
