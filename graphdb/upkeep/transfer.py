"""A whole store as one file of JSON Lines, and back: the way from one kind of store to the other.

The first line says which format this is and names the newest commit; then come all items, kind by kind in
key order; the last line counts them and holds the SHA-256 of everything above it. Equal contents give equal
bytes, whichever store they lie in, so the file holds no time and no name of the store.

A file of an earlier schema is read too: see ``graphdb.upkeep.upgrade``.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from graphdb.claims import NONE, Claim
from graphdb.codec import Json, canonical, to_json
from graphdb.errors import Conflict, NotEmpty, Refused
from graphdb.message import Message, Text, message
from graphdb.model import INT64, check_value
from graphdb.records import NOT_EXPORTED, Record
from graphdb.runs import runs
from graphdb.store import SCHEMA, Change, Commit, GraphStore, Item, Tally, What
from graphdb.upkeep import check, upgrade
from graphdb.upkeep.snapshots import at_one_moment
from graphdb.upkeep.whole_file import replacing

Lines = Generator[bytes, None, None]

FORMAT: Final = "brobygger"
_NUMBERS: Final = frozenset({"seq", "version", "n", "count"})
_BY: Final = "restore"
_LONGEST_LINE: Final = 64 * 1024 * 1024
_FETCH_AGAIN: Final = message("upkeep.fetch_again")


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds: items between its first and last line, and the digest of its newest commit."""

    items: int
    head: str
    sha256: str


def export(store: GraphStore, path: Path) -> Exported:
    """Write everything to ``path``, readable by its owner only; the file is there whole or not at all.

    Others may write meanwhile. Raises Refused when the file cannot be written, or what stands there is not an
    earlier export, and Busy when something is erased all the time.
    """
    if store.status().loading:
        raise Refused(message("upkeep.export_not_filled"))
    with replacing(path) as draft:
        _spare_others(path)
        return at_one_moment(store, lambda frozen: _write(frozen, draft))


def dump(store: GraphStore) -> bytes:
    """The text ``export`` would write."""
    return at_one_moment(store, lambda frozen: b"".join(_lines(frozen)))


def restore(
    store: GraphStore,
    path: Path,
    tell: Callable[[Text], None] = lambda line: None,
    clock: runs.Clock | None = None,
) -> Commit:
    """Fill an empty store from an export; the file is checked to its last line before anything is written.

    Answers the newest commit of the file. A run that was at work when the file was written is taken back, as
    it cannot go on here; ``clock`` tells the moment (ISO, UTC), without one it is that of the newest commit.

    What it says is checked as ``check`` would before the store is opened, so a file that was changed and
    sealed anew leaves the store as unfinished as it was. Of a file of an earlier schema the claims are said
    again; ``tell`` gets a sentence for what of it could not come along. Raises Refused, naming file and line
    or what is wrong, and NotEmpty.
    """
    status = store.status()
    if status.version and not status.loading:
        raise NotEmpty(message("stores.not_empty"))
    first = _check(path)
    if first.schema < upgrade.OLDEST_WITH_HISTORY:
        return _fill_renewed(store, path, first, tell)
    commit = _fill(store, path, _items(path), first)
    for source in runs.recover_all(store, _BY, clock or (lambda: commit.at)):
        tell(message("upkeep.run_taken_back", source=source))
    return commit


def _fill_renewed(store: GraphStore, path: Path, first: "_First", tell: Callable[[Text], None]) -> Commit:
    with upgrade.said_again(partial(_items, path), first.head, tell) as renewed:
        status = renewed.status()
        items = (item for what in What for item in renewed.scan(what))
        tallies = (item for item in _items(path) if isinstance(item, Tally))
        return _fill(store, path, chain(items, tallies), _First(SCHEMA, status.version, status.head))


def _fill(store: GraphStore, path: Path, items: Iterable[Item], first: "_First") -> Commit:
    def verify() -> None:
        faults = check.faults(store, first.version, first.head)
        if faults:
            raise Refused(_nonsense(path, faults[0], len(faults)))

    try:
        commit = store.load(items, verify)
    except Conflict as error:
        lost = message("upkeep.lacks", target=next(iter(error.ids), ""))
        raise Refused(_nonsense(path, lost, 1)) from error
    if commit.digest != first.head:
        raise Refused(message("upkeep.file_changed_meanwhile", path=path))
    return commit


def _nonsense(path: Path, fault: Text, count: int) -> Message:
    return message("upkeep.nonsense", path=path, fault=fault, count=count, advice=_FETCH_AGAIN)


def _spare_others(path: Path) -> None:
    """Refused where a file stands that is no export: a slip of the hand must not cost the database."""
    if path.exists() and path.stat().st_size and (first_line(path) or {}).get("format") != FORMAT:
        raise Refused(message("upkeep.no_export_there", path=path))


def first_line(path: Path) -> Json | None:
    """What the first line of a file says it is, None when that is no JSON object."""
    with path.open("rb") as file:
        return _parsed(file.readline(_LONGEST_LINE))


def _write(store: GraphStore, draft: BinaryIO) -> Exported:
    last = write_lines(draft, _lines(store))
    return Exported(last["items"], last["head"], last["sha256"])


