"""What is not for everybody is written again once in the life of a store, and is as it was."""

from collections.abc import Iterator

import pytest

from graphdb.claims import Claim
from graphdb.identity import joined
from graphdb.model import PROFESSIONALS, VISIBILITY, Edge, Entry, Node
from graphdb.store import GraphStore, What
from graphdb.upkeep import renewal
from graphdb.upkeep.check import check
from graphdb.writing import plan
from graphdb.writing.plan import Drop, Edit, Stamp, commit
from tests.graphdb.confirming.house import AT, HOUSE, build
from tests.graphdb.identity.twice import A, B, actor, put, same
from tests.graphdb.world import contact, write


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """A house with a number for professionals."""
    build(each_world)
    write(each_world, contact(HOUSE, "Lederen", phone="+4573333333", visibility=PROFESSIONALS))
    yield each_world
    for record in each_world.records.list(renewal.KIND, now="").items:
        each_world.records.delete(record.kind, record.id)


def shown(store: GraphStore) -> list[object]:
    """What is shown, whatever commit it is of, and what is searched."""
    items = [item for what in (What.NODES, What.EDGES, What.ENTRIES) for item in store.scan(what)]
    assert all(isinstance(item, Node | Edge | Entry) for item in items)
    return [(item.id, item.props) if isinstance(item, Node | Edge) else item for item in items]


def test_it_is_written_again_as_its_claims_have_it(house: GraphStore) -> None:
    before, version = shown(house), house.status().version
    assert renewal.renew(house, AT) == 1
    assert house.status().version == version + 1
    assert shown(house) == before
    assert check(house).faults == ()
    assert renewal.is_done(house)
    assert renewal.renew(house, AT) == 0


def test_who_was_joined_by_an_older_edition_is_found_by_the_name_that_lost(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when only what is not for everybody is renewed."""
    with monkeypatch.context() as older:
        older.setattr(joined, "_called", lambda merged, apart: merged)
        put(store, actor(A, name="Herberget"), actor(B, "2025-01-01", name="Natcafeen"), same(A, B))
    assert "natcaf" not in store.entries([A])[A].words
    assert renewal.renew(store, AT) == 1
    assert "natcaf" in store.entries([A])[A].words.split()
    assert check(store).faults == ()


def test_what_was_taken_back_meanwhile_is_passed_over(
    house: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: the start ended with an error when an import took a claim back after all were read."""
    claims = [claim for claim in house.scan(What.CLAIMS) if isinstance(claim, Claim)]
    points = {claim.target for claim in claims if VISIBILITY in claim.facts}
    about = [one for one in claims if points & {one.target, one.src, one.dst}]

    def late(store: GraphStore, edits: list[Edit], stamp: Stamp) -> object:
        commit(store, [Drop(one.target, one.source) for one in about], Stamp(AT, "import", "imens"))
        return commit(store, edits, stamp)

    monkeypatch.setattr(plan, "commit", late)
    renewal.renew(house, AT)
    assert renewal.is_done(house)
    assert not points & {node.id for node in house.scan(What.NODES) if isinstance(node, Node)}
    assert check(house).faults == ()
