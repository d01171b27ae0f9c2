"""A municipality without entries of its own: who of the whole country can act, and who is never rung."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from graphdb.fields.hours import COPENHAGEN
from graphdb.store import GraphStore
from graphdb.touchmap import Question, TouchMap, build, helpers
from tests.files import opened

NOW = datetime(2026, 11, 23, 10, tzinfo=COPENHAGEN)
AARHUS = "0751"


@pytest.fixture(scope="module")
def national(national_file: Path) -> Iterator[GraphStore]:
    """The public entries of the country, and nobody else. Only read it."""
    yield from opened(national_file)


def asked(store: GraphStore, **values: Any) -> TouchMap:
    return build(store, Question(AARHUS, **values), now=NOW)


@pytest.mark.parametrize(
    ("chip", "never"), [("ex_kun_kvinder", "Danner, rådgivning"), ("ex_kun_maend", "Mandecentret")]
)
def test_a_man_is_not_sent_to_the_women_s_line_nor_a_woman_to_the_men_s(
    national: GraphStore, chip: str, never: str
) -> None:
    """Seen red without the answers in ``national.csv``: a man's first call was the women's line."""
    touch_map = asked(national, situation="sp_vold", age=33, acute=True, chips=(chip,))
    assert touch_map.call[0].kind == "civ_raadgivning"
    assert touch_map.call[0].name != never
    assert [line.folded for line in touch_map.tonight if line.card.name == never] in ([True], [])


def test_police_and_help_lines_against_violence(national: GraphStore) -> None:
    touch_map = asked(national, situation="sp_vold", age=33, acute=True)
    assert [call.kind for call in touch_map.call][:2] == ["civ_raadgivning", "jus_politi"]
    assert {"Lev Uden Vold, national hotline", "Politi, servicenummer"} <= {
        place.card.name for place in touch_map.tonight
    }


@pytest.mark.parametrize("start", ["sp_vold", "sp_hjemloes"])
@pytest.mark.parametrize("acute", [False, True])
def test_the_line_against_violence_is_rung_and_on_the_sheet(
    national: GraphStore, start: str, acute: bool
) -> None:
    """Seen red without ways in for the help lines, and without the row for every situation."""
    touch_map = asked(national, situation=start, age=33, acute=acute, risk_groups=("rg_vold",))
    assert touch_map.call[0].name == "Lev Uden Vold, national hotline", "for all, before the women's line"
    first = helpers(national, touch_map, now=NOW)[0]
    assert (first.card.name, first.card.phone, first.hours) == ("", "1888", "24/7")
    assert [line.card.name for line in touch_map.tonight[:1]] == ["Lev Uden Vold, national hotline"] * acute
    assert not any(line.folded for line in touch_map.tonight[:1])


def test_the_head_office_of_the_prisons_is_not_one_to_choose(national: GraphStore) -> None:
    """Seen red when two national entries counted as two prisons."""
    (call,) = asked(national, situation="sp_loesladt", age=40).call
    assert (call.name, call.choose) == ("Direktoratet for Kriminalforsorgen", ())


def test_the_bailiff_court_of_the_place(national: GraphStore) -> None:
    touch_map = asked(national, situation="sp_foged", age=33, event="foged_notice")
    assert [(line.card.name, line.card.phone) for line in touch_map.information] == [
        ("Fogedretten, Retten i Aarhus", "")
    ], "its page says how to reach it"


@pytest.mark.parametrize(
    ("values", "never"),
    [
        ({"situation": "sp_sygehus", "age": 40}, "Giftlinjen"),
        ({"situation": "sp_sofa", "age": 40}, "BørneTelefonen (Børns Vilkår)"),
        ({"situation": "sp_sofa", "age": 30}, "Danner, rådgivning"),
        ({"situation": "sp_civil", "age": 40}, "LGBT+ Danmark, rådgivning"),
    ],
)
def test_nobody_is_rung_for_the_type_or_a_need_alone(
    national: GraphStore, values: dict[str, Any], never: str
) -> None:
    """Seen red: the poison line for a discharge, a children's line for a man of forty."""
    assert never not in {call.name for call in asked(national, **values).call}
