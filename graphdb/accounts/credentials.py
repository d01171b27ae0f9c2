"""Passwords with one-time codes (TOTP), for those who have no identity provider to vouch for them.

No backup holds these records: after a restore a new link sets a new password. That is kept as argon2id; the
code's secret must be readable to check one, and opens nothing without the password.
"""

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import replace
from datetime import datetime
from functools import cache
from threading import Semaphore
from typing import TYPE_CHECKING, Final

import pyotp

from graphdb.accounts import accounts, links
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import STAFF
from graphdb.codec import Json, canonical
from graphdb.errors import Conflict, InvalidValue
from graphdb.message import message
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, every

if TYPE_CHECKING:
    from argon2 import PasswordHasher

KIND: Final = "credential"
SHORTEST: Final = 15
LONGEST: Final = 200
ISSUER: Final = "Brobygger"
_TYPED: Final = 4 * (LONGEST + 1)
"""Characters of a password that are read. Unicode composes four to one at most, so more is too long in any
case; and putting thousands of accents in order takes seconds."""
_STEP: Final = 30
"""Seconds that a code is for; the one before and the one after are taken too: clocks differ."""
_AT_ONCE: Final = Semaphore(4)
"""Passwords that one process tries at the same time, or many at once would fill its memory."""


def allowed(account: Account, *, staff: bool) -> bool:
    """Whether the account may have a password here. ``staff``: whether employees of municipalities may."""
    roles = {given.role for given in account.grants}
    return not account.provider and (staff or not roles or not roles <= STAFF)


def secret_of(token: str) -> str:
    """The secret of one-time codes that goes with a link: the same however often its page is shown."""
    key = hmac.digest(token.encode(), b"totp", hashlib.sha256)[:20]
    return base64.b32encode(key).decode()


def uri(secret: str, account: Account) -> str:
    """What an app for codes reads, as a picture or by hand."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.address, issuer_name=ISSUER)


def set_by_link(store: GraphStore, token: str, password: str, code: str, now: str) -> Account | None:
    """Set password and codes by a one-time link, which is used up; all sessions of the account end.

    None when the link is no longer good. Raises InvalidValue for a password or a code that will not do.
    """
    pair = links.find(store, token, now)
    if pair is None:
        return None
    link, account = pair
    password = _checked(password, account)
    secret = secret_of(token)
    step = _step_of(secret, code, now)
    if not step:
        raise InvalidValue(message("accounts.wrong_code"), field="code")
    body = canonical({"password": _hashed(password), "secret": secret, "step": step})
    return replace_all(store, account, link, Record(KIND, account.id, body, {"k1": account.id}))


def replace_all(store: GraphStore, account: Account, link: Record, credential: Record) -> Account | None:
    """Put a credential in the place of all that the account has, by a link, which is used up.

    None when the link was used meanwhile. A passkey on a telephone that was lost opens nothing any more.
    """
    of_account = {"k1": account.id}
    earlier = every(lambda after: store.records.list(KIND, where=of_account, after=after, now=""))
    try:
        store.records.write(
            RecordWrite(link, link.version, gone=True),
            *(RecordWrite(record, gone=True) for record in earlier if record.id != credential.id),
            RecordWrite(credential),
            accounts.write_of(replace(account, era=account.era + 1)),
        )
    except Conflict:
        return None
    return accounts.get(store, account.id)


def check(store: GraphStore, account: Account | None, password: str, code: str, now: str) -> bool:
    """Whether password and code are the account's. A code is good once. As slow for an unknown account."""
    record = None if account is None else store.records.get(KIND, account.id, now=now)
    body: Json = {"password": _nobodys(), "secret": "", "step": 0}
    if record is not None:
        body = json.loads(record.body)
    fits = _fits(body["password"], password)
    step = _step_of(body["secret"], code, now) if body["secret"] else 0
    if record is None or account is None or account.disabled or not fits or step <= body["step"]:
        return False
    try:
        store.records.put(replace(record, body=canonical(body | {"step": step})), expect=record.version)
    except Conflict:  # the same code, twice at once
        return False
    return True


def _checked(password: str, account: Account) -> str:
    password = _normal(password)
    if len(password) < SHORTEST:
        raise InvalidValue(message("accounts.short_password", least=SHORTEST), field="password")
    if len(password) > LONGEST:
        raise InvalidValue(message("accounts.long_password", most=LONGEST), field="password")
    folded = password.casefold()
    if len(set(folded)) < 5 or (account.address and account.address in folded):
        raise InvalidValue(message("accounts.easy_password"), field="password")
    return password


def _hashed(password: str) -> str:
    with _AT_ONCE:
        return _hasher().hash(password)


def _normal(password: str) -> str:
    """However the keyboard composes its letters. What is too long stays too long."""
    return unicodedata.normalize("NFKC", password[:_TYPED])


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _AT_ONCE:
            return _hasher().verify(hashed, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> "PasswordHasher":
    """OWASP's parameters: 19 MiB for each password that is being tried."""
    from argon2 import PasswordHasher  # where all sign in by a provider nobody needs it

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return _hashed(secrets.token_hex(16))


def _step_of(secret: str, code: str, now: str) -> int:
    """The step of time that a code is for, 0 when it is not for now."""
    typed = "".join(code.split())
    totp, current = pyotp.TOTP(secret), int(datetime.fromisoformat(now).timestamp()) // _STEP
    steps = (current - 1, current, current + 1)
    # As bytes: of texts it compares ASCII alone, and a full-width digit is none.
    fitting = [
        step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]
    return max(fitting, default=0)
