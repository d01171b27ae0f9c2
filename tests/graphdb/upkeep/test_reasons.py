"""A reason that should not have been written goes for good, and all it was given for stays."""

import re
import sqlite3
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest

from graphdb.errors import Refused
from graphdb.message import message, say
from graphdb.model import NodeKind
from graphdb.store import GraphStore
from graphdb.upkeep import check, transfer
from graphdb.upkeep.reasons import erase_reasons, with_reason
from graphdb.writing.plan import Edit, Stamp, commit
from tests.conftest import Address, prepared
from tests.contract.samples import writing
from tests.graphdb.writing.test_plan import AT, UNIT, node, small

NAME: Final = "Jens Bendtsen"
LATER: Final = "2026-03-03T08:00:00+00:00"


def write(store: GraphStore, why: str, *edits: Edit) -> None:
    commit(store, edits, Stamp(AT, "anna", why))


@pytest.fixture
def told(store: GraphStore) -> GraphStore:
    """A store with a reason that names a citizen."""
    write(store, "Oprettet", *small())
    write(store, f"Ringede om {NAME}", node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"))
    write(store, "Rettet", node(UNIT, NodeKind.ACTOR, name="Enhed 2", kind="bo_110"))
    return store


def erase(store: GraphStore, words: str = NAME.upper()) -> int:
    return erase_reasons(store, list(with_reason(store, words)), LATER, "bo")


def test_an_erased_reason_is_nowhere_and_the_history_holds(told: GraphStore, tmp_path: Path) -> None:
    before = told.commits().items
    assert NAME in transfer.dump(told).decode()
    assert erase(told) == 1
    after = told.commits().items
    assert [one.digest for one in after[:3]] == [one.digest for one in before]
    assert [(one.why, one.forgets) for one in after] == [
        *(("Oprettet", ""), ("", ""), ("Rettet", ""), ("Begrundelser slettet", "2"))
    ]
    assert NAME not in transfer.dump(told).decode()
    assert check.check(told).faults == ()
    assert erase(told) == 0
    assert len(told.commits().items) == 4
    transfer.export(told, tmp_path / "ud.jsonl")
    for other in prepared(Address(f"sqlite:///{tmp_path / 'kopi.db'}")):
        transfer.restore(other, tmp_path / "ud.jsonl")
        assert transfer.dump(other) == transfer.dump(told)
        assert check.check(other).faults == ()


@pytest.mark.parametrize(
    ("why", "words", "count"),
    [
        ("Ringede om Åse", normalize("NFD", "åse"), 1),
        (normalize("NFD", "Ringede om Åse"), " Åse ", 1),
        ("Ringede om Åse", " ", 0),
    ],
)
def test_a_reason_is_known_by_its_words(store: GraphStore, why: str, words: str, count: int) -> None:
    """A blank that is typed by mistake must not erase all of them."""
    write(store, why, *small())
    assert len(list(with_reason(store, words))) == count


def test_two_that_are_alike_are_sealed_differently(told: GraphStore) -> None:
    """Or a short reason could be guessed from the digest that stays. Seen red with one salt for all."""
    write(told, "Ja", node(UNIT, NodeKind.ACTOR, name="Enhed 3", kind="bo_110"))
    write(told, "Ja", node(UNIT, NodeKind.ACTOR, name="Enhed 4", kind="bo_110"))
    one, other = told.commits().items[-2:]
    assert one.why == other.why == "Ja"
    assert one.sealed != other.sealed


def test_a_reason_in_the_chain_itself_is_not_erased(told: GraphStore) -> None:
    """As a backup of schema 2 brings it. The others stay too, so that the person sees what is left to do."""
    told.write(writing("old"))
    seq = told.status().version
    with pytest.raises(Refused) as refused:
        erase(told, "e")
    assert refused.value.reason == message("writing.reason_in_chain", numbers=(str(seq),))
    assert NAME in transfer.dump(told).decode()
    assert check.check(told).faults == ()


@pytest.mark.parametrize(
    ("tampering", "numbers"),
    [
        ("UPDATE commits SET why = '', salt = '' WHERE seq = 3", ["3"]),
        ("UPDATE commits SET why = 'Ringede', salt = '5a17' WHERE seq = 2", ["2"]),
        ("UPDATE commits SET why = 'Ringede' WHERE seq = 2", ["2"]),
        ("UPDATE commits SET why = 'Ringede' WHERE seq = 3", ["3"]),
        ("UPDATE commits SET sealed = '', salt = '' WHERE seq = 3", ["3"]),
        ("UPDATE commits SET forgets = '' WHERE seq = 4", ["2", "4"]),
        ("UPDATE commits SET forgets = 'x' WHERE seq = 4", ["2", "4"]),
        ("UPDATE commits SET forgets = '2,3' WHERE seq = 4", ["3", "4"]),
    ],
)
def test_a_change_by_hand_is_named(
    sqlite_store: GraphStore, tmp_path: Path, tampering: str, numbers: list[str]
) -> None:
    """Seen red without ``Reasons``, and without ``reason_holds``."""
    write(sqlite_store, "Oprettet", *small())
    write(sqlite_store, f"Ringede om {NAME}", node(UNIT, NodeKind.ACTOR, name="Enheden", kind="bo_110"))
    write(sqlite_store, "Rettet", node(UNIT, NodeKind.ACTOR, name="Enhed 2", kind="bo_110"))
    erase(sqlite_store)
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute(tampering)
    connection.close()
    faults = " ".join(say(fault) for fault in check.check(sqlite_store).faults)
    assert {number for number in "1234" if f"nr. {number}" in faults} == set(numbers)


def test_each_change_gets_a_salt_of_its_own() -> None:
    stamps = [Stamp(AT, "test", "prøve") for _ in range(2)]
    salts = [one.salt() for _ in range(200) for one in stamps]
    assert len(set(salts)) == 400
    assert all(re.fullmatch("[0-9a-f]{32}", salt) for salt in salts)
