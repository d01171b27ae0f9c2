"""Passkeys (WebAuthn): a device proves by a key of its own that the account's owner is at it.

One is made behind a one-time link and takes the place of every password and passkey before it; no backup
holds it. The device must have asked for a finger, a face or its code each time: the passkey stands for both
the password and the one-time code. What a device signs are questions ("challenges") that are asked once.

The library is imported where one is asked for: it takes a tenth of a second, and most processes need none.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final

from graphdb.accounts import accounts, credentials, links, once
from graphdb.accounts.accounts import Account
from graphdb.codec import canonical
from graphdb.errors import Conflict, InvalidValue
from graphdb.message import message
from graphdb.records import Record
from graphdb.store import GraphStore

LONGEST: Final = 10_000
"""Characters of a device's answer that are read."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a passkey is good: the host, and how browsers write the address of its pages."""

    host: str
    origin: str


def creation(site: Site, token: str, account: Account) -> str:
    """What a browser is asked behind a link, as JSON: the same however often its page is shown."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=credentials.ISSUER,
        user_id=account.id.encode(),
        user_name=account.called,
        challenge=_challenge_of(token),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def create(store: GraphStore, site: Site, token: str, answer: str, now: str) -> Account | None:
    """Keep a new passkey by a one-time link, which is used up; all sessions of the account end.

    None when the link is no longer good. Raises InvalidValue when the device's answer will not do.
    """
    from webauthn import verify_registration_response

    pair = links.find(store, token, now)
    if pair is None:
        return None
    link, account = pair
    try:
        verified = verify_registration_response(
            credential=answer[:LONGEST],
            expected_challenge=_challenge_of(token),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _no_answer():
        raise InvalidValue(message("accounts.no_passkey"), field="credential") from None
    body = {"key": verified.credential_public_key.hex(), "count": verified.sign_count}
    passkey = Record(
        credentials.KIND, _record_id(verified.credential_id), canonical(body), {"k1": account.id}
    )
    return credentials.replace_all(store, account, link, passkey)


def request(site: Site, challenge: bytes) -> str:
    """What a browser is asked at signing in, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options)


def check(
    store: GraphStore, site: Site, challenge: bytes, answer: str, *, now: str, until: str
) -> Account | None:
    """Whose passkey answered the question; None when none of ours did. ``until``: when it is out of date."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json

    try:
        credential = parse_authentication_credential_json(answer[:LONGEST])
    except _no_answer():
        return None
    record = store.records.get(credentials.KIND, _record_id(credential.raw_id), now=now)
    account = None if record is None else accounts.find(store, record.keys["k1"])
    if record is None or account is None or account.disabled:
        return None
    body: dict[str, Any] = json.loads(record.body)
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes.fromhex(body["key"]),
            credential_current_sign_count=body["count"],
            require_user_verification=True,
        )
    except _no_answer():
        return None
    counted = Record(
        record.kind, record.id, canonical(body | {"count": verified.new_sign_count}), record.keys
    )
    try:
        store.records.put(counted, expect=record.version)
    except Conflict:  # the same answer, twice at once
        return None
    return account if once.use(store, challenge.hex(), until) else None


def _no_answer() -> tuple[type[Exception], ...]:
    """What is raised for an answer that will not do; the last for JSON that is nested too deep."""
    from webauthn.helpers.exceptions import WebAuthnException

    return WebAuthnException, ValueError, RecursionError


def _challenge_of(token: str) -> bytes:
    return hmac.digest(token.encode(), b"passkey", hashlib.sha256)


def _record_id(credential_id: bytes) -> str:
    return accounts.digest("passkey", credential_id.hex())
