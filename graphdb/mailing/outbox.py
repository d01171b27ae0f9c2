"""Mails of a demo that no server takes: they lie in the store for a day, where the examples are tried out."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from graphdb.codec import canonical
from graphdb.mailing.letter import Letter, mail_of
from graphdb.records import Record
from graphdb.store import GraphStore, every

KIND: Final = "example_mail"
LASTS: Final = timedelta(days=1)
SENDER: Final = "brobygger@brobygger.example"
"""The address that these mails come from where none is set."""
_MOMENT: Final = 19


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it would have left: its moment (ISO, UTC), from whom and to whom, its plain text and link."""

    at: str
    sender: str
    to: str
    subject: str
    text: str
    link: str


def put(store: GraphStore, letter: Letter, now: str) -> None:
    """Keep a letter as the mail that it would be. InvalidValue for what could not be sent either."""
    message = mail_of(letter)
    body = message.get_body(("plain",))
    assert body is not None  # every letter has one
    mail = Mail(
        now, str(message["From"]), letter.to, str(message["Subject"]), body.get_content(), letter.link
    )
    expires = (datetime.fromisoformat(now) + LASTS).isoformat(timespec="seconds")
    # A letter behind the moment: four digits there may read as a CPR number with it, and be refused.
    name = f"{now[:_MOMENT]}-m{secrets.token_hex(4)}"
    store.records.put(Record(KIND, name, canonical(asdict(mail)), expires=expires), expect=0)


def list_all(store: GraphStore, now: str) -> list[Mail]:
    """The mails that are there, newest first."""
    records = every(lambda after: store.records.list(KIND, after=after, now=now))
    return [Mail(**json.loads(record.body)) for record in records][::-1]
