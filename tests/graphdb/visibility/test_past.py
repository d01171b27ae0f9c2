"""A municipality's past as an audience sees it: what is not for all was there for them before, too."""

from datetime import timedelta
from typing import Any, Final

import pytest

from graphdb.gaps.inputs import read_inputs
from graphdb.gaps.past import changes_of_place, inputs_on_day
from graphdb.gaps.rule import Inputs
from graphdb.model import EdgeKind
from graphdb.search import index as indexes
from graphdb.store import GraphStore
from graphdb.visibility.audience import VISITOR, Audience
from graphdb.writing.plan import Stamp, commit
from tests.graphdb.town import NOW, TODAY, actor, actor_id, country, link, put

ONLY: Final[dict[str, Any]] = {"visibility": "municipality"}
PEOPLE: Final = {"visitor": VISITOR, "home": Audience(True, frozenset({"0101"}))}
HIDDEN, OPEN = actor_id("gemt"), actor_id("aaben")


def seen_in(inputs: Inputs) -> set[str]:
    """Who is here, and their relations."""
    return {*inputs.ground.presence.all_ids(), *(edge.id for edge in inputs.relations)}


@pytest.mark.parametrize("who", PEOPLE)
def test_yesterday_has_what_is_for_them(store: GraphStore, who: str) -> None:
    """Seen red with entries laid back as visitors see them, and with relations as these do."""
    tie = link(EdgeKind.RELATES, OPEN, HIDDEN, kind="rel_henviser", **ONLY)
    put(
        store,
        country(),
        actor("aaben", "Åbent", "bo_110", areas=("0101",)),
        actor("gemt", "Gemt", "bo_110", areas=("0101",), phone="+4521111111", **ONLY),
        tie,
    )
    version = store.status().version
    later = actor("gemt", "Gemt igen", "bo_110", areas=("0101",), phone="+4522222222", **ONLY)
    commit(store, later, Stamp((NOW + timedelta(days=1)).isoformat(), "test", "prøve"))
    tomorrow = (NOW + timedelta(days=2)).date().isoformat()
    sight = indexes.seen(store, PEOPLE[who], tomorrow)
    inputs = read_inputs(sight, sight.status(), "0101", tomorrow)
    then = inputs_on_day(sight, inputs, changes_of_place(sight, inputs, version), TODAY)
    assert ({HIDDEN} <= seen_in(then)) == ({HIDDEN} <= seen_in(inputs)) == (who == "home")
    assert seen_in(then) == seen_in(inputs)
    assert any(edge.dst == HIDDEN for edge in then.relations) == (who == "home")
