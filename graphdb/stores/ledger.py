"""How records are kept so that a change by hand is noticed; see ``graphdb.records``."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphdb.codec import UNREADABLE, canonical
from graphdb.errors import Conflict
from graphdb.fields.cpr import refuse_cpr, without_ids
from graphdb.model import spelt
from graphdb.records import Record, RecordKey, RecordWrite, require_keys

_MODULUS: Final = 2**256
NOTHING: Final = f"{0:064x}"
"""The sum when there is no record."""
_RANDOM: Final = re.compile(r"[0-9A-Za-z]{32,}")
"""A digest or a token, without a break: ten digits in a row come by chance there."""


def digest_of(record: Record) -> str:
    """The SHA-256 that a record is kept with."""
    parts = [record.kind, record.id, record.version, dict(record.keys), record.expires, record.body]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def verified(record: Record, digest: str) -> Record:
    """The record, or ValueError when it is not as it was written."""
    if digest_of(record) != digest:
        raise ValueError("another digest")
    return record


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the store notes of its records: the newest version, and the sum of their digests, modulo 2^256."""

    version: int = 0
    sum: str = NOTHING

    def plus(self, digest: str) -> "Ledger":
        """With one more record."""
        return self._moved(int(digest, 16))

    def minus(self, digest: str) -> "Ledger":
        """With one record less; one that was damaged by hand takes nothing along, and the sum stays wrong."""
        try:
            return self._moved(-int(digest, 16))
        except UNREADABLE:
            return self

    def next(self) -> "Ledger":
        """With the next version."""
        return replace(self, version=self.version + 1)

    def _moved(self, by: int) -> "Ledger":
        """Moved by a digest; a sum that was damaged by hand counts as ``NOTHING``, and stays wrong."""
        try:
            total = int(self.sum, 16)
        except UNREADABLE:
            total = 0
        return replace(self, sum=f"{(total + by) % _MODULUS:064x}")


@dataclass(frozen=True, slots=True)
class Present:
    """A record that is in the store, as far as writing needs to know it."""

    version: int
    digest: str


def written(
    ledger: Ledger,
    writes: Iterable[RecordWrite],
    expect: Mapping[RecordKey, int],
    present: Mapping[RecordKey, Present],
) -> tuple[Ledger, tuple[Record, ...], tuple[Record, ...]]:
    """(the ledger after it, the records to put with their versions, those to take away).

    ``present`` are those of them that are there. Raises Conflict naming all that are not as expected, and
    ValueError for a record that is written twice, and InvalidValue for one to put with a CPR number.
    """
    writes = tuple(writes)
    if len({write.record.key for write in writes}) < len(writes):
        raise ValueError("a record is written once in a commit")
    moved = [key[1] for key, version in expect.items() if version != _version(present.get(key))]
    put: list[Record] = []
    gone: list[Record] = []
    for write in writes:
        record, there = write.record, present.get(write.record.key)
        require_keys(record.keys)
        if write.expect is not None and write.expect != _version(there):
            moved.append(record.id)
            continue
        if there:
            ledger = ledger.minus(there.digest)
        if not write.gone:
            _refuse_cpr(record)
            ledger = ledger.next()
            put.append(replace(record, version=ledger.version))
            ledger = ledger.plus(digest_of(put[-1]))
        elif there:
            gone.append(record)
    if moved:
        raise Conflict(moved)
    return ledger, tuple(put), tuple(gone)


def _version(there: Present | None) -> int:
    return there.version if there else 0


def _refuse_cpr(record: Record) -> None:
    """InvalidValue when the id, a key or a text of the body reads as a CPR number."""
    body = (("body", text) for text in _texts(record.body))
    for name, text in (("id", record.id), *record.keys.items(), *body):
        if _RANDOM.fullmatch(text) is None:
            refuse_cpr(spelt(without_ids(text)), name)


def _texts(body: str) -> Iterator[str]:
    """The texts of a body and the names of its fields; all of one that is no JSON."""
    try:
        todo = [json.loads(body)]
    except (ValueError, RecursionError):
        yield body
        return
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            todo += part
        elif isinstance(part, dict):
            todo += [*part, *part.values()]
