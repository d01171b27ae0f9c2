"""The cookies, and the token in each form that writes.

``session`` is there while a person is signed in. ``browser`` is set where a form to sign in is shown: what
that page hands out (its form, a start at the identity provider) is good in the same browser alone. ``link``,
``answer-…`` and ``notus-…`` have the token of a link that was opened, so that it stands in the address once.
Over https their names begin with ``__Host-``, so no other site on the domain can set them. Over http there
are none, but on this machine itself.
"""

import hashlib
import hmac
import secrets
from typing import Final

from flask import Response, g, request

from webapp import hosts

SESSION: Final = "session"
BROWSER: Final = "browser"
LINK: Final = "link"
START: Final = "start"
"""A sign-in that was begun at the identity provider."""
ANSWER: Final = "answer"
NOT_US: Final = "notus"
"""A link to say that a change was not theirs."""
MAILED: Final = "mailed"
"""A sign-in link of a mail that was opened."""
LASTS: Final = {LINK: 600, MAILED: 600, START: 600, ANSWER: 12 * 3600, NOT_US: 3600}
"""Seconds that a cookie is kept, by its name before a "-"; others end with the browser, or earlier here."""
FIELD: Final = "csrf"
_HALF: Final = 16
"""Bytes of a form's token that are random, and as many that are the secret of the browser under them."""
_PREFIX: Final = "brobygger-"
_LONGEST: Final = {START: 1000}
_LONGEST_ELSE: Final = 100
_KEY: Final = "cookies"
_HANDED_OUT: Final = "handed_out"


def is_safe() -> bool:
    """Whether nobody on the way can read along: https, or this machine itself."""
    return request.scheme == "https" or hosts.is_loopback(host())


def host() -> str:
    """The host that the request names, without port and brackets."""
    return request.host.rpartition(":")[0].strip("[]") if ":" in request.host else request.host


def read(name: str) -> str:
    """The value of a cookie of ours, "" without it."""
    value = _changed().get(name)
    if value is None:
        value = request.cookies.get(_name(name), "") if is_safe() else ""
    is_ours = value.isalnum() and value.isascii() and len(value) <= _LONGEST.get(name, _LONGEST_ELSE)
    return value if is_ours else ""


def write(name: str, value: str) -> None:
    """Have the answer set a cookie, or with "" take it away."""
    _changed()[name] = value


def renew_browser() -> None:
    """Begin anew with what was handed out to this browser: somebody signed in or out."""
    write(BROWSER, secrets.token_hex(32))


def browser() -> str:
    """What this browser is known by, from now on where it was not yet."""
    if not read(BROWSER):
        renew_browser()
    return read(BROWSER)


def form_token(of: str = "") -> str:
    """The token that a form carries: it proves that the form is one of ours, shown in this browser.

    ``of`` is the cookie of a link: forms behind it belong to it, whoever signs in or out meanwhile.
    """
    setattr(g, _HANDED_OUT, True)
    pad = secrets.token_bytes(_HALF)
    return (pad + _masked(pad, read(of) if of else read(SESSION) or browser())).hex()


def is_our_form(of: str = "") -> bool:
    """Whether the form that is sent carries the token of this browser, or of that cookie. Sets no cookie."""
    key = read(of) if of else read(SESSION) or read(BROWSER)
    sent = request.form.get(FIELD, "")
    try:
        pad = bytes.fromhex(sent[: 2 * _HALF])
    except ValueError:
        return False
    is_whole = bool(key) and len(pad) == _HALF  # of nothing the mask is nothing: it would fit
    return is_whole and hmac.compare_digest((pad + _masked(pad, key)).hex().encode(), sent.encode())


def _masked(pad: bytes, key: str) -> bytes:
    """Another each time, so that the length of a compressed page says nothing about it."""
    secret = hmac.digest(key.encode(), FIELD.encode(), hashlib.sha256)
    return bytes(a ^ b for a, b in zip(pad, secret[:_HALF], strict=False))


def hands_out() -> bool:
    """Whether the answer to this request is for one browser: it has a form's token, or sets a cookie."""
    return bool(_changed()) or bool(g.get(_HANDED_OUT))


def send(response: Response) -> Response:
    """Set on an answer what ``write`` was asked for."""
    for name, value in _changed().items():
        response.set_cookie(
            _name(name),
            value,
            max_age=LASTS.get(name.partition("-")[0]) if value else 0,
            secure=request.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
    return response


def _name(name: str) -> str:
    return f"{'__Host-' if request.scheme == 'https' else ''}{_PREFIX}{name}"


def _changed() -> dict[str, str]:
    changed: dict[str, str] = g.setdefault(_KEY, {})
    return changed
