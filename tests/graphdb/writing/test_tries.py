"""How often a change is worked out again when another writer was first."""

from dataclasses import replace

import pytest

from graphdb.errors import Conflict
from graphdb.model import NodeKind
from graphdb.records import Record, RecordWrite
from graphdb.store import Commit, GraphStore, WriteSet
from graphdb.writing.plan import commit
from tests.graphdb.writing.test_plan import HERBERG, node, small, stamp, write


def test_a_record_that_others_were_first_at_is_the_callers_to_read_again(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is called as the target is: seen red with a hundred tries, half a minute of waiting."""
    write(store, *small())
    record, write_now, tries = Record("asked_about", HERBERG, "{}"), store.write, list[WriteSet]()
    store.records.write(RecordWrite(record, 0))

    def counted(change: WriteSet) -> Commit:
        tries.append(change)
        return write_now(change)

    monkeypatch.setattr(store, "write", counted)
    mine = replace(stamp(), records=(RecordWrite(record, 0),))
    with pytest.raises(Conflict):
        commit(store, [node(HERBERG, NodeKind.ACTOR, name="Huset", kind="bo_110")], mine)
    assert len(tries) == 4
