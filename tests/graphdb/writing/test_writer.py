"""Commits that another process writes: the same as if this one wrote them, whatever becomes of the other."""

import os
import pickle
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from graphdb.connect import address_of, open_store
from graphdb.errors import Conflict
from graphdb.history import chain
from graphdb.model import NodeKind
from graphdb.search import entries
from graphdb.store import GraphStore, Status, WriteSet
from graphdb.upkeep import check
from graphdb.upkeep.transfer import dump
from graphdb.writing import pipeline, writer
from graphdb.writing.pipeline import commit_beside, commit_each, commit_in_turn
from graphdb.writing.plan import Edit, Plan, Stamp, commit, plan
from graphdb.writing.writer import Writer, can_help
from tests.graphdb.writing.test_pipeline import EDITS, nothing, outcomes, stamps
from tests.graphdb.writing.test_plan import AT, HERBERG, node

PARTS: Sequence[Sequence[Edit]] = [EDITS[start : start + 2] for start in range(0, len(EDITS), 2)]
RENAMED: Sequence[Edit] = [node(HERBERG, NodeKind.ACTOR, "c", name="Herberg Åen", kind="bo_110")]


@pytest.fixture(scope="module")
def as_written_here(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[object]]:
    """What a store holds when this process wrote the parts, and what they did."""
    with closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('here') / 'other.db'}")) as other:
        other.prepare()
        plans = outcomes(commit_in_turn(other, PARTS, stamps(), nothing))
        return dump(other), plans


def write(other: Writer, change: WriteSet) -> None:
    other.prepare(change, lambda: False)
    other.begin(change)()


def test_another_process_writes_the_same(
    sqlite_store: GraphStore, as_written_here: tuple[bytes, list[object]]
) -> None:
    plans = outcomes(commit_beside(sqlite_store, PARTS, stamps(), nothing))
    assert (dump(sqlite_store), plans) == as_written_here
    assert check.check(sqlite_store).faults == ()


def test_what_another_says_once_it_was_taken_in_is_followed(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red when the process wrote what it had taken in before that."""
    status = sqlite_store.status

    def meddled() -> Status:
        described = node(HERBERG, NodeKind.ACTOR, "d", description="Seng for natten")
        commit(sqlite_store, [described], Stamp(AT, "test", "imens"))
        return status()

    reached = [node(HERBERG, NodeKind.ACTOR, "c", email="natten@herberget.example")]
    plans = commit_beside(sqlite_store, [*PARTS[:2], reached], stamps(), nothing)
    next(plans)
    monkeypatch.setattr(sqlite_store, "status", meddled)
    list(plans)
    assert check.check(sqlite_store).faults == ()


@pytest.mark.parametrize("command", [("/nowhere",), (sys.executable, "-c", "")], ids=["none", "ends"])
def test_this_one_writes_where_no_other_does(
    sqlite_store: GraphStore,
    as_written_here: tuple[bytes, list[object]],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.setattr(writer, "_PYTHON", command)
    plans = outcomes(commit_beside(sqlite_store, PARTS, stamps(), nothing))
    assert (dump(sqlite_store), plans) == as_written_here


def test_it_says_nothing_when_it_is_cut_off(sqlite_store: GraphStore) -> None:
    """Who was killed had sent half a part; the terminal is another's by then. Seen red: a trace on it."""
    half = pickle.dumps(RENAMED)[:-1]
    command = [*writer._PYTHON, writer.__name__, address_of(sqlite_store)]
    env = {**os.environ, "PYTHONPATH": str(writer._ROOT)}
    done = subprocess.run(command, input=half, capture_output=True, env=env)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_the_other_meets_is_raised_here(sqlite_store: GraphStore) -> None:
    late = plan(sqlite_store, RENAMED, Stamp(AT, "test", "prøve")).written
    commit(sqlite_store, RENAMED, Stamp(AT, "test", "imens"))
    with Writer(sqlite_store) as other, pytest.raises(Conflict) as raised:
        write(other, late)
    assert raised.value.ids == (HERBERG,)


def test_entries_and_changes_are_worked_out_where_there_is_time(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red when they were worked out with the plan, the ones and the others."""
    with Writer(sqlite_store) as other, monkeypatch.context() as patched:
        for module, name in ((entries, "prepare"), (chain, "change")):
            patched.setattr(module, name, lambda *of, **rest: pytest.fail("worked out here"))
        written = plan(sqlite_store, RENAMED, Stamp(AT, "test", "prøve")).written
        assert HERBERG in written.stamped() & written.changed()
        write(other, written)
    assert sqlite_store.entries([HERBERG])[HERBERG] == written.entries[0]
    kept = sqlite_store.changes(target=HERBERG).items[-1]
    assert replace(kept, seq=0) == written.changes[-1]


def test_it_is_begun_only_for_many_parts(sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with one part fewer."""
    begun: list[object] = []

    def beside(*asked: Any) -> Generator[Plan, None, None]:
        begun.append(asked)
        return commit_in_turn(*asked)

    monkeypatch.setattr(pipeline, "commit_beside", beside)
    monkeypatch.setattr(writer, "processors", lambda: 2)
    few = [EDITS, *[RENAMED] * (pipeline.MANY - 2)]
    assert len(list(commit_each(sqlite_store, few, stamps(), nothing))) == pipeline.MANY - 1
    assert not begun
    assert len(list(commit_each(sqlite_store, [*few, RENAMED], stamps(), nothing))) == pipeline.MANY
    assert begun


@pytest.mark.parametrize(("processors", "helps"), [(1, False), (2, True)])
def test_one_processor_has_no_time_for_two(
    sqlite_store: GraphStore, monkeypatch: pytest.MonkeyPatch, processors: int, helps: bool
) -> None:
    monkeypatch.setattr(writer, "processors", lambda: processors)
    assert can_help(sqlite_store) is helps
