"""Files of earlier schemas in a store of today: of schema 2 everything comes along.

Of schema 1 every claim does, and the rest is computed anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graphdb.claims import Claim
from graphdb.concurrency import open_runs
from graphdb.errors import Refused
from graphdb.fields.contact_point import contact_id
from graphdb.message import say
from graphdb.model import EdgeKind
from graphdb.runs import runs
from graphdb.store import GraphStore, What
from graphdb.upkeep import check
from graphdb.upkeep.transfer import dump, restore
from graphdb.writing.edits import target_of
from graphdb.writing.plan import Drop, Stamp, commit
from graphdb.writing.secrecy.marks import SECRET_PLACE, read_marks
from tests.conftest import Address, prepared
from tests.contract.samples import AT
from tests.graphdb.upkeep.sound import GROUP, HELP, HOME, A, edits, fill

Row = dict[str, Any]


@pytest.fixture
def before(tmp_path: Path) -> Iterator[GraphStore]:
    """A store with something of everything in it."""
    for filled in prepared(Address(f"sqlite:///{tmp_path / 'before.db'}")):
        fill(filled)
        yield filled


@pytest.fixture
def old(before: GraphStore, tmp_path: Path) -> Callable[..., Path]:
    """That store as a file of an earlier schema, its rows changed and sealed again."""

    def write(change: Callable[[Row], Row], schema: int = 1) -> Path:
        rows = [json.loads(line) for line in dump(before).splitlines()]
        rows = [rows[0] | {"schema": schema}, *map(change, with_documents(rows[1:-1])), rows[-1]]
        above = b"".join(line(row) for row in rows[:-1])
        seal = rows[-1] | {"sha256": hashlib.sha256(above).hexdigest()}
        path = tmp_path / "old.jsonl"
        path.write_bytes(above + line(seal))
        return path

    return write


def with_documents(rows: list[Row]) -> list[Row]:
    """The rows with documents in place of records, which stood before the counts."""
    records = [row | {"what": "doc"} for row in rows if row["what"] == "record"]
    others = [row for row in rows if row["what"] != "record"]
    return sorted([*others, *records], key=lambda row: (row["what"] == "doc") + 2 * (row["what"] == "tally"))


def line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def unchanged(row: Row) -> Row:
    return row


def with_facts(**facts: str) -> Callable[[Row], Row]:
    """What the claim on the service says besides."""

    def change(row: Row) -> Row:
        if row["what"] == "claim" and row["target"] == HELP:
            row["body"]["facts"] |= {name: [value, "2026-01-01", ""] for name, value in facts.items()}
        return row

    return change


def claims(store: GraphStore) -> list[Claim]:
    items = (item for item in store.scan(What.CLAIMS) if isinstance(item, Claim))
    return [replace(item, version=0, run="") for item in items]


def test_all_that_was_said_comes_along(
    store: GraphStore, before: GraphStore, old: Callable[..., Path]
) -> None:
    messages: list[str] = []
    restore(store, old(unchanged), lambda line: messages.append(say(line)))
    assert claims(store) == claims(before)
    assert read_marks(store).hides(HOME)
    assert check.check(store).faults == ()
    first = next(iter(store.scan(What.COMMITS)))
    assert before.status().head in getattr(first, "why", "")
    assert store.records.counters("") == before.records.counters("")
    assert len(messages) == 1
    assert before.status().head in messages[0]


def test_of_schema_2_everything_comes_along(
    store: GraphStore, before: GraphStore, old: Callable[..., Path]
) -> None:
    """Seen red with each schema but today's said again: the history began anew."""
    commit(before, [Drop(GROUP, "demo")], Stamp(AT, "tests", "Prøve"))
    restore(store, old(unchanged, 2), lambda line: pytest.fail(say(line)))
    assert dump(store) == dump(before)
    assert check.check(store).faults == ()
    commit(store, [edit for edit in edits() if target_of(edit) == GROUP], Stamp(AT, "tests", "Prøve"))
    assert store.edges([GROUP]), "shown again"


