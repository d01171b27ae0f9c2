"""Graph values as canonical JSON: what stores keep as text, exports write, and digests are made of."""

import json
import marshal
from _json import make_encoder
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
from sys import intern
from types import MappingProxyType
from typing import Any, Final, TypeVar

from graphdb.claims import Claim, Fact, Rank
from graphdb.model import Edge, EdgeKind, Entry, Node, NodeKind, Provenance, Value
from graphdb.records import Record
from graphdb.store import Change, Commit, Item, Tally, What

Json = dict[str, Any]
"""Decoded JSON; its shape is checked where it is turned into values."""

_quoted: Final = encode_basestring
_encode: Final = make_encoder(None, json.JSONEncoder().default, _quoted, None, ":", ",", True, False, False)
"""Sorts keys, takes no NaN. ``json`` makes one anew for each text, which takes longer than most texts do."""
_NO_PROPS: Final = "{}"
_SHORT: Final = 100
"""Bytes of facts that many claims have alike."""
_ALIKE: Final = 0
"""The form of ``marshal`` that does not tell whether two texts are one in memory."""
_name: Final = itemgetter(0)

Row = TypeVar("Row")
T = TypeVar("T")
UNREADABLE: Final = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What turning a row into a value raises when the row was not written by us."""


def readable(item_from: Callable[[Row], T], rows: Iterable[Row]) -> Iterator[T]:
    """The values of rows; rows damaged by hand are passed over, and ``check`` names them."""
    for row in rows:
        try:
            item = item_from(row)
        except UNREADABLE:
            continue
        yield item


def canonical(value: object) -> str:
    """One text for equal contents: sorted keys, no spaces, real letters."""
    return "".join(_encode(value, 0))


def props_json(props: Mapping[str, Value]) -> str:
    """Properties as canonical JSON; lists of text become arrays."""
    return canonical(dict(props)) if props else _NO_PROPS


def props_of(text: str) -> dict[str, Value]:
    """The reverse of ``props_json``. Each name is there once: thousands of terms have the same few."""
    if text == _NO_PROPS:  # as of most relations
        return {}
    return {intern(name): _value(value) for name, value in json.loads(text).items()}


def prov_json(prov: Mapping[str, Provenance]) -> str:
    """Provenance as canonical JSON, ``{field: [source, stated_on, confirmed_on]}``."""
    if len(prov) == 1:  # as of most relations
        ((name, one),) = prov.items()
        return _prov_json_of_one(name, one.source, one.stated_on, one.confirmed_on)
    return f"{{{','.join([f'{_quoted(name)}:{_of(prov[name])}' for name in sorted(prov)])}}}"


def _of(prov: Provenance) -> str:
    return _prov_json(prov.source, prov.stated_on, prov.confirmed_on)


@lru_cache(maxsize=1024)
def _prov_json(source: str, stated_on: str, confirmed_on: str) -> str:
    return canonical([source, stated_on, confirmed_on])


@lru_cache(maxsize=1024)
def _prov_json_of_one(name: str, source: str, stated_on: str, confirmed_on: str) -> str:
    return f"{{{_quoted(name)}:{_prov_json(source, stated_on, confirmed_on)}}}"


def prov_of(text: str) -> dict[str, Provenance]:
    """The reverse of ``prov_json``."""
    return {intern(name): _provenance(*row) for name, row in json.loads(text).items()}


_provenance: Final = lru_cache(maxsize=1024)(Provenance)
"""Shared: most facts of a source were stated and confirmed on the same days."""


def facts_json(facts: Mapping[str, Fact]) -> str:
    """Facts as canonical JSON, ``{field: [value, stated_on, confirmed_on, after?]}``."""
    if len(facts) == 1:
        ((name, fact),) = facts.items()
        if fact.value is True:  # nearly all relations
            return _canonical_yes(name, fact.stated_on, fact.confirmed_on, fact.after)
    return f"{{{','.join([f'{_quoted(name)}:{_canonical_fact(facts[name])}' for name in sorted(facts)])}}}"


def facts_packed(facts: Mapping[str, Fact]) -> bytes:
    """Facts for this machine and as long as a program runs, equal for equal facts: quicker than JSON."""
    if len(facts) == 1:
        ((name, fact),) = facts.items()
        if fact.value is True:  # nearly all relations
            return _packed_yes(name, fact.stated_on, fact.confirmed_on, fact.after)
    return _packed(facts)


@lru_cache(maxsize=1024)
def _packed_yes(name: str, stated_on: str, confirmed_on: str, after: int) -> bytes:
    return _packed({name: Fact(True, stated_on, confirmed_on, after)})


def _packed(facts: Mapping[str, Fact]) -> bytes:
    rows = [(name, fact.value, fact.stated_on, fact.confirmed_on, fact.after) for name, fact in facts.items()]
    rows.sort(key=_name)
    return marshal.dumps(rows, _ALIKE)


def facts_unpacked(packed: bytes) -> Mapping[str, Fact]:
    """The reverse of ``facts_packed``. Short ones are shared: most relations only are there."""
    return _shared_facts(packed) if len(packed) <= _SHORT else _unpacked(packed)


@lru_cache(maxsize=1024)
def _shared_facts(packed: bytes) -> Mapping[str, Fact]:
    return MappingProxyType(_unpacked(packed))


def _unpacked(packed: bytes) -> dict[str, Fact]:
    return {name: Fact(*fact) for name, *fact in marshal.loads(packed)}


def _facts(rows: Json) -> dict[str, Fact]:
    return {
        name: Fact(_value(row[0]), row[1], row[2], int(row[3]) if len(row) > 3 else 0)
        for name, row in rows.items()
    }


def _written(facts: Mapping[str, Fact]) -> Json:
    return {
        name: [fact.value, fact.stated_on, fact.confirmed_on, *([fact.after] if fact.after else ())]
        for name, fact in facts.items()
    }


def claim_body(claim: Claim) -> Json:
    """What a claim says, without target, source, run and version: ``{kind, rank, facts, src?, dst?}``."""
    body: Json = {"kind": str(claim.kind), "rank": int(claim.rank), "facts": _written(claim.facts)}
    if claim.src:
        body |= {"src": claim.src, "dst": claim.dst}
    return body


def claim_json(claim: Claim | None, *, with_run: bool = False) -> str:
    """``claim_body`` as canonical JSON, "null" for None, put together by hand: an import writes two of each.

    ``with_run`` as the history has it.
    """
    if claim is None:
        return "null"
    head, tail = (f'"dst":{_quoted(claim.dst)},', f',"src":{_quoted(claim.src)}') if claim.src else ("", "")
    run = f',"run":{_quoted(claim.run)}' if with_run else ""
    facts = facts_json(claim.facts)
    return f'{{{head}"facts":{facts},"kind":"{claim.kind}","rank":{claim.rank:d}{run}{tail}}}'


def _canonical_fact(fact: Fact) -> str:
    return f"[{_canonical_value(fact.value)},{_days(fact.stated_on, fact.confirmed_on, fact.after)}]"


def _canonical_value(value: Value) -> str:
    """As ``canonical``, which takes longer to begin than for most values."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple):
        return f"[{','.join(map(_quoted, value))}]"
    return canonical(value)


