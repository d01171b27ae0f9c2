"""A contact point that a person asked to have erased: gone everywhere, and the chain is whole."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import own_source
from graphdb.connect import open_store
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt, Said
from graphdb.errors import NotFound, TooLarge
from graphdb.history import erased, past
from graphdb.model import EdgeKind, Id, NodeKind
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.upkeep import retention, transfer
from graphdb.upkeep.check import check
from graphdb.upkeep.retention import Kept
from graphdb.versions import erasing
from graphdb.writing.plan import commit
from tests.contract.fail_closed import World
from tests.graphdb.identity import twice

HOUSE = "actor:horsens:huset"
AT = "2026-03-04T08:00:00+00:00"
NAME = "Bodil Berg"
ACTORS = "id,name,kind\nhuset,Huset,civ_ngo\n"
HEADER = "actor,role,phone,email,visibility,person,person_reason,person_until\n"
SHARED = "huset,Visitation,70 10 20 30,visitation@huset.example,public,,,\n"
CONTACTS = (
    f"{HEADER}huset,Leder,70 10 20 31,bb@huset.example,public,{NAME},eneste ansatte,2027-05-03\n{SHARED}"
)


@pytest.fixture
def point(world: World) -> Id:
    """The id of the point of a named person, which was corrected once."""
    world.bring(actors=ACTORS, contacts=CONTACTS.replace("20 31", "20 39"))
    world.bring(actors=ACTORS, contacts=CONTACTS)
    return next(one.id for one in erasing.points(world.store, HOUSE) if one.facts.get("person") == NAME)


def backup_of(store: GraphStore, folder: Path) -> str:
    """All that a backup of the store says."""
    file = folder / "backup.jsonl"
    transfer.export(store, file)
    text = file.read_text(encoding="utf-8")
    file.unlink()
    return text


def test_nothing_says_it_any_more_and_the_chain_is_whole(world: World, point: Id, tmp_path: Path) -> None:
    store = world.store
    assert NAME in backup_of(store, tmp_path)
    erasing.erase(store, HOUSE, point, AT, "account:x")
    text = backup_of(store, tmp_path)
    assert [one for one in (NAME, "bb@huset.example", "70102031", "70102039") if one in text] == []
    assert "visitation@huset.example" in text
    assert check(store).faults == ()
    assert point not in store.get([point])
    assert [one.facts["role"] for one in erasing.points(store, HOUSE)] == ["Visitation"]
    with pytest.raises(NotFound):
        erasing.erase(store, HOUSE, point, AT, "account:x")


def proposed(store: GraphStore, target: Id, field: str, seen: str, value: str, by: str = "") -> Proposal:
    """A proposal about a thing of the house, which waits."""
    sort = About.FIELD if by else About.SHOWN
    proposal = Proposal(HOUSE, sort, own_source(HOUSE), by or "account:a", AT, target, field, seen, value)
    store.records.write(proposals.write_of(proposal))
    return proposal


def test_nor_does_what_was_proposed_or_doubted_whatever_became_of_it(
    world: World, point: Id, tmp_path: Path
) -> None:
    """The address that a proposal would have replaced, the one it proposed, the one that was stopped."""
    store = world.store
    proposed(store, point, "email", "bb@huset.example", "bodil.ny@huset.example")
    for field, state in (("phone", State.REJECTED), ("person", State.DONE)):
        decided = proposed(store, point, field, NAME, f"{NAME} Ny", by=f"account:{field}")
        review.close(store, decided, state, "Nej", AT)
    for text, said in (("bodil.tredje@huset.example", Said.STOPPED), (f"{NAME} er holdt op", Said.WRONG)):
        doubts.keep(store, Doubt(HOUSE, AT, point, "email", text, said))
    other = proposed(store, HOUSE, "phone", "", "70102099")
    doubts.keep(store, Doubt(HOUSE, AT, HOUSE, "phone", "svarer ikke"))
    assert NAME in backup_of(store, tmp_path)
    erasing.erase(store, HOUSE, point, AT, "account:x")
    text = backup_of(store, tmp_path)
    assert [one for one in (NAME, "bb@huset", "bodil") if one in text] == []
    assert proposals.waiting(store) == (other,)
    assert [one.target for one in doubts.waiting(store, AT)] == [HOUSE]
    assert check(store).faults == ()


def test_what_is_proposed_while_it_is_erased_goes_too(
    world: World, point: Id, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: it was written between the listing and the commit, and stayed."""
    store = world.store

    def meanwhile(*args: Any, **kept: Any) -> object:
        proposed(store, point, "email", "bb@huset.example", "bodil.ny@huset.example")
        doubts.keep(store, Doubt(HOUSE, AT, point, "email", f"{NAME} er holdt op"))
        return commit(*args, **kept)

    monkeypatch.setattr(erasing, "commit", meanwhile)
    erasing.erase(store, HOUSE, point, AT, "account:x")
    text = backup_of(store, tmp_path)
    assert [one for one in (NAME, "bb@huset", "bodil") if one in text] == []


