"""Tokens of the provider as they are kept: sealed by a key that only the browser's session has.

The store alone opens none of them, nor does a copy of it: the key is worked out from the session's token, of
which the store has the digest.
"""

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


def seal(text: str, session_token: str) -> str:
    """The text, sealed; "" stays ""."""
    if not text:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    return (nonce + _cipher(session_token).encrypt(nonce, text.encode(), None)).hex()


def unseal(sealed: str, session_token: str) -> str:
    """The text again, "" when it was sealed for another session."""
    from cryptography.exceptions import InvalidTag

    data = bytes.fromhex(sealed)
    try:
        return _cipher(session_token).decrypt(data[:_NONCE], data[_NONCE:], None).decode()
    except InvalidTag:
        return ""


def _cipher(session_token: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # only where there is a provider

    return AESGCM(hmac.digest(session_token.encode(), b"refresh", hashlib.sha256))
