"""To the municipality's identity provider and back, and the page that says why it came to nothing.

The way there is a link, since the policy of pages lets no form lead elsewhere. The address that the browser
comes back to holds what the provider hands out; each answer to it leads on to another page at once.
"""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts import accounts, once, throttle
from graphdb.accounts.sessions import roles_of
from graphdb.message import ENGLISH
from webapp import access, context
from webapp.oidc import renewal
from webapp.oidc.person import Person, ProviderAway, ProviderRefused
from webapp.oidc.start import VALID, Start
from webapp.signin import arrival, cookies
from webapp.signin.gate import signed_in
from webapp.signin.needs import OPEN

if TYPE_CHECKING:
    from webapp.oidc.provider import Provider

bp: Final = Blueprint("staff", __name__, template_folder="templates")
NEED: Final = OPEN
_HOME: Final = "/sign-in"
"""Leads those who are signed in on to where they work, in the language in which they began."""
_ENGLISH: Final = f"/{ENGLISH}"
_BACK: Final = "/sign-in/staff/back"
_WORD: Final = re.compile(r"[A-Za-z_]{1,40}")
"""A provider's word for an error, as it may stand in the log."""


@bp.get("/sign-in/staff")
def begin() -> Response:
    """On to the provider, with what this browser is to bring back."""
    provider = _provider()
    if not cookies.is_safe():
        return redirect(url_for("signin.show"), HTTPStatus.SEE_OTHER)
    after = request.args.get("next", "")
    person = signed_in()
    if person is not None:
        return arrival.onward(after, person.grants)
    language = request.script_root.removeprefix(_root())
    start = Start.now(_seconds(), language + (after if arrival.is_ours(after) else _HOME))
    try:
        address = provider.address(start, _back(), _seconds())
    except (ProviderAway, ProviderRefused) as error:
        return _failed(start, "away", error.why)
    cookies.write(cookies.START, start.cookie)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get(_BACK)
def back() -> Response:
    """Back from the provider: sign in whom it vouches for, or say what went wrong. Never shows a page."""
    provider, store = _provider(), context.store()
    start = Start.read(cookies.read(cookies.START))
    cookies.write(cookies.START, "")
    if start is None or not start.fits(request.args.get("state", ""), _seconds()):
        return _failed(start, "anew", "state")
    if throttle.count(store, "from", arrival.place(), context.moment()):
        return _failed(start, "many", "many")
    if not once.use(store, start.secret, _until(start)):
        return _failed(start, "anew", "used")
    try:
        person = provider.sign_in(request.args, start.nonce, start.verifier, _back(), _seconds())
    except ProviderAway as error:
        return _failed(start, "away", error.why)
    except ProviderRefused as error:
        return _failed(start, "denied" if error.why == "denied" else "anew", error.why)
    throttle.give_back(store, "from", arrival.place(), context.moment())
    return _let_in(provider, person, start)


@bp.get("/sign-in/staff/<any(anew, away, denied, many, no_role, shut_out):why>")
def refused(why: str) -> tuple[str, int]:
    """Why nobody was signed in, and what to do."""
    _provider()
    status = HTTPStatus.SERVICE_UNAVAILABLE if why == "away" else HTTPStatus.FORBIDDEN
    return render_template("staff/refused.html", why=why), status


@bp.get("/sign-in/staff/left")
def left() -> str:
    """Signed out here; the provider may know the browser still, and a link leads to where it forgets it."""
    try:
        address = _provider().way_out(_seconds())
    except (ProviderAway, ProviderRefused):
        address = ""
    return render_template("staff/left.html", address=address)


def _let_in(provider: "Provider", person: Person, start: Start) -> Response:
    store, now = context.store(), context.moment()
    account = accounts.find_by(store, provider.issuer, person.subject)
    if account is not None and account.disabled:
        return _failed(start, "shut_out", "shut_out")
    if not roles_of(person.grants, account):
        return _failed(start, "no_role", "no_role")
    known = {"name": person.name, "address": person.address}
    account = accounts.vouched(store, provider.issuer, person.subject, **known)
    arrival.enter(renewal.begin(store, account, person, now))
    root, path = _page(start)
    return redirect(root + (path if arrival.is_ours(path) else _HOME), HTTPStatus.SEE_OTHER)


def _failed(start: Start | None, why: str, logged: str) -> Response:
    """On to the page that says so; the log has one word of ours or of the provider's for it."""
    access.logger().warning("oidc", why=logged if _WORD.fullmatch(logged) else "unknown")
    root = _root() if start is None else _page(start)[0]
    return redirect(f"{root}/sign-in/staff/{why}", HTTPStatus.SEE_OTHER)


def _provider() -> "Provider":
    """The provider; without one these pages are not there."""
    provider = context.context().provider
    if provider is None:
        abort(HTTPStatus.NOT_FOUND)
    return provider


def _root() -> str:
    return request.script_root.removesuffix(_ENGLISH)


def _page(start: Start) -> tuple[str, str]:
    """The root in the language in which it was begun, and the path of the page to go on to."""
    is_english = start.after.startswith(f"{_ENGLISH}/")
    return (_root() + _ENGLISH, start.after[len(_ENGLISH) :]) if is_english else (_root(), start.after)


def _back() -> str:
    """Where the provider sends the browser: one address, which it knows, in whatever language one reads."""
    site = context.context().settings.url
    if not site or request.scheme == "http":  # over http only this machine itself signs in
        site = f"{request.scheme}://{request.host}"
    return f"{site}{_root()}{_BACK}"


def _seconds() -> int:
    return renewal.seconds(context.moment())


def _until(start: Start) -> str:
    return datetime.fromtimestamp(start.began + VALID, UTC).isoformat(timespec="seconds")
