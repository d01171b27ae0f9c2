"""What the coordinator does about a proposal: approve it, reject it with a reason, or say that it is done.

A decision is kept a year with the proposal, so that who proposed it sees what became of it. Of two who decide
at once one is refused.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final

from graphdb.claims import Rank
from graphdb.codec import canonical
from graphdb.errors import Contest, Contested, NotFound, Refused
from graphdb.fields.cpr import refuse_cpr
from graphdb.fields.hours import COPENHAGEN
from graphdb.message import message
from graphdb.proposals import proposals
from graphdb.proposals.proposals import KIND, LONGEST, About, Proposal, State
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore
from graphdb.writing.edits import Set, Stamp
from graphdb.writing.plan import commit, plan

KEPT: Final = timedelta(days=365)
SHORTEST: Final = 6
"""Letters of an id from which a proposal is known."""


def find(store: GraphStore, start: str) -> Proposal:
    """The proposal that waits whose id begins so. Raises NotFound, and Refused when there are several."""
    matching = [one for one in proposals.waiting(store) if one.id.startswith(start)]
    if len(start) < SHORTEST or not matching:
        raise NotFound(message("proposals.nothing"))
    if len(matching) > 1:
        raise Refused(message("proposals.several"))
    return matching[0]


def approve(store: GraphStore, proposal: Proposal, role: str, at: str) -> None:
    """Let it be the word of who proposed it, as of the day of the proposal.

    Contested when the fact is not what it was any more; Refused for what stands in words, which somebody has
    to enter. Conflict when it was decided meanwhile.
    """
    if proposal.about is not About.FIELD:
        raise Refused(message("proposals.in_words"))
    node = store.get([proposal.target]).get(proposal.target)
    shown = None if node is None else node.props.get(proposal.field)
    if node is None or shown not in (proposal.seen, proposal.value):
        contest = Contest(proposal.target, proposal.field, proposal.seen, shown, proposal.value)
        raise Contested([contest])
    day = datetime.fromisoformat(proposal.at).astimezone(COPENHAGEN).date().isoformat()
    edit = Set(proposal.target, proposal.source, Rank.OWN, proposal.field, proposal.value, day)
    records = (_decided(store, proposal, State.APPROVED, "", at),)
    stamp = Stamp(at, role, "approves a proposal", records=records)
    expect = {proposal.target: node.version}
    for refusal in plan(store, [edit], stamp, expect=expect).refused:
        raise Refused(message("proposals.cannot", reason=refusal.reason))
    commit(store, [edit], stamp, expect=expect)


def close(store: GraphStore, proposal: Proposal, state: State, why: str, at: str) -> None:
    """Reject it with a reason, or say that it is done.

    Refused without a reason, or when it was decided meanwhile; InvalidValue for a CPR number.
    """
    refuse_cpr(why, "why")
    if state is State.REJECTED and not why.strip():
        raise Refused(message("proposals.no_reason"))
    if len(why) > LONGEST:
        raise Refused(message("proposals.long_reason", limit=LONGEST))
    store.records.write(_decided(store, proposal, state, why.strip(), at))


def _decided(store: GraphStore, proposal: Proposal, state: State, why: str, at: str) -> RecordWrite:
    record = store.records.get(KIND, proposal.id, now=at)
    if record is None or record.keys["k2"] != State.WAITING or record.body != canonical(asdict(proposal)):
        raise Refused(message("proposals.decided_meanwhile"))
    body = canonical(asdict(replace(proposal, why=why, decided=at)))
    keys = {"k1": proposal.actor, "k2": str(state)}
    expires = (datetime.fromisoformat(at) + KEPT).isoformat(timespec="seconds")
    return RecordWrite(Record(KIND, proposal.id, body, keys, expires), record.version)
