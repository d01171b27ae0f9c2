"""Sessions on the server's side: the browser has a random token, the store its digest.

A session ends after 30 minutes without use and 12 hours in all, when the person signs out anywhere, and with
every change of the account's roles, but for what editors change among themselves. ``k1`` of the record is
the account.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant, Role
from graphdb.codec import canonical
from graphdb.errors import Conflict
from graphdb.records import Record
from graphdb.store import GraphStore, every

KIND: Final = "session"
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
WRITTEN_EVERY: Final = timedelta(minutes=5)
"""The last use is written no more often: a session may so end up to five minutes early, never late."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in; moments are ISO, UTC. ``id`` is the digest of its token.

    ``grants`` are the roles that an identity provider gave for this session, beside those of the account.
    ``renew_at`` is when it is asked for them again, "" for never, and ``sealed`` the token to ask with, as
    nobody can read it without the token of the session.
    """

    id: str
    account: str
    era: int
    began: str
    used: str
    grants: tuple[Grant, ...] = ()
    renew_at: str = ""
    sealed: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is asking, and by which session."""

    account: Account
    session: Session

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The roles of today."""
        return roles_of(self.session.grants, self.account)


def roles_of(given: tuple[Grant, ...], account: Account | None) -> tuple[Grant, ...]:
    """The roles that an identity provider gives and nobody took here, and those of the account."""
    own, taken = ((), ()) if account is None else (account.grants, account.revoked)
    return tuple(sorted(frozenset(given) - frozenset(taken) | frozenset(own)))


def new_token() -> str:
    """What a browser that is signed in has, and nobody else."""
    return secrets.token_hex(32)


def begin(
    store: GraphStore,
    account: Account,
    now: str,
    grants: tuple[Grant, ...] = (),
    *,
    token: str = "",
    renew_at: str = "",
    sealed: str = "",
) -> str:
    """Sign a browser in; answers the token that it is to keep, which stands nowhere else."""
    token = token or new_token()
    session = Session(accounts.digest(token), account.id, account.era, now, now, grants, renew_at, sealed)
    store.records.put(_record(session), expect=0)
    return token


def signed_in(store: GraphStore, token: str, now: str) -> SignedIn | None:
    """Who has this token; None when the session has ended, for whatever reason. Two reads by id."""
    record = store.records.get(KIND, accounts.digest(token), now=now)
    if record is None:
        return None
    session = _session(record)
    account = accounts.find(store, session.account)
    if account is None or account.disabled or account.era != session.era:
        return None
    return SignedIn(account, session)


def touch(store: GraphStore, session: Session, now: str) -> None:
    """Note that a session is used, if the last note is old. One that was ended meanwhile stays ended."""
    if datetime.fromisoformat(now) - datetime.fromisoformat(session.used) < WRITTEN_EVERY:
        return
    with suppress(Conflict):
        store.records.put(_record(replace(session, used=now)), expect=session.version)


def change(store: GraphStore, session: Session) -> Session:
    """Keep a session with other values. Raises Conflict when it was ended or changed since it was read."""
    return _session(store.records.put(_record(session), expect=session.version))


def of_account(store: GraphStore, account: Account, now: str) -> list[Session]:
    """The sessions of an account that have not ended, the newest first."""
    where = {"k1": account.id}
    records = every(lambda after: store.records.list(KIND, where=where, after=after, now=now))
    ongoing = (session for session in map(_session, records) if session.era == account.era)
    return sorted(ongoing, key=lambda session: session.began, reverse=True)


def end(store: GraphStore, session: Session) -> None:
    """End one session."""
    store.records.delete(KIND, session.id)


def _record(session: Session) -> Record:
    body = {name: value for name, value in asdict(session).items() if name not in ("id", "version")}
    idle = datetime.fromisoformat(session.used) + IDLE
    longest = datetime.fromisoformat(session.began) + LONGEST
    expires = min(idle, longest).isoformat(timespec="seconds")
    return Record(KIND, session.id, canonical(body), {"k1": session.account}, expires)


def _session(record: Record) -> Session:
    body = json.loads(record.body)
    body["grants"] = tuple(Grant(Role(given["role"]), given["of"]) for given in body["grants"])
    return Session(id=record.id, version=record.version, **body)
