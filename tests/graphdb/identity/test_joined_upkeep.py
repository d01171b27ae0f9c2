"""Backups, checks, dry runs and many writers at once, where judgements join things."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from graphdb.errors import Conflict
from graphdb.identity import judgements
from graphdb.message import say
from graphdb.model import EdgeKind, Id, NodeKind, edge_id
from graphdb.store import Commit, GraphStore, WriteSet
from graphdb.upkeep.check import check
from graphdb.upkeep.publication import publish
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.dry_run import Rehearsal
from graphdb.writing.plan import Edit, Stamp, commit
from tests.conftest import Address
from tests.contract.samples import AT, bare
from tests.contract.test_equal import ready
from tests.graphdb.identity.twice import (
    GROUP,
    A,
    B,
    C,
    actor,
    begin,
    contents,
    edges,
    said,
    same,
    tie,
    unsaid,
    write,
)

_NUMBERS: Final = count()


def faults(store: GraphStore) -> list[str]:
    """What a check finds wrong, in Danish."""
    return [say(fault) for fault in check(store).faults]


def test_a_backup_holds_the_judgements_and_what_they_join(store: GraphStore, tmp_path: Path) -> None:
    begin(store)
    before = contents(store)
    write(store, same(A, B))
    export(store, tmp_path / "backup.jsonl")
    again = Address(f"sqlite:///{tmp_path / 'again.db'}").open()
    again.prepare()
    restore(again, tmp_path / "backup.jsonl")
    assert dump(again) == dump(store)
    write(again, unsaid(same(A, B)))
    assert contents(again) == before
    again.close()


def test_visitors_get_the_joined_once(store: GraphStore, tmp_path: Path) -> None:
    begin(store)
    write(store, same(A, B))
    publish(store, tmp_path / "open.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "open.jsonl").read_text().splitlines()]
    ids = {row["id"] for row in rows if "id" in row}
    assert A in ids
    assert not any(B in one for one in ids)


def test_a_check_knows_the_judgements_from_their_claims(store: GraphStore) -> None:
    # Red when the records of judgements are not compared with the claims.
    begin(store)
    write(store, same(A, B))
    store.records.delete(judgements.KIND, same(A, B).claim.target)
    assert any("afgørelsen om identitet" in fault for fault in faults(store))


def test_a_check_sees_what_the_joined_are_shown_as(store: GraphStore) -> None:
    # Red when what is joined is left out of the comparison.
    begin(store)
    write(store, same(A, B))
    node = store.get([A])[A]
    store.write(bare("by-hand", nodes=(replace(node, props={**node.props, "name": "Andet"}),)))
    assert any(fault.startswith(A) for fault in faults(store))


def test_a_check_sees_one_that_is_shown_beside_what_it_is_joined_with(store: GraphStore) -> None:
    begin(store)
    other = store.get([B])[B]
    write(store, same(A, B))
    store.write(bare("by-hand", nodes=(other,)))
    assert any(fault.startswith(B) for fault in faults(store))


def test_a_dry_run_goes_the_same_way(store: GraphStore) -> None:
    begin(store)
    rehearsal = Rehearsal(store)
    before = contents(store)
    for edits in ([same(A, B)], [actor(B, "2026-03-01", description="Nyest")]):
        commit(rehearsal, edits, Stamp(AT, "tests", "prøve"))
    assert rehearsal.get([A, B]).keys() == {A}
    assert rehearsal.get([A])[A].text("description") == "Nyest"
    commit(rehearsal, [unsaid(same(A, B))], Stamp(AT, "tests", "prøve"))
    assert rehearsal.get([A, B]).keys() == {A, B}
    assert contents(store) == before


def test_writers_and_judges_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each thread says its own; what is there in the end follows from all of it."""
    stores = [ready(Address(f"sqlite:///{tmp_path / f'{name}.db'}")) for name in ("judged", "plain")]
    for store in stores:
        begin(store)
    steps = [list(_steps(number)) for number in range(4)]

    def writer(store: GraphStore, judge: bool) -> Callable[[list[list[Edit]]], None]:
        def work(taken: list[list[Edit]]) -> None:
            for edits in taken:
                if judge:
                    _say(store, [same(A, B)])
                _say(store, edits)
                if judge:
                    _say(store, [unsaid(same(A, B))])

        return work

    for store, judge in zip(stores, (True, False), strict=True):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(writer(store, judge), steps))
    _say(stores[0], [unsaid(same(A, B))])
    assert faults(stores[0]) == []
    assert contents(stores[0]) == contents(stores[1])
    for store in stores:
        store.close()


def test_a_writer_comes_through_however_often_others_judge(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red with four tries, as for a lock that is lost: on a busy machine a save was given up."""
    begin(store)
    write_now = store.write
    judging: list[Edit] = [same(A, B), unsaid(same(A, B))] * 3
    judgements_of_others = iter(judging)

    def write_late(change: WriteSet) -> Commit:
        if (other := next(judgements_of_others, None)) is not None:
            with monkeypatch.context() as patch:
                patch.setattr(store, "write", write_now)
                write(store, other)
        return write_now(change)

    monkeypatch.setattr(store, "write", write_late)
    _say(store, [actor(B, "2026-03-01", "kilde", description="Kom igennem")])
    assert store.get([B])[B].text("description") == "Kom igennem"


def test_a_lock_that_is_lost_is_not_waited_for(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with what the stamp expects among what a plan works out: it was tried a hundred times."""
    write_now, tries = store.write, list[str]()

    def counted(change: WriteSet) -> Commit:
        tries.append(change.id)
        return write_now(change)

    monkeypatch.setattr(store, "write", counted)
    lost = Stamp(AT, "tests", "prøve", expect_records={("run", "lost"): 1})
    with pytest.raises(Conflict):
        commit(store, [actor(B, "2026-03-01", "kilde")], lost)
    assert 1 < len(tries) < 10


def _steps(number: int) -> list[list[Edit]]:
    """What one thread says, of things of its own and of those that all speak of."""
    source = f"kilde-{number}"
    service: Id = f"service:x:nyt{number}"
    return [
        [actor(B, f"2026-0{number + 1}-01", source, description=f"Fra {number}")],
        [
            said(service, NodeKind.SERVICE, "2026-01-01", source, name="Tilbud"),
            tie(EdgeKind.OFFERS, B, service),
        ],
        [tie(EdgeKind.REACHES, A, GROUP, source), tie(EdgeKind.PART_OF, C, B, source)],
        [unsaid(tie(EdgeKind.REACHES, B, GROUP, source)), unsaid(actor(B, "2026-01-01", source))],
    ]


def _say(store: GraphStore, edits: list[Edit]) -> None:
    commit(store, edits, Stamp(AT, "tests", "prøve", id=f"at-once-{next(_NUMBERS)}"))


def test_one_is_a_part_of_another_only_as_shown(store: GraphStore) -> None:
    begin(store)
    write(store, tie(EdgeKind.PART_OF, C, B), same(A, B))
    assert edge_id(EdgeKind.PART_OF, C, A) in edges(store, A)
