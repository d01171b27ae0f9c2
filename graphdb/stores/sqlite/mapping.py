"""Between the store's values and the rows of its tables, column for column.

JSON lies there as ``packing`` says. What repeats another column, or is nearly always the same, is left out.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Set
from functools import lru_cache
from typing import Any, Final, cast

from graphdb.claims import EXISTS, Claim
from graphdb.codec import (
    UNREADABLE,
    canonical,
    claim_json,
    claim_of,
    props_json,
    props_of,
    prov_json,
    prov_of,
)
from graphdb.history import chain
from graphdb.model import Edge, EdgeKind, Entry, Id, Node, NodeKind, Provenance
from graphdb.store import Change, Commit, Tally
from graphdb.stores.sqlite.packing import Kept, deflated, packed, unpacked, with_signs

Row = tuple[Any, ...]

_NODE_KINDS: Final = {str(kind): kind for kind in NodeKind}  # quicker than asking the enum each time
_EDGE_KINDS: Final = {str(kind): kind for kind in EdgeKind}
KIND_NUMBERS: Final[Mapping[str, int]] = {kind: number for number, kind in enumerate(EdgeKind)}
"""Kinds as the indexes of relations have them: a new kind is the last of all, and no number changes."""
_KINDS_NUMBERED: Final = dict(enumerate(EdgeKind))
_ONLY_THERE: Final = frozenset({EXISTS})
"""Of what most relations have a source."""
_NO_PROPS: Final = packed("{}")


class Common(bytes):
    """What many rows say alike, nobody in words of their own: its number in ``common`` stands in the row."""


def commit_row(commit: Commit) -> Row:
    """``(seq, id, at, by, why, run, prev, digest, salt, sealed, forgets)``."""
    head = commit.seq, commit.id, commit.at, commit.by, commit.why, commit.run, commit.prev, commit.digest
    return *head, commit.salt, commit.sealed, commit.forgets


def change_row(change: Change, seq: int) -> Row:
    """``(target, source, body, salt, digest, seq)``."""
    body = _change_packed(change.target, change.body)
    return change.target, change.source, body, _raw(change.salt), _digest_kept(change), seq


def change_from(row: Row) -> Change:
    """The reverse of ``change_row``."""
    target, source, kept, salt_kept, digest_kept, seq = row
    _require_name(target)
    _require_name(source)
    body, salt, digest = change_unpacked(target, kept), _written(salt_kept), _written(digest_kept)
    if len(digest) == 2 * _BEGINNING:
        whole = chain.salted_digest(salt, body)
        digest = whole if whole.startswith(digest) else digest
    return Change(target, source, body, salt, digest, seq)


def whole_digest(row: Row) -> Kept:
    """The digest of a change as it is kept once body and salt, of which it is, are gone."""
    try:
        return _raw(change_from(row).digest)
    except UNREADABLE:
        return cast("Kept", row[4])


def begun_digest(target: str, body: Kept, salt: Kept, digest: Kept) -> Kept:
    """The digest of a change as it is kept with body and salt."""
    try:
        return _digest_kept(change_from((target, "", body, salt, digest, 0)))
    except UNREADABLE:
        return digest


def claim_row(claim: Claim, version: int, seq: int | None = None) -> Row:
    """``(target, source, version, body)``: the run stands in the body, as in the history.

    In place of the body stands ``seq`` when it lies in the change with this number, see ``new_claims``.
    """
    kept = packed(claim_json(claim, with_run=True), claim.target) if seq is None else seq
    return claim.target, claim.source, version, kept


def new_claims(changes: Iterable[Row]) -> dict[Row, bytes]:
    """(target, source) -> body of the claims that are new, out of the rows of their changes."""
    return {row[:2]: kept[1:] for row in changes if isinstance(kept := row[2], bytes) and kept[:1] == _NEW}


def claim_from(row: Row) -> Claim:
    """The reverse of ``claim_row``."""
    target, source, version, kept = row
    _require_name(source)
    body = json.loads(unpacked(kept, target))
    return claim_of(target, source, body, run=body["run"], version=version)


def node_row(node: Node, version: int) -> Row:
    """``(id, kind, props, prov, version)``."""
    prov = _prov_packed(node.prov, node.props.keys())
    return node.id, node.kind.value, packed(props_json(node.props)), prov, version


def node_from(row: Row) -> Node:
    """The reverse of ``node_row``."""
    node_id, kind, kept, prov, version = row
    props = props_of(unpacked(kept))
    return Node(node_id, _NODE_KINDS[kind], props, _prov_unpacked(prov, props.keys()), version)


def edge_row(edge: Edge, version: int) -> Row:
    """``(id, props, prov, version)``; ValueError where the id says another kind or end."""
    if not named(edge):
        raise ValueError("a relation with the id of another")
    prov = _prov_packed(edge.prov, {EXISTS, *edge.props} if edge.props else _ONLY_THERE)
    return edge.id, packed(props_json(edge.props)) if edge.props else "", prov, version


def _require_name(name: object) -> None:
    """ValueError where the number of a source or target is that of none."""
    if not isinstance(name, str):
        raise ValueError("a number of nothing")


def props_kept(props: Kept) -> Kept:
    """Packed properties of a relation as they are kept: most have none."""
    return "" if props == _NO_PROPS else props


def parts_of(target: Id) -> tuple[str, int, Id, Id] | None:
    """What the id of a relation says behind its ends, the number of its kind, its ends; None for a thing."""
    kind, *ends = target.split("|", 3)
    if len(ends) < 2 or kind not in KIND_NUMBERS:
        return None
    src, dst, *mark = ends
    return f"|{mark[0]}" if mark else "", KIND_NUMBERS[kind], src, dst


def named(edge: Edge) -> bool:
    """Whether the id says the kind and the ends."""
    return leads(edge.id, edge.kind, edge.src, edge.dst)


def leads(edge: str, kind: str, src: str, dst: str) -> bool:
    """Whether the id is one of a relation of this kind between these ends."""
    return f"{edge}|".startswith(f"{kind}|{src}|{dst}|")


def edge_from(row: Row) -> Edge:
    """The reverse of ``edge_row``: the id says the rest."""
    edge_id, kept, said, version = row
    kind, src, dst = edge_id.split("|", 3)[:3]
    return _edge(edge_id, _EDGE_KINDS[kind], (src, dst), kept, said, version)


def edge_between(row: Row) -> Edge:
    """``(mark, kind, src, dst, props, prov, version)`` as a relation: see ``parts_of``."""
    mark, number, src, dst, kept, said, version = row
    kind = _KINDS_NUMBERED[number]
    return _edge(f"{kind}|{src}|{dst}{mark}", kind, (src, dst), kept, said, version)


def _edge(edge_id: Id, kind: EdgeKind, ends: tuple[Id, Id], kept: Kept, said: Kept, version: int) -> Edge:
    props = props_of(unpacked(kept)) if kept else {}
    prov = _prov_unpacked(said, {EXISTS, *props} if props else _ONLY_THERE)
    return Edge(edge_id, kind, *ends, props, prov, version)


def entry_row(entry: Entry) -> Row:
    """``(id, actor, words, body)``; the ordinal is the table's own."""
    return entry.id, entry.actor, entry.words, packed(entry.body)


