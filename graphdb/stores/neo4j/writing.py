"""How Neo4j is changed: one commit as one transaction, its rows in portions the server's memory can hold."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from neo4j import ManagedTransaction, Result

from graphdb.errors import Busy, Conflict
from graphdb.history import chain
from graphdb.message import message
from graphdb.model import Edge, Entry, is_edge
from graphdb.store import Change, Commit, WriteSet
from graphdb.stores.neo4j import mapping, records
from graphdb.stores.neo4j.cypher import relations, writes
from graphdb.stores.neo4j.link import Unspelt, put, row, rows
from graphdb.stores.neo4j.seqlock import known

T = TypeVar("T")


def apply(tx: ManagedTransaction, change: WriteSet) -> Commit:
    """Write a set inside a write transaction; see ``GraphStore.write``. May be run more than once."""
    opened = known(row(tx, writes.OPEN, id=change.id))
    if opened["done"]:
        tx.run(writes.RELEASE).consume()
        return mapping.commit_from(opened["done"])
    if opened["loading"]:
        raise Busy(message("stores.filling"))
    if change.read_at != opened["seq"] - 1:
        _compare(tx, change)
    commit = chain.seal(change, opened["seq"], opened["head"])
    # A target without a claim is not in the view either, but for what shows the claims on others: it is
    # created without a look. Should it be there after all, a constraint says so.
    new = {target for target, version in change.expect.items() if version == 0} - change.joined
    _put_history(tx, change, commit.seq, new)
    _put_view(tx, change, commit.seq, opened["entries"], new)
    if change.records or change.expect_records:
        records.apply(tx, change.records, change.expect_records)
    entries = opened["entries"] + len(change.entries)
    tx.run(writes.CLOSE, {"commit": mapping.commit_row(commit), "entries": entries}).consume()
    return commit


def _ids(answers: Iterable[Result]) -> Iterator[str]:
    return (target for answer in answers for target in answer.single(strict=True)["ids"])


def put_edges(
    tx: ManagedTransaction, edges: Iterable[Edge], version: int | None = None
) -> Callable[[], None]:
    """Make relations that are not there; call the answer when all is sent: Conflict if an end is missing."""
    bare: list[list[Any]] = []
    saying_more: list[list[Any]] = []
    for edge in edges:
        edge_row = mapping.new_edge_row(edge, edge.version if version is None else version)
        (saying_more if edge.props else bare).append(edge_row)
    answers = put(tx, relations.CREATE, bare) + put(tx, relations.CREATE_SAYING_MORE, saying_more)
    return partial(_require_ends, tx, bare + saying_more, answers)


def _require_ends(
    tx: ManagedTransaction, edge_rows: Collection[list[Any]], answers: Iterable[Result]
) -> None:
    created = sum(answer.single(strict=True)["created"] for answer in answers)
    if created < len(edge_rows):
        raise Conflict(set(_ids(put(tx, relations.LOOSE, edge_rows))))


def entry_rows(entries: Iterable[Entry], last: int) -> dict[str, mapping.Row]:
    """The rows of entries by id; a new one gets an ordinal above ``last``."""
    return {entry.id: mapping.entry_row(entry, n) for n, entry in enumerate(entries, last + 1)}


def put_entries(
    tx: ManagedTransaction, entries: Mapping[str, mapping.Row], version: int = 0
) -> Callable[[], None]:
    """Put the entries of nodes that are there; the answer as that of ``put_edges``, if one is missing."""
    return partial(_require, entries, put(tx, writes.PUT_ENTRIES, entries.values(), seq=version))


def _require(wanted: Iterable[str], answers: Iterable[Result]) -> None:
    missing = set(wanted).difference(_ids(answers))
    if missing:
        raise Conflict(missing)


def _compare(tx: ManagedTransaction, change: WriteSet) -> None:
    versions = rows(tx, writes.VERSIONS, asked={"ids": Unspelt(change.expect)})
    present = {one["target"]: one["version"] for one in versions}
    moved = [target for target, version in change.expect.items() if present.get(target, 0) != version]
    if moved:
        raise Conflict(moved)


def _put_history(tx: ManagedTransaction, change: WriteSet, seq: int, new: Collection[str]) -> None:
    put(tx, writes.PART_CLAIMS, sorted(_moved(change, new)))
    put(tx, writes.ERASE, change.erase, seq=seq)
    put(tx, writes.FORGET, change.forgets)
    put(tx, writes.DROP_CLAIMS, [{"target": target, "source": source} for target, source in change.dropped])
    put(tx, writes.STAMP_CLAIMS, list(change.stamped().difference(new)), seq=seq)
    # The server stamps while the rows of what is new get ready.
    first, others = _first_claims(change, new)
    put(tx, writes.PUT_CHANGES, (mapping.change_row(one, seq) for one in others))
    claims = (claim for claim in change.claims if (claim.target, claim.source) not in first)
    put(tx, writes.PUT_CLAIMS, (mapping.claim_row(claim, seq) for claim in claims))
    put(tx, writes.CREATE_CLAIMS, first.values(), seq=seq)


def _moved(change: WriteSet, new: Collection[str]) -> set[str]:
    """The targets of which a claim that is there is said otherwise or dropped, or whose history is erased."""
    said = {claim.target for claim in change.claims if claim.target not in new}
    return {*said, *change.erase, *(target for target, _ in change.dropped)}


def _first_claims(
    change: WriteSet, new: Collection[str]
) -> tuple[dict[tuple[str, str], list[str]], list[Change]]:
    """The rows of new claims on what is not there yet, by target and source, each with the change that it
    comes with; and all other changes.
    """
    claims = {(claim.target, claim.source): claim for claim in change.claims if claim.target in new}
    first: dict[tuple[str, str], list[str]] = {}
    others = []
    for record in change.changes:
        key = record.target, record.source
        claim, body = claims.pop(key, None), chain.first_words(record.body)
        if claim is None or body is None:
            others.append(record)
        else:
            first[key] = mapping.new_claim_row(claim, body, record)
    return first, others


def _put_view(tx: ManagedTransaction, change: WriteSet, seq: int, last: int, new: Collection[str]) -> None:
    for kind, ids in _by_kind(target for target in change.gone if is_edge(target)).items():
        put(tx, relations.DELETE[kind], ids)
    nodes_gone = [target for target in change.gone if not is_edge(target)]
    loose = set(_ids(put(tx, writes.ATTACHED, nodes_gone)))
    if loose:
        raise Conflict(loose)
    put(tx, writes.DELETE_NODES, nodes_gone)
    put(tx, writes.PUT_NODES, (mapping.node_row(node, seq) for node in change.nodes if node.id not in new))
    entries = entry_rows(change.entries, last)
    created = [node for node in change.nodes if node.id in new]
    put(
        tx,
        writes.CREATE_NODES,
        (mapping.new_node_row(node, seq, entries.pop(node.id, None)) for node in created),
    )
    there = _update_edges(tx, [edge for edge in change.edges if edge.id not in new], seq)
    require_ends = put_edges(tx, [edge for edge in change.edges if edge.id not in there], seq)
    require_nodes = put_entries(tx, entries, seq)
    require_ends()
    require_nodes()


def _update_edges(tx: ManagedTransaction, changed: Iterable[Edge], seq: int) -> set[str]:
    """Replace the properties of those that are there; answers their ids."""
    edges = {edge.id: edge for edge in changed}
    there: set[str] = set()
    for kind, ids in _by_kind(edges).items():
        rows_of_kind = (mapping.edge_row(edges[edge_id], seq) for edge_id in ids)
        there.update(_ids(put(tx, relations.UPDATE[kind], rows_of_kind)))
    return there


def _by_kind(ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids of relations under the kind they begin with; what is no kind of ours is nowhere."""
    ids_by_kind: dict[str, list[str]] = {}
    for edge_id in ids:
        kind = edge_id.partition("|")[0]
        if kind in relations.UPDATE:
            ids_by_kind.setdefault(kind, []).append(edge_id)
    return ids_by_kind
