"""Claims are only changed by their own source: what is missing from a file and back, and what hangs on it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from graphdb.claims import Rank, own_source
from graphdb.message import message, say
from graphdb.model import EdgeKind, Id, edge_id, node_id
from graphdb.store import GraphStore
from graphdb.upkeep import check
from graphdb.writing.plan import Set, Stamp, commit
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order

SOURCE, OTHER = "horsens", "vejle"
HERBERG = node_id("actor", SOURCE, "herberg")
SENG = node_id("service", SOURCE, "seng")
HELP = node_id("service", OTHER, "hjaelp")
Files = Mapping[str, Path]
Write = Callable[[str, str], Path]


def bring(store: GraphStore, paths: Iterable[Path], source: str = SOURCE) -> Report:
    return frame.run(store, directory.IMPORTER, list(paths), order(source, allow_gone=True))


def columns(report: Report, outcome: Outcome) -> list[tuple[str, str]]:
    return [(problem.file, problem.column) for problem in report.of(outcome)]


def without(path: Path, word: str) -> None:
    """Take away the lines that begin with a word."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith(word)) + "\n", encoding="utf-8")


def ties(store: GraphStore, actor: Id) -> set[Id]:
    return {edge.id for edge in store.edges([actor], withheld=True)}


@pytest.fixture
def others(write: Write) -> list[Path]:
    """What another source says: an association of its own that refers to the hostel, and gives help there."""
    return [
        write("vejle-actors.csv", "id,name,kind\nngo,Foreningen,civ_ngo\n"),
        write("vejle-relations.csv", f"from,kind,to\nngo,rel_henviser,{SOURCE}:herberg\n"),
        write("vejle-services.csv", f"id,actor,name\nhjaelp,{SOURCE}:herberg,Hjælp ved døren\n"),
    ]


def test_an_actor_missing_on_monday_is_back_on_tuesday_with_all_that_was_said_of_it(
    seeded: GraphStore, files: Files, others: list[Path]
) -> None:
    """Seen red with the claims on its relations dropped as it goes, as they were before."""
    bring(seeded, files.values())
    bring(seeded, others, OTHER)
    before, whole = ties(seeded, HERBERG), files["actors"].read_text(encoding="utf-8")
    without(files["actors"], "herberg")
    monday = bring(seeded, files.values())
    assert (seeded.get([HERBERG]), ties(seeded, HERBERG)) == ({}, set())
    assert {HELP, SENG} <= seeded.get([HELP, SENG]).keys()
    assert monday.of(Outcome.REFUSED) == ()
    files["actors"].write_text(whole, encoding="utf-8")
    tuesday = bring(seeded, files.values())
    assert tuesday.problems == ()
    assert ties(seeded, HERBERG) == before
    assert edge_id(EdgeKind.OFFERS, HERBERG, SENG) in before
    assert check.check(seeded).faults == ()


def test_what_others_say_and_is_hidden_is_told_by_name(
    seeded: GraphStore, files: Files, others: list[Path]
) -> None:
    """The first cause comes first, and what hangs on it after."""
    bring(seeded, files.values())
    bring(seeded, others, OTHER)
    without(files["actors"], "herberg")
    report = bring(seeded, files.values())
    sentences = [say(problem.reason) for problem in report.of(Outcome.HELD_BACK)]
    assert columns(report, Outcome.HELD_BACK)[:2] == [("services.csv", "actor"), ("relations.csv", "from")]
    assert "Foreningen – Herberg" in sentences[-1] or "Foreningen – Herberg" in sentences[-2]
    assert all(OTHER in sentence and "vises" in sentence for sentence in sentences[2:])
    notes = [say(note) for note in check.check(seeded).notes]
    assert len([note for note in notes if "står ikke i nogen kilde nu" in note]) == 4
    assert [note.partition(":")[0] for note in notes if "hører ikke til" in note] == ["service", "service"]


