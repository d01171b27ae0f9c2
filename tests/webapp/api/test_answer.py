"""A line of an answer is read together with its card: the line's own word first, then the card's."""

from dataclasses import dataclass

import pytest

from graphdb.fields.schedules import Opening
from webapp.api.answer import WithCard


@dataclass(frozen=True, slots=True)
class Line:
    card: object
    name: str = "linjens"


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a card matters here."""

    opening: Opening
    name: str = "kortets"
    phone: str = "+4512345678"

    @property
    def short(self) -> str:
        return self.name[:4]


def test_the_line_comes_before_its_card_and_the_card_before_its_hours() -> None:
    reading = WithCard(Line(Shown(Opening(open_now=True))))
    assert (reading.name, reading.phone, reading.short, reading.open_now) == (
        "linjens",
        "+4512345678",
        "kort",
        True,
    )


def test_without_a_card_there_is_no_number_and_the_hours_are_not_known() -> None:
    reading = WithCard(Line(None))
    assert (reading.name, reading.phone, reading.open_now) == ("linjens", "", None)


@pytest.mark.parametrize("card", [None, Shown(Opening())])
def test_what_neither_has_is_missing(card: Shown | None) -> None:
    assert not hasattr(WithCard(Line(card)), "nothing_of_the_kind")
