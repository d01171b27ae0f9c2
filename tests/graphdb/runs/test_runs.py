"""Runs in parts: taken back whole, by whoever finds them open, and never half."""

import subprocess
import sys
from typing import Any

import pytest

from graphdb.claims import Claim
from graphdb.errors import Conflict, Refused
from graphdb.model import EdgeKind, NodeKind
from graphdb.records import Record
from graphdb.runs import cut_short, lease, runs
from graphdb.runs.runs import Run
from graphdb.runs.undo import Takeback, plan_takeback
from graphdb.store import GraphStore, What
from graphdb.upkeep import check
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit, plan
from graphdb.writing.secrecy.marks import SECRET_PLACE
from tests.graphdb.runs.overtaken import Overtaken
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


def newest(store: GraphStore) -> int:
    return max(record.version for record in store.scan(What.RECORDS) if isinstance(record, Record))


def states(store: GraphStore) -> list[str]:
    return sorted(str(one["state"]) for one in runs.list_runs(store))


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
    [record] = cut_short.dead(store, LATER)
    store.records.put(record)
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


def test_of_two_that_see_no_run_one_begins(store: GraphStore) -> None:
    """Seen red without the version of the sign of life in ``open``: both began."""
    slower = Overtaken(store, lambda: runs.begin(store, "quicker", AT, "test"))
    with pytest.raises(Refused, match="fra quicker, der begyndte"):
        begun(slower)  # type: ignore[arg-type]
    assert [one["source"] for one in runs.list_runs(store)] == ["quicker"]


def test_nobody_comes_between_two_runs_of_one_load(store: GraphStore) -> None:
    run = begun(store)
    first, run.outcome = run.id, {"new": 1}
    run.turn_to("b")
    assert {one["source"]: one["state"] for one in runs.list_runs(store)} == {"a": "done", "b": "open"}
    assert store.status().version == 0, "a run that begins or ends is no change of the graph"
    put(store, run, *small())
    run.outcome = {}
    run.close()
    assert {change.seq for change in store.changes(run=run.id).items} == {1}
    assert first != run.id


def test_runs_come_in_the_order_in_which_they_began(store: GraphStore) -> None:
    """Seen red by commits alone: none of these wrote anything, and their ids begin alike."""
    sources = [f"kilde-{number}" for number in range(6)]
    for source in sources:
        runs.begin(store, source, AT, "test").close()
    last = next(one for one in runs.list_runs(store) if one["source"] == "kilde-3")
    runs.undo(store, last["id"], AT, "test")
    runs.begin(store, "den sidste", AT, "test").close()
    assert [one["source"] for one in runs.list_runs(store)] == [*sources, "den sidste"]


def test_no_run_is_refused_for_the_digits_of_its_id(sqlite_store: GraphStore) -> None:
    """Seen red without a letter behind the moment: "08:05:01-1234ab" reads as a number of 8 May 1901."""
    for _ in range(200):
        runs.begin(sqlite_store, "a", "2026-03-02T08:05:01+00:00", "test").close()


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
    assert not store.records.list(SECRET_PLACE, now="").items, "the place may have its address again"
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
    version = newest(store)
    run.clock = lambda: "2026-03-02T08:00:09+00:00"
    run.still()
    assert newest(store) == version
    run.clock = lambda: "2026-03-02T08:04:00+00:00"
    run.still()
    assert newest(store) == version + 1
    put(store, run, *small())
    assert runs.recover(store, LATER, "other") == ()
    assert runs.recover(store, "2026-03-02T08:09:01+00:00", "other") == (run.id,)


def test_of_two_who_find_a_dead_run_one_undoes_it(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    put(store, run, *small())
    others: list[tuple[str, ...]] = []
    both = Overtaken(store, lambda: others.append(runs.recover(store, LATER, "other")))
    assert runs.recover(both, LATER, "test") == ()  # type: ignore[arg-type]
    assert others == [(run.id,)]
    assert (said(store), states(store)) == (before, ["undone"])


def test_what_was_sent_before_an_undo_is_not_written_while_it_goes_on(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread or a process beside may still write when the run gives up. Seen red: it stood for ever."""
    before, run = said(store), begun(store)
    late = plan(store, small(), run.stamp("prøve")).written

    def looked_through(*asked: Any) -> Takeback:
        takeback = plan_takeback(*asked)
        with pytest.raises(Conflict):
            store.write(late)
        return takeback

    monkeypatch.setattr(runs, "plan_takeback", looked_through)
    assert run.undo()
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


def test_a_run_of_many_pages_is_taken_back_whole(store: GraphStore) -> None:
    before, run = said(store), begun(store)
    actors = [node(f"actor:x:{n:04}", NodeKind.ACTOR, name=f"A{n}", kind="civ_ngo") for n in range(2500)]
    for part in runs.parts(actors):
        put(store, run, *part)
    assert runs.recover(store, LATER, "test") == (run.id,)
    assert (said(store), states(store)) == (before, ["undone"])