def write_lines(draft: BinaryIO, lines: Lines) -> Json:
    """Write the lines in place of what the file holds; answers what the last says."""
    last = b""
    draft.seek(0)
    draft.truncate()
    with closing(lines):  # a full disk ends the reading here, not after the database is closed
        for line in lines:
            draft.write(line)
            last = line
    seal: Json = json.loads(last)
    return seal


def _lines(store: GraphStore) -> Lines:
    head = store.status().head
    items = (item for what in What for item in store.scan(what))
    kept = (item for item in items if not (isinstance(item, Record) and item.kind in NOT_EXPORTED))
    return sealed({"format": FORMAT, "schema": SCHEMA, "head": head}, map(to_json, kept), head=head)


def sealed(first: Json, rows: Iterable[Json], **last: str) -> Lines:
    """A file's lines: what it is, its rows, and a last one with their number and the SHA-256 of all above."""
    digest = hashlib.sha256()
    count = -1
    for line in map(line_of, chain([first], rows)):
        digest.update(line)
        count += 1
        yield line
    yield line_of({"items": count, "sha256": digest.hexdigest(), **last})


def line_of(row: Json) -> bytes:
    """One line of a file."""
    return canonical(row).encode() + b"\n"


class _First(NamedTuple):
    """What a file is: its schema, the number of its newest commit and that one's digest."""

    schema: int
    version: int
    head: str


def _check(path: Path) -> _First:
    """Read the whole file as ``restore`` will. Raises Refused."""
    digest, previous, number, schema, head = hashlib.sha256(), b"", 0, 0, ""
    version, before = 0, _Key(-1)
    for number, line in enumerate(_read(path), 1):
        if number == 1:
            schema, head = _check_first(path, line)
        elif number > 2:
            key, item = _check_item(path, number - 1, previous)
            version = item.seq if isinstance(item, Commit) else version
            if not before < key:
                raise Refused(
                    message("upkeep.line_misplaced", path=path, line=number - 1, advice=_FETCH_AGAIN)
                )
            before = key
        digest.update(previous)
        previous = line
    if number < 2:
        raise Refused(message("upkeep.no_export", path=path))
    last = _parsed(previous)
    if last is None or "sha256" not in last:
        raise Refused(message("upkeep.file_cut_off", path=path, line=number, advice=_FETCH_AGAIN))
    if (last.get("items"), last["sha256"]) != (number - 2, digest.hexdigest()):
        raise Refused(message("upkeep.file_changed", path=path, line=number, advice=_FETCH_AGAIN))
    return _First(schema, version, head)


def _check_first(path: Path, line: bytes) -> tuple[int, str]:
    first = _parsed(line)
    if first is None or first.get("format") != FORMAT or not isinstance(first.get("schema"), int):
        raise Refused(message("upkeep.first_line", path=path))
    if first["schema"] > SCHEMA:
        raise Refused(message("upkeep.export_newer", path=path))
    return first["schema"], str(first.get("head", ""))


def _check_item(path: Path, number: int, line: bytes) -> "tuple[_Key, Item]":
    row = _parsed(line)
    try:
        if row is None:
            raise ValueError("not an object")
        item = upgrade.item_of(row)
        _check_types(item)
        key = _key(row["what"], item)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            message("upkeep.line_unreadable", path=path, line=number, advice=_FETCH_AGAIN)
        ) from error
    return key, item


def _check_types(item: Item) -> None:
    """ValueError when a field holds what no store keeps there."""
    for name in item.__dataclass_fields__:
        value = getattr(item, name)
        if name in _NUMBERS:
            if type(value) is not int or not 0 <= value < INT64:
                raise ValueError(name)
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                texts = (inner.source, inner.stated_on, inner.confirmed_on) if name == "prov" else ()
                dates = (inner.stated_on, inner.confirmed_on) if name == "facts" else ()
                if not all(isinstance(text, str) for text in (key, *texts, *dates)):
                    raise ValueError(name)
                if name == "facts" and inner.value == NONE:
                    continue
                check_value(inner.value if name == "facts" else str(key) if name == "prov" else inner)
        elif name != "rank" and not isinstance(value, str):
            raise ValueError(name)


class _Key(NamedTuple):
    """Where an item stands in an export: kind by kind, and in key order within."""

    kind: int
    seq: int = 0
    first: str = ""
    second: str = ""


_ORDER: Final = (
    *(What.COMMITS, What.CHANGES, What.CLAIMS, What.NODES, What.EDGES, What.ENTRIES),
    *(upgrade.DOCUMENT, What.TALLIES, What.RECORDS),
)
"""What the lines of an export say they are, in the order in which they come."""


def _key(what: str, item: Item) -> _Key:
    kind = _ORDER.index(what)
    match item:
        case Commit():
            return _Key(kind, item.seq)
        case Change():
            return _Key(kind, item.seq, item.target, item.source)
        case Claim():
            return _Key(kind, 0, item.target, item.source)
        case Record():
            return _Key(kind, 0, item.kind, item.id)
        case Tally():
            return _Key(kind, 0, item.name)
        case _:
            return _Key(kind, 0, item.id)


def _items(path: Path) -> Iterator[Item]:
    """The items of a file that was checked."""
    previous: bytes | None = None
    for number, line in enumerate(_read(path), 1):
        if number > 2 and previous is not None:
            yield upgrade.item_of(json.loads(previous))
        previous = line


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                yield line
    except OSError as error:
        raise Refused(message("upkeep.file_unreadable", path=path)) from error


def _parsed(line: bytes) -> Json | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
