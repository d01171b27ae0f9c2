"""Confirmation links: for 30 days whoever has the link may answer for one entry, as often as need be.

An actor has one link: a new one takes the place of the last. The store has the digest of its token alone, as
``k1`` of a record under the actor's id.
"""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graphdb.accounts.accounts import digest
from graphdb.codec import canonical
from graphdb.history.departed import no_actor
from graphdb.identity.judgements import read_linker
from graphdb.mailing import post
from graphdb.model import Id, NodeKind, is_public
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore

KIND: Final = "confirmation_link"
VALID: Final = timedelta(days=30)
SHAPE: Final = re.compile(r"[0-9a-f]{64}")
"""What a token looks like; anything else is none, and is not handed on."""
_ENDED: Final = canonical({"ended": True})
"""Of a link that its holder ended: kept until it would have run out, so that a second click is understood."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is good. ``actor`` is the entry as it is shown now, ``id`` what history calls who answers.

    ``expires`` is a moment (ISO, UTC). ``version`` is that of the data when it was made, None of links made
    before that was kept. ``speaking`` is the entry that it is for, which may be shown as one with
    others by now.
    """

    actor: Id
    id: str
    expires: str
    version: int | None
    speaking: Id

    @property
    def by(self) -> str:
        """Who writes by it, as a commit names it."""
        return f"link:{self.id}"

    def could_show(self, version: int) -> bool:
        """Whether a page behind it can have shown the data of this version; none did of an earlier one."""
        return self.version is not None and version >= self.version


def make(store: GraphStore, actor: Id, now: str) -> str:
    """A token for the actor's entry, in the place of the last one. Raises NotFound for who has no page."""
    node = store.get([actor]).get(actor)
    if node is None or node.kind is not NodeKind.ACTOR or not is_public(node):
        raise no_actor(store, actor)
    token = secrets.token_hex(32)
    expires = (datetime.fromisoformat(now) + VALID).isoformat(timespec="seconds")
    body = canonical({"id": secrets.token_hex(16), "version": store.status().version})
    store.records.put(Record(KIND, actor, body, {"k1": digest(token)}, expires))
    return token


@contextmanager
def given_back(store: GraphStore, actor: Id, now: str) -> Iterator[None]:
    """Where a new link of an actor cannot be handed over, its last one is good again."""
    last = store.records.get(KIND, actor, now=now)
    try:
        yield
    except post.FAILURES:
        if last is not None:
            store.records.put(last)
        raise


def find(store: GraphStore, token: str, now: str) -> Link | None:
    """The link of a token, None when it is not good any more; looking at it changes nothing."""
    record = _record(store, token, now)
    if record is None or record.body == _ENDED:
        return None
    actor, body = read_linker(store).canonical(record.id), json.loads(record.body)
    return Link(actor, body["id"], record.expires, body.get("version"), record.id)


def was_ended(store: GraphStore, token: str, now: str) -> bool:
    """Whether its own holder ended the link of a token, and no other has taken its place."""
    record = _record(store, token, now)
    return record is not None and record.body == _ENDED


def ending(store: GraphStore, token: str, now: str) -> tuple[RecordWrite, ...]:
    """What lets a link be good no more; refused when it has been replaced meanwhile."""
    record = _record(store, token, now)
    if record is None or record.body == _ENDED:
        return ()
    return (RecordWrite(replace(record, body=_ENDED), record.version),)


def _record(store: GraphStore, token: str, now: str) -> Record | None:
    if SHAPE.fullmatch(token) is None:
        return None
    records = store.records.list(KIND, where={"k1": digest(token)}, limit=1, now=now).items
    return records[0] if records else None
