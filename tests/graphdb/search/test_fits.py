"""Whom a code fits, against what the directory says of each actor."""

from graphdb.model import EdgeKind, code_of
from graphdb.search import index
from graphdb.search.fits import fits
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.graphdb.town import TODAY


def test_core_partners_of_a_group_reach_it_and_are_of_a_kind_that_is_core(demo: GraphStore) -> None:
    """Seen red with the kinds that are expected only."""
    read, terms = index.current(demo, TODAY), catalogue.read(demo)
    numbers = []
    for group in ("rg_rus", "rg_restance"):
        expected = terms.in_area(EdgeKind.EXPECTS, group, "", TODAY)
        kinds = {code_of(edge.dst) for edge in expected if edge.text("strength") == "core"}
        reaching = demo.get({read.id(slot) for slot in fits(read, group).reaching.tolist()})
        core = {one for one, actor in reaching.items() if actor.text("kind") in kinds}
        assert {read.id(slot) for slot in fits(read, group).core.tolist()} == core
        numbers.append((len(core), len(reaching)))
    assert all(0 < core < reaching for core, reaching in numbers), numbers
