"""The open export: what visitors may see and nothing else, equal on every store."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.model import EdgeKind, NodeKind, edge_id
from graphdb.records import Record
from graphdb.store import SCHEMA, GraphStore
from graphdb.upkeep.publication import publish
from graphdb.upkeep.transfer import export, restore
from graphdb.writing.plan import Drop, Edit, Stamp, commit
from tests.conftest import Address, prepared
from tests.contract.samples import AT
from tests.graphdb.writing.test_plan import (
    BED,
    HERBERG,
    PLACE,
    SOON,
    TOWN,
    UNIT,
    link,
    node,
    small,
    write,
)

CONTACT = "contact:x:vagt"
INSIDE = "contact:x:indenfor"
SECRET = "actor:x:krisecenter"
SHELTER = "service:x:ophold"
HIDDEN = "contact:x:skjult"


def edits() -> Iterator[Edit]:
    """An open actor with a number for all and one for professionals, and one with a secret address."""
    yield from small()
    yield node(CONTACT, NodeKind.CONTACT_POINT, role="Vagten", phone="+4500123456")
    yield link(EdgeKind.CONTACTED_AT, HERBERG, CONTACT)
    yield node(
        INSIDE, NodeKind.CONTACT_POINT, role="Indenfor", phone="+4500654321", visibility="professionals"
    )
    yield link(EdgeKind.CONTACTED_AT, HERBERG, INSIDE)
    yield node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110")
    yield link(EdgeKind.PART_OF, UNIT, HERBERG, visibility="municipality")
    yield node(SECRET, NodeKind.ACTOR, name="Krisecenteret", kind="bo_109", secret_address=True)
    yield node(SHELTER, NodeKind.SERVICE, name="Ophold")
    yield link(EdgeKind.OFFERS, SECRET, SHELTER)
    yield node(HIDDEN, NodeKind.CONTACT_POINT, role="Døgnvagt", phone="+4500999999")
    yield link(EdgeKind.CONTACTED_AT, SECRET, HIDDEN)


@pytest.fixture
def town(store: GraphStore) -> GraphStore:
    commit(store, list(edits()), Stamp(AT, "en-medarbejder", "Prøve"))
    store.records.put(Record("account", "a", '{"navn":"Ane"}'))
    return store


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_it_holds_what_is_for_all(town: GraphStore, tmp_path: Path) -> None:
    """Seen red without the look at ``visibility`` of nodes, of relations, and without ``_secret``."""
    count = publish(town, tmp_path / "open.jsonl")
    first, *items, last = rows(tmp_path / "open.jsonl")
    assert first == {"format": "brobygger-open", "schema": SCHEMA, "version": town.status().version}
    lines = (tmp_path / "open.jsonl").read_bytes().splitlines(keepends=True)
    assert last == {"items": count, "sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
    assert {row["what"] for row in items} == {"node", "edge"}
    nodes = {row["id"] for row in items if row["what"] == "node"}
    assert nodes == {HERBERG, UNIT, BED, PLACE, TOWN, "term:rg_rus", CONTACT}
    assert not any(row["kind"] == "PART_OF" for row in items)
    text = (tmp_path / "open.jsonl").read_text(encoding="utf-8")
    for hidden in ("+4500654321", "+4500999999", "Krisecenteret", "Ophold", "en-medarbejder", "Ane", "salt"):
        assert hidden not in text
    for shown in ("+4500123456", "Herberget", SOON[0]):
        assert shown in text


def test_it_tells_nothing_of_a_secret_actor_that_is_away(town: GraphStore, tmp_path: Path) -> None:
    """Seen red with flags of the view alone, and without the look at the marks."""
    place = "place:x:skjulestedet-7"
    stays = [node(place, NodeKind.PLACE, "register", city="Brostad"), link(EdgeKind.IN, place, TOWN)]
    there = [node(place, NodeKind.PLACE, address="Skjulestedet 7"), link(EdgeKind.LOCATED_AT, SECRET, place)]
    write(town, *stays, *there)
    write(town, Drop(SECRET, "a"))
    publish(town, tmp_path / "open.jsonl")
    text = (tmp_path / "open.jsonl").read_text(encoding="utf-8")
    write(town, Drop(edge_id(EdgeKind.LOCATED_AT, SECRET, place), "a"))
    assert place in town.get([place])
    publish(town, tmp_path / "later.jsonl")
    for told in (text, (tmp_path / "later.jsonl").read_text(encoding="utf-8")):
        for hidden in ("skjulestedet", "Ophold", "+4500999999"):
            assert hidden not in told
        assert "Herberget" in told


def test_it_takes_the_place_of_its_like_alone_and_is_no_backup(town: GraphStore, tmp_path: Path) -> None:
    export(town, tmp_path / "backup.jsonl")
    with pytest.raises(Refused, match="åben eksport"):
        publish(town, tmp_path / "backup.jsonl")
    publish(town, tmp_path / "open.jsonl")
    publish(town, tmp_path / "open.jsonl")
    with pytest.raises(Refused, match="ikke en eksport"):
        export(town, tmp_path / "open.jsonl")
    for empty in prepared(Address(f"sqlite:///{tmp_path / 'empty.db'}")):
        with pytest.raises(Refused, match="linje 1"):
            restore(empty, tmp_path / "open.jsonl")


def test_equal_contents_give_equal_bytes(
    sqlite_store: GraphStore, neo4j_store: GraphStore, tmp_path: Path
) -> None:
    for store in (sqlite_store, neo4j_store):
        commit(store, list(edits()), Stamp(AT, "test", "Prøve"))
        publish(store, tmp_path / f"{type(store).__name__}.jsonl")
    one, two = sorted(tmp_path.glob("*.jsonl"))
    assert one.read_bytes() == two.read_bytes()
