"""Doubts: records of what somebody who did not sign in says is wrong, for the coordinator to look at.

They say nothing of who wrote them, change nothing about the actor and are shown on no page of it. A doubt
about a field makes that field be asked about sooner. After 90 days they are gone. ``k1`` of a record is the
actor.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from graphdb.accounts.accounts import digest
from graphdb.codec import canonical
from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.fields import formats
from graphdb.fields.hours import COPENHAGEN
from graphdb.history import erased
from graphdb.identity.judgements import read_linker
from graphdb.message import message
from graphdb.model import Id
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "doubt"
KEPT: Final = timedelta(days=90)
LONGEST: Final = 500
"""Letters of a text."""
SHORTEST: Final = 6
"""Letters of an id from which a doubt is known."""
_ANY_TIME: Final = ""


class Said(StrEnum):
    """What a doubt says."""

    WRONG = "wrong"
    """Anybody says that it is wrong."""
    NOT_US = "not_us"
    """The address that stood there before says that its people did not change it."""
    STOPPED = "stopped"
    """The same of what was proposed, which is stopped; ``text`` is what it would have been."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is said to be wrong, at a moment (ISO, UTC): ``field`` of ``target``, "" where none is named."""

    actor: Id
    at: str
    target: Id = ""
    field: str = ""
    text: str = ""
    said: Said = Said.WRONG

    @property
    def id(self) -> str:
        """The same for the same words: who sends a form twice says one thing."""
        sort = () if self.said is Said.WRONG else (str(self.said),)
        return digest(self.actor, self.target, self.field, self.text, *sort)

    @property
    def day(self) -> str:
        """The day in Denmark, ISO."""
        return datetime.fromisoformat(self.at).astimezone(COPENHAGEN).date().isoformat()


def doubt(actor: Id, text: str, now: datetime, target: Id = "", field: str = "") -> Doubt:
    """A doubt by what was typed. InvalidValue when it reads as a CPR number, is too long, or says nothing."""
    formats.refuse_cpr(text, "text")
    try:
        note = formats.normalise_text(text, limit=LONGEST) if text.strip() else ""
    except InvalidValue as error:
        raise InvalidValue(error.reason, field="text") from None
    if not (note or field):
        raise InvalidValue(message("doubts.nothing_said"), field="text")
    return Doubt(actor, now.astimezone(UTC).isoformat(timespec="seconds"), target, field, note)


def keep(store: GraphStore, said: Doubt) -> None:
    """Keep a doubt for 90 days; one that was said before lasts on."""
    erased.keep(store, write_of(said))


def write_of(said: Doubt) -> RecordWrite:
    """What keeps a doubt."""
    expires = (datetime.fromisoformat(said.at) + KEPT).isoformat(timespec="seconds")
    return RecordWrite(Record(KIND, said.id, canonical(asdict(said)), {"k1": said.actor}, expires))


def waiting(store: GraphStore, now: str, actor: Id = "") -> tuple[Doubt, ...]:
    """The doubts that nobody has closed, of one actor or of all, the oldest first."""
    where: Mapping[str, str] = {"k1": actor} if actor else {}
    records = every(lambda after: store.records.list(KIND, where=where, after=after, now=now))
    return tuple(sorted(map(_doubt, records), key=lambda one: (one.at, one.id)))


def days(store: GraphStore, actor: Id, now: datetime) -> Mapping[tuple[Id, str], str]:
    """By target and field the last day (ISO) on which somebody doubted it.

    What was said about an id that has been joined since counts for what it is shown under.
    """
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    linker = read_linker(store)
    several = (said for one in linker.cluster(actor) for said in waiting(store, at, one) if said.field)
    oldest_first = sorted(several, key=lambda said: said.at)
    return {(linker.canonical(said.target), said.field): said.day for said in oldest_first}


def find(store: GraphStore, start: str, now: str) -> Doubt:
    """The doubt whose id begins so. Raises NotFound, and Refused when there are several."""
    matching = [said for said in waiting(store, now) if said.id.startswith(start)]
    if len(start) < SHORTEST or not matching:
        raise NotFound(message("doubts.nothing"))
    if len(matching) > 1:
        raise Refused(message("doubts.several"))
    return matching[0]


def close(store: GraphStore, said: Doubt) -> None:
    """It was looked at: nothing of it is kept."""
    store.records.delete(KIND, said.id)


def writes_without(store: GraphStore, things: Collection[Id]) -> Iterator[RecordWrite]:
    """What takes away all that was ever doubted of these things."""
    records = every(lambda after: store.records.list(KIND, after=after, now=_ANY_TIME))
    return (RecordWrite(one, gone=True) for one in records if _doubt(one).target in things)


def _doubt(record: Record) -> Doubt:
    body = json.loads(record.body)
    return Doubt(**(body | {"said": Said(body.get("said", Said.WRONG))}))
