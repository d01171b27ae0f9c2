"""The begin of a sign-in at the identity provider, which the browser keeps in a cookie until it is back.

All that the provider gets or answers with is worked out from the cookie's random secret: nothing is written
here before the person is back, and nobody can finish what another browser began.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final, Self

from graphdb.codec import canonical

VALID: Final = 600
"""Seconds that a person has to sign in there."""
LONGEST: Final = 300
"""Bytes of the address to come back to."""
_COOKIE: Final = re.compile(r"(?P<secret>[0-9a-f]{64})(?P<began>[0-9a-f]{8})(?P<after>(?:[0-9a-f]{2})*)")


@dataclass(frozen=True, slots=True)
class Start:
    """``began`` in seconds since 1970; ``after`` is the path of ours to go on to, "" for one's own page."""

    secret: str
    began: int
    after: str

    @classmethod
    def now(cls, began: int, after: str) -> Self:
        """A new one. A path that is too long is left out."""
        return cls(secrets.token_hex(32), began, after if len(after.encode()) <= LONGEST else "")

    @classmethod
    def read(cls, cookie: str) -> Self | None:
        """What a cookie holds, None when it is none of ours."""
        match = _COOKIE.fullmatch(cookie)
        if match is None:
            return None
        try:
            after = bytes.fromhex(match["after"]).decode()
        except UnicodeDecodeError:
            return None
        return cls(match["secret"], int(match["began"], 16), after)

    @property
    def cookie(self) -> str:
        """How the browser keeps it: letters and digits."""
        return f"{self.secret}{self.began:08x}{self.after.encode().hex()}"

    @property
    def state(self) -> str:
        """What the provider hands back: it shows that this browser began, for just this path."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What the ID token must hold: it is of this sign-in."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What proves to the provider that it is us who fetch the token (PKCE)."""
        return self._derived("verifier")

    def fits(self, state: str, now: int) -> bool:
        """Whether the state is that of this start, and there is time left."""
        is_open = self.began <= now < self.began + VALID
        return hmac.compare_digest(self.state.encode(), state.encode()) and is_open

    def _derived(self, purpose: str) -> str:
        text = canonical([purpose, self.began, self.after])
        return hmac.digest(self.secret.encode(), text.encode(), hashlib.sha256).hex()
