"""``check`` finds nothing in a sound store, and each kind of damage in one that is not."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from graphdb.claims import Fact, Rank, relation
from graphdb.history import chain
from graphdb.message import say
from graphdb.model import EdgeKind, NodeKind
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump
from graphdb.writing import absence
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests import sqlite_by_hand
from tests.contract.samples import AT, DAY, actor, bare, linked, said, service
from tests.contract.test_loading import PowerCut, cut_short

A, B, C, HELP, GROUP = actor("a"), actor("b"), actor("c"), service("s"), "term:rg_proeve"


def edits() -> list[Edit]:
    claims = [
        said(A, name="Herberget", kind="bo_110"),
        said(B, name="Boligenheden", kind="kom_bolig"),
        said(HELP, name="Seng for natten"),
        said(GROUP, code="rg_proeve", label_da="Prøvegruppe"),
        linked(EdgeKind.OFFERS, A, HELP),
        linked(EdgeKind.REACHES, HELP, GROUP),
        linked(EdgeKind.PART_OF, A, B),
    ]
    return [Put(claim) for claim in claims]


def fill(store: GraphStore) -> None:
    note = RecordWrite(Record("note", "a", "{}"))
    done, _ = commit(store, edits(), Stamp(AT, "tests", "Prøve", records=(note,)))
    assert not done.refused
    more = [
        Put(said(A, "other", name="Et andet navn", kind="bo_110")),
        Put(said(B, name="Bolig", kind="kom_bolig")),
    ]
    commit(store, more, Stamp(AT, "tests", "Prøve", run="run-1"))
    commit(store, [Drop(A, "other")], Stamp(AT, "tests", "Prøve"))


def test_a_sound_store_has_no_faults(store: GraphStore) -> None:
    assert check(store).faults == ()
    fill(store)
    report = check(store)
    assert report.faults == ()
    assert (report.version, report.head) == (3, store.status().head)
    expected = {
        "commit": 3,
        "change": 10,
        "claim": 7,
        "node": 4,
        "edge": 3,
        "entry": 3,
        "tally": 0,
        "record": 1,
    }
    assert dict(report.counts) == expected


def test_a_source_that_denies_a_relation_is_no_fault(store: GraphStore) -> None:
    fill(store)
    denied = relation(
        "demo", Rank.OWN, EdgeKind.PART_OF, (A, B), {"exists": Fact(False, DAY, DAY)}, dates=(DAY, DAY)
    )
    commit(store, [Put(denied)], Stamp(AT, "tests", "Prøve"))
    assert not store.edges([B])
    assert check(store).faults == ()


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("UPDATE node SET props = '{}' WHERE kind = 'RiskGroup'", "vises anderledes"),
        ("UPDATE number SET kind = kind_number('MEETS') WHERE kind_of(n) = 'REACHES'", "edge REACHES|"),
        ("DELETE FROM node WHERE kind = 'RiskGroup'", "mangler en ende"),
        ("DELETE FROM edge WHERE kind_of(n) = 'REACHES'", "vises anderledes"),
        ("DELETE FROM claim WHERE target_id(target) LIKE 'PART_OF%'", "ikke er gemt"),
        ("UPDATE claim SET body = replace(unpacked(body, target), 'Seng', 'Sofa')", "ender et andet sted"),
        (
            "UPDATE change SET body = replace(change_unpacked(target, body), 'Seng', 'Sofa')",
            "er ændret, siden",
        ),
        ("DELETE FROM change WHERE seq = 2", "er ændret, siden"),
        ("DELETE FROM commits WHERE seq = 2", "følger ikke efter"),
        ("DELETE FROM commits WHERE seq = 3", "uden en gemt handling"),
        ("UPDATE commits SET by = 'another' WHERE seq = 1", "Handling nr. 1 er ændret"),
        ("UPDATE entry SET body = '{}' WHERE id LIKE 'service%'", "Søgningen kender ikke"),
        ("DELETE FROM entry WHERE id LIKE 'service%'", "Søgningen kender ikke"),
        ("DELETE FROM word WHERE rowid = 1", "Søgeregistret"),
    ],
)
def test_each_damage_is_found(sqlite_store: GraphStore, tmp_path: Path, damage: str, fault: str) -> None:
    fill(sqlite_store)
    raw = sqlite_by_hand.opened(tmp_path / "store.db")
    assert raw.execute(damage).rowcount
    raw.commit()
    raw.close()
    assert any(fault in say(said) for said in check(sqlite_store).faults), check(sqlite_store).faults


def test_a_load_cut_short_is_a_fault(store: GraphStore) -> None:
    with pytest.raises(PowerCut):
        store.load(cut_short([], 0))
    assert any("ikke fyldt færdigt" in say(fault) for fault in check(store).faults)


def test_what_is_written_after_a_cut_off_end_does_not_hide_it(
    sqlite_store: GraphStore, tmp_path: Path
) -> None:
    sqlite_store.write(bare("tally"))
    sqlite_store.write(bare("again"))
    raw = sqlite3.connect(tmp_path / "store.db")
    raw.execute("DELETE FROM commits WHERE seq = 2")
    raw.commit()
    raw.close()
    assert sqlite_store.write(bare("more")).seq == 3
    assert any("følger ikke efter" in say(fault) for fault in check(sqlite_store).faults)


def notes(store: GraphStore) -> list[str]:
    report = check(store)
    assert report.faults == ()
    return [say(note) for note in report.notes]


def test_a_relation_that_is_not_shown_is_named_with_the_reason(store: GraphStore) -> None:
    """Seen red with two reasons: of an end that is back as another kind it was said that "" is away."""
    fill(store)
    reaches = linked(EdgeKind.REACHES, HELP, GROUP).target
    commit(store, [Drop(GROUP, "demo")], Stamp(AT, "tests", "Prøve"))
    assert notes(store) == [
        f"{reaches}: vises ikke, for {GROUP} står ikke i nogen kilde nu. Den vises igen, når de er tilbage."
    ]
    need = replace(said(GROUP, code="rg_proeve", label_da="Et behov"), kind=NodeKind.NEED)
    planned, _ = commit(store, [Put(need)], Stamp(AT, "tests", "Prøve"))
    assert not planned.refused
    [note] = notes(store)
    assert note.startswith(
        f"{reaches}: vises ikke, for {HELP}, {GROUP} er nu af slags, som ikke kan forbindes"
    )


@pytest.mark.parametrize("ends", [{"k1": HELP, "k2": A}, {"k1": B, "k2": GROUP}])
def test_a_hidden_relation_that_would_be_shown_with_other_ends_is_found(
    store: GraphStore, ends: dict[str, str]
) -> None:
    """Seen red while only the ids were compared: it would not be shown when its own ends are back."""
    fill(store)
    reaches = linked(EdgeKind.REACHES, HELP, GROUP).target
    commit(store, [Drop(GROUP, "demo")], Stamp(AT, "tests", "Prøve"))
    store.records.put(Record(absence.KIND, reaches, "{}", ends))
    [fault] = check(store).faults
    assert say(fault).startswith(f"{reaches}: vises ikke, men lageret husker ikke")


@pytest.mark.parametrize("flag", [A, "actor:x:nobody", ""])
def test_an_erasure_for_somebody_who_was_never_secret_is_found(store: GraphStore, flag: str) -> None:
    """Red without the last fault in ``Replayed.end``: written with our own tools, the chain is whole."""
    fill(store)
    (claim,) = store.claims([B])[B]
    change = chain.change(B, "demo", claim, claim, "s", erases=flag)
    store.write(bare("forged", claims=(claim,), changes=(change,), erase=(B,)))
    assert tuple(map(say, check(store).faults)) == (
        (
            f"Historikken for {B} er slettet, men hører ikke til nogen, der har haft hemmelig adresse, og er "
            "intet kontaktpunkt."
        ),
    )


def test_an_erasure_holds_when_the_flag_went_with_another(store: GraphStore) -> None:
    """A's words went for B's address, and B's, with the flag in them, for the address of C above both."""
    street, place = "Lindevej 7", "place:x:home"
    texts = {one: {"name": one[-1], "kind": "bo_110", "description": f"I {street}"} for one in (A, B, C)}
    everyone = [Put(said(one, **texts[one])) for one in (A, B, C)]
    ties = [Put(linked(EdgeKind.LOCATED_AT, one, place)) for one in (A, B, C)]
    under_b = [Put(linked(EdgeKind.PART_OF, A, B)), Put(said(B, **texts[B], secret_address=True))]
    opened = [Put(said(B, **texts[B], secret_address=False))]
    found_again = [Put(said(place, address=street))]
    under_c = [Put(linked(EdgeKind.PART_OF, B, C)), Put(said(C, **texts[C], secret_address=True))]
    for edits in ([*everyone, *found_again, *ties], under_b, opened, found_again, under_c):
        commit(store, edits, Stamp(AT, "tests", "Prøve"))
    assert street not in dump(store).decode()
    assert check(store).faults == ()
