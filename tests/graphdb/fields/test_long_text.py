"""No normaliser and no pattern meets a text longer than its limit: some take the square of its length."""

from contextlib import suppress

import pytest

from graphdb.errors import InvalidValue
from graphdb.fields import formats, schema
from graphdb.fields.cpr import find_cpr, refuse_cpr
from graphdb.fields.registry import FIELDS
from graphdb.language.text import Lexicon, TermWords
from graphdb.model import LONGEST_TEXT, EdgeKind, NodeKind, check_value, edge_id, node_id
from tests.watched import watched

LONG = (
    *("a" + "\u0301\u0316" * 50_000, " " * 100_000, "87 " * 40_000, "1" * 100_000, "(" * 100_000),
    *("x " * 50_000, "010190-1234 " * 9_000, "a\n\n\n" * 30_000, "§" * 100_000, "mailto:" + " " * 100_000),
)
SHORT = 1_000
"""Letters: the longest of a value that is no free text, with blanks."""


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
@pytest.mark.parametrize("kind", [*FIELDS, NodeKind.RISK_GROUP])
def test_a_cell_is_refused_before_it_is_read(kind: NodeKind | EdgeKind, text: str) -> None:
    for name in set(FIELDS.get(kind, ("label_da", "synonyms_da"))):
        with watched() as lengths, suppress(InvalidValue):
            schema.normalise(kind, name, text)
        assert max(lengths, default=0) <= LONGEST_TEXT, name


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_value_of_a_short_sort_is_refused_sooner(text: str) -> None:
    normalisers = (
        *(formats.normalise_phone, formats.normalise_cvr, formats.normalise_postcode, formats.parse_age),
        *(formats.normalise_url, formats.normalise_email, formats.normalise_hours, formats.parse_date),
        *(formats.parse_whole, formats.parse_bool, formats.normalise_line),
    )
    for normalise in normalisers:
        with watched() as lengths, suppress(InvalidValue):
            normalise(text)
        assert max(lengths, default=0) <= SHORT, normalise


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_ids_values_and_the_guard_read_no_long_text(text: str) -> None:
    a = node_id("actor", "x", "a")
    with watched() as lengths:
        assert find_cpr(text)
        for read in (
            lambda: refuse_cpr(text, "note"),
            lambda: check_value(text),
            lambda: check_value(("a", text)),
            lambda: node_id("actor", "x", text),
            lambda: edge_id(EdgeKind.RELATES, a, a, text),
        ):
            with pytest.raises(InvalidValue):
                read()
    assert max(lengths, default=0) <= SHORT


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_query_is_cut(text: str) -> None:
    lexicon = Lexicon.build([TermWords("rg_rus", "RiskGroup", ("rusmiddelbrug",))])
    with watched() as lengths:
        lexicon.query(text)
        lexicon.correct(text)
    assert max(lengths, default=0) <= SHORT


def test_a_pattern_that_reads_all_is_noticed() -> None:
    with watched() as lengths:
        formats.normalise_text("x" * 4000)
    assert max(lengths) == 4000
