"""What is shown of one actor or service."""

from dataclasses import replace

import pytest

from graphdb.cards.card import is_demo, phone, phone_note, temporary
from graphdb.message import Text, Words, message, say
from graphdb.model import Node, NodeKind


def actor(**props: str | tuple[str, ...]) -> Node:
    return Node("actor:x:a", NodeKind.ACTOR, dict(props))


def test_demo_sources_are_known_by_name() -> None:
    names = ("demo", "demo-own", "demonstration", "own-demo")
    assert [is_demo(name) for name in names] == [True, True, False, False]


def test_a_number_of_its_own_then_of_the_contact_point() -> None:
    point = Node("contact:x:p", NodeKind.CONTACT_POINT, {"role": "Visitation", "phone": "+4522222222"})
    assert (phone(actor(phone="+4533333333"), point), phone_note(actor(phone="+4533333333"), point)) == (
        "+4533333333",
        "",
    )
    assert (phone(actor(), point), say(phone_note(actor(), point))) == ("+4522222222", "Visitation.")
    inner = replace(point, props={**point.props, "extension": "214"})
    assert say(phone_note(actor(), inner)) == "Visitation, lokal 214."
    assert (phone(actor(), None), phone_note(actor(), None)) == ("", "")


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
