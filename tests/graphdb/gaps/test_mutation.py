"""Take each actor of the demo away: exactly the predicted gaps open. Put it back: exactly those close.

What is predicted comes from ``what_if``, which works in memory; what happens from a store of one's own, from
which every claim on the actor is dropped and where the coordinator answers for each kind that nobody is left
of. One actor in twenty, all with ``--sweep``.
"""

import csv
from collections.abc import Iterator
from importlib.resources import files

import pytest

from graphdb.coverage.answering import About, answer, take_back
from graphdb.coverage.cells import Ground
from graphdb.coverage.state import LACKING, State
from graphdb.gaps.gaps import gaps
from graphdb.gaps.inputs import read_inputs
from graphdb.gaps.what_if import what_if
from graphdb.model import Id
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Put, Stamp, commit
from tests.graphdb.world import TODAY

DEMO = ("9901", "9902", "9903")
AT = f"{TODAY}T10:00:00+00:00"


def demo_actors() -> Iterator[Id]:
    text = files("seed").joinpath("demo", "actors.csv").read_text(encoding="utf-8")
    return (f"actor:{row['id']}" for row in csv.DictReader(text.splitlines()))


def ids(store: GraphStore) -> set[str]:
    return {gap.id for town in DEMO for gap in gaps(store, town, TODAY).items}


def grounds(store: GraphStore) -> dict[str, Ground]:
    return {town: read_inputs(store, store.status(), town, TODAY).ground for town in DEMO}


@pytest.mark.sweep
@pytest.mark.parametrize("actor", sorted(demo_actors()))
def test_exactly_the_predicted_gaps_open_and_close(demo_copy: GraphStore, actor: Id) -> None:
    before, ground = ids(demo_copy), grounds(demo_copy)
    towns = [town for town in DEMO if actor in ground[town].presence.all_ids()]
    predicted = [what_if(demo_copy, town, [actor], TODAY) for town in towns]
    opened = {name for one in predicted for name in one.opened}
    closed = {name for one in predicted for name in one.closed}
    core = {name for town in towns for name in nobody_left(ground[town], actor)}
    assert {name for name in opened if name.startswith("nobody.")} == core
    claims = demo_copy.claims([actor])[actor]
    write(demo_copy, [Drop(actor, claim.source) for claim in claims])
    answered = [
        About(town, kind) for town in towns for kind in emptied(ground[town], grounds(demo_copy)[town])
    ]
    for about in answered:
        answer(demo_copy, about, State.ASKED_NONE, "leder", stamp(), TODAY)
    after = ids(demo_copy)
    assert (after - before, before - after) == (opened, closed)
    for about in answered:
        take_back(demo_copy, about, stamp())
    write(demo_copy, [Put(claim) for claim in claims])
    assert ids(demo_copy) == before


def nobody_left(ground: Ground, actor: Id) -> Iterator[str]:
    """By brute force: the core sets of which the actor is all that there is, by the id of their gap."""
    kind = ground.presence.kind_of(actor)
    alone = ground.presence.ids([kind]) == (actor,)
    for cell in ground.expected_cells():
        expected = cell.expectation
        if expected is None or not expected.core or expected.basis == "background":
            continue
        others = [member for member in cell.kinds if member != kind]
        known = {one.kind: one.state for one in cell.answers}
        nobody_else = all(not ground.cell(cell.group, (member,)).actors for member in others)
        all_known = all(known.get(member) in LACKING for member in others)
        if kind in cell.kinds and alone and nobody_else and all_known:
            yield f"nobody.{ground.municipality}.{expected.key}"


def emptied(before: Ground, after: Ground) -> list[str]:
    return sorted(before.presence.places.keys() - after.presence.places.keys())


def stamp() -> Stamp:
    return Stamp(AT, "test", "prøve")


def write(store: GraphStore, edits: list[Drop] | list[Put]) -> None:
    plan, _ = commit(store, edits, stamp())
    assert not plan.refused, plan.refused
