"""The strip of stages: the present one is marked, and it is never one where nobody stands."""

from typing import Any

import pytest

from graphdb.store import GraphStore
from graphdb.touchmap import Question, build
from tests.graphdb.seed_terms import rows
from tests.graphdb.touchmap.test_demo import NOW, STARTS

DATED = {"event": "eviction", "event_date": "2026-12-05"}
ANCHORS = [row["code"] for row in rows("anchors")]


def present(store: GraphStore, **values: Any) -> list[tuple[str, bool]]:
    """The marked stages, and whether anybody stands there."""
    stages = build(store, Question("9901", **values), now=NOW).stages
    return [(stage.stage, bool(stage.sees or stage.acts or stage.holds)) for stage in stages if stage.present]


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"situation": "sp_foged", **DATED}, "st_krise"),
        ({"situation": "sp_foged"}, "st_krise"),
        ({"situation": "sp_psyk", "event": "discharge", "event_date": "2026-12-05"}, "st_overgang"),
        ({"situation": "sp_psyk"}, "st_tidligt"),
        ({"situation": "sp_hjemloes"}, "st_uden_tag"),
        ({"situation": "sp_hjemloes", "acute": True}, "st_uden_tag"),
        ({"situation": "sp_ny_bolig"}, "st_efter"),
    ],
)
def test_the_present_stage_is_marked(demo: GraphStore, values: dict[str, Any], stage: str) -> None:
    assert present(demo, **values) == [(stage, True)]


@pytest.mark.parametrize("start", STARTS)
def test_the_present_stage_is_never_empty(demo: GraphStore, start: str) -> None:
    """Seen red: a tenant with a day for the eviction stood in a transition that nobody sees or acts in."""
    for event in ANCHORS:
        for acute in (False, True):
            marked = present(demo, situation=start, event=event, event_date="2026-12-05", acute=acute)
            assert [filled for _, filled in marked] == [True], (event, acute)
