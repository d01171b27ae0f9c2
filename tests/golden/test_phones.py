"""Telephone cells found in the wild: the right number, refused, or the number with the rest beside it.

``phones.csv``: ``note`` is a number with something to keep or tell; a form refuses it, an import splits it.
"""

import csv
from pathlib import Path

import pytest

from graphdb.errors import InvalidValue
from graphdb.fields.phone import normalise_phone, split_phone

ROWS = list(csv.DictReader((Path(__file__).parent / "phones.csv").read_text(encoding="utf-8").splitlines()))


def read(text: str) -> str:
    """The number, "note" when something stands beside it, or "refuse"."""
    try:
        return normalise_phone(text)
    except InvalidValue:
        pass
    try:
        return "note" if split_phone(text)[1] else "refuse"
    except InvalidValue:
        return "refuse"


@pytest.mark.parametrize(("text", "wanted"), [(row["text"], row["wanted"]) for row in ROWS])
def test_a_cell_gives_its_number(text: str, wanted: str) -> None:
    assert read(text) == wanted
