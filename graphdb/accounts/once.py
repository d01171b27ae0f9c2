"""What is good for a single use: noted by its digest, and forgotten when it would be good no longer."""

from typing import Final

from graphdb.accounts import accounts
from graphdb.errors import Conflict
from graphdb.records import Record
from graphdb.store import GraphStore

KIND: Final = "used"


def use(store: GraphStore, secret: str, expires: str) -> bool:
    """Use it up; False when it was used before. ``expires`` is the moment from which nobody takes it."""
    record = Record(KIND, accounts.digest(secret), "{}", expires=expires)
    try:
        store.records.put(record, expect=0)
    except Conflict:
        return False
    return True
