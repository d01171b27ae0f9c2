"""The one way to write: claims in, and the view, the search entries and the history follow.

``plan`` works out what a set of edits would do without writing; ``commit`` writes it. No other module
calls ``store.write``. What they take and answer is in ``edits`` and can be had from here.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from graphdb.deadline import remaining
from graphdb.errors import Conflict
from graphdb.fields.cpr import refuse_cpr, without_ids
from graphdb.model import Id
from graphdb.store import Commit, Editable, Readable
from graphdb.writing.draft import Draft
from graphdb.writing.edits import (
    Clear,
    Confirm,
    Drop,
    Edit,
    Effect,
    Hiding,
    Leaving,
    Outweighed,
    Plan,
    Put,
    Refusal,
    Renew,
    Set,
    Stamp,
)
from graphdb.writing.ends import settle_ends
from graphdb.writing.joining import Shown
from graphdb.writing.secrecy.redaction import Redaction
from graphdb.writing.write_set import finish

__all__ = [
    "Clear",
    "Confirm",
    "Drop",
    "Edit",
    "Effect",
    "Hiding",
    "Leaving",
    "Outweighed",
    "Plan",
    "Put",
    "Refusal",
    "Renew",
    "Set",
    "Stamp",
    "commit",
    "plan",
]

NOTHING_EXPECTED: Final[Mapping[Id, int]] = MappingProxyType({})
_TRIES: Final = 100
_FEW: Final = 4
"""Tries when another writer was first at what a plan does not work out: a lock that is lost, a record that is
taken, which meet a Conflict each time."""
_FIRST_WAIT: Final = 0.005
_LONGEST_WAIT: Final = 0.5
"""Seconds that a writer waits at most after its first Conflict, and after its last."""
_CHANCE: Final = secrets.SystemRandom()


def commit(
    store: Editable,
    edits: Sequence[Edit],
    stamp: Stamp,
    *,
    expect: Mapping[Id, int] = NOTHING_EXPECTED,
) -> tuple[Plan, Commit | None]:
    """Write the edits, all or nothing but for those refused; None when that left nothing to write.

    ``expect`` has the versions of what was shown to the person who edits: see ``Draft.apply`` for what is
    raised when others changed it since. When another writer is first only in the moment of writing, it is
    worked out again, after a wait of random length: edits say what shall be, not what to add.
    """
    for number in range(1, _TRIES + 1):
        planned = plan(store, edits, stamp, expect=expect)
        if planned.empty:
            return planned, None
        try:
            return planned, store.write(planned.written)
        except Conflict as error:
            again = _worked_out(planned, stamp) >= set(error.ids)
            if not edits or number >= (_TRIES if again else _FEW):
                raise
        time.sleep(remaining(_CHANCE.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**number))))
    raise AssertionError("unreachable")


def _worked_out(planned: Plan, stamp: Stamp) -> set[str]:
    """The targets and records of which a plan expects something by itself: another plan expects what is there
    by then. What the stamp brings stays as it is, also where a record is called as a target is.
    """
    written = planned.written
    records = {*(name for _, name in written.expect_records), *(one.record.id for one in written.records)}
    of_stamp = {*(name for _, name in stamp.expect_records), *(one.record.id for one in stamp.records)}
    return {*written.expect, *records} - of_stamp


def plan(
    store: Readable,
    edits: Sequence[Edit],
    stamp: Stamp,
    *,
    expect: Mapping[Id, int] = NOTHING_EXPECTED,
) -> Plan:
    """What ``commit`` would write now. InvalidValue when who writes, or why, reads as a CPR number."""
    for name, text in (("by", stamp.by), ("why", stamp.why)):
        refuse_cpr(without_ids(text), name)
    draft = Draft(store)
    draft.apply(edits, expect)
    settle_ends(draft)
    shown = Shown(draft)
    return finish(draft, shown, Redaction(draft, shown, stamp.erase), stamp)
