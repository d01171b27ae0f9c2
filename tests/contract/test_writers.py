"""Several processes write to one store while others read."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from threading import Thread
from typing import Final

import pytest

from graphdb.concurrency.stable import stable
from graphdb.errors import Busy, Conflict
from graphdb.model import EdgeKind
from graphdb.store import Commit, GraphStore, Status, What, WriteSet
from graphdb.upkeep.check import check
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.conftest import Address
from tests.contract.conftest import Writer
from tests.contract.samples import AT, actor, bare, linked, said, writing
from tests.contract.writer import GROUP, TWINS, world

WRITERS: Final = 3
COMMITS: Final = 12


def names(store: GraphStore) -> tuple[set[str], set[str]]:
    """What the twins are called in the view, and in the claims."""
    claims_by_target = store.claims(TWINS).values()
    return {node.text("name") for node in store.get(TWINS).values()}, {
        str(claims[0].facts["name"].value) for claims in claims_by_target
    }


def test_several_processes_write_and_nobody_sees_half_of_it(
    store: GraphStore, start: Callable[..., Writer]
) -> None:
    """Red when a read mixes two commits, or a commit is lost, doubled or half there."""
    commit(store, world(), Stamp(AT, "tests", "Prøve", id="world"))
    writers = [start("edit", f"w{number}", str(COMMITS)) for number in range(WRITERS)]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        assert len({node.text("name") for node in store.get(TWINS).values()}) == 1
        with suppress(Busy):
            in_view, in_claims = stable(store, lambda _: names(store))
            assert in_view == in_claims
            seen |= in_view
    acknowledged = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert len(acknowledged) == WRITERS * COMMITS
    commits = store.commits().items
    assert {one.id for one in commits} <= {"world", *acknowledged}
    assert [one.seq for one in commits] == list(range(1, len(commits) + 1))
    assert check(store).faults == ()
    assert len(seen) > 1


def test_writers_of_one_target_meet_in_conflicts_not_in_lost_words(store: GraphStore) -> None:
    """Each thread counts a field up from what it read; none may count over another's."""
    target = actor("counter")
    threads = [Thread(target=count_up, args=[store, target, str(number), 8]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (claim,) = store.claims([target])[target]
    assert claim.facts["count"].value == 32
    assert store.status().version == 32


def count_up(store: GraphStore, target: str, name: str, times: int) -> None:
    done = 0
    while done < times:
        claims = store.claims([target]).get(target, ())
        number = int(str(claims[0].facts["count"].value)) if claims else 0
        expect = {target: max((claim.version for claim in claims), default=0)}
        try:
            store.write(writing(f"{name}-{done}", said(target, count=number + 1), expect=expect))
            done += 1
        except (Busy, Conflict):
            continue


class Overtaken:
    """A store in which somebody else always writes once between this writer's reading and writing."""

    def __init__(self, store: GraphStore, other: Sequence[Edit]) -> None:
        self.claims, self.get, self.edges = store.claims, store.get, store.edges
        self.changes, self.ties, self.records = store.changes, store.ties, store.records
        self._store = store
        self._other = other

    def write(self, change: WriteSet) -> Commit:
        other, self._other = self._other, ()
        commit(self._store, other, Stamp(AT, "other", "Prøve"))
        return self._store.write(change)


NAMED = [Put(said(TWINS[0], name="Et helt andet navn", kind="bo_110"))]
LINKED = [Put(linked(EdgeKind.REACHES, TWINS[0], GROUP))]
TAKEN = [Drop(TWINS[0], "demo")]
UNTAUGHT = [Drop(GROUP, "demo")]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(NAMED, LINKED), (LINKED, NAMED), (LINKED, TAKEN), (TAKEN, LINKED), (LINKED, UNTAUGHT), (NAMED, TAKEN)],
)
def test_who_was_overtaken_writes_what_follows_from_both(
    store: GraphStore, mine: Sequence[Edit], theirs: Sequence[Edit]
) -> None:
    """Red when a search entry is written over another that came of newer facts."""
    commit(store, world(), Stamp(AT, "tests", "Prøve"))
    commit(Overtaken(store, theirs), mine, Stamp(AT, "tests", "Prøve"))
    assert check(store).faults == ()


def test_two_processes_may_prepare_at_once(address: Address) -> None:
    stores = [address.open() for _ in range(4)]
    threads = [Thread(target=store.prepare) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({store.status() for store in stores}) == 1
    for store in stores:
        store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_forked_child_reads_and_writes_on_lines_of_its_own(store: GraphStore) -> None:
    store.write(writing("one", said(actor("a"))))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            store.write(writing("two", said(actor("b"))))
            code = 0 if set(store.get([actor("a"), actor("b")])) == {actor("a"), actor("b")} else 2
        finally:
            os._exit(code)
    store.write(writing("three", said(actor("c"))))
    assert os.waitpid(child, 0)[1] == 0
    assert {commit.id for commit in store.commits().items} == {"one", "two", "three"}
    assert len(list(store.scan(What.NODES))) == 3


def test_who_needs_one_version_is_told_there_is_none_and_people_get_the_last(
    store: GraphStore,
) -> None:
    numbers = count()

    def read_while_somebody_writes(_: Status) -> int:
        number = next(numbers)
        store.write(bare(f"n{number}"))
        return number

    with pytest.raises(Busy):
        stable(store, read_while_somebody_writes)
    assert stable(store, read_while_somebody_writes, strict=False) == 5
    assert stable(store, lambda _: "still") == "still"
