"""When an actor's own people were last asked about each of their facts, and how often they want to be: one
record for each actor.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from graphdb.codec import canonical
from graphdb.model import Id
from graphdb.records import Record, RecordWrite
from graphdb.rules.days import add_months
from graphdb.store import GraphStore, every

KIND: Final = "asked_about"
_FORGOTTEN: Final = 24
"""Months after which it does not matter any more."""
_ANY_TIME: Final = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """By question the day (ISO) of the last answer, whatever it was. ``rhythm`` is a code of the table
    ``ask_rhythms``, "" until one is chosen.
    """

    actor: Id
    days: Mapping[str, str]
    version: int = 0
    rhythm: str = ""

    def since(self, key: str, today: str, months: int) -> bool:
        """Whether it was asked in the last so many months."""
        return self.days.get(key, "") > add_months(date.fromisoformat(today), -months).isoformat()

    def with_day(self, keys: Iterable[str], today: str) -> RecordWrite:
        """What keeps that these were asked today; refused when others were asked since this was read."""
        oldest = add_months(date.fromisoformat(today), -_FORGOTTEN).isoformat()
        recent = {key: day for key, day in self.days.items() if day > oldest}
        return self._write(recent | dict.fromkeys(keys, today), self.rhythm)

    def with_rhythm(self, code: str) -> RecordWrite:
        """What keeps that this rhythm was chosen; refused as ``with_day``."""
        return self._write(self.days, code)

    def _write(self, days: Mapping[str, str], rhythm: str) -> RecordWrite:
        body = canonical({"days": dict(days), "rhythm": rhythm})
        return RecordWrite(Record(KIND, self.actor, body), self.version)


def read(store: GraphStore, actor: Id) -> Asked:
    """What an actor was asked, and when."""
    record = store.records.get(KIND, actor, now=_ANY_TIME)
    return Asked(actor, {}) if record is None else _asked(record)


def read_all(store: GraphStore) -> Mapping[Id, Asked]:
    """The same of all that were asked."""
    records = every(lambda after: store.records.list(KIND, after=after, now=_ANY_TIME))
    return {record.id: _asked(record) for record in records}


def _asked(record: Record) -> Asked:
    body = json.loads(record.body)
    return Asked(record.id, body["days"], record.version, body.get("rhythm", ""))
