"""Groups against stages: who sees a citizen first, who acts and who holds on, and whether they are here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphdb.coverage.cells import Ground
from graphdb.coverage.expected import Expectation
from graphdb.coverage.matrix.row import Part, Row, row_of
from graphdb.model import EdgeKind, Id, NodeKind, code_of
from graphdb.rules.expectations import NONE, STRENGTHS

_SEES, _ACTS, _HOLDS = range(3)
"""Who sees first, who acts, who holds on: in the order of ``stage_roles``."""


@dataclass(frozen=True, slots=True)
class EarlyShare:
    """Of the actors here that see a group first, how many also act for it before the crisis."""

    risk_group: str
    act_early: int
    see: int


def stage_rows(ground: Ground, today: str) -> Iterator[Row]:
    """A row for each group and stage at which anybody is expected to act, to see or to hold on."""
    stages = [code_of(row.id) for row in ground.index.terms.list_terms(NodeKind.STAGE)]
    for group, expectations in ground.expected.items():
        by_kind = {kind: row for row in expectations for kind in row.members}
        kinds = _by_stage_and_role(ground, group, by_kind, today)
        for stage in stages:
            sees, acts, holds = (kinds.get((stage, role), ()) for role in (_SEES, _ACTS, _HOLDS))
            if sees or acts or holds:
                row = _acting(ground, group, stage, acts, by_kind)
                yield replace(row, sees=_parts(ground, group, sees), holds=_parts(ground, group, holds))


def early_shares(ground: Ground, today: str) -> tuple[EarlyShare, ...]:
    """By group: counted, never scored."""
    early = ground.index.terms.marked(NodeKind.STAGE, "before_crisis")
    shares = []
    for group, expectations in ground.expected.items():
        by_kind = {kind: row for row in expectations for kind in row.members}
        kinds = _by_stage_and_role(ground, group, by_kind, today)
        seeing = {kind for (_, role), of_role in kinds.items() if role == _SEES for kind in of_role}

        acting = {kind for stage in early for kind in kinds.get((stage, _ACTS), ())}
        act_early, see = (len(_here(ground, group, wanted)) for wanted in (seeing & acting, seeing))
        shares.append(EarlyShare(group, act_early, see))
    return tuple(shares)


def acting_late(ground: Ground, group: str, today: str) -> frozenset[str]:
    """The kinds that are expected to act for a group once the crisis has come."""
    early = ground.index.terms.marked(NodeKind.STAGE, "before_crisis")
    by_kind = {kind: row for row in ground.expected.get(group, ()) for kind in row.members}
    kinds = _by_stage_and_role(ground, group, by_kind, today)
    late = (acts for (stage, role), acts in kinds.items() if role == _ACTS and stage not in early)
    return frozenset(kind for acts in late for kind in acts)


def _here(ground: Ground, group: str, kinds: set[str]) -> set[Id]:
    return {one for kind in kinds for one in ground.cell(group, (kind,)).actors}


def _by_stage_and_role(
    ground: Ground, group: str, by_kind: Mapping[str, Expectation], today: str
) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """The kinds that the municipality expects, by stage and role."""
    terms = ground.index.terms
    roles = [code_of(role.id) for role in terms.list_terms(NodeKind.STAGE_ROLE)]
    kinds: defaultdict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for edge in terms.in_area(EdgeKind.EXPECTS_AT, group, ground.municipality, today):
        kind, role = code_of(edge.dst), edge.text("role")
        if kind in by_kind and role in roles and edge.text("strength") != NONE:
            kinds[edge.text("stage"), roles.index(role)][kind] = None
    return {place: tuple(of_place) for place, of_place in kinds.items()}


def _acting(
    ground: Ground, group: str, stage: str, acts: tuple[str, ...], by_kind: Mapping[str, Expectation]
) -> Row:
    """The row of those who act: its strength is of the kinds that make it what it is. A core kind that is not
    here lends none to a cell that another kind covers.
    """
    cell = ground.cell(group, acts)
    deciding = [kind for kind in acts if ground.cell(group, (kind,)).state is cell.state]
    if not deciding:
        return row_of(cell, stage)
    strongest = min((by_kind[kind] for kind in deciding), key=lambda row: STRENGTHS.index(row.strength))
    parts = tuple(Part(kind, ground.cell(group, (kind,)).state, by_kind[kind].strength) for kind in acts)
    return replace(row_of(replace(cell, expectation=strongest), stage), acts=parts)


def _parts(ground: Ground, group: str, kinds: tuple[str, ...]) -> tuple[Part, ...]:
    return tuple(Part(kind, ground.cell(group, (kind,)).state) for kind in kinds)
