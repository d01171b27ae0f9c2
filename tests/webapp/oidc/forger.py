"""An identity provider whose tokens tests write themselves, also as a provider that means harm would."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.webapp.conftest import served
from tests.webapp.oidc.provider import CLIENT, SECRET

TOKEN: Final = {"access_token": "an access token", "token_type": "Bearer", "expires_in": 600}
KEY: Final = RSAKey.generate_key(2048, {"kid": "k"})
OTHER: Final = RSAKey.generate_key(2048, {"kid": "k"})
"""Another, under the same name."""


@dataclass
class Forger:
    """``claims`` are written over those of a good ID token, None takes one away.

    ``token`` is written instead of an ID token, ``answer`` over what the token endpoint answers, ``metadata``
    over what it says of itself, and ``userinfo`` over what it says of the person.
    """

    issuer: str = ""
    now: int = 0

    def begin(self, now: int) -> None:
        """Answer rightly from now on, in seconds since 1970."""
        self.now, self.nonce, self.token = now, "", ""
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.signs_with: RSAKey | OctKey = KEY

    def running(self) -> Iterator["Forger"]:
        """Serve it on a port of this machine."""
        for address in served(self._app()):
            self.issuer = address
            yield self

    def id_token(self) -> str:
        """The ID token of the moment."""
        good = {"iss": self.issuer, "aud": CLIENT, "sub": "anna", "nonce": self.nonce, "groups": ["bb-bolig"]}
        times = {"iat": self.now, "exp": self.now + 300}
        claims = {
            name: value for name, value in {**good, **times, **self.claims}.items() if value is not None
        }
        header = {"alg": "RS256", "kid": "k", **self.header}
        return jwt.encode(header, claims, self.signs_with, algorithms=[header["alg"]])

    def _app(self) -> Flask:
        app = Flask("forger")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._describe)
        app.add_url_rule("/jwks", view_func=self._keys)
        app.add_url_rule("/token", view_func=self._tokens, methods=["POST"])
        app.add_url_rule("/userinfo", view_func=self._userinfo)
        return app

    def _describe(self) -> Response:
        paths = {"authorization": "/auth", "token": "/token", "userinfo": "/userinfo"}
        known = {f"{name}_endpoint": f"{self.issuer}{path}" for name, path in paths.items()}
        known |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        return jsonify({**known, "authorization_response_iss_parameter_supported": True, **self.metadata})

    def _keys(self) -> Response:
        return jsonify(KeySet([KEY]).as_dict(private=False))

    def _userinfo(self) -> Response:
        return jsonify({"sub": "anna", **self.userinfo})

    def _tokens(self) -> Response:
        sent = request.authorization
        assert sent is not None
        assert (sent.username, sent.password) == (CLIENT, SECRET)
        assert request.form["grant_type"] == "refresh_token" or len(request.form["code_verifier"]) >= 43
        return jsonify({**TOKEN, "id_token": self.token or self.id_token(), **self.answer})
