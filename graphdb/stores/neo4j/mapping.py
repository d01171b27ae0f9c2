"""Between the store's values and what Neo4j keeps.

Properties lie flat on nodes and relationships as native values, so that people can read and ask for them.
Names of our own there begin with one underscore; a property whose name would be taken for one gets two more.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from graphdb.claims import Claim
from graphdb.codec import claim_json, claim_of, prov_json, prov_of
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Entry, Node, NodeKind, Value
from graphdb.store import Change, Commit, Tally

Row = dict[str, Any]

NODE_KINDS: Final = {str(kind): kind for kind in NodeKind}  # quicker than asking the enum each time
EDGE_KINDS: Final = {str(kind): kind for kind in EdgeKind}
_ESCAPE: Final = "__"
_COMMIT_TEXTS: Final = ("id", "at", "by", "why", "run", "prev", "digest", "salt", "sealed", "forgets")


def node_row(node: Node, version: int) -> Row:
    """``{id, kind, props}``."""
    return {"id": node.id, "kind": node.kind.value, "props": _flat(node, version)}


def new_node_row(node: Node, version: int, entry: Row | None) -> Row:
    """``{labels, props}`` of a node that is not there yet, with its search entry, if it has one."""
    props = _flat(node, version)
    if entry is None:
        return {"labels": [node.kind.value], "props": props}
    of_entry = {"_n": entry["n"], "_actor": entry["actor"], "_words": entry["words"], "_entry": entry["body"]}
    return {"labels": [node.kind.value, "Entry"], "props": {**props, **of_entry, "_entered": version}}


def node_from(row: Row) -> Node:
    """``{labels, props}`` as a node."""
    props = row["props"]
    (kind,) = (NODE_KINDS[label] for label in row["labels"] if label in NODE_KINDS)
    return Node(_text(props["id"]), kind, _values(props), prov_of(props["_prov"]), _number(props["_version"]))


def edge_row(edge: Edge, version: int) -> Row:
    """``{id, kind, src, dst, props}``."""
    ends = {"src": edge.src, "dst": edge.dst}
    return {"id": edge.id, "kind": edge.kind.value, **ends, "props": _flat(edge, version)}


def new_edge_row(edge: Edge, version: int) -> list[Any]:
    """``[kind, src, dst, id, version, prov]``, and ``props`` where there are any: a list, as a map is sent
    with its keys each time.
    """
    head = [edge.kind.value, edge.src, edge.dst, edge.id, version, prov_json(edge.prov)]
    return [*head, _props(edge)] if edge.props else head


def edge_from(row: Row) -> Edge:
    """``{kind, src, dst, props}`` as a relation."""
    props = row["props"]
    kind, prov = EDGE_KINDS[row["kind"]], prov_of(props["_prov"])
    ends = _text(row["src"]), _text(row["dst"])
    return Edge(_text(props["id"]), kind, *ends, _values(props), prov, _number(props["_version"]))


def entry_row(entry: Entry, n: int) -> Row:
    """``{id, actor, words, body, n}``."""
    return {"id": entry.id, "actor": entry.actor, "words": entry.words, "body": entry.body, "n": n}


def entry_from(row: Row) -> Entry:
    """The reverse of ``entry_row``."""
    entry_id, actor, words, body = (_text(row[name]) for name in ("id", "actor", "words", "body"))
    return Entry(entry_id, actor, words, body, _number(row["n"]))


def claim_row(claim: Claim, version: int) -> Row:
    """``{target, source, run, version, body}``."""
    head = {"target": claim.target, "source": claim.source, "run": claim.run, "version": version}
    return head | {"body": claim_json(claim, with_run=True)}


def new_claim_row(claim: Claim, body: str, change: Change) -> list[str]:
    """``[target, source, body, salt, digest]`` of a claim that is not there yet, and of its change:
    the body is that of the claim, and no change of its own begins as a claim does.
    """
    return [claim.target, claim.source, body, change.salt, change.digest]


def claim_from(row: Row) -> Claim:
    """The reverse of ``claim_row``, and of ``new_claim_row``: there the body alone has the run."""
    body = json.loads(row["body"])
    names, version = (_text(row["target"]), _text(row["source"])), _number(row["version"])
    run = body["run"] if row["run"] is None else row["run"]
    return claim_of(*names, body, run=_text(run), version=version)


def commit_row(commit: Commit) -> Row:
    """All fields by name."""
    return {name: getattr(commit, name) for name in Commit.__dataclass_fields__}


def commit_from(row: Row) -> Commit:
    """The reverse of ``commit_row``."""
    return Commit(_number(row["seq"]), *(_text(row[name]) for name in _COMMIT_TEXTS))


def change_row(change: Change, seq: int) -> Row:
    """All fields by name."""
    head = {"target": change.target, "source": change.source, "seq": seq}
    return head | {"body": change.body, "salt": change.salt, "digest": change.digest}


def change_from(row: Row) -> Change:
    """The reverse of ``change_row``, and of ``new_claim_row``: there the claim stands in for the body."""
    target, source, body = (_text(row[name]) for name in ("target", "source", "body"))
    if body and not body.startswith(chain.FIRST[0]):
        body = body.join(chain.FIRST)
    return Change(target, source, body, _text(row["salt"]), _text(row["digest"]), _number(row["seq"]))


def tally_from(row: Row) -> Tally:
    """``{name, count}`` as a tally."""
    return Tally(_text(row["name"]), _number(row["count"]))


def _flat(item: Node | Edge, version: int) -> Row:
    own: Row = {"id": item.id, "_version": version, "_prov": prov_json(item.prov)}
    return own | _props(item)


def _props(item: Node | Edge) -> Row:
    return {_stored(name): _native(value) for name, value in item.props.items()}


def _values(props: Mapping[str, Any]) -> dict[str, Value]:
    values = {}
    for name, value in props.items():
        if name == "id" or value is None or (name[0] == "_" and not name.startswith(_ESCAPE)):
            continue
        if isinstance(value, list):
            value = tuple(_text(item) for item in value)
        elif not isinstance(value, str | int | float):  # a date or a point that was set by hand
            raise TypeError(name)
        values[name.removeprefix(_ESCAPE)] = value
    return values


def _stored(name: str) -> str:
    return _ESCAPE + name if name == "id" or name.startswith("_") else name


def _native(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _text(value: Any) -> str:
    """The value, or TypeError: Neo4j takes a value of any type."""
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("number")
    return value
