"""Each letter leaves at most once: that it is being sent is noted first, and what became of it after.

A record tells of an actor when it was last written to. It has no address in it.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from graphdb.codec import canonical
from graphdb.errors import BrobyggerError, Conflict, Refused
from graphdb.fields.hours import COPENHAGEN
from graphdb.message import message
from graphdb.model import Id
from graphdb.records import Record
from graphdb.store import GraphStore

KIND: Final = "mail"
MONTH: Final = timedelta(days=30)
"""An actor gets no more than one mail in this time."""
_ANY_TIME: Final = ""
FAILURES: Final = (BrobyggerError, OSError, ValueError)
"""What is raised before a mail is taken: nothing has left."""


class NotYet(Refused):
    """A mail has left too short a time ago, or is leaving."""


def once(
    store: GraphStore, actor: Id, now: str, send: Callable[[], None], *, pause: timedelta = MONTH
) -> None:
    """Send a letter to an actor's people. NotYet when one has left within the pause, or is leaving.

    What is among ``FAILURES`` is noted as a refusal, and it may be tried again. Where nobody knows whether it
    left, as after an interrupt, it counts as sent.
    """
    last = store.records.get(KIND, actor, now=_ANY_TIME)
    if last is not None and last.there(now) and json.loads(last.body)["state"] != "refused":
        day = datetime.fromisoformat(json.loads(last.body)["at"])
        if datetime.fromisoformat(now) < day + min(pause, MONTH):
            raise NotYet(message("mailing.this_month", day=day.astimezone(COPENHAGEN).date()))
    version = 0 if last is None else last.version
    try:
        kept = store.records.put(_record(actor, now, "sending"), expect=version)
    except Conflict:
        raise NotYet(message("mailing.being_sent")) from None
    try:
        send()
    except FAILURES:
        store.records.put(_record(actor, now, "refused"), expect=kept.version)
        raise
    store.records.put(_record(actor, now, "sent"), expect=kept.version)


def _record(actor: Id, now: str, state: str) -> Record:
    expires = (datetime.fromisoformat(now) + MONTH).isoformat(timespec="seconds")
    return Record(KIND, actor, canonical({"at": now, "state": state}), expires=expires)
