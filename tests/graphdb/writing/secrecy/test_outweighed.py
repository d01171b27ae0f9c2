"""What people say otherwise of a place that becomes secret in the same commit."""

from graphdb.claims import Rank
from graphdb.model import NodeKind
from graphdb.store import GraphStore
from tests.graphdb.writing.secrecy.test_secrecy import assert_forgotten, flagged, write
from tests.graphdb.writing.test_plan import PLACE, node, small


def test_an_address_said_once_more_with_the_flag_is_redacted_too(store: GraphStore) -> None:
    """Its own people say something of the place, too. Seen red: KeyError, and the import ended."""
    write(store, *small(), node(PLACE, NodeKind.PLACE, "own:x", Rank.OWN, name="Gården"))
    again = node(PLACE, NodeKind.PLACE, address="Broen 1", postal_code="0999", city="Brostad")
    planned = write(store, again, flagged())
    assert planned.outweighed == ()
    assert_forgotten(store)
