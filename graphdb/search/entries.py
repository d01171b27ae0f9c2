"""What is searchable about an actor or service, prepared once when it is written.

An entry is made from the node, the relations that leave it, and where its places lie: nothing else, so it is
known which entries a change touches. What a service takes over from its actor is worked out by the index.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from graphdb.codec import canonical
from graphdb.language.text import document_words
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, code_of

_LISTS: Final[Mapping[EdgeKind, str]] = {
    EdgeKind.SERVES: "areas",
    EdgeKind.REACHES: "groups",
    EdgeKind.MEETS: "needs",
    EdgeKind.USES: "methods",
    EdgeKind.UNDER: "laws",
    EdgeKind.VIA: "access",
}


_FOREVER: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Body:
    """The filterable part of an entry. Codes are bare; lists are sorted; ages in years, None is unbounded.

    ``type`` is the actor's type code ("" for a service), ``towns`` the municipalities of its addresses,
    ``parent`` the actor it is part of, ``confirmed_on`` the newest confirmation of any of its facts. A
    temporary change holds from ``other_from`` to ``other_to``, both included; the latter is "" without one.
    """

    kind: str
    name: str
    type: str = ""
    parent: Id = ""
    areas: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    anonymous: bool = False
    hours: str = ""
    phone: str = ""
    status: str = ""
    other_from: str = ""
    other_to: str = ""
    secret: bool = False
    confirmed_on: str = ""


_NAMES: Final = tuple(one.name for one in fields(Body))


def prepare(node: Node, out: Iterable[Edge], *, actor: Id, towns: Mapping[Id, str]) -> Entry:
    """The entry of an actor or service.

    ``out``: the relations that leave the node; ``actor``: itself, or the actor that offers the service;
    ``towns``: place id -> municipality code.
    """
    lists: dict[str, set[str]] = {name: set() for name in (*_LISTS.values(), "towns")}
    parent = ""
    for edge in sorted(out, key=lambda edge: edge.id):
        if edge.kind in _LISTS:
            lists[_LISTS[edge.kind]].add(code_of(edge.dst))
        elif edge.kind is EdgeKind.LOCATED_AT and edge.dst in towns:
            lists["towns"].add(towns[edge.dst])
        elif edge.kind is EdgeKind.PART_OF:
            parent = parent or edge.dst
    other = "temporary_text" in node.props
    held: dict[str, Any] = {name: tuple(sorted(codes)) for name, codes in lists.items()}
    body = Body(
        kind=str(node.kind),
        name=node.text("name"),
        type=node.text("kind"),
        parent=parent,
        min_age=node.number("min_age"),
        max_age=node.number("max_age"),
        anonymous=node.flag("anonymous"),
        hours=node.text("opening_hours") or node.text("phone_hours"),
        phone=node.text("phone"),
        status=node.text("status"),
        other_from=node.text("temporary_from") if other else "",
        other_to=(node.text("temporary_to") or _FOREVER) if other else "",
        secret=node.flag("secret_address"),
        confirmed_on=max((one.confirmed_on for one in node.prov.values()), default=""),
        **held,
    )
    return Entry(node.id, actor, _words(node, body), canonical(_filled(body)))


def body_of(entry: Entry) -> Body:
    """The body as values."""
    held: dict[str, Any] = json.loads(entry.body)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in held.items()
    }
    return Body(**values)


def is_entry(node: Node) -> bool:
    """True for the kinds that are searched."""
    return node.kind in (NodeKind.ACTOR, NodeKind.SERVICE)


def _filled(body: Body) -> dict[str, object]:
    """Only what differs from empty: entries are many, and most fields of most are empty."""
    named = ((name, getattr(body, name)) for name in _NAMES)
    return {name: value for name, value in named if value not in (None, "", (), False)}


def _words(node: Node, body: Body) -> str:
    codes = (body.type, *body.groups, *body.needs, *body.methods, *body.laws, *body.access)
    text = " ".join(node.text(name) for name in ("description", "exclusions", "how_to_apply"))
    return document_words(node.text("name"), text, tuple(code for code in codes if code))
