"""The relations of a matrix: both ends serve the municipality, also when several are read at once."""

from graphdb.coverage.cells import read_grounds
from graphdb.coverage.matrix.transitions import relations_here
from graphdb.model import EdgeKind
from graphdb.search import index as indexes
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY

TOWNS = ("9901", "9902")


def test_they_are_those_between_actors_of_the_municipality(demo: GraphStore) -> None:
    """Seen red with those that only begin there."""
    grounds = read_grounds(demo, indexes.current(demo, TODAY), TOWNS, TODAY)
    by_town = relations_here(demo, grounds.values())
    crossing = 0
    for code in TOWNS:
        here = set(grounds[code].presence.all_ids())
        begin = {edge for edge in demo.edges(here, kinds=[EdgeKind.RELATES]) if edge.src in here}
        between = {edge.id for edge in begin if edge.dst in here}
        assert [edge.id for edge in by_town[code]] == sorted(between)
        crossing += len(begin) - len(between)
    assert crossing, "some lead out of it"
