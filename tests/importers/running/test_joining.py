"""At the end of an import the rule joins what has one number of a register of units, and says whom."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from graphdb.duplicates import duplicates
from graphdb.duplicates.judging import Pair, judge, take_back
from graphdb.fields.relation import DIFFERENT, SAME
from graphdb.identity.candidates import Candidate
from graphdb.message import say
from graphdb.model import EdgeKind, edge_id, node_id
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.writing.plan import Stamp
from importers.running import frame
from importers.running.report import Report
from importers.sources import vocabulary
from tests.importers.conftest import SEED, order
from tests.importers.running.test_frame import bring, contents

AT = "2026-03-03T08:00:00+00:00"
DAY = "2026-03-03"
NUMBER, OTHER = "pnr:1099000011", "pnr:1099000028"
A, B, C = node_id("actor", "broby", "a"), node_id("actor", "tp", "b"), node_id("actor", "tredje", "c")
Import = Callable[..., Report]


@pytest.fixture
def importing(seeded: GraphStore, write: Callable[[str, str], Path]) -> Import:
    """Import one actor of a source, with a number."""
    return partial(bring_actor, seeded, write)


def bring_actor(
    store: GraphStore,
    write: Callable[[str, str], Path],
    source: str,
    actor: str,
    name: str,
    number: str,
    day: str = "2026-02-01",
) -> Report:
    text = f"id,name,kind,identifiers,stated_on\n{actor},{name},bo_110,{number},{day}\n"
    return bring(store, [write("actors.csv", text)], source=source)


@pytest.fixture
def two(importing: Import) -> Report:
    """The report of the second of two imports, each with an actor of the same number."""
    assert importing("broby", "a", "Herberget Broen", NUMBER).ruled.joined == ()
    return importing("tp", "b", "Broens Herberg", NUMBER)


def test_the_run_that_brings_the_second_joins_them_and_names_them(seeded: GraphStore, two: Report) -> None:
    """Seen red without the call at the end of ``frame._write``."""
    assert seeded.get([A, B]).keys() == {A}
    (joined,) = two.ruled.joined
    assert (joined.ids, joined.names) == ((A, B), ("Herberget Broen", "Broens Herberg"))
    assert "samlet: Herberget Broen" in "\n".join(two.ruled.sentences())
    assert f"brobygger unmerge {A} {B}" in "\n".join(two.ruled.sentences())
    told = json.loads(two.text())["joined"]
    assert told == [
        {"first": {"id": A, "name": "Herberget Broen"}, "second": {"id": B, "name": "Broens Herberg"}}
    ]
    assert check.check(seeded).faults == ()


def test_undoing_the_run_takes_the_judgement_back_with_it(seeded: GraphStore, importing: Import) -> None:
    """Seen red with the rule's commits outside of the run."""
    importing("broby", "a", "Herberget Broen", NUMBER)
    before = contents(seeded)
    report = importing("tp", "b", "Broens Herberg", NUMBER)
    assert runs.undo(seeded, report.run, AT, "test").kept == []
    assert contents(seeded) == before
    assert not seeded.claims([edge_id(EdgeKind.SAME, A, B)])
    assert check.check(seeded).faults == ()
    assert importing("tp", "b", "Broens Herberg", NUMBER).ruled.joined


def test_the_first_import_can_be_undone_too(seeded: GraphStore, importing: Import, two: Report) -> None:
    first = next(one for one in runs.list_runs(seeded, "broby"))
    assert runs.undo(seeded, str(first["id"]), AT, "test").kept == []
    assert [claim.source for claim in seeded.claims([B])[B]] == ["tp"]
    assert A not in seeded.claims([A])
    assert check.check(seeded).faults == ()


def test_a_corrected_number_parts_them_in_the_import_that_corrects_it(
    seeded: GraphStore, importing: Import, two: Report
) -> None:
    joined = contents(seeded)
    report = importing("tp", "b", "Broens Herberg", OTHER, "2026-02-20")
    assert seeded.get([A, B]).keys() == {A, B}
    assert [one.names for one in report.ruled.parted] == [("Herberget Broen", "Broens Herberg")]
    assert "skilt igen: Herberget Broen og Broens Herberg" in "\n".join(report.ruled.sentences())
    runs.undo(seeded, report.run, AT, "test")
    assert contents(seeded) == joined


