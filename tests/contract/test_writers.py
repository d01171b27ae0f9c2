"""Several processes write to one store while others read."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from graphdb.check import check
from graphdb.editing import Stamp, commit
from graphdb.errors import Busy, Conflict
from graphdb.store import GraphStore, What, stable
from tests.conftest import Address
from tests.contract.samples import AT, actor, said, writing
from tests.contract.writer import GROUP, TWINS, world

ROOT: Final = Path(__file__).parents[2]
WRITERS: Final = 3
COMMITS: Final = 12


def start(address: Address, *words: str) -> "subprocess.Popen[str]":
    """A writer in a process of its own."""
    login = {"STORE_URL": address.url, "STORE_USER": address.user, "STORE_PASSWORD": address.password}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.contract.writer", *words],
        env={**os.environ, **login},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_several_processes_write_and_nobody_sees_half_of_it(store: GraphStore, address: Address) -> None:
    """Red when an entry is written from what somebody else changed meanwhile, or a read mixes two commits."""
    commit(store, world(), Stamp(AT, "tests", "Prøve", id="world"))
    writers = [start(address, "edit", f"w{number}", str(COMMITS)) for number in range(WRITERS)]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        names = {node.text("name") for node in store.get(TWINS).values()}
        assert len(names) == 1
        found = stable(store, lambda: (store.edges([GROUP]), store.claims(TWINS)))
        seen |= names
        assert len({claims[0].facts["name"].value for claims in found[1].values()}) == 1
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
        held = store.claims([target]).get(target, ())
        number = int(str(held[0].facts["count"].value)) if held else 0
        expect = {target: max((claim.version for claim in held), default=0)}
        try:
            store.write(writing(f"{name}-{done}", said(target, count=number + 1), expect=expect))
            done += 1
        except (Busy, Conflict):
            continue


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
