"""Walking through everything: key order, from any key, one picture however long it takes."""

import pytest

from graphdb.model import EdgeKind, node_id
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, What
from graphdb.stores.sqlite.store import SqliteStore
from graphdb.upkeep.transfer import dump
from tests.contract.samples import actor, bare, everything, graph, linked, said, writing

IDS = [
    node_id("actor", raw)
    for raw in ("B", "a", "b", "æ", "Å", "ø", "-", "_", ".", "0", "10", "2", "\U0001f600")
]
ODD = ["b", "å", "a", "ø", "Z", "z", "\U0001f600", "\ufb01", "æ", "a b", "a\u00a0b", "A"]


def test_nodes_edges_and_entries_come_in_code_point_order(store: GraphStore) -> None:
    links = [linked(EdgeKind.PART_OF, one, IDS[0]) for one in IDS[1:]]
    store.write(writing("one", *map(said, IDS), *links, words=dict.fromkeys(IDS, "ord")))
    for what in (What.NODES, What.EDGES, What.ENTRIES, What.CLAIMS):
        scanned = [getattr(item, "target", "") or getattr(item, "id", "") for item in store.scan(what)]
        assert scanned == sorted(scanned)
        assert len(scanned) == {What.EDGES: 12, What.CLAIMS: 25}.get(what, 13)


def test_claims_come_by_target_then_source_and_records_by_kind_then_id(store: GraphStore) -> None:
    claims = tuple(said(one, source) for one in IDS[:3] for source in ODD)
    records = [Record(kind, record_id, "{}") for kind in ("b", "å", "a") for record_id in ODD]
    store.write(bare("one", claims=claims, records=tuple(map(RecordWrite, records))))
    for name in ODD:
        store.records.add(name)
    keys = [(one.target, one.source) for one in store.scan(What.CLAIMS)]  # type: ignore[union-attr]
    assert keys == sorted((claim.target, claim.source) for claim in claims)
    record_keys = [one.key for one in store.scan(What.RECORDS)]  # type: ignore[union-attr]
    assert record_keys == sorted(record.key for record in records)
    assert [one.name for one in store.scan(What.TALLIES)] == sorted(ODD)  # type: ignore[union-attr]


def test_commits_and_changes_come_by_number(store: GraphStore) -> None:
    for number in range(12):
        store.write(writing(f"c{number}", said(actor(str(number)))))
    for what in (What.COMMITS, What.CHANGES):
        assert [one.seq for one in store.scan(what)] == list(range(1, 13))  # type: ignore[union-attr]


@pytest.mark.parametrize("what", [What.NODES, What.EDGES, What.ENTRIES])
def test_a_scan_goes_on_behind_a_key(store: GraphStore, what: What) -> None:
    links = [linked(EdgeKind.PART_OF, one, IDS[0]) for one in IDS[1:]]
    store.write(writing("one", *map(said, IDS), *links, words=dict.fromkeys(IDS, "ord")))
    whole = list(store.scan(what))
    key = getattr(whole[4], "id", "")
    assert list(store.scan(what, after=key)) == whole[5:]
    assert list(store.scan(what, after=f"{key}0")) == [
        item for item in whole if getattr(item, "id", "") > f"{key}0"
    ]
    assert list(store.scan(what, after="~~")) == []
    last = getattr(whole[-1], "id")  # noqa: B009 - not every item has one
    assert list(store.scan(what, until=last)) == whole[:-1]
    assert list(store.scan(what, after=key, until=last)) == whole[5:-1]


def test_a_scan_between_two_ids_has_the_relations_of_each_kind_there(store: GraphStore, whole: bool) -> None:
    """On Neo4j, where each pair asks of each kind, in the gate each bound with some of the others."""
    kinds = (EdgeKind.EXPECTS, EdgeKind.EXPECTS_AT, EdgeKind.IN, EdgeKind.PART_OF, EdgeKind.RELATES)
    links = [linked(kind, one, IDS[0]) for kind in kinds for one in IDS[1:4]]
    store.write(writing("one", *map(said, IDS[:4]), *links))
    ids = [getattr(edge, "id", "") for edge in store.scan(What.EDGES)]
    bounds = [
        "EXPECTS|",
        "EXPECTS|~",
        "EXPECTS}",
        "EXPECTS_AT|",
        "IN|",
        "IN}",
        "PART_OF|",
        "PART",
        "Q",
        ids[4],
    ]
    every = 1 if whole or isinstance(store, SqliteStore) else 3
    for at, after in enumerate(["", *bounds]):
        for until in [*bounds, "RELATES|~", "~"][at % every :: every]:
            scanned = [getattr(edge, "id", "") for edge in store.scan(What.EDGES, after=after, until=until)]
            assert scanned == [one for one in ids if after < one < until], (after, until)


def test_a_scan_is_one_picture(store: GraphStore) -> None:
    """What is written between two steps of a scan is not in it, and the scan hinders nobody."""
    store.write(writing("one", *graph()))
    before = list(store.scan(What.NODES))
    walk = store.scan(What.NODES)
    seen = [next(walk)]
    store.write(writing("two", said(actor("zz")), said(actor("a"), name="Nyt")))
    assert store.get([actor("zz")])
    assert seen + list(walk) == before
    assert len(list(store.scan(What.NODES))) == len(before) + 1


def test_many_scans_may_be_under_way_at_once_and_one_be_left(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    walks = [store.scan(what) for what in (What.NODES, What.EDGES, What.CLAIMS)]
    firsts = [next(walk) for walk in walks]
    assert len(firsts) == 3
    assert next(walks[0])
    del walks
    assert len(everything(store)) == 1 + 3 * len(graph())


def test_a_dump_is_the_same_each_time(store: GraphStore) -> None:
    store.write(writing("one", *graph(), words={actor("a"): "ord"}))
    one = dump(store)
    assert one == dump(store)
    assert len(one.splitlines()) == 2 + len(everything(store))
