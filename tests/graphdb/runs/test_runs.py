"""Runs in parts: taken back whole, by whoever finds them open, and never half."""

import subprocess
import sys
from dataclasses import replace

import pytest

from graphdb.claims import Claim
from graphdb.errors import Conflict, Refused
from graphdb.model import EdgeKind, NodeKind
from graphdb.runs import lease, runs
from graphdb.runs.runs import Run
from graphdb.store import Commit, GraphStore, What, WriteSet
from graphdb.upkeep import check
from graphdb.writing.marks import SECRET_PLACE
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import bare
from tests.graphdb.writing.test_plan import HERBERG, PLACE, TOWN, link, node, small

AT = "2026-03-02T08:00:00+00:00"
LATER = "2026-03-02T08:05:01+00:00"
"""When nothing has been heard for so long that a process must be dead."""


def said(store: GraphStore) -> list[tuple[str, str]]:
    claims = (item for item in store.scan(What.CLAIMS) if isinstance(item, Claim))
    return [(claim.target, claim.source) for claim in claims]


def put(store: GraphStore, run: Run | None, *edits: Edit) -> None:
    commit(store, edits, run.stamp("prøve") if run is not None else Stamp(AT, "test", "prøve"))


def begun(store: GraphStore) -> Run:
    return runs.begin(store, "a", AT, "test")


def states(store: GraphStore) -> list[str]:
    return sorted(str(one["state"]) for one in runs.list_runs(store))


def test_a_run_of_many_pages_is_taken_back_whole(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    actors = [node(f"actor:x:{n:04}", NodeKind.ACTOR, name=f"A{n}", kind="civ_ngo") for n in range(2500)]
    for part in runs.parts(actors):
        put(store, run, *part)
    assert runs.recover(store, LATER, "test") == (run.id,)
    assert (said(store), states(store)) == (before, ["undone"])


def test_a_run_that_was_undone_meanwhile_may_not_go_on(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    runs.recover(store, LATER, "other")
    with pytest.raises(Conflict):
        put(store, run, *small())
    run.clock = lambda: LATER
    with pytest.raises(Refused, match="ikke lyd"):
        run.still()
    with pytest.raises(Refused):
        run.close()
    assert not run.undo(), "it is undone already"
    assert (said(store), states(store)) == (before, ["undone"])


def test_a_run_being_undone_by_another_is_not_undone_twice(store: GraphStore) -> None:
    """Nor is anything more written as that run, though its process did not die."""
    run = begun(store)
    put(store, run, *small())
    [doc] = runs.dead(store, LATER)
    store.write(bare("taken", docs=(replace(doc, keys={**doc.keys, "k3": "another"}),)))
    assert not run.undo()
    with pytest.raises(Conflict):
        put(store, run, Drop(PLACE, "a"))
    assert PLACE in store.claims([PLACE])


def test_one_run_begins_where_another_is_and_it_is_named(store: GraphStore) -> None:
    run = begun(store)
    with pytest.raises(Refused, match=r"fra a, der begyndte 2. marts 2026 kl. 9.00, er i gang"):
        runs.begin(store, "b", LATER, "test")
    run.close()
    runs.begin(store, "b", LATER, "test").close()
    assert states(store) == ["done", "done"]


class Quicker:
    """A store in which another run begins between the look and the write."""

    def __init__(self, store: GraphStore) -> None:
        self._store, self.other = store, ""

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: WriteSet) -> Commit:
        if not self.other:
            self.other = runs.begin(self._store, "quicker", AT, "test").id
        return self._store.write(change)


def test_of_two_that_see_no_run_one_begins(store: GraphStore) -> None:
    quicker = Quicker(store)
    with pytest.raises(Refused, match="fra quicker, der begyndte"):
        begun(quicker)  # type: ignore[arg-type]
    assert [one["id"] for one in runs.list_runs(store)] == [quicker.other]


def test_nobody_comes_between_two_runs_of_one_load(store: GraphStore) -> None:
    run = begun(store)
    first, run.outcome = run.id, {"new": 1}
    run.turn_to("b")
    assert {one["source"]: one["state"] for one in runs.list_runs(store)} == {"a": "done", "b": "open"}
    assert store.status().version == 2, "one commit closes the one and opens the other"
    put(store, run, *small())
    run.outcome = {}
    run.close()
    assert {change.seq for change in store.changes(run=run.id).items} == {3}
    assert first != run.id


def test_a_run_that_was_cut_short_is_found_by_check(store: GraphStore) -> None:
    begun(store)
    assert len(check.check(store).faults) == 1
    runs.recover(store, LATER, "test")
    assert check.check(store).faults == ()


def test_what_a_run_made_and_erased_itself_goes_with_it(store: GraphStore) -> None:
    """Its first word about the place is no longer in the history when the run is taken back."""
    flagged = node(HERBERG, NodeKind.ACTOR, name="Krisecenteret", kind="bo_109", secret_address=True)
    town = [edit for edit in small() if isinstance(edit, Put) and edit.claim.target == TOWN]
    put(store, None, *town, flagged)
    before, run = said(store), begun(store)
    put(store, run, node(PLACE, NodeKind.PLACE, address="Broen 1"))
    put(store, run, link(EdgeKind.LOCATED_AT, HERBERG, PLACE))
    runs.recover(store, LATER, "test")
    assert said(store) == before
    assert check.check(store).faults == ()


def test_what_was_there_before_the_run_that_erased_it_stays(store: GraphStore) -> None:
    put(store, None, *small())
    before, run = said(store), begun(store)
    put(store, run, node(PLACE, NodeKind.PLACE, address="Broen 2"))
    put(store, run, node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True))
    runs.recover(store, LATER, "test")
    assert said(store) == before
    assert not store.get([HERBERG])[HERBERG].flag("secret_address")
    assert store.docs(SECRET_PLACE).items == (), "the place may have its address again"
    assert check.check(store).faults == ()


