"""The vocabularies as a store holds them: labels, areas by day, and read again only when they change."""

from collections.abc import Iterator
from typing import Any

import pytest

from graphdb.errors import NotFound
from graphdb.model import EdgeKind, NodeKind, term_id
from graphdb.store import GraphStore, Item
from graphdb.vocabulary import catalogue
from tests.graphdb.seed_terms import rows
from tests.graphdb.world import actor, world_term, write

TABLES = {
    "actor_types": NodeKind.ACTOR_TYPE,
    "risk_groups": NodeKind.RISK_GROUP,
    "deadlines": NodeKind.DUTY,
    "sharing_rules": NodeKind.SHARING_RULE,
    "starting_points": NodeKind.STARTING_POINT,
}


def test_every_row_is_there_on_each_store(each_world: GraphStore) -> None:
    vocabulary = catalogue.read(each_world)
    for table, kind in TABLES.items():
        assert set(vocabulary.terms[kind]) == {row["code"] for row in rows(table)}
    expected = {(row["risk_group"], row["actor_type"]) for row in rows("expected_partners")}
    edges_by_group = vocabulary.relations[EdgeKind.EXPECTS]
    assert {
        (group, edge.dst.removeprefix("term:")) for group, edges in edges_by_group.items() for edge in edges
    } == expected


def test_labels_lists_and_what_is_not_there(world: GraphStore) -> None:
    vocabulary = catalogue.read(world)
    assert vocabulary.label("rg_restance").startswith("Lejere bagud")
    assert vocabulary.label("0101") == "København"
    assert vocabulary.label("findes_ikke") == "findes_ikke"
    assert vocabulary.find(NodeKind.NEED, "ukendt") is None
    with pytest.raises(NotFound):
        vocabulary.get(NodeKind.NEED, "ukendt")
    starts = [term.text("code") for term in vocabulary.list_terms(NodeKind.STARTING_POINT)]
    assert starts == [
        row["code"] for row in sorted(rows("starting_points"), key=lambda row: int(row["order"]))
    ]
    assert [edge.dst for edge in vocabulary.from_term(EdgeKind.RAISES, "rf_boligadgang")] == [
        "term:rg_hjemloes"
    ]
    assert vocabulary.from_term(EdgeKind.RAISES, "ukendt") == ()


def test_terms_end_on_their_day(world: GraphStore) -> None:
    vocabulary = catalogue.read(world)

    def there(day: str) -> bool:
        return "dl_142_plan" in {term.text("code") for term in vocabulary.list_terms(NodeKind.DUTY, day)}

    assert (there("2023-09-30"), there("2023-10-01")) == (False, True)


def test_a_region_holds_its_municipalities_on_its_days(world: GraphStore) -> None:
    vocabulary = catalogue.read(world)
    assert vocabulary.covering("0101", "2026-12-31") == {"0101", "1084", "dk"}
    assert vocabulary.covering("0101", "2027-01-01") == {"0101", "oestdanmark", "dk"}
    before, after = (
        {region.text("code") for region in vocabulary.regions(day)} for day in ("2026-12-31", "2027-01-01")
    )
    assert "1084" in before - after
    assert "oestdanmark" in after - before


def test_municipalities_in_danish_order(world: GraphStore) -> None:
    names = [town.text("name") for town in catalogue.read(world).municipalities("2026-11-23")]
    assert len(names) == 100
    assert names.index("Vordingborg") < names.index("Ærø") < names.index("Øst") < names.index("Aabenraa")


def test_read_again_only_when_a_term_or_area_changed(world: GraphStore) -> None:
    first = catalogue.read(world)
    write(world, actor("Ny", "civ_ngo"))
    assert catalogue.read(world) is first
    write(world, [world_term("need_ny", NodeKind.NEED, label_da="Noget nyt")])
    second = catalogue.read(world)
    assert second is not first
    assert second.get(NodeKind.NEED, "need_ny").id == term_id("need_ny")
    assert catalogue.read(world) is second


def test_threads_that_read_at_once_share_one_vocabulary(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the index of one of them is dropped, and what was worked out from it."""
    scan, by_another = type(world).scan, list[catalogue.Vocabulary]()

    def scan_meanwhile(store: GraphStore, *args: Any, **bounds: Any) -> Iterator[Item]:
        monkeypatch.undo()
        by_another.append(catalogue.read(store))
        return scan(store, *args, **bounds)

    write(world, [world_term("need_ny", NodeKind.NEED, label_da="Noget nyt")])
    monkeypatch.setattr(type(world), "scan", scan_meanwhile)
    vocabulary = catalogue.read(world)
    assert len(by_another) == 1
    assert by_another[0] is vocabulary
    assert catalogue.read(world) is vocabulary
    write(world, [world_term("need_nyere", NodeKind.NEED, label_da="Noget nyere")])
    assert "need_nyere" in catalogue.read(world).terms[NodeKind.NEED]
