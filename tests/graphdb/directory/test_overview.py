"""What the directory rests on: sources, and how much of each vocabulary a source confirms."""

from graphdb.directory import overview
from graphdb.model import EdgeKind
from graphdb.store import GraphStore


def test_the_demo_rests_on_named_sources(demo: GraphStore) -> None:
    summary = overview.read(demo)
    assert summary.version == demo.status().version
    assert [(one.id, one.demo) for one in summary.sources] == [
        ("source:demo", True),
        ("source:demo-own", True),
        ("source:demo-register", True),
        ("source:seed", False),
    ]
    assert all(one.title and one.licence and one.retrieved for one in summary.sources)
    for line in summary.standings:
        assert line.total == sum(line.by_standing.values()) > 0
        assert set(line.by_standing) <= {"yes", "derived", "background"}, line.kind
        if line.kind not in list(EdgeKind):
            assert len(line.unread) == line.by_standing.get("background", 0)


def test_an_empty_store_rests_on_nothing(sqlite_store: GraphStore) -> None:
    summary = overview.read(sqlite_store)
    assert (summary.sources, summary.standings) == ((), ())
