"""One-time links: the store has the digest of the token alone, and the last link replaces earlier ones.

``k1`` of the record is the account.
"""

import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.codec import canonical
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

KIND: Final = "token"
VALID: Final = timedelta(hours=1)
SHAPE: Final = re.compile(r"[0-9a-f]{64}")
"""What a token looks like; anything else that was typed is none, and is not handed on."""


def make(store: GraphStore, account: Account, now: str) -> str:
    """A token for the account, for an hour and one use; earlier ones are no longer good.

    Refused for an account that is shut out: the link would not work.
    """
    if account.disabled:
        raise Refused(message("accounts.shut_out", address=account.called))
    earlier = every(lambda after: store.records.list(KIND, where={"k1": account.id}, after=after, now=now))
    token = secrets.token_hex(32)
    expires = (datetime.fromisoformat(now) + VALID).isoformat(timespec="seconds")
    body = canonical({"account": account.id})
    store.records.write(
        *(RecordWrite(record, gone=True) for record in earlier),
        RecordWrite(Record(KIND, accounts.digest(token), body, {"k1": account.id}, expires), 0),
    )
    return token


def find(store: GraphStore, token: str, now: str) -> tuple[Record, Account] | None:
    """The record of a token that is still good, and whose it is; looking at it changes nothing."""
    record = store.records.get(KIND, accounts.digest(token), now=now)
    account = None if record is None else accounts.find(store, json.loads(record.body)["account"])
    return None if record is None or account is None or account.disabled else (record, account)
