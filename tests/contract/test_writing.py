"""Writing: all or nothing, once, and never over what somebody else wrote meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter

import pytest

from graphdb.errors import Conflict, TooLarge
from graphdb.history import chain
from graphdb.model import EdgeKind
from graphdb.records import Record, RecordWrite
from graphdb.store import MAX_TARGETS, GraphStore, WriteSet
from tests.conftest import Address
from tests.contract.samples import (
    AT,
    actor,
    bare,
    entry,
    everything,
    graph,
    linked,
    said,
    service,
    view,
    writing,
)

A, B, C, HELP = actor("a"), actor("b"), actor("c"), service("s")


def test_a_write_answers_the_commit_and_moves_the_version(store: GraphStore) -> None:
    one = store.write(writing("one", said(A), run="run-1"))
    two = store.write(writing("two", said(B)))
    assert (one.seq, one.id, one.by, one.why, one.run, one.prev) == (1, "one", "tests", "Prøve", "run-1", "")
    assert (two.seq, two.prev) == (2, one.digest)
    assert (store.status().version, store.status().head) == (2, two.digest)


def test_the_version_of_each_thing_is_its_last_commit(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    store.write(writing("two", said(A, name="Nyt"), linked(EdgeKind.PART_OF, B, A)))
    nodes = store.get([A, B])
    assert (nodes[A].version, nodes[B].version) == (2, 1)
    assert {edge.id: edge.version for edge in store.edges([B])} == {
        f"PART_OF|{B}|{A}": 2,
        f"PART_OF|{C}|{B}": 1,
    }
    assert [claim.version for one in (A, B) for claim in store.claims([one])[one]] == [2, 1]


def test_a_set_s_own_versions_do_not_count(store: GraphStore) -> None:
    claim = replace(said(A), version=77)
    nodes, _ = view([claim])
    store.write(bare("one", claims=(claim,), nodes=tuple(replace(node, version=77) for node in nodes)))
    assert store.get([A])[A].version == 1
    assert store.claims([A])[A][0].version == 1


def test_writing_a_node_again_replaces_all_of_it(store: GraphStore) -> None:
    store.write(writing("one", said(A, name="Navn", phone="+4500000000"), words={A: "navn"}))
    store.write(writing("two", said(A, name="Andet")))
    node = store.get([A])[A]
    assert (node.props, set(node.prov)) == ({"name": "Andet"}, {"name"})
    assert store.entries([A])[A] == entry(A, "navn")


def test_what_shows_the_claims_on_others_is_written_again(store: GraphStore) -> None:
    """Seen red where Neo4j took it for new, since no claim is on it."""
    for name in ("Det første", "Det andet"):
        nodes, _ = view([said(A, name=name)])
        store.write(bare(name, nodes=nodes, expect={A: 0}, joined=frozenset([A])))
    assert store.get([A])[A].props == {"name": "Det andet"}


def test_writing_a_relation_again_replaces_all_of_it(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    again = linked(EdgeKind.REACHES, A, "term:rg_proeve", note="nyt")
    store.write(writing("two", again))
    (relation,) = store.edges([A], kinds=[EdgeKind.REACHES])
    assert (relation.props, set(relation.prov)) == ({"note": "nyt"}, {"exists", "note"})


def test_the_same_commit_id_again_changes_nothing(store: GraphStore) -> None:
    first = store.write(writing("one", said(A)))
    store.write(writing("two", said(B), words={B: "ord"}))
    before = everything(store)
    again = store.write(writing("one", said(A, name="Noget helt andet"), said(C), expect={A: 99}))
    assert again == first
    assert everything(store) == before


@pytest.mark.parametrize(
    "expect", [{A: 0}, {A: 2}, {B: 0, A: 0}, {actor("nobody"): 1}, {A: 1, actor("nobody"): 1}]
)
def test_a_changed_target_is_a_conflict_and_nothing_is_written(
    store: GraphStore, expect: dict[str, int]
) -> None:
    store.write(writing("one", said(A)))
    before = everything(store)
    note = (RecordWrite(Record("note", "a", "{}")),)
    change = replace(writing("two", said(C), words={C: "ord"}), expect=expect, records=note)
    with pytest.raises(Conflict) as raised:
        store.write(change)
    moved = [one for one, version in expect.items() if version != (1 if one == A else 0)]
    assert raised.value.ids == tuple(sorted(moved))
    assert everything(store) == before
    assert store.status().version == 1


def test_a_set_read_at_the_newest_version_is_not_compared_and_an_older_one_is(store: GraphStore) -> None:
    """Red while the version that was read is not looked at, and when it alone decides."""
    store.write(writing("one", said(A)))
    as_forecast = replace(writing("two", said(A, name="Nyt"), expect={A: 7}), read_at=1)
    store.write(as_forecast)
    assert store.get([A])[A].text("name") == "Nyt"
    overtaken = replace(writing("three", said(A)), read_at=1)
    with pytest.raises(Conflict):
        store.write(replace(overtaken, expect={A: 1}))
    store.write(replace(overtaken, expect={A: 2}))
    assert store.status().version == 3


def test_what_was_read_as_it_is_may_be_written(store: GraphStore) -> None:
    store.write(writing("one", said(A)))
    store.write(writing("two", said(A, name="Nyt"), expect={A: 1, B: 0}))
    assert store.get([A])[A].text("name") == "Nyt"


def test_a_dropped_claim_is_seen_by_who_read_it(store: GraphStore) -> None:
    """Red when dropping leaves the other claims' versions as they were."""
    store.write(bare("one", claims=(said(A, "old"),)))
    store.write(bare("two", claims=(said(A, "new"),)))
    read = max(claim.version for claim in store.claims([A])[A])
    store.write(bare("three", dropped=((A, "old"), (A, "never there"), (B, "old"))))
    assert [(claim.source, claim.version) for claim in store.claims([A])[A]] == [("new", 3)]
    with pytest.raises(Conflict):
        store.write(writing("four", said(A), expect={A: read}))


