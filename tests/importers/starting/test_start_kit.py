"""The start kit: what is entered for a municipality, whom to ask first, and how far it has come."""

from datetime import date

import pytest

from graphdb.claims import Rank
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.directory.start_list import StartLine, State, start_list
from graphdb.errors import NotFound, Refused
from graphdb.gaps.gaps import gaps
from graphdb.model import NodeKind
from graphdb.rules.skeleton import Weight
from graphdb.runs import runs
from graphdb.store import GraphStore, What
from graphdb.vocabulary import catalogue
from importers.importer import Importer
from importers.running import frame
from importers.sources import asked, directory, national
from importers.starting import reference, start_kit
from tests.importers.conftest import SEED, order

TODAY = "2026-03-02"
CODE = "0730"
KIT = "actor:start-0730:"


def lines(store: GraphStore) -> dict[str, StartLine]:
    return {line.kind: line for line in start_list(store, CODE, TODAY).lines}


def start(store: GraphStore) -> str:
    """The run that entered the kit."""
    return start_kit.start(store, CODE, order("start")).run


def bring(store: GraphStore, importer: Importer, name: str, text: str, write: object) -> None:
    assert callable(write)
    report = frame.run(store, importer, [write(name, text)], order("randers"))
    assert report.problems == ()


def test_what_the_national_source_gives_is_left_out(seeded: GraphStore) -> None:
    frame.run(seeded, national.IMPORTER, [SEED / "national" / "national.csv"], order("national"))
    start(seeded)
    entered = {node.id for node in seeded.get([f"{KIT}{kind}" for kind in lines(seeded)]).values()}
    left_out = {"jus_foged", "jus_politi", "psy_regional", "kom_kommune"}
    assert entered.isdisjoint(f"{KIT}{kind}" for kind in left_out)
    assert {
        f"{KIT}{kind}" for kind in ("kom_bolig", "kom_doegnvagt", "civ_gaeld", "civ_raadgivning")
    } <= entered
    police, court = lines(seeded)["jus_politi"], lines(seeded)["jus_foged"]
    assert (police.state, police.fill) == (State.READY, None)
    assert court.fill is not None
    assert court.fill.id == "actor:national:foged-randers"


def test_again_nothing_changes_and_it_is_taken_back_whole(seeded: GraphStore) -> None:
    before = {item.id for item in seeded.scan(What.NODES)}  # type: ignore[union-attr]
    run = start(seeded)
    version = seeded.status().version
    assert start(seeded) == ""
    assert seeded.status().version == version
    assert start_list(seeded, CODE, TODAY).begun
    runs.undo(seeded, run, "2026-03-02T09:00:00+00:00", "undo", lambda: "2026-03-02T09:00:00+00:00")
    assert not start_list(seeded, CODE, TODAY).begun
    left = {item.id for item in seeded.scan(What.NODES)}  # type: ignore[union-attr]
    assert left - before <= {"source:start-0730"}


def test_core_is_asked_about_before_what_is_expected(seeded: GraphStore) -> None:
    listed = start_list(seeded, CODE, TODAY)
    weights = [line.weight for line in listed.lines]
    assert weights == sorted(weights)
    assert listed.lines[0].kind == "kom_voksen"
    assert {Weight.CORE, Weight.LAW, Weight.EXPECTED} == set(weights)
    terms = catalogue.read(seeded).terms[NodeKind.ACTOR_TYPE]
    assert not any(terms[line.kind].text("entry") == "tick_only" for line in listed.lines)
    assert (listed.percent, listed.ready) == (0, 0)


def test_an_entry_is_ready_once_it_has_a_contact_and_the_kit_keeps_it(
    seeded: GraphStore, write: object
) -> None:
    """Seen red with every actor of the kind taken for one that can be reached."""
    start(seeded)
    text = "id,name,kind,municipalities\nstart-0730:kom_bolig,Boligteamet,kom_bolig,0730\n"
    bring(seeded, directory.IMPORTER, "actors.csv", text, write)
    line = lines(seeded)["kom_bolig"]
    assert (line.state, line.fill.name if line.fill else "") == (State.NO_CONTACT, "Boligteamet")
    with_number = text.replace("municipalities\n", "municipalities,phone\n").replace(
        "0730\n", "0730,89151000\n"
    )
    bring(seeded, directory.IMPORTER, "actors.csv", with_number, write)
    line = lines(seeded)["kom_bolig"]
    assert (line.state, [actor.name for actor in line.actors]) == (State.READY, ["Boligteamet"])
    start(seeded)
    assert len(seeded.claims([f"{KIT}kom_bolig"])[f"{KIT}kom_bolig"]) == 2
    assert start_list(seeded, CODE, TODAY).percent == 1


def test_what_does_not_exist_here_is_settled_with_its_day(seeded: GraphStore, write: object) -> None:
    start(seeded)
    head = "municipality,actor_type,state,asked_on,answered_by,asked_by_role,group\n"
    rows = (
        "0730,bo_natcafe,as_ingen,2026-02-01,ab_koordinator,Koordinator,\n"
        "0730,bo_110,as_ingen,2026-02-01,ab_koordinator,Koordinator,rg_migrant\n"
        "0730,civ_ngo,as_findes,2026-02-01,ab_koordinator,Koordinator,\n"
    )
    bring(seeded, asked.IMPORTER, "asked.csv", head + rows, write)
    line = lines(seeded)["bo_natcafe"]
    assert (line.state, date.fromisoformat(line.asked)) == (State.NONE, date(2026, 2, 1))
    assert {lines(seeded)[kind].state for kind in ("bo_110", "civ_ngo")} == {State.NO_CONTACT}


def test_an_unknown_municipality_is_told_how_to_write_it(seeded: GraphStore) -> None:
    with pytest.raises(NotFound) as refusal:
        start_kit.start(seeded, "9999", order("start"))
    assert refusal.value.reason
    with pytest.raises(NotFound):
        start_list(seeded, "1082", TODAY)


def test_no_file_may_call_itself_a_start_kit(seeded: GraphStore) -> None:
    with pytest.raises(Refused):
        reference.not_ours("start-0730")


def test_the_kit_has_the_weakest_word(seeded: GraphStore) -> None:
    start(seeded)
    [claim] = seeded.claims([f"{KIT}kom_bolig"])[f"{KIT}kom_bolig"]
    assert claim.rank is Rank.START
    assert all(claim.rank > rank for rank in Rank if rank is not Rank.START)


@pytest.mark.parametrize("by", list(By))
def test_it_covers_nothing_and_closes_no_gap(seeded: GraphStore, by: By) -> None:
    """Seen red without the placeholder among what is hidden."""

    def measured() -> tuple[object, object]:
        answer = gaps(seeded, CODE, TODAY)
        return coverage(seeded, CODE, by, TODAY).rows, [(gap.id, gap.severity) for gap in answer.items]

    before = measured()
    start(seeded)
    assert measured() == before