def test_what_is_proposed_from_a_page_of_before_is_not_kept(world: World, point: Id, tmp_path: Path) -> None:
    store = world.store
    erasing.erase(store, HOUSE, point, AT, "account:x")
    late = Proposal(HOUSE, About.FIELD, own_source(HOUSE), "account:a", AT, point, "person", NAME, "Ny")
    other = replace(late, target=HOUSE, field="phone", seen="", value="70102099")
    erased.keep(store, proposals.write_of(late), proposals.write_of(other))
    doubts.keep(store, Doubt(HOUSE, AT, point, "person", NAME))
    assert NAME not in backup_of(store, tmp_path)
    assert proposals.waiting(store) == (other,)


def test_what_earlier_versions_left_of_erased_points_is_purged(
    world: World, point: Id, tmp_path: Path
) -> None:
    """They erased the point alone."""
    store = world.store
    erasing.erase(store, HOUSE, point, AT, "account:x")
    proposed(store, point, "person", NAME, "Ny")
    store.records.write(doubts.write_of(Doubt(HOUSE, AT, point, "person", f"{NAME} er holdt op")))
    kept = proposed(store, HOUSE, "phone", "", "70102099")
    counts = retention.purge(store, Kept(0, 0, 0), AT, dry_run=True)
    assert (sorted(counts.values()), NAME in backup_of(store, tmp_path)) == ([1, 1], True)
    retention.purge(store, Kept(0, 0, 0), AT)
    assert NAME not in backup_of(store, tmp_path)
    assert proposals.waiting(store) == (kept,)


def test_a_point_that_is_only_gone_keeps_what_was_proposed(world: World, point: Id) -> None:
    waits = proposed(world.store, point, "email", "bb@huset.example", "ny@huset.example")
    world.bring(actors=ACTORS, contacts=HEADER + SHARED)
    retention.purge(world.store, Kept(0, 0, 0), AT)
    assert proposals.waiting(world.store) == (waits,)


def test_the_points_of_an_actor_that_is_gone_can_be_erased(world: World, point: Id, tmp_path: Path) -> None:
    store = world.store
    world.bring(actors="id,name,kind\nandet,Andet,civ_ngo\n", contacts=HEADER)
    assert store.get([HOUSE]) == {}
    house, stands = erasing.owner(store, HOUSE)
    assert (house.text("name"), stands) == ("Huset", False)
    assert point in {one.id for one in erasing.points(store, HOUSE)}
    erasing.erase(store, HOUSE, point, AT, "account:x")
    assert NAME not in backup_of(store, tmp_path)
    assert check(store).faults == ()
    with pytest.raises(NotFound):
        erasing.owner(store, "actor:horsens:aldrig")


