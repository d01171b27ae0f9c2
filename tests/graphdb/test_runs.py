"""Runs in parts: taken back whole, by whoever finds them open, and never half."""

import pytest

from graphdb import check, runs
from graphdb.claims import Claim
from graphdb.editing import Edit, Put, Stamp, commit
from graphdb.errors import Refused
from graphdb.model import EdgeKind, NodeKind
from graphdb.store import GraphStore, What
from tests.graphdb.test_editing import HERBERG, PLACE, TOWN, link, node, small

AT = "2026-03-02T08:00:00+00:00"


def said(store: GraphStore) -> list[tuple[str, str]]:
    claims = (item for item in store.scan(What.CLAIMS) if isinstance(item, Claim))
    return [(claim.target, claim.source) for claim in claims]


def put(store: GraphStore, run: str, *edits: Edit) -> None:
    commit(store, edits, Stamp(AT, "test", "prøve", run))


def begun(store: GraphStore) -> str:
    return runs.open_run(store, "a", AT, "test")


def states(store: GraphStore) -> list[str]:
    return sorted(str(one["state"]) for one in runs.list_runs(store))


def test_a_run_of_many_pages_is_taken_back_whole(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    actors = [node(f"actor:x:{n:04}", NodeKind.ACTOR, name=f"A{n}", kind="civ_ngo") for n in range(2500)]
    for part in runs.parts(actors):
        put(store, run, *part)
    assert runs.recover(store, AT, "test") == (run,)
    assert (said(store), states(store)) == (before, ["undone"])


def test_a_run_that_was_undone_meanwhile_may_not_go_on(store: GraphStore) -> None:
    run = begun(store)
    runs.require_open(store, run)
    runs.recover(store, AT, "other")
    with pytest.raises(Refused, match="imens"):
        runs.require_open(store, run)
    with pytest.raises(Refused):
        runs.close_run(store, run, "a", AT, "test", {})
    assert states(store) == ["undone"]


def test_a_run_that_was_cut_short_is_found_by_check(store: GraphStore) -> None:
    begun(store)
    assert len(check.check(store).faults) == 1
    runs.recover(store, AT, "test")
    assert check.check(store).faults == ()


def test_what_a_run_made_and_erased_itself_goes_with_it(store: GraphStore) -> None:
    """Its first word about the place is no longer in the history when the run is taken back."""
    flagged = node(HERBERG, NodeKind.ACTOR, name="Krisecenteret", kind="bo_109", secret_address=True)
    town = [edit for edit in small() if isinstance(edit, Put) and edit.claim.target == TOWN]
    put(store, "", *town, flagged)
    before, run = said(store), begun(store)
    put(store, run, node(PLACE, NodeKind.PLACE, address="Broen 1"))
    put(store, run, link(EdgeKind.LOCATED_AT, HERBERG, PLACE))
    runs.recover(store, AT, "test")
    assert said(store) == before
    assert check.check(store).faults == ()


def test_what_was_there_before_the_run_that_erased_it_stays(store: GraphStore) -> None:
    put(store, "", *small())
    before, run = said(store), begun(store)
    put(store, run, node(PLACE, NodeKind.PLACE, address="Broen 2"))
    put(store, run, node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True))
    runs.recover(store, AT, "test")
    assert said(store) == before
    assert not store.get([HERBERG])[HERBERG].flag("secret_address")
    assert check.check(store).faults == ()
