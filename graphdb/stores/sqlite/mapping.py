"""Between the store's values and the rows of its tables, column for column."""

import json
from typing import Any, Final

from graphdb.claims import Claim
from graphdb.codec import claim_json, claim_of, props_json, props_of, prov_json, prov_of
from graphdb.model import Edge, EdgeKind, Entry, Node, NodeKind
from graphdb.store import Change, Commit, Tally

Row = tuple[Any, ...]

_NODE_KINDS: Final = {str(kind): kind for kind in NodeKind}  # quicker than asking the enum each time
_EDGE_KINDS: Final = {str(kind): kind for kind in EdgeKind}


def commit_row(commit: Commit) -> Row:
    """``(seq, id, at, by, why, run, prev, digest, salt, sealed, forgets)``."""
    head = commit.seq, commit.id, commit.at, commit.by, commit.why, commit.run, commit.prev, commit.digest
    return *head, commit.salt, commit.sealed, commit.forgets


def change_row(change: Change, seq: int) -> Row:
    """``(target, source, body, salt, digest, seq)``."""
    return change.target, change.source, change.body, change.salt, change.digest, seq


def claim_row(claim: Claim, version: int) -> Row:
    """``(target, source, run, version, body)``."""
    return claim.target, claim.source, claim.run, version, claim_json(claim)


def claim_from(row: Row) -> Claim:
    """The reverse of ``claim_row``."""
    target, source, run, version, body = row
    return claim_of(target, source, json.loads(body), run=run, version=version)


def node_row(node: Node, version: int) -> Row:
    """``(id, kind, props, prov, version)``."""
    return node.id, node.kind.value, props_json(node.props), prov_json(node.prov), version


def node_from(row: Row) -> Node:
    """The reverse of ``node_row``."""
    node_id, kind, props, prov, version = row
    return Node(node_id, _NODE_KINDS[kind], props_of(props), prov_of(prov), version)


def edge_row(edge: Edge, version: int) -> Row:
    """``(id, kind, src, dst, props, prov, version)``."""
    return edge.id, edge.kind.value, edge.src, edge.dst, props_json(edge.props), prov_json(edge.prov), version


def edge_from(row: Row) -> Edge:
    """The reverse of ``edge_row``."""
    edge_id, kind, src, dst, props, prov, version = row
    return Edge(edge_id, _EDGE_KINDS[kind], src, dst, props_of(props), prov_of(prov), version)


def entry_row(entry: Entry) -> Row:
    """``(id, actor, words, body)``; the ordinal is the table's own."""
    return entry.id, entry.actor, entry.words, entry.body


def entry_from(row: Row) -> Entry:
    """``(id, actor, words, body, n)`` as an entry."""
    return Entry(*row)


def change_from(row: Row) -> Change:
    """The reverse of ``change_row``."""
    return Change(*row)


def commit_from(row: Row) -> Commit:
    """The reverse of ``commit_row``."""
    return Commit(*row)


def tally_from(row: Row) -> Tally:
    """``(name, count)`` as a tally."""
    return Tally(*row)
