"""Use case: what would change in a municipality if an actor or an agreement were gone. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphdb.coverage.cells import Cell, without
from graphdb.coverage.state import State, cover
from graphdb.errors import NotFound
from graphdb.gaps.gaps import findings_of, read_scene
from graphdb.gaps.rule import Finding, Scene
from graphdb.message import message
from graphdb.model import Id
from graphdb.store import GraphStore, Status, stable


@dataclass(frozen=True, slots=True)
class Shift:
    """A core or expected cell that loses cover."""

    group: str
    kinds: tuple[str, ...]
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a municipality would lose; gaps by their id. ``relations`` is how many links would break."""

    lost: tuple[Shift, ...]
    opened: dict[str, Finding]
    closed: dict[str, Finding]
    relations: int


def what_if(store: GraphStore, municipality: str, gone: Iterable[Id], today: str) -> WhatIf:
    """What follows when actors or relations, by id, are gone and that is known. Raises NotFound."""
    ids = frozenset(gone)
    return stable(store, lambda status: _read(store, status, municipality, ids, today), strict=False)


def _read(store: GraphStore, status: Status, municipality: str, gone: frozenset[Id], today: str) -> WhatIf:
    before = read_scene(store, status, municipality, today)
    here = {*before.ground.presence.all_ids(), *(edge.id for edge in before.relations)}
    if not gone <= here:
        raise NotFound(message("gaps.not_here"))
    after = before.on(without(before.ground, gone, today), gone)
    findings, later = dict(findings_of(before)), dict(findings_of(after))
    return WhatIf(
        lost=tuple(_lost(before, after)),
        opened={name: later[name] for name in later if name not in findings},
        closed={name: findings[name] for name in findings if name not in later},
        relations=len(before.relations) - len(after.relations),
    )


def _lost(before: Scene, after: Scene) -> Iterable[Shift]:
    for earlier, later in zip(before.cells, after.cells, strict=True):
        if cover(later.state) < cover(earlier.state) and _counts(earlier):
            yield Shift(earlier.group, earlier.kinds, earlier.state, later.state)


def _counts(cell: Cell) -> bool:
    return cell.expectation is not None and cell.expectation.counts
