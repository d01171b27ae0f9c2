"""Which words about an actor open a place again that was secret once, though they come late."""

import pytest

from graphdb.model import NodeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Put
from tests.graphdb.writing.secrecy.test_secrecy import CITY, moved_out, stated_again, write
from tests.graphdb.writing.test_plan import HERBERG, node


@pytest.mark.parametrize(
    "word",
    [
        node(HERBERG, NodeKind.ACTOR, "a", name="H", kind="bo_110"),
        node(HERBERG, NodeKind.ACTOR, "b", CITY, name="H", kind="bo_110", secret_address=False),
    ],
    ids=["by who set it, without the flag", "by an equal who says that it is open"],
)
def test_a_place_whose_flag_fell_silent_opens_with_a_word(store: GraphStore, word: Put) -> None:
    """Seen red when what a source says anew is not looked at, and when a flag that comes late is not."""
    moved_out(store)
    write(store, node(HERBERG, NodeKind.ACTOR, "b", CITY, name="H", kind="bo_110"), Drop(HERBERG, "a"))
    write(store, node(HERBERG, NodeKind.ACTOR, "b", CITY, name="Nyt navn", kind="bo_110"))
    assert stated_again(store).refused
    write(store, word)
    assert not stated_again(store).refused


def test_a_place_opens_when_the_last_flag_goes_and_who_set_it_speaks_without(store: GraphStore) -> None:
    """Seen red when what is taken back is not looked at."""
    moved_out(store)
    write(store, node(HERBERG, NodeKind.ACTOR, "b", CITY, name="H", kind="bo_110", secret_address=True))
    write(store, node(HERBERG, NodeKind.ACTOR, "a", name="H", kind="bo_110"))
    assert stated_again(store).refused
    write(store, Drop(HERBERG, "b"))
    assert not stated_again(store).refused