def test_however_much_was_written_of_an_entry(
    world: World, point: Id, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by one commit, which cannot be asked for in parts. Red with all changes asked for at once."""
    world.bring(actors=ACTORS, contacts=HEADER + SHARED)
    whole = erasing.points(world.store, HOUSE)
    all_of_it = set(past.changes_about(world.store, [HOUSE]))
    newest = world.store.status().version
    of_a_commit = [
        len(world.store.changes_about([HOUSE], after=n - 1, until=n, most=99)) for n in range(1, newest + 1)
    ]
    monkeypatch.setattr(past, "AT_ONCE", max(of_a_commit))
    with pytest.raises(TooLarge):
        world.store.changes_about([HOUSE], after=0, most=past.AT_ONCE)
    assert erasing.points(world.store, HOUSE) == whole
    assert set(past.changes_about(world.store, [HOUSE])) == all_of_it
    monkeypatch.setattr(past, "AT_ONCE", max(of_a_commit) - 1)
    assert set(past.changes_about(world.store, [HOUSE])) == all_of_it


def test_one_that_was_gone_before_goes_from_the_history_too(world: World, point: Id, tmp_path: Path) -> None:
    world.bring(actors=ACTORS, contacts=HEADER + SHARED)
    (gone,) = (one for one in erasing.points(world.store, HOUSE) if not one.stands)
    assert (gone.id, gone.facts["person"]) == (point, NAME)
    erasing.erase(world.store, HOUSE, point, AT, "account:x")
    assert NAME not in backup_of(world.store, tmp_path)
    assert check(world.store).faults == ()


def test_a_source_may_say_it_again_and_it_can_go_again(world: World, point: Id, tmp_path: Path) -> None:
    erasing.erase(world.store, HOUSE, point, AT, "account:x")
    world.bring(actors=ACTORS, contacts=CONTACTS)
    assert NAME in backup_of(world.store, tmp_path)
    erasing.erase(world.store, HOUSE, point, AT, "account:x")
    assert NAME not in backup_of(world.store, tmp_path)
    assert check(world.store).faults == ()


def test_taking_the_import_back_brings_nobody_again(world: World, point: Id, tmp_path: Path) -> None:
    """What is erased cannot come back."""
    erasing.erase(world.store, HOUSE, point, AT, "account:x")
    for record in list(runs.list_runs(world.store, "horsens"))[::-1]:
        runs.undo(world.store, record["id"], AT, "test")
    assert NAME not in backup_of(world.store, tmp_path)
    assert check(world.store).faults == ()


def test_a_backup_of_it_can_be_restored(world: World, point: Id, tmp_path: Path) -> None:
    erasing.erase(world.store, HOUSE, point, AT, "account:x")
    transfer.export(world.store, tmp_path / "all.jsonl")
    with closing(open_store(f"sqlite:///{tmp_path / 'anew.db'}")) as anew:
        anew.prepare()
        transfer.restore(anew, tmp_path / "all.jsonl")
        assert check(anew).faults == ()


def test_what_is_of_another_entry_is_not_erased_by_this_one(world: World, point: Id) -> None:
    with pytest.raises(NotFound):
        erasing.erase(world.store, "actor:horsens:andre", point, AT, "account:x")
    with pytest.raises(NotFound):
        erasing.erase(world.store, HOUSE, HOUSE, AT, "account:x")


def test_the_point_of_a_service_that_is_gone_can_be_erased(world: World, tmp_path: Path) -> None:
    """Red with only the services asked about that stand."""
    store, bed, desk = world.store, "service:x:seng", "contact:x:leder"
    edits = (
        twice.actor(HOUSE),
        twice.said(bed, NodeKind.SERVICE, name="Seng"),
        twice.said(desk, NodeKind.CONTACT_POINT, role="Leder", phone="+4570102031"),
        twice.tie(EdgeKind.OFFERS, HOUSE, bed),
        twice.tie(EdgeKind.CONTACTED_AT, bed, desk),
    )
    twice.put(store, *edits)
    twice.put(store, *map(twice.unsaid, edits[1:]))
    assert [one.id for one in erasing.points(store, HOUSE)] == [desk]
    erasing.erase(store, HOUSE, desk, AT, "account:x")
    assert "70102031" not in backup_of(store, tmp_path)
    assert check(store).faults == ()


def test_the_last_words_about_several_are_as_of_each(world: World, point: Id) -> None:
    targets = [HOUSE, point, "actor:horsens:aldrig"]
    world.bring(actors=ACTORS, contacts=HEADER + SHARED)
    alone = {one: list(past.last_words(world.store, one)) for one in targets}
    several = past.last_words_of(world.store, targets)
    assert {one: list(claims) for one, claims in several.items()} == {
        one: claims for one, claims in alone.items() if claims
    }
    assert set(several) == {HOUSE, point}
