"""The machine of ``test_equal`` knows who said what, though an erasing has put its own run on it."""

from itertools import count
from pathlib import Path

from graphdb.claims import Claim, Fact
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.conftest import Address
from tests.contract.random_edits import SOURCES
from tests.contract.samples import linked
from tests.contract.test_equal import Pair, ready

DAY = "2025-01-01"
HOUSE, PLACE = "actor:x:a", "place:x:p"


def said(target: Id, sort: NodeKind, source: str, **facts: str | bool) -> Put:
    """What a source says of a node."""
    known = {name: Fact(value, DAY, DAY) for name, value in facts.items()}
    return Put(Claim(target, source, SOURCES[source], sort, known))


def test_what_an_undo_erases_is_still_the_word_of_who_said_it(tmp_path: Path) -> None:
    """A run says no more that an address is secret, others write there, and the undo makes it secret again.

    Seen red with words that were counted by the run that they bear, though the undo is right.
    """
    numbers = count()

    def new() -> GraphStore:
        return ready(Address(f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"))

    pair = Pair(lambda: (new(), new()), tmp_path)
    pair.begin()
    named = {"name": "Huset", "kind": "bo_110"}
    pair.write([said(HOUSE, NodeKind.ACTOR, "own", **named, secret_address=True)])
    pair.begin_run("own", [said(HOUSE, NodeKind.ACTOR, "own", **named)])
    pair.write(
        [
            Put(linked(EdgeKind.LOCATED_AT, HOUSE, PLACE, source="kommune")),
            said(PLACE, NodeKind.PLACE, "kommune", name="Bagindgangen"),
        ]
    )
    pair.fail_run()
    pair.teardown()