def test_an_import_at_work_in_a_file_of_schema_2_is_taken_back(
    sqlite_store: GraphStore, before: GraphStore, old: Callable[..., Path]
) -> None:
    """It has no sign of life of its own there; the one in its body is of a process elsewhere."""
    runs.begin(before, "horsens", AT, "tests")

    def signed(row: Row) -> Row:
        kind = row["kind"] if row["what"] == "doc" else ""
        keys = {"keys": row["keys"] | {"k3": "x"}} if kind == open_runs.KIND else {}
        return row | keys | ({"kind": "signs"} if kind == "sign_of_life" else {})

    messages: list[str] = []
    restore(sqlite_store, old(signed, 2), lambda line: messages.append(say(line)))
    assert ["horsens" in line for line in messages] == [True]
    assert not runs.unfinished(sqlite_store)
    assert check.check(sqlite_store).faults == ()


def test_a_fact_of_no_field_of_today_is_told(sqlite_store: GraphStore, old: Callable[..., Path]) -> None:
    """Red when ``_facts`` lets a claim be refused whole."""
    messages: list[str] = []
    path = old(with_facts(shoe_size="44", exclusions="Ikke for børn"))
    restore(sqlite_store, path, lambda line: messages.append(say(line)))
    service = sqlite_store.get([HELP])[HELP]
    assert "Ikke for børn" in service.props.values()
    assert service.text("name") == "Seng for natten"
    assert "shoe_size" not in service.props
    assert [HELP in one and "shoe_size" in one for one in messages] == [False, True]


def test_contact_points_become_things_of_their_own(
    sqlite_store: GraphStore, old: Callable[..., Path]
) -> None:
    """In the order in which they stood, hidden ones too; one that cannot be read is told."""
    points = [
        '{"phone":"+4575620000","role":"Vagt","visibility":"public"}',
        '{"email":"leder@huset.dk","role":"Leder","visibility":"professionals"}',
        '{"phone":"+4575620001","role":"vagt"}',
        "{",
    ]

    def kept_as_a_value(row: Row) -> Row:
        if row["what"] == "claim" and row["target"] == A:
            row["body"]["facts"]["contacts"] = [points, "2026-01-01", "2026-02-01"]
        return row

    messages: list[str] = []
    restore(sqlite_store, old(kept_as_a_value), lambda line: messages.append(say(line)))
    ties = sqlite_store.edges([A], kinds=[EdgeKind.CONTACTED_AT])
    by_position = {edge.props["position"]: edge.dst for edge in ties}
    ids = [contact_id(A, "Vagt"), contact_id(A, "Leder"), contact_id(A, "vagt", 1)]
    assert [by_position[position] for position in (1, 2, 3)] == ids
    nodes = sqlite_store.get(ids)
    assert dict(nodes[ids[0]].props) == {"role": "Vagt", "phone": "+4575620000", "visibility": "public"}
    assert nodes[ids[1]].text("visibility") == "professionals"
    assert nodes[ids[0]].prov["phone"].confirmed_on == "2026-02-01"
    assert [A in line and "contacts" in line for line in messages] == [False, True]
    assert check.check(sqlite_store).faults == ()


def test_a_file_of_half_an_import_is_refused(sqlite_store: GraphStore, old: Callable[..., Path]) -> None:
    def opened(row: Row) -> Row:
        keys = {"k1": "horsens", "k2": "open"}
        return row | {"kind": "run", "keys": keys} if row["what"] == "doc" and row["kind"] == "note" else row

    with pytest.raises(Refused, match="horsens"):
        restore(sqlite_store, old(opened))
    assert sqlite_store.status().version == 0
    assert not list(sqlite_store.scan(What.CLAIMS))


def test_a_mark_that_is_gone_is_made_again(sqlite_store: GraphStore, old: Callable[..., Path]) -> None:
    def unmarked(row: Row) -> Row:
        is_mark = row["what"] == "doc" and row["kind"] == SECRET_PLACE
        return row | {"kind": "other"} if is_mark else row

    restore(sqlite_store, old(unmarked))
    assert read_marks(sqlite_store).hides(HOME)