def test_neo4j_joins_parts_and_takes_back_as_sqlite_does(
    neo4j_store: GraphStore, write: Callable[[str, str], Path]
) -> None:
    kinds = SEED / "vocabulary" / "actor_types.csv"
    assert not frame.run(neo4j_store, vocabulary.IMPORTER, [kinds], order("seed")).problems
    importing = partial(bring_actor, neo4j_store, write)
    importing("broby", "a", "Herberget Broen", NUMBER)
    before = contents(neo4j_store)
    for _ in range(2):
        second = importing("tp", "b", "Broens Herberg", NUMBER)
        assert [one.ids for one in second.ruled.joined] == [(A, B)]
        assert neo4j_store.get([A, B]).keys() == {A}
        joined = contents(neo4j_store)
        corrected = importing("tp", "b", "Broens Herberg", OTHER, "2026-02-20")
        assert [one.ids for one in corrected.ruled.parted] == [(A, B)]
        assert neo4j_store.get([A, B]).keys() == {A, B}
        assert check.check(neo4j_store).faults == ()
        runs.undo(neo4j_store, corrected.run, AT, "test")
        assert contents(neo4j_store) == joined
        runs.undo(neo4j_store, second.run, AT, "test")
        assert contents(neo4j_store) == before
    importing("tp", "b", "Broens Herberg", OTHER)
    judge(neo4j_store, Pair(A, B, "9901", DAY), DIFFERENT, Stamp(AT, "coordinator", "set"))
    importing("tp", "b", "Broens Herberg", NUMBER, "2026-02-20")
    assert importing("tredje", "c", "Herberget ved Broen", NUMBER).ruled.joined == ()
    assert neo4j_store.get([A, B, C]).keys() == {A, B, C}
    assert check.check(neo4j_store).faults == ()


def test_what_a_person_parted_stays_parted(seeded: GraphStore, importing: Import, two: Report) -> None:
    take_back(seeded, Pair(A, B, "9901", DAY), Stamp(AT, "coordinator", ""))
    report = importing("tp", "b", "Broens Herberg og værested", NUMBER, "2026-02-20")
    assert report.ruled.joined == ()
    assert seeded.get([A, B]).keys() == {A, B}


def test_a_third_of_the_number_does_not_join_what_a_person_calls_different(
    seeded: GraphStore, importing: Import
) -> None:
    """Each with the third would make the two one: seen red without the numbers in doubt."""
    importing("broby", "a", "Herberget Broen", NUMBER)
    importing("tp", "b", "Broens Herberg", OTHER)
    judge(seeded, Pair(A, B, "9901", DAY), DIFFERENT, Stamp(AT, "coordinator", "set"))
    importing("tp", "b", "Broens Herberg", NUMBER, "2026-02-20")
    assert importing("tredje", "c", "Herberget ved Broen", NUMBER).ruled.joined == ()
    assert seeded.get([A, B, C]).keys() == {A, B, C}


def test_a_run_that_changes_no_numbers_does_not_look(
    seeded: GraphStore, importing: Import, two: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.running.joining.list_sure", _never)
    importing("tp", "b", "Broens Herberg", NUMBER)


def test_a_failure_while_joining_takes_the_run_back(
    seeded: GraphStore, importing: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing("broby", "a", "Herberget Broen", NUMBER)
    before = contents(seeded)

    def interrupted(*args: object, **options: object) -> duplicates.Ruled:
        _joining(*args, **options)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    _joining = duplicates.join_by_rule
    monkeypatch.setattr(duplicates, "join_by_rule", interrupted)
    with pytest.raises(KeyboardInterrupt):
        importing("tp", "b", "Broens Herberg", NUMBER)
    assert contents(seeded) == before


def _never(*_: object, **__: object) -> Sequence[Candidate] | Iterator[Candidate]:
    raise AssertionError("nothing says that a number changed")


def test_a_joined_service_that_a_file_moves_to_another_actor_is_named(
    seeded: GraphStore, write: Callable[[str, str], Path]
) -> None:
    """Two actors offered one service then, and neither the import nor the check said so."""
    actors = write("actors.csv", "id,name,kind\na,Broen,bo_110\nb,Ly,bo_110\n")
    services = write("services.csv", "id,actor,name\ns,a,Natseng\nt,a,Nat-seng\n")
    bring(seeded, [actors, services])
    first, second = (node_id("service", "horsens", one) for one in "st")
    judge(seeded, Pair(first, second, "9901", DAY), SAME, Stamp(AT, "coordinator", "set"))
    assert check.check(seeded).notes == ()
    assert bring(seeded, [actors, services]).ruled.moved == ()
    write("services.csv", "id,actor,name\ns,a,Natseng\nt,b,Nat-seng\n")
    report = bring(seeded, [actors, services])
    assert [one.ids for one in report.ruled.moved] == [(first, second)]
    assert f"brobygger unmerge {first} {second}" in "\n".join(report.ruled.sentences())
    findings = check.check(seeded)
    assert findings.faults == ()
    assert [say(note) for note in findings.notes if second in say(note)]
    take_back(seeded, Pair(first, second, "9901", DAY), Stamp(AT, "coordinator", ""))
    assert check.check(seeded).notes == ()
