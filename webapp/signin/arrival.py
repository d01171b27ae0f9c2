"""The last steps of every way in: the browser is signed in, and goes on to a page of ours."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from graphdb.accounts import sessions
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import Grant
from graphdb.fields.cpr import find_cpr_outside_ids
from webapp import context
from webapp.signin import cookies, home, origin
from webapp.signin.gate import signed_in


def enter(token: str) -> None:
    """Sign this browser in by a new session's token; whatever session it had before ends."""
    earlier = signed_in()
    if earlier is not None:
        sessions.end(context.store(), earlier.session)
    cookies.write(cookies.SESSION, token)
    cookies.renew_browser()


def begin(account: Account) -> None:
    """Sign this browser in, with a new session."""
    enter(sessions.begin(context.store(), account, context.moment()))


def onward(after: str, grants: Iterable[Grant]) -> Response:
    """On to the page that asked, else to where a person with these roles works."""
    path = request.script_root + after if is_ours(after) else home.address(grants)
    return redirect(path, HTTPStatus.SEE_OTHER)


def is_ours(path: str) -> bool:
    """Whether it is the address of one of our pages, and no other site's: "//elsewhere" is one."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or urlsplit(path).path != path:
        return False
    if find_cpr_outside_ids(path):
        return False
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def place() -> str:
    """Where the request comes from, as guesses are counted."""
    return origin.network(request.remote_addr or "")
