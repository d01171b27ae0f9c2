"""No citizen's number is kept beside the graph either, by any store."""

import json

import pytest

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import find_cpr
from graphdb.message import say
from graphdb.records import Record
from graphdb.store import GraphStore
from graphdb.upkeep.transfer import dump
from tests.contract.test_records import NOW, ids, write

CPR = "010190-1234"


@pytest.mark.cases_on_sqlite
@pytest.mark.parametrize("step", ["put", "carry"])
@pytest.mark.parametrize(
    ("refused", "field"),
    [
        (Record("account", CPR, "{}"), "id"),
        (Record("account", "a", "{}", {"k2": f"om {CPR}"}), "k2"),
        (Record("account", "a", json.dumps({"trin": [{"note": f"Borger {CPR}"}]})), "body"),
        (Record("account", "a", json.dumps({CPR: 1})), "body"),
        (Record("account", "a", f"om {CPR}"), "body"),
    ],
)
def test_no_record_holds_a_cpr_number(store: GraphStore, refused: Record, field: str, step: str) -> None:
    """Seen red without ``_refuse_cpr``: the guard stands before records too."""
    before = dump(store)
    with pytest.raises(InvalidValue) as invalid:
        write(store, step, refused, None, "one")
    assert invalid.value.field == field
    assert CPR not in say(invalid.value.reason)
    assert dump(store) == before


def test_digits_of_a_digest_or_token_are_no_cpr_number(store: GraphStore) -> None:
    digest = "ab0101901234" + "cf" * 26
    assert find_cpr(digest)
    store.records.put(Record("session", digest, json.dumps({"token": digest}), {"k1": digest}))
    assert ids(store.records.list("session", where={"k1": digest}, now=NOW)) == [digest]


def test_nor_are_those_of_who_proposes_something(store: GraphStore) -> None:
    """Seen red: now and then a link's holder could not say that the link was not meant for them."""
    by = "link:7803558035ae5e3b703316423cc528d5"
    assert find_cpr(by)
    store.records.put(Record("proposal", "a", json.dumps({"by": by})))
    with pytest.raises(InvalidValue):
        store.records.put(Record("proposal", "b", json.dumps({"by": by, "text": f"{by} {CPR}"})))
