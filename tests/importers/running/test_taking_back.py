"""Imports of files that are taken back once they are finished: the store is as if they had never been."""

import hashlib

import pytest

from graphdb.runs import runs
from graphdb.runs.undo import Undone
from graphdb.store import GraphStore
from graphdb.upkeep import check
from tests.importers.running.test_frame import SOURCE, Files, bring, contents

AT = "2026-03-03T08:00:00+00:00"


def undo(store: GraphStore, run: str) -> Undone:
    return runs.undo(store, run, AT, "test")


def shorter(files: Files) -> None:
    """Tuesday's files: an actor and all that is theirs is gone, another has a new name."""
    for path in files.values():
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("herberg") and ",herberg" not in line]
        path.write_text("\n".join(kept).replace("Bolig", "Nye Bolig") + "\n", encoding="utf-8")


@pytest.mark.parametrize("newest_first", [True, False])
def test_monday_and_tuesday_taken_back_leave_neither(
    seeded: GraphStore, files: Files, newest_first: bool
) -> None:
    before = contents(seeded)
    monday = bring(seeded, files.values())
    full = contents(seeded)
    shorter(files)
    tuesday = bring(seeded, files.values(), allow_gone=True)
    assert tuesday.total("gone") > 0
    if newest_first:
        assert undo(seeded, tuesday.run).kept == []
        assert contents(seeded) == full
        undo(seeded, monday.run)
    else:
        undo(seeded, monday.run)
        undo(seeded, tuesday.run)
    assert contents(seeded) == before
    assert check.check(seeded).faults == ()


def test_what_tuesday_s_file_says_again_stands_without_monday_s(seeded: GraphStore, files: Files) -> None:
    before = contents(seeded)
    monday = bring(seeded, files.values())
    full = contents(seeded)
    tuesday = bring(seeded, files.values())
    assert undo(seeded, monday.run).said_again > 0
    assert contents(seeded) == full
    undo(seeded, tuesday.run)
    assert contents(seeded) == before


def test_a_record_tells_files_and_kinds(seeded: GraphStore, files: Files) -> None:
    bring(seeded, files.values())
    [record] = runs.list_runs(seeded, SOURCE)
    checksums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files.values()}
    assert dict(record["files"]) == checksums
    assert {"Actor", "Service", "OFFERS"} <= set(record["kinds"])


def test_a_file_named_like_a_person_s_number_is_listed_without_its_name(
    seeded: GraphStore, files: Files
) -> None:
    path = files["actors"].rename(files["actors"].with_name("010190-1234.csv"))
    bring(seeded, [path])
    [record] = runs.list_runs(seeded, SOURCE)
    assert [name for name, _ in record["files"]] == [""]
