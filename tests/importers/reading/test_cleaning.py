"""Cells of others as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.language.formulas import guarded, unguarded
from importers.reading.cleaning import clean


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Børn &amp;amp; unge", "Børn & unge"),
        ("B&amp;oslash;rn", "Børn"),
        ("<p>Åbent <b>hver</b> dag</p><p>Ring først</p>", "Åbent hver dag\nRing først"),
        ("<ul><li>Mad</li><li>Seng</li></ul>", "Mad\nSeng"),
        ("&lt;p&gt;Mad&lt;/p&gt;", "Mad"),
        ("før<script>alert(1)</script> efter", "før efter"),
        ('<a href="javascript:x">Om os</a>', "Om os"),
        ("alder < 18 og > 12", "alder < 18 og > 12"),
        ("3 <b 4", "3 <b 4"),
        ("to  blanke\u00a0tegn", "to blanke tegn"),
        *(
            (word, "")
            for word in ("NA", "n/a", "-", "–", "?", "ukendt", "Ikke oplyst", "Se hjemmeside", "...")
        ),
        ("Se hjemmesiden for tider", "Se hjemmesiden for tider"),
        ("ingen", "ingen"),
        ("'=1+1", "=1+1"),
        ("'t Hofje", "'t Hofje"),
    ],
)
def test_a_cell_as_text(cell: str, text: str) -> None:
    assert clean(cell) == text


def test_a_text_too_long_to_keep_is_left_for_the_field_to_refuse() -> None:
    text = "<b>" * 100_000
    assert clean(text) is text


@given(st.text(max_size=60))
def test_what_is_cleaned_stays(text: str) -> None:
    plain = clean(text)
    assert "<script" not in plain.lower()
    assert plain == plain.strip()


@given(st.text(max_size=20))
def test_no_spreadsheet_works_out_what_we_write(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@"))
    assert unguarded(guarded(text)) == (text if not text.startswith("'") else unguarded(text))
