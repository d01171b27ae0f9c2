"""A program that writes to a store, for tests that run several of it at once or kill it.

    python -m tests.contract.writer edit NAME COUNT     commits; prints the id of each once it is acknowledged
    python -m tests.contract.writer load FILE           fills an empty store; prints "loading", then "loaded"

The store is named by STORE_URL, STORE_USER and STORE_PASSWORD.
"""

import os
import random
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from graphdb.connect import open_store
from graphdb.errors import Busy, Conflict
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from graphdb.upkeep.transfer import restore
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import AT, actor, linked, said

TWINS: Final = (actor("one"), actor("two"))
"""Every commit gives both the same name, so whoever sees two names sees half a commit."""
BULK: Final = 150
"""Further actors in each commit, so that it takes long enough to be cut in two."""
FIRST: Final = 10**5
"""The first commit's number is below it: with the digits of an actor behind, more look like a CPR number."""
GROUP: Final = "term:rg_proeve"


def world() -> list[Edit]:
    """What must be there before writers begin."""
    return [
        *(Put(said(one, name="Navn", kind="bo_110")) for one in TWINS),
        Put(said(GROUP, code="rg_proeve", label_da="Prøvegruppe")),
    ]


def edits(name: str, number: int, *, bulk: int = 0) -> list[Edit]:
    """One commit: both twins renamed, or a relation of one put or taken back."""
    link = linked(EdgeKind.REACHES, TWINS[0], GROUP, source=name)
    match number % 3:
        case 0:
            graph_edits: list[Edit] = [
                Put(said(one, name=f"{name} {number}", kind="bo_110")) for one in TWINS
            ]
        case 1:
            graph_edits = [Put(link)]
        case _:
            graph_edits = [Drop(link.target, name)]
    more = (said(actor(f"{name}-{number}-{one}"), name="Navn", kind="bo_110") for one in range(bulk))
    return [*graph_edits, *map(Put, more)]


def write(store: GraphStore, name: str, numbers: Iterator[int], *, bulk: int = 0) -> Iterator[str]:
    """Commit again and again; each id comes out when its commit is acknowledged."""
    for number in numbers:
        commit_id = f"{name}-{number}"
        done = False
        while not done:
            try:
                plan, _ = commit(
                    store, edits(name, number, bulk=bulk), Stamp(AT, name, "Prøve", id=commit_id)
                )
                assert not plan.refused
                done = True
            except (Busy, Conflict):
                continue
        yield commit_id


def main() -> None:
    """See above."""
    store = open_store(
        os.environ["STORE_URL"], user=os.environ["STORE_USER"], password=os.environ["STORE_PASSWORD"]
    )
    match sys.argv[1:]:
        case ["edit", name, most]:
            for commit_id in write(store, name, iter(range(int(most)))):
                say(commit_id)
        case ["bulk", name]:
            for commit_id in write(store, name, count(random.randrange(FIRST)), bulk=BULK):
                say(commit_id)
        case ["load", path]:
            say("loading")
            restore(store, Path(path))
            say("loaded")
    store.close()


def say(text: str) -> None:
    """Tell the test at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
