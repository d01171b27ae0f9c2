"""A small sound store with something of everything: a secret place, erased history, a run, notes, a count."""

from graphdb.model import EdgeKind, node_id
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import AT, actor, bare, linked, said, service

A, B, HELP, GROUP = actor("a"), actor("b"), service("s"), "term:rg_proeve"
HOME, OFFICE = node_id("place", "x", "home"), node_id("place", "x", "office")


def edits() -> list[Edit]:
    """An actor of another's, its service, where both are, and whom they reach."""
    claims = [
        said(A, name="Herberget", kind="bo_110", description="Bag porten i Lindevej 7"),
        said(B, name="Groen bolig", kind="kom_bolig"),
        said(HELP, name="Seng for natten"),
        said(GROUP, code="rg_proeve", label_da="Prøvegruppe"),
        said(HOME, address="Lindevej 7", city="Prøveby"),
        said(HOME, "other", city="Prøveby"),
        said(OFFICE, address="Torvet 1", city="Prøveby"),
        linked(EdgeKind.OFFERS, A, HELP),
        linked(EdgeKind.REACHES, HELP, GROUP),
        linked(EdgeKind.PART_OF, A, B),
        linked(EdgeKind.LOCATED_AT, A, HOME),
        linked(EdgeKind.LOCATED_AT, B, OFFICE),
    ]
    return [Put(claim) for claim in claims]


def fill(store: GraphStore) -> None:
    """Five commits: the graph, a run, a source that leaves, a flag that erases a street, one of nothing."""
    note = RecordWrite(Record("note", "å", '{"a":1}'))
    done, _ = commit(store, edits(), Stamp(AT, "tests", "Prøve", records=(note,)))
    assert not done.refused
    more = [
        Put(said(A, "other", name="Et andet navn", kind="bo_110")),
        Put(said(B, name="Nyt groent navn", kind="kom_bolig")),
    ]
    commit(store, more, Stamp(AT, "tests", "Prøve", run="run-1"))
    commit(store, [Drop(A, "other"), Drop(HOME, "other")], Stamp(AT, "tests", "Prøve"))
    flag = Put(said(A, name="Herberget", kind="bo_110", secret_address=True))
    commit(store, [flag], Stamp(AT, "tests", "Prøve"))
    store.write(bare("five"))
    store.records.add("t", 7)