def test_an_actor_is_away_though_its_own_people_say_their_telephone(
    seeded: GraphStore, files: Files, others: list[Path]
) -> None:
    """Told by name, and whose word is kept. Seen red with any claim counted as enough to be there."""
    own = own_source(HERBERG)
    bring(seeded, files.values())
    bring(seeded, others, OTHER)
    edit = Set(HERBERG, own, Rank.OWN, "phone", "+4575620001", "2026-03-02")
    commit(seeded, [edit], Stamp("2026-03-02T08:00:00+00:00", "anna", "prøve"))
    before, whole = ties(seeded, HERBERG), files["actors"].read_text(encoding="utf-8")
    without(files["actors"], "herberg")
    report = bring(seeded, files.values())
    assert (seeded.get([HERBERG]), report.of(Outcome.REFUSED)) == ({}, ())
    assert columns(report, Outcome.HELD_BACK)[:2] == [("services.csv", "actor"), ("relations.csv", "from")]
    sentences = [say(problem.reason) for problem in report.of(Outcome.HELD_BACK)]
    assert (
        say(message("import.leaving", name="Herberg", sources=(message("writing.own_people"),))) in sentences
    )
    assert [claim.source for claim in seeded.claims([HERBERG])[HERBERG]] == [own]
    files["actors"].write_text(whole, encoding="utf-8")
    assert bring(seeded, files.values()).problems == ()
    assert seeded.get([HERBERG])[HERBERG].text("phone") == "+4575620001"
    assert ties(seeded, HERBERG) == before
    assert check.check(seeded).faults == ()


def test_the_source_that_is_imported_is_not_among_those_whose_words_are_kept(
    seeded: GraphStore, files: Files, write: Write
) -> None:
    """Both say how the hostel and the unit relate; the one imported no longer speaks of the hostel."""
    bring(seeded, files.values())
    same = f"from,kind,to\n{SOURCE}:herberg,rel_adviserer,{SOURCE}:bolig\n"
    bring(seeded, [write("vejle-relations.csv", same)], OTHER)
    without(files["actors"], "herberg")
    report = bring(seeded, files.values())
    sentences = [say(problem.reason) for problem in report.of(Outcome.HELD_BACK)]
    (sentence,) = (text for text in sentences if "Boligsocial enhed" in text and OTHER in text)
    assert f"Det, som {OTHER} siger om den" in sentence


def test_another_source_may_go_on_about_one_that_is_away(
    seeded: GraphStore, files: Files, others: list[Path]
) -> None:
    bring(seeded, files.values())
    bring(seeded, others, OTHER)
    without(files["actors"], "herberg")
    bring(seeded, files.values())
    again = bring(seeded, others, OTHER)
    assert not again.changed
    assert columns(again, Outcome.HELD_BACK) == [
        ("vejle-services.csv", "actor"),
        ("vejle-relations.csv", "to"),
    ]


def test_a_service_whose_actor_is_refused_or_unknown_is_held_back_with_it(
    seeded: GraphStore, write: Write
) -> None:
    """With what hangs on the service; seen red without the loop in ``_leave_loose_ends``."""
    paths = [
        write("actors.csv", "id,name,kind\na,,civ_ngo\n"),
        write("services.csv", "id,actor,name\ns,a,S\nt,ukendt,T\n"),
        write("contacts.csv", "actor,service,place,role\n,s,,Vagt\n"),
        write("relations.csv", "from,kind,to\na,rel_henviser,ukendt\n"),
    ]
    report = bring(seeded, paths)
    assert columns(report, Outcome.REFUSED) == [("actors.csv", "name")]
    assert columns(report, Outcome.HELD_BACK) == [
        ("services.csv", "actor"),
        ("services.csv", "actor"),
        ("relations.csv", "from"),
        ("contacts.csv", "service"),
    ]
    assert {claim.target for claim in seeded.claims_of(SOURCE).items} == {node_id("source", SOURCE)}
    assert check.check(seeded).notes == ()


def test_a_refused_row_changes_nothing(seeded: GraphStore, files: Files) -> None:
    """Its services stand, and those in the same file are taken: their actor is there."""
    bring(seeded, files.values())
    before = ties(seeded, HERBERG)
    text = files["actors"].read_text(encoding="utf-8")
    files["actors"].write_text(text.replace("herberg,Herberg,", "herberg,,"), encoding="utf-8")
    report = bring(seeded, files.values())
    assert columns(report, Outcome.REFUSED) == [("actors.csv", "name")]
    assert (ties(seeded, HERBERG), report.changed) == (before, False)


def test_units_that_hang_on_one_that_is_away_close_no_ring_when_it_is_back(
    seeded: GraphStore, write: Write
) -> None:
    """Seen red without the hidden relations in ``_units``."""
    bring(seeded, [write("actors.csv", "id,name,kind\nb,B,civ_ngo\n")])
    unit = [write("vejle-actors.csv", f"id,name,kind,parent\na,A,civ_ngo,{SOURCE}:b\n")]
    bring(seeded, unit, OTHER)
    bring(seeded, [write("actors.csv", "id,name,kind\n")])
    report = bring(seeded, [write("actors.csv", f"id,name,kind,parent\nb,B,civ_ngo,{OTHER}:a\n")])
    assert columns(report, Outcome.LEFT_OUT) == [("actors.csv", "parent")]