@lru_cache(maxsize=1024)
def _days(stated_on: str, confirmed_on: str, after: int) -> str:
    days = f"{_quoted(stated_on)},{_quoted(confirmed_on)}"
    return f"{days},{after:d}" if after else days


@lru_cache(maxsize=1024)
def _canonical_yes(name: str, stated_on: str, confirmed_on: str, after: int) -> str:
    return canonical(_written({name: Fact(True, stated_on, confirmed_on, after)}))


def claim_of(target: str, source: str, body: Json, *, run: str = "", version: int = 0) -> Claim:
    """The reverse of ``claim_body``."""
    src, dst = body.get("src", ""), body.get("dst", "")
    kind = EdgeKind(body["kind"]) if src else NodeKind(body["kind"])
    return Claim(target, source, Rank(body["rank"]), kind, _facts(body["facts"]), src, dst, run, version)


_PLAIN: Final[Mapping[What, type[Commit | Change | Tally | Record]]] = {
    What.COMMITS: Commit,
    What.CHANGES: Change,
    What.TALLIES: Tally,
    What.RECORDS: Record,
}
"""Items whose fields stand in JSON as they are."""
_WHAT: Final = {kind: what for what, kind in _PLAIN.items()}


def to_json(item: Item) -> Json:
    """Any item with its type under ``what``; an entry's ordinal is the store's own and left out."""
    match item:
        case Commit() | Change() | Tally() | Record():
            fields = {name: getattr(item, name) for name in item.__dataclass_fields__}
            return {"what": _WHAT[type(item)], **fields}
        case Claim():
            head = {"what": What.CLAIMS, "target": item.target, "source": item.source}
            return {**head, "run": item.run, "version": item.version, "body": claim_body(item)}
        case Node():
            return {"what": What.NODES, "id": item.id, "kind": item.kind, **_view(item)}
        case Edge():
            head = {"what": What.EDGES, "id": item.id, "kind": item.kind, "src": item.src, "dst": item.dst}
            return {**head, **_view(item)}
        case Entry():
            head = {"what": What.ENTRIES, "id": item.id, "actor": item.actor}
            return {**head, "words": item.words, "body": item.body}


def from_json(row: Json) -> Item:
    """The reverse of ``to_json``; KeyError, TypeError or ValueError when the shape is not one of ours."""
    what = What(row["what"])
    rest = {name: value for name, value in row.items() if name != "what"}
    match what:
        case What.CLAIMS:
            run, version = rest["run"], rest["version"]
            return claim_of(rest["target"], rest["source"], rest["body"], run=run, version=version)
        case What.NODES:
            return Node(rest["id"], NodeKind(rest["kind"]), *_viewed(rest))
        case What.EDGES:
            return Edge(rest["id"], EdgeKind(rest["kind"]), rest["src"], rest["dst"], *_viewed(rest))
        case What.ENTRIES:
            return Entry(**rest)
        case _:
            return _PLAIN[what](**rest)


def _view(item: Node | Edge) -> Json:
    prov = {name: [one.source, one.stated_on, one.confirmed_on] for name, one in item.prov.items()}
    return {"props": dict(item.props), "prov": prov, "version": item.version}


def _viewed(row: Json) -> tuple[dict[str, Value], dict[str, Provenance], int]:
    props = {name: _value(value) for name, value in row["props"].items()}
    prov = {name: Provenance(*one) for name, one in row["prov"].items()}
    return props, prov, row["version"]


def _value(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