def entry_from(row: Row) -> Entry:
    """``(id, actor, words, body, n)`` as an entry."""
    entry_id, actor, words, body, n = row
    return Entry(entry_id, actor, words, unpacked(body), n)


def commit_from(row: Row) -> Commit:
    """The reverse of ``commit_row``."""
    return Commit(*row)


def tally_from(row: Row) -> Tally:
    """``(name, count)`` as a tally."""
    return Tally(*row)


_BEGINNING: Final = 4
"""Bytes of a digest. Whoever changes a body by hand and them, too, changes the digest of the commit."""
_NEW: Final = b"+"
_CHANGED: Final = b"="
"""Before a packed change: that its claim is new and follows, or that all of it follows."""
_BARE: Final = re.compile(
    r'\{"dst":\x02,"facts":\{"exists":\[true,"[0-9-]*","[0-9-]*"(,[0-9]+)?\]\},"kind":\x03,'
    r'"rank":[0-9]+,"run":"[\w:.+-]*","src":\x01\}',
    re.ASCII,
)
"""A claim that is no more than that there is a relation, with signs: days, a rank and a run."""


def _change_packed(target: str, body: str) -> Kept:
    """A claim that is new is packed as in its own row: most are, and packing takes longer than writing."""
    first = chain.first_words(body)
    if first is None:
        kept = packed(body, target)
        return _CHANGED + kept if body and isinstance(kept, bytes) else body
    signed = with_signs(first, target)
    if signed is None:
        return body
    return _relation_packed(signed) if "|" in target else _NEW + deflated(signed)


@lru_cache(maxsize=4096)
def _relation_packed(signed: str) -> bytes:
    """A relation that is new: most of an import say the same, but for what its id says."""
    kept = _NEW + deflated(signed)
    return Common(kept) if _BARE.fullmatch(signed) else kept


def common_change(target: str, kept: Kept) -> bytes | None:
    """A packed change as it is kept now, if it is one that many are like."""
    if "|" not in target:
        return None
    try:
        anew = _change_packed(target, change_unpacked(target, kept))
    except UNREADABLE:
        return None
    return bytes(anew) if isinstance(anew, Common) else None


def change_unpacked(target: str, kept: Kept) -> str:
    """The body of a change on ``target`` as the history has it."""
    if isinstance(kept, str):
        return kept
    text = unpacked(kept[1:], target)
    return text.join(chain.FIRST) if kept.startswith(_NEW) else text


def _digest_kept(change: Change) -> Kept:
    """Its beginning, which tells whether body and salt are still its own: they say the rest."""
    kept = _raw(change.digest)
    if not change.salt or change.digest != chain.salted_digest(change.salt, change.body):
        return kept
    return kept[:_BEGINNING]


def _raw(text: str) -> Kept:
    """The bytes of a hexadecimal text; another text as it is."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return text
    return raw if raw and raw.hex() == text else text


def _written(raw: Kept) -> str:
    return raw if isinstance(raw, str) else raw.hex()


def _prov_packed(prov: Mapping[str, Provenance], names: Set[str]) -> Kept:
    """Where all of these fields were said at once, as of most things, only where and when."""
    said = list(prov.values())
    if not said or said.count(said[0]) < len(said) or prov.keys() != names:
        return packed(prov_json(prov))
    one = said[0]
    return _said_at_once(one.source, one.stated_on, one.confirmed_on)


@lru_cache(maxsize=1024)
def _said_at_once(*said: str) -> Kept:
    kept = packed(canonical(said))
    return kept if isinstance(kept, str) else Common(kept)


def common_prov(kept: Kept) -> bytes | None:
    """Where something was said if it is kept as by ``_said_at_once``."""
    try:
        at_once = isinstance(kept, bytes) and unpacked(kept).startswith("[")
    except UNREADABLE:
        return None
    return cast("bytes", kept) if at_once else None


def _prov_unpacked(kept: Kept, names: Collection[str]) -> dict[str, Provenance]:
    text = unpacked(kept)
    return dict.fromkeys(names, _provenance(text)) if text.startswith("[") else prov_of(text)


@lru_cache(maxsize=1024)
def _provenance(text: str) -> Provenance:
    return Provenance(*json.loads(text))
