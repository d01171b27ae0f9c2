"""What was sent to an actor, and what comes next: a mail, a second one, a call. A record for each actor.

An actor with at most two services gets one mail in a month, so its second one comes a month after the first,
and no notice comes before; of others the second comes after two weeks. Nobody answers that either: then the
coordinator rings.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from graphdb.codec import canonical
from graphdb.fields.hours import COPENHAGEN
from graphdb.model import Id
from graphdb.records import Record
from graphdb.store import GraphStore, every

KIND: Final = "reminder"
FORTNIGHT: Final = timedelta(days=14)
MONTH: Final = timedelta(days=30)
LATER: Final = timedelta(days=7)
"""How long an actor that did not answer the telephone is left alone."""
_ANY_TIME: Final = ""


class Step(StrEnum):
    """What comes next."""

    NOTICE = "notice"
    """In two weeks a mail is sent: there is time to put the address right."""
    MAIL = "mail"
    AGAIN = "again"
    """The second mail."""
    CALL = "call"
    TRIED = "tried"
    """Rung in vain a short time ago."""


@dataclass(frozen=True, slots=True)
class Round:
    """When the first and second mail of this round left, and the notice before them, and when somebody rang
    in vain (ISO, UTC).
    """

    first: str = ""
    again: str = ""
    rung: str = ""
    version: int = 0
    noticed: str = ""

    def answered(self, days: Iterable[str]) -> bool:
        """Whether one of the days on which something was answered (ISO) is since the first letter."""
        since = self.noticed or self.first
        return bool(since) and any(day >= _day(since) for day in days)

    def lapsed(self, now: datetime) -> bool:
        """Whether a notice came to nothing: others confirmed the facts since."""
        return bool(self.noticed) and not self.first and _since(self.noticed, now) > 2 * MONTH


def read(store: GraphStore, actor: Id) -> Round:
    """What was sent to an actor."""
    record = store.records.get(KIND, actor, now=_ANY_TIME)
    return Round() if record is None else _round(record)


def read_all(store: GraphStore) -> Mapping[Id, Round]:
    """The same of all that something was sent to."""
    records = every(lambda after: store.records.list(KIND, after=after, now=_ANY_TIME))
    return {record.id: _round(record) for record in records}


def _round(record: Record) -> Round:
    return replace(Round(**json.loads(record.body)), version=record.version)


def keep(store: GraphStore, actor: Id, there: Round) -> None:
    """Keep it; Conflict when others wrote it since it was read."""
    body = {name: text for name, text in asdict(there).items() if name != "version"}
    store.records.put(Record(KIND, actor, canonical(body)), expect=there.version)


def next_step(there: Round, email: str, now: datetime, *, is_due: bool, small: bool) -> Step | None:
    """What comes next for an actor with facts that are due, or will be in two weeks."""
    if not is_due:
        return Step.NOTICE if not there.first else None
    if there.rung and _since(there.rung, now) < LATER:
        return Step.TRIED
    if not email:
        return Step.CALL
    if not there.first:
        return Step.MAIL
    pause = pause_before_second(small=small)
    if not there.again:
        return Step.AGAIN if _since(there.first, now) >= pause else None
    return Step.CALL if _since(there.again, now) >= FORTNIGHT else None


def pause_before_second(*, small: bool) -> timedelta:
    """How long after the first mail the second one may leave."""
    return MONTH if small else FORTNIGHT


def _since(moment: str, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(moment)


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(COPENHAGEN).date().isoformat()
