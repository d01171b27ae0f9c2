"""Asking the provider again, while a session lasts, which roles a person has: what was taken there ends here.

Where the provider gives no token to ask with, its word holds until the session ends.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from graphdb.accounts import accounts, sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.sessions import Session, SignedIn
from graphdb.errors import Conflict
from graphdb.store import GraphStore
from webapp.oidc.person import Person, ProviderAway, ProviderRefused
from webapp.oidc.sealing import seal, unseal

if TYPE_CHECKING:
    from webapp.oidc.provider import Provider

EVERY: Final = timedelta(minutes=15)
AGAIN: Final = timedelta(minutes=1)
"""When to try once more where the provider cannot be reached; meanwhile the roles stay."""
_TRIES: Final = 5


def begin(store: GraphStore, account: Account, person: Person, now: str) -> str:
    """Sign a browser in for as long as the provider vouches for the person; answers its token."""
    token = sessions.new_token()
    renew_at = _later(now, EVERY) if person.refresh else ""
    sealed = seal(person.refresh, token)
    return sessions.begin(store, account, now, person.grants, token=token, renew_at=renew_at, sealed=sealed)


def renewed(
    store: GraphStore, provider: "Provider", signed_in: SignedIn, token: str, now: str
) -> SignedIn | None:
    """The same with the roles of today, None when the provider takes its word back. Asks when it is time."""
    session = signed_in.session
    if not session.renew_at or now < session.renew_at:
        return signed_in
    try:  # of several requests at once one asks: the token is good once
        session = sessions.change(store, replace(session, renew_at=_later(now, AGAIN)))
    except Conflict:
        return sessions.signed_in(store, token, now)
    try:
        person = provider.renew(unseal(session.sealed, token), seconds(now))
    except ProviderAway:
        return SignedIn(signed_in.account, session)
    except ProviderRefused:
        sessions.end(store, session)
        return None
    return _kept(store, provider, person, token, now)


def _kept(store: GraphStore, provider: "Provider", person: Person, token: str, now: str) -> SignedIn | None:
    """Note what the provider said now; other requests may use the session meanwhile, or end it."""
    known = accounts.find_by(store, provider.issuer, person.subject)
    for _ in range(_TRIES):
        current = sessions.signed_in(store, token, now)
        if current is None:
            return None
        renewed = SignedIn(current.account, _with(current.session, person, token, now))
        if known is None or known.id != current.account.id or not renewed.grants:
            sessions.end(store, current.session)
            return None
        try:
            return SignedIn(current.account, sessions.change(store, renewed.session))
        except Conflict:
            continue
    return None


def _with(session: Session, person: Person, token: str, now: str) -> Session:
    sealed = seal(person.refresh, token) if person.refresh else session.sealed
    return replace(session, grants=person.grants, renew_at=_later(now, EVERY), sealed=sealed)


def seconds(now: str) -> int:
    """A moment of records as providers count it: seconds since 1970."""
    return int(datetime.fromisoformat(now).timestamp())


def _later(now: str, by: timedelta) -> str:
    return (datetime.fromisoformat(now) + by).isoformat(timespec="seconds")