def test_a_run_at_work_is_left_alone(store: GraphStore) -> None:
    run = begun(store)
    put(store, run, *small())
    before = said(store)
    assert runs.recover(store, "2026-03-02T08:05:00+00:00", "other") == ()
    assert (said(store), states(store), runs.unfinished(store)) == (before, ["open"], True)
    run.still()
    with pytest.raises(Refused, match="i gang"):
        runs.require_alone(store)


def test_a_run_whose_process_is_gone_is_undone_at_once(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here = lease.sign(AT).machine
    with monkeypatch.context() as as_that_one:
        as_that_one.setattr(lease, "sign", lambda now: lease.Sign(here, gone.pid, now))
        run = begun(store)
    assert runs.recover(store, AT, "other") == (run.id,)
    assert not runs.unfinished(store)
    runs.require_alone(store)


def test_a_long_run_gives_signs_of_life_but_not_at_every_step(store: GraphStore) -> None:
    run = begun(store)
    version = store.status().version
    run.clock = lambda: "2026-03-02T08:00:09+00:00"
    run.still()
    assert store.status().version == version
    run.clock = lambda: "2026-03-02T08:04:00+00:00"
    run.still()
    assert store.status().version == version + 1
    assert runs.recover(store, LATER, "other") == ()
    assert runs.recover(store, "2026-03-02T08:09:01+00:00", "other") == (run.id,)


class Both:
    """A store in which another process looks for dead runs just when this one has seen them."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.others: tuple[str, ...] | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, change: WriteSet) -> Commit:
        if self.others is None:
            self.others = ()
            self.others = runs.recover(self._store, LATER, "other")
        return self._store.write(change)


def test_of_two_who_find_a_dead_run_one_undoes_it(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    put(store, run, *small())
    both = Both(store)
    assert runs.recover(both, LATER, "test") == ()  # type: ignore[arg-type]
    assert both.others == (run.id,)
    assert (said(store), states(store)) == (before, ["undone"])


def test_an_undo_that_dies_is_taken_up_by_the_next(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, run = said(store), begun(store)
    put(store, run, *small())

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as short_lived:
        short_lived.setattr(Run, "undo", dies)
        with pytest.raises(KeyboardInterrupt):
            runs.recover(store, LATER, "test")
    assert runs.recover(store, LATER, "other") == (), "it was at work just now"
    with pytest.raises(Conflict):
        put(store, run, Drop(PLACE, "a"))
    assert runs.recover(store, "2026-03-02T08:10:02+00:00", "other") == (run.id,)
    assert (said(store), states(store)) == (before, ["undone"])
