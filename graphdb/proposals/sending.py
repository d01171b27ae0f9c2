"""Writing what was sent from a form: what is shown at once, and what waits for the coordinator."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from graphdb.errors import Conflict, Contested
from graphdb.history import erased
from graphdb.model import Id
from graphdb.records import RecordWrite
from graphdb.store import Commit, GraphStore
from graphdb.writing.edits import FieldEdit, Propose, Stamp
from graphdb.writing.plan import commit, plan

_ANY_TIME: Final = ""


def send(
    store: GraphStore,
    edits: Sequence[FieldEdit],
    proposed: Sequence[FieldEdit],
    stamp: Stamp,
    expect: Mapping[Id, int],
) -> Commit | None:
    """Write the edits with the stamp's records, all or nothing; None when no fact was changed.

    ``proposed`` is what the records propose, as edits; ``expect`` has the versions of both that were shown.
    Contested when others have changed what either is about by the moment of writing; nothing is kept then.
    """
    waits = [Propose(edit) for edit in proposed]
    if edits:
        _, written = commit(store, [*edits, *waits], stamp, expect=expect)
        erased.take_back(store, stamp.records)
        return written
    _keep(store, waits, stamp, expect)
    return None


def _keep(store: GraphStore, proposed: Sequence[Propose], stamp: Stamp, expect: Mapping[Id, int]) -> None:
    """Write the records alone. They move no version of the graph, so no commit meets them: what was shown is
    looked at once more when they stand, and what stood there before is put back if it has changed.
    """
    refuse_contested = partial(plan, store, proposed, stamp, expect=expect)
    refuse_contested()
    before = [store.records.get(*one.record.key, now=_ANY_TIME) for one in stamp.records]
    written = erased.keep(store, *stamp.records)
    try:
        refuse_contested()
    except Contested:
        for record, earlier in zip(written, before, strict=True):
            with suppress(Conflict):  # it was decided or rewritten by now
                store.records.write(RecordWrite(earlier or record, record.version, gone=earlier is None))
        raise
