"""A program that writes to a store, for tests that run several of it at once or kill it.

    python -m tests.contract.writer edit NAME COUNT     commits; prints the id of each once it is acknowledged
    python -m tests.contract.writer bulk NAME           long commits, which also join and part the twins
    python -m tests.contract.writer run                 imports and takes it back; prints which, part by part
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

from graphdb.claims import Fact, Rank, relation
from graphdb.connect import open_store
from graphdb.errors import Busy, Conflict
from graphdb.fields.relation import SAME, VERDICT
from graphdb.model import EdgeKind
from graphdb.runs import runs
from graphdb.store import GraphStore
from graphdb.upkeep.transfer import restore
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import AT, DAY, actor, linked, said

TWINS: Final = (actor("one"), actor("two"))
"""Every commit gives both the same name, so whoever sees two names sees half a commit."""
BULK: Final = 150
"""Further actors in each commit, so that it takes long enough to be cut in two."""
FIRST: Final = 10**5
"""The first commit's number is below it: with the digits of an actor behind, more look like a CPR number."""
GROUP: Final = "term:rg_proeve"
GOES: Final = actor("goes")
PART: Final = 20
"""Targets in one commit of a run, of which there are many, so that it is killed between any two."""


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
    return [*graph_edits, *map(Put, more), *([joined(number % 2 == 0)] if bulk else [])]


def joined(same: bool = True) -> Edit:
    """The judgement that the twins are one, or that it is taken back."""
    source, facts = "coordinator:9901", {VERDICT: Fact(SAME, DAY, DAY)}
    judgement = relation(source, Rank.COORDINATOR, EdgeKind.SAME, TWINS, facts, dates=(DAY, DAY))
    return Put(judgement) if same else Drop(judgement.target, source)


def imported() -> list[Edit]:
    """What a run says: of one twin in its first part and of the other in its last."""
    many = (actor(f"run-{one}") for one in range(30 * PART))
    first, *others = (Put(said(one, "run", name="Fra filen", kind="bo_110")) for one in (*TWINS, *many))
    return [first, Drop(GOES, "run"), *reversed(others)]


def work_in_runs(store: GraphStore) -> None:
    """An import in many small parts, that is then taken back in as many."""
    runs.PART = PART  # type: ignore[misc]
    with runs.alone(store, "run", AT, "run", lambda: AT) as run:
        for part in runs.parts(imported()):
            say("import")
            commit(store, part, run.stamp("Prøve"))
    runs.undo(store, run.id, AT, "run", progress=lambda done, of_all: say("undo"))


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
        case ["run"]:
            work_in_runs(store)
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
