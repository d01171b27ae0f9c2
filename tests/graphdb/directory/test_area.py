"""What is known about an area besides its actors, on both stores."""

import pytest

from graphdb.directory.area import area_facts
from graphdb.errors import NotFound
from graphdb.model import EdgeKind, NodeKind, area_id, indicator_id, term_id
from graphdb.store import GraphStore
from graphdb.upkeep import check
from tests.graphdb.town import TODAY, actor, country, link, node, place, put


def test_numbers_and_answers_of_one_area_and_of_no_other(store: GraphStore) -> None:
    put(store, country(), actor("a", "A"), place("p", "0615", of="a", city="Horsens"))
    for code, period, value in (("0615", "2024", 41.0), ("0615", "2026", 38.0), ("0147", "2026", 7.0)):
        one = indicator_id(code, "a", "Hjemløse", "alle", period)
        put(store, node(one, NodeKind.INDICATOR, measure="Hjemløse", period=period, value=value))
        put(store, link(EdgeKind.IN, one, area_id(code)))
    small = indicator_id("0615", "a", "Hjemløse", "rg_rus", "2026")
    put(store, node(small, NodeKind.INDICATOR, measure="Hjemløse", period="2026", suppressed=True))
    put(store, link(EdgeKind.IN, small, area_id("0615")), link(EdgeKind.ABOUT, small, term_id("rg_rus")))
    put(store, link(EdgeKind.ASKED, area_id("0615"), term_id("bo_110"), state="as_ingen", group="rg_rus"))
    own = {"strength": "none", "area": "0615"}
    put(store, link(EdgeKind.EXPECTS, term_id("rg_restance"), term_id("bo_110"), **own))
    facts = area_facts(store, "0615", TODAY)
    assert [(line.group, line.kind, line.strength) for line in facts.expectations] == [
        ("rg_restance", "bo_110", "none")
    ]
    assert area_facts(store, "0147", TODAY).expectations == ()
    assert [(line.period, line.value, line.group) for line in facts.numbers] == [
        ("2026", 38.0, ""),
        ("2024", 41.0, ""),
        ("2026", None, "rg_rus"),
    ]
    assert [line.suppressed for line in facts.numbers] == [False, False, True]
    assert [(line.kind, line.group, line.state) for line in facts.asked] == [("bo_110", "rg_rus", "as_ingen")]
    assert area_facts(store, "0147", TODAY).asked == ()
    assert check.check(store).faults == ()


def test_an_area_that_is_not_there_is_said_to_be_none(sqlite_store: GraphStore) -> None:
    put(sqlite_store, country())
    with pytest.raises(NotFound):
        area_facts(sqlite_store, "0999", TODAY)
