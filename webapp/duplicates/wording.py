"""Two entries beside each other, and what a judgement about them comes to, in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graphdb.accounts.twice import Standing
from graphdb.duplicates import duplicates
from graphdb.duplicates.duplicates import Decided
from graphdb.fields.registry import FIELDS
from graphdb.fields.relation import DIFFERENT, SAME, SAME_PLACE
from graphdb.identity.candidates import PART_OF, Candidate
from graphdb.identity.joined import is_shown
from graphdb.identity.judgements import read_linker
from graphdb.model import EdgeKind, Id, Node, Value, is_public
from graphdb.store import GraphStore, Way
from graphdb.writing.apart import Apart
from webapp.actor.wording import field_label, field_text
from webapp.language import gettext, lazy_gettext, sentence

VERDICTS: Final = {
    SAME: lazy_gettext("Samme"),
    PART_OF: lazy_gettext("Den første er en del af den anden"),
    SAME_PLACE: lazy_gettext("Samme sted"),
    DIFFERENT: lazy_gettext("Forskellige"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A field as each of the two has it, "" where it has none."""

    label: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate with both entries field by field, and the answers that fit."""

    candidate: Candidate
    rows: tuple[Row, ...]
    answers: tuple[str, ...]
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a judgement comes to: ``rows`` are the fields of what is shown as one, and what it stands for."""

    verdict: str
    names: tuple[str, str]
    rows: tuple[Row, ...]
    moved: int
    merged: int
    inner: int


def lines(store: GraphStore, candidates: Sequence[Candidate]) -> Iterator[Line]:
    """Those whose entries can be read."""
    nodes = store.get({end for one in candidates for end in (one.first, one.second)})
    for one in candidates:
        if one.first in nodes and one.second in nodes:
            yield Line(
                one,
                tuple(_rows(store, nodes[one.first], nodes[one.second])),
                duplicates.answers(one),
                tuple(sentence(reason.text) for reason in one.reasons if reason.points > 0),
                tuple(sentence(reason.text) for reason in one.reasons if reason.points <= 0),
            )


def outcome(store: GraphStore, decided: Decided) -> Outcome:
    """What is shown afterwards."""
    judged = decided.judged
    joined = judged.shown[0] if len(judged.shown) == 1 else None
    return Outcome(
        decided.verdict,
        _names(store, decided.pair.ids),
        () if joined is None else tuple(_joined_rows(joined, judged.before)),
        judged.moved,
        judged.merged,
        judged.inner,
    )


def decided_names(store: GraphStore, standings: Sequence[Standing]) -> list[tuple[Standing, tuple[str, str]]]:
    """What stands, with what the two are called by themselves."""
    return [(one, _names(store, (one.first, one.second))) for one in standings]


def _rows(store: GraphStore, first: Node, second: Node) -> Iterator[Row]:
    for name in FIELDS[first.kind]:
        row = Row(field_label(name, first.kind), _text(first, name), _text(second, name))
        if row.first or row.second:
            yield row
    for label, kind, way in (
        (gettext("Adresse"), EdgeKind.LOCATED_AT, Way.OUT),
        (gettext("Hører til"), EdgeKind.OFFERS, Way.IN),
    ):
        if kind is EdgeKind.OFFERS and first.id.startswith("actor:"):
            continue
        row = Row(label, *(_beside(store, node.id, kind, way) for node in (first, second)))
        if row.first or row.second:
            yield row


def _text(node: Node, name: str) -> str:
    value = node.props.get(name)
    return "" if value is None else sentence(field_text(name, node.kind)(value))


def _joined_rows(shown: Node, before: Sequence[Node]) -> Iterator[Row]:
    """The fields of what will be shown; beside each what is shown now and would not be any more."""
    for name in FIELDS[shown.kind]:
        text, value = _text(shown, name), shown.props.get(name)
        others = dict.fromkeys(_text(node, name) for node in before if not _is_shown(node, name, value))
        if text:
            yield Row(
                field_label(name, shown.kind),
                text,
                "; ".join(other for other in others if other not in ("", text)),
            )


def _is_shown(node: Node, name: str, value: Value | None) -> bool:
    return name in node.props and is_shown(node.props[name], value)


def _beside(store: GraphStore, thing: Id, kind: EdgeKind, way: Way) -> str:
    edges = store.edges([thing], kinds=[kind], way=way)
    ends = {edge.dst if way is Way.OUT else edge.src for edge in edges}
    nodes = store.get(ends) if ends else {}
    return "; ".join(filter(None, (_called(node) for _, node in sorted(nodes.items()))))


def _names(store: GraphStore, ids: tuple[Id, Id]) -> tuple[str, str]:
    nodes = Apart(store, read_linker(store)).get(ids)
    first, second = (
        _called(node) if (node := nodes.get(one)) is not None and is_public(node) else "" for one in ids
    )
    return first or ids[0], second or ids[1]


def _called(node: Node) -> str:
    """The name of an actor or service, the address of a place."""
    town = " ".join(filter(None, (node.text("postal_code"), node.text("city"))))
    return node.text("name") or ", ".join(filter(None, (node.text("address"), town)))
