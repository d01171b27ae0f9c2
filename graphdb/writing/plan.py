"""The one way to write: claims in, and the view, the search entries and the history follow.

``plan`` works out what a set of edits would do without writing; ``commit`` writes it. No other module
calls ``store.write``. What they take and answer is in ``edits`` and can be had from here.
"""

import re
from collections.abc import Sequence
from typing import Final

from graphdb.errors import Conflict
from graphdb.fields.cpr import refuse_cpr
from graphdb.model import Doc
from graphdb.store import Commit, Editable, Readable
from graphdb.writing.draft import Draft
from graphdb.writing.edits import Drop, Edit, Hiding, Plan, Put, Refusal, Stamp

__all__ = ["Drop", "Edit", "Hiding", "Plan", "Put", "Refusal", "Stamp", "commit", "plan"]

_TRIES: Final = 4
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
"""What a move from an earlier schema names as its beginning; ten digits in a row come up in it by chance."""


def commit(
    store: Editable, edits: Sequence[Edit], stamp: Stamp, *, docs: tuple[Doc, ...] = ()
) -> tuple[Plan, Commit | None]:
    """Write the edits, all or nothing but for those refused; None when that left nothing to write.

    When another writer was first, it is worked out again: edits say what shall be, not what to add.
    """
    for left in reversed(range(_TRIES)):
        planned = plan(store, edits, stamp, docs=docs)
        if planned.empty:
            return planned, None
        try:
            return planned, store.write(planned.written)
        except Conflict:
            if not left or not edits:
                raise
    raise AssertionError("unreachable")


def plan(store: Readable, edits: Sequence[Edit], stamp: Stamp, *, docs: tuple[Doc, ...] = ()) -> Plan:
    """What ``commit`` would write now. InvalidValue when who writes, or why, reads as a CPR number."""
    for name, text in (("by", stamp.by), ("why", _DIGEST.sub("", stamp.why))):
        refuse_cpr(text, name)
    draft = Draft(store)
    draft.apply(edits)
    draft.settle_ends()
    draft.keep_addresses_secret()
    return draft.finish(stamp, docs)
