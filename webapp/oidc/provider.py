"""The identity provider as Authlib talks to it: its addresses and keys, and the tokens it answers with.

Only what it signed with a key of its own, for us and for the sign-in that asked, is believed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, Final, cast

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry
from requests import RequestException, Session

from graphdb.fields.cpr import find_cpr
from webapp.oidc.options import Options
from webapp.oidc.person import Person, ProviderAway, ProviderRefused
from webapp.oidc.start import Start

Answer = Mapping[str, Any]
SIGNED: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Algorithms that only the holder of a private key can sign with."""
KNOWN_FOR: Final = 3600
"""Seconds that addresses and keys of the provider are taken for what they were."""
ASKED_AGAIN: Final = 60
"""Seconds after which an unknown key is looked for once more: it may be new."""
LEEWAY: Final = 120
"""Seconds that the provider's clock may differ."""
_ABOUT_US: Final = frozenset(
    {
        *("invalid_client", "unauthorized_client", "unsupported_grant_type"),
        *("invalid_request", "invalid_scope", "server_error", "temporarily_unavailable"),
    }
)
"""Errors that tell nothing of the person: a secret that ran out, say. All others end what she may do."""
_TIMEOUT: Final = (2, 3)
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the provider, read at ``at`` (seconds since 1970)."""

    metadata: Answer
    keys: KeySet
    at: int


class Provider:
    """One identity provider; ``now`` is in seconds since 1970.

    All calls raise ProviderAway and ProviderRefused.
    """

    def __init__(self, options: Options) -> None:
        self.issuer: Final = options.issuer
        self._options = options
        self._lock = Lock()
        self._known: Known | None = None

    def address(self, start: Start, redirect_uri: str, now: int) -> str:
        """Where the browser goes to sign in."""
        endpoint = _text(self._now_known(now).metadata.get("authorization_endpoint"))
        with self._session(now, redirect_uri) as session:
            address, _ = session.create_authorization_url(
                endpoint,
                scope=self._options.scopes,
                state=start.state,
                nonce=start.nonce,
                code_verifier=start.verifier,
            )
        return str(address)

    def way_out(self, now: int) -> str:
        """Where a person signs out of the provider too, "" where it has no such page."""
        endpoint = self._now_known(now).metadata.get("end_session_endpoint")
        return add_params_to_uri(endpoint, {"client_id": self._options.client_id}) if endpoint else ""

    def sign_in(self, answer: Answer, nonce: str, verifier: str, redirect_uri: str, now: int) -> Person:
        """Whom the provider answers for, by the parameters that the browser came back with."""
        self._check_sender(answer, now)
        code = {"grant_type": "authorization_code", "code": answer.get("code", "")}
        with self._session(now, redirect_uri) as session:
            tokens = self._tokens(session.fetch_token, now, **code, code_verifier=verifier)
            claims = self._verified(tokens, nonce, now)
            return self._person(session, tokens, claims, now)

    def renew(self, refresh: str, now: int) -> Person:
        """Ask again, by the token that came last; no ID token need come with the answer."""
        with self._session(now) as session:
            tokens = self._tokens(session.refresh_token, now, refresh_token=refresh)
            claims = self._verified(tokens, "", now) if "id_token" in tokens else {}
            return self._person(session, tokens, claims, now)

    def _check_sender(self, answer: Answer, now: int) -> None:
        """What another provider answered (mix-up, RFC 9207) is not for us; an error ends it."""
        metadata = self._now_known(now).metadata
        names_itself = metadata.get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", "" if names_itself else self.issuer) != self.issuer:
            raise ProviderRefused("iss")
        if "error" in answer:
            raise ProviderRefused("denied")

    def _tokens(self, fetch: Callable[..., Answer], now: int, **asked: str) -> Answer:
        endpoint = _text(self._now_known(now).metadata.get("token_endpoint"))
        with _translated():
            try:
                tokens: Answer = fetch(endpoint, allow_redirects=False, **asked)
            except AuthlibBaseError as error:
                if error.error in _ABOUT_US:
                    raise ProviderAway(str(error.error)) from None
                raise
        return tokens

    def _verified(self, tokens: Answer, nonce: str, now: int) -> Answer:
        """The claims of the ID token, once it is seen to be signed, for us and for this sign-in."""
        with _translated():
            token = self._decoded(_text(tokens.get("id_token")), now)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._options.client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._options.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now, LEEWAY)
            return dict(claims)

    def _decoded(self, token: str, now: int) -> jwt.Token:
        """Read a signed token; keys are fetched anew when they are a minute old and none fits."""
        try:
            return self._decoded_by(self._now_known(now), token)
        except (InvalidKeyIdError, BadSignatureError):
            return self._decoded_by(self._now_known(now, ASKED_AGAIN), token)

    def _decoded_by(self, known: Known, token: str) -> jwt.Token:
        offered = known.metadata.get("id_token_signing_alg_values_supported", ["RS256"])
        algorithms = [name for name in SIGNED if name in offered]
        return jwt.decode(
            token, known.keys, registry=JWSRegistry(algorithms=algorithms, strict_check_header=False)
        )

    def _person(self, session: OAuth2Session, tokens: Answer, claims: Answer, now: int) -> Person:
        if not self._options.roles.is_complete(claims):
            claims = self._with_userinfo(session, claims, now)
        elif "name" not in claims:
            with suppress(ProviderAway):  # roles do not wait for a name
                claims = self._with_userinfo(session, claims, now)
        return Person(
            _text(claims.get("sub")),
            _harmless(claims.get("name")),
            _harmless(claims.get("email")),
            self._options.roles.grants(claims),
            _text(tokens.get("refresh_token", "")),
        )

    def _with_userinfo(self, session: OAuth2Session, claims: Answer, now: int) -> Answer:
        """The claims with what more is said of the same person, where the provider tells more at all."""
        endpoint = self._now_known(now).metadata.get("userinfo_endpoint")
        if endpoint is None:
            return claims
        more = _fetched(session, _text(endpoint))
        if claims and more.get("sub") != claims["sub"]:
            raise ProviderRefused("userinfo_sub")
        return {**more, **claims}

    def _session(self, now: int, redirect_uri: str = "") -> OAuth2Session:
        """A client for one exchange. The provider is shown the secret in the way it prefers."""
        offered = self._now_known(now).metadata.get("token_endpoint_auth_methods_supported")
        by_header = offered is None or "client_secret_basic" in offered
        method = "client_secret_basic" if by_header else "client_secret_post"
        return OAuth2Session(
            self._options.client_id,
            self._options.secret,
            token_endpoint_auth_method=method if self._options.secret else "none",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=_TIMEOUT,
        )

    def _now_known(self, now: int, for_seconds: int = KNOWN_FOR) -> Known:
        """Addresses and keys, read again when they are older than that."""
        with self._lock:
            if self._known is None or now - self._known.at >= for_seconds:
                self._known = self._read_anew(now)
            return self._known

    def _read_anew(self, now: int) -> Known:
        with Session() as session:
            metadata = _fetched(session, get_well_known_url(self.issuer, external=True))
            if metadata.get("issuer") != self.issuer:
                raise ProviderRefused("issuer")
            keys = _fetched(session, _text(metadata.get("jwks_uri")))
        with _translated():
            return Known(metadata, KeySet.import_key_set(cast("KeySetSerialization", keys)), now)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of libraries as ours, without what came: it may hold tokens."""
    try:
        yield
    except (RequestException, OSError) as error:
        raise ProviderAway(type(error).__name__) from None
    except AuthlibBaseError as error:
        raise ProviderRefused(str(error.error)) from None
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderRefused(type(error).__name__) from None


def _fetched(session: Session, address: str) -> Answer:
    """The JSON object at an address. ProviderAway for anything else."""
    with _translated():
        response = session.get(address, timeout=_TIMEOUT, allow_redirects=False)
        response.raise_for_status()
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.status_code != HTTPStatus.OK or not isinstance(body, dict):
        raise ProviderAway("no_json")
    return body


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ProviderRefused("no_text")
    return value


def _harmless(value: object) -> str:
    """A name or address as it may be kept: short, and no citizen's number."""
    text = " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""
    return "" if find_cpr(text) else text
