"""What a store says beside runs at work: its status, and what others than these wrote."""

from graphdb.model import EdgeKind, edge_id
from graphdb.runs import runs
from graphdb.store import GraphStore, Meanwhile
from graphdb.writing.plan import commit
from tests.graphdb.town import NOW, actor, actor_id, country, put

AT = NOW.isoformat()


def test_while_no_run_is_at_work_only_the_status_is_told(store: GraphStore) -> None:
    put(store, country())
    put(store, actor("a", "Alfa"))
    assert store.meanwhile(0) == Meanwhile(store.status(), 0, False, 0, frozenset())


def test_of_others_it_tells_what_they_said_since(store: GraphStore) -> None:
    """Seen red with the commits of the run among them, and with those before."""
    put(store, country())
    put(store, actor("a", "Alfa"))
    run = runs.begin(store, "liste", AT, "prøve")
    before = store.status().version
    assert store.meanwhile(before) == Meanwhile(store.status(), before, True, before, frozenset())
    put(store, actor("b", "Beta", areas=["0101"]))
    put(store, actor("c", "Cesar"))
    newest = store.status().version
    commit(store, actor("d", "Delta"), run.stamp("prøve"))
    said = store.meanwhile(before)
    assert (said.status, said.at_work, said.newest) == (store.status(), True, newest)
    assert {
        actor_id("b"),
        actor_id("c"),
        edge_id(EdgeKind.SERVES, actor_id("b"), "area:0101"),
    } <= said.targets
    assert actor_id("a") not in said.targets
    assert actor_id("d") not in said.targets
    assert store.meanwhile(newest) == Meanwhile(store.status(), newest, True, newest, frozenset())
    run.close()
    assert store.meanwhile(before) == Meanwhile(store.status(), before, False, before, frozenset())