def test_what_is_gone_is_gone_with_its_entry(store: GraphStore) -> None:
    store.write(writing("one", *graph(), words={A: "ord", C: "ord"}))
    store.write(bare("two", gone=(C, f"PART_OF|{C}|{B}", actor("never-there"))))
    assert not store.get([C])
    assert set(store.entries([A, C])) == {A}
    assert C not in {edge.src for edge in store.edges([B])}


def loose_new() -> WriteSet:
    return writing("loose", linked(EdgeKind.PART_OF, actor("nobody"), A))


def loose_old() -> WriteSet:
    return bare("loose", gone=(B,))


def half_loose() -> WriteSet:
    return bare("loose", gone=(B, f"PART_OF|{B}|{A}"))


def entry_alone() -> WriteSet:
    return bare("loose", entries=(entry(actor("nobody"), "ord"),))


@pytest.mark.parametrize("change", [loose_new, loose_old, half_loose, entry_alone])
def test_no_relation_loses_an_end_and_no_entry_its_node(
    store: GraphStore, change: Callable[[], WriteSet]
) -> None:
    store.write(writing("one", *graph()))
    before = everything(store)
    with pytest.raises(Conflict) as raised:
        store.write(change())
    assert raised.value.ids
    assert everything(store) == before


def test_of_new_relations_those_without_an_end_are_named(store: GraphStore) -> None:
    """Whether they say more than that they are there or not: Neo4j is sent the two apart."""
    nobody = linked(EdgeKind.PART_OF, A, actor("nobody"))
    nowhere = linked(EdgeKind.PART_OF, A, actor("nowhere"), note="Efter aftale")
    with pytest.raises(Conflict) as raised:
        store.write(writing("one", *graph(), nobody, nowhere))
    assert set(raised.value.ids) == {nobody.target, nowhere.target}


def test_relations_come_back_with_what_they_say_beside_those_that_say_no_more(store: GraphStore) -> None:
    bare_one = linked(EdgeKind.PART_OF, B, A)
    further = linked(EdgeKind.PART_OF, C, A, note="Efter aftale", since=AT)
    store.write(writing("one", said(A), said(B), said(C), bare_one, further))
    props = {edge.id: dict(edge.props) for edge in store.edges([A])}
    assert props == {bare_one.target: {}, further.target: {"note": "Efter aftale", "since": AT}}


def test_what_a_source_says_first_stands_in_its_claim_and_in_its_change(store: GraphStore) -> None:
    """Also where the two do not come together."""
    claims = (said(A).of_run("run-1"), said(A, "other").of_run("run-2"), said(B), said(HELP))
    changes = (
        chain.change(A, "demo", None, claims[0], "5a17"),
        chain.change(A, "other", None, claims[1], "5a17"),
        chain.change(C, "demo", None, said(C), "5a17"),
        chain.change(HELP, "demo", None, claims[3], "5a17", erases=HELP),
    )
    new = dict.fromkeys((A, B, C, HELP), 0)
    store.write(bare("one", claims=claims, changes=changes, expect=new))
    stored = [claim for of_target in store.claims([A, B, C, HELP]).values() for claim in of_target]
    assert sorted(stored, key=attrgetter("target", "source")) == [
        replace(claim, version=1) for claim in claims
    ]
    bodies = sorted((one.target, one.source, one.body, one.digest) for one in store.changes().items)
    assert bodies == sorted((one.target, one.source, one.body, one.digest) for one in changes)


def test_a_node_and_its_relations_may_come_and_go_together(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    store.write(bare("two", gone=(f"PART_OF|{B}|{A}", B, f"PART_OF|{C}|{B}")))
    assert not store.edges([B, C])
    store.write(writing("three", linked(EdgeKind.PART_OF, C, B), said(B)))
    assert {edge.id for edge in store.edges([B])} == {f"PART_OF|{C}|{B}"}


def test_too_much_at_once_is_refused_whole(store: GraphStore) -> None:
    records = tuple(RecordWrite(Record("note", str(n), "{}")) for n in range(MAX_TARGETS + 1))
    with pytest.raises(TooLarge):
        store.write(bare("one", records=records))
    assert store.status().version == 0


def test_a_full_set_is_taken(store: GraphStore) -> None:
    claims = [said(actor(str(n)), name=f"Navn {n}") for n in range(2000)]
    edges = [linked(EdgeKind.PART_OF, actor(str(n)), actor("0")) for n in range(1, 2000)]
    store.write(writing("one", *claims, *edges, words={claim.target: "et navn" for claim in claims}))
    assert len(store.edges([actor("0")])) == 1999
    assert len(store.get([claim.target for claim in claims])) == 2000


def test_an_empty_set_is_a_commit_too(store: GraphStore) -> None:
    assert store.write(bare("one")).seq == 1
    assert store.changes().items == ()


def test_two_handles_see_each_other(store: GraphStore, address: Address) -> None:
    store.write(writing("one", said(A)))
    other = address.open()
    try:
        assert set(other.get([A])) == {A}
        other.write(writing("two", said(B)))
        assert store.status() == other.status()
        assert set(store.get([A, B])) == {A, B}
    finally:
        other.close()


def test_a_closed_store_opens_itself_again(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    before = (store.status(), everything(store))
    store.close()
    store.close()
    assert (store.status(), everything(store)) == before


def test_preparing_again_keeps_everything(store: GraphStore) -> None:
    store.write(writing("one", *graph()))
    before = (store.status(), everything(store))
    store.prepare()
    assert (store.status(), everything(store)) == before
