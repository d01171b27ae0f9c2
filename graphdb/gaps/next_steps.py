"""What to do about a gap: who has it nearby, who reaches the group elsewhere, whose money it is."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np

from graphdb.gaps.rule import Finding, Scene
from graphdb.message import Text, message
from graphdb.model import Id, NodeKind
from graphdb.search.index.columns import NONE

_MOST: Final = 3


def next_steps(scene: Scene, finding: Finding) -> tuple[Text, ...]:
    """The steps, nearest first, when a kind of actor is missing."""
    return tuple(_steps(scene, finding)) if finding.kinds else ()


def _steps(scene: Scene, finding: Finding) -> Iterator[Text]:
    for kind in finding.kinds:
        towns = scene.elsewhere.get(kind, ())[:_MOST]
        if towns:
            names = tuple(islice(_names(scene, kind, towns), _MOST))
            yield message(
                "gaps.near", kind=scene.words(kind), towns=tuple(map(scene.words, towns)), names=names
            )
    budgets = dict.fromkeys(filter(None, (_budget(scene, kind) for kind in finding.kinds)))
    if budgets:
        yield message("gaps.budget", areas=tuple(map(scene.words, budgets)))


def _names(scene: Scene, kind: str, towns: tuple[str, ...]) -> Iterator[str]:
    """Who is of the kind in those municipalities and not here."""
    index = scene.ground.index
    number = index.columns.codes.find(kind)
    if number == NONE:
        return
    here: set[Id] = set(scene.ground.presence.ids([kind]))
    there = index.actors_of(index.with_any("municipality", towns)) & (index.columns.numbers["type"] == number)
    wide = np.zeros(index.size, np.bool_)
    wide[index.owner[index.facets["municipality"].wide]] = True
    for slot in index.ordered(there & ~wide):
        if index.id(slot) not in here:
            yield index.columns.actor_names.get(slot, "")


def _budget(scene: Scene, kind: str) -> str:
    row = scene.ground.index.terms.find(NodeKind.ACTOR_TYPE, kind)
    return "" if row is None else row.text("budget_area")
