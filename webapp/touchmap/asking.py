"""Who asks: a first choice among a few groups, then exactly which kind of the group."""

from dataclasses import dataclass

from graphdb.model import Node, NodeKind
from graphdb.rules.expectations import TICK_ONLY
from graphdb.rules.situation import asks_first, codes
from graphdb.vocabulary.catalogue import valid
from webapp import context
from webapp.language import in_language, term
from webapp.pages import label


@dataclass(frozen=True, slots=True)
class Asking:
    """``chosen`` is the kind that asks. ``groups`` are the first choice as (kind that stands for the group,
    label, whether it is chosen), ``kinds`` the exact kinds of the chosen group as (code, label), ``exactly``
    the one of them that was chosen, "" while only the group is. ``own_unit``: a department of the
    municipality asks.
    """

    chosen: str
    groups: tuple[tuple[str, str, bool], ...]
    kinds: tuple[tuple[str, str], ...]
    exactly: str
    own_unit: bool


def asking(from_kind: str, from_unit: str = "") -> Asking:
    """The choice with a kind chosen; "" for the kind that asks unless another is chosen.

    ``from_unit``: the exact kind that was chosen, which may be the one that stands for its group.
    """
    terms, today = context.vocabulary(), context.today()
    chosen = from_kind or asks_first(terms)
    group = _group_of(chosen)
    members = [terms.find(NodeKind.ACTOR_TYPE, code) for code in (() if group is None else _members(group))]
    groups = [
        (row.text("asks_as"), in_language(row.text("asks_da"), row.text("asks_en")), row is group)
        for row in _groups()
    ]
    if group is None:
        groups.append((chosen, label(chosen), True))
    return Asking(
        chosen,
        tuple(groups),
        tuple(
            (kind.text("code"), term(kind))
            for kind in members
            if kind is not None and valid(kind, today) and kind.text("entry") != TICK_ONLY
        ),
        "" if group is not None and group.text("asks_as") == chosen != from_unit else chosen,
        chosen in terms.marked(NodeKind.ACTOR_TYPE, "own_unit"),
    )


def asks(from_kind: str, from_unit: str) -> str:
    """What the one who asks is called: the exact kind, else the group's name."""
    chosen = asking(from_kind, from_unit)
    if chosen.exactly:
        return label(chosen.exactly)
    return next(text for _, text, is_chosen in chosen.groups if is_chosen)


def exact(from_kind: str, from_unit: str) -> str:
    """The kind that asks: the exact one while it is of the chosen group, else the one that was chosen."""
    group = _group_of(from_kind or asks_first(context.vocabulary()))
    return from_unit if group is not None and from_unit in _members(group) else from_kind


def _groups() -> list[Node]:
    return [row for row in context.vocabulary().list_terms(NodeKind.ACTOR_GROUP) if row.text("asks_as")]


def _group_of(kind: str) -> Node | None:
    """The smallest group with the kind; None for a kind that is in none, such as a state office."""
    return min(
        (row for row in _groups() if kind in _members(row)), key=lambda row: len(_members(row)), default=None
    )


def _members(group: Node) -> tuple[str, ...]:
    return codes(group, "members")
