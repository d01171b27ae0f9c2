"""Asking for a sign-in link, and using it: opening it changes nothing, for mail scanners open links too."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graphdb.accounts import accounts, mailed, throttle
from webapp import context, outgoing
from webapp.maillink import posting
from webapp.signin import arrival, cookies
from webapp.signin.needs import OPEN

bp: Final = Blueprint("maillink", __name__, template_folder="templates", url_prefix="/sign-in/mail")
NEED: Final = OPEN
Answer = str | Response | BaseResponse | tuple[str, int]
_LONGEST: Final = 300


@bp.post("")
def ask() -> Answer:
    """Have a link sent, if the address has an account: the answer does not tell."""
    settings, now = context.context().settings, context.moment()
    address = accounts.mail(request.form.get("address", "")[:_LONGEST])
    if not address or not outgoing.can_mail():
        return redirect(url_for("signin.show"), HTTPStatus.SEE_OTHER)
    wait = _count(address, now)
    if wait:
        answer = make_response(render_template("maillink/wait.html", wait=wait), HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(wait)
        return answer
    posting.send_later(context.store(), settings, address, cookies.browser(), now)
    return redirect(url_for("maillink.sent"), HTTPStatus.SEE_OTHER)


@bp.get("/sent")
def sent() -> Answer:
    """The same for every address."""
    return render_template("maillink/sent.html")


@bp.get("/link/<token>")
def take_link(token: str) -> Answer:
    """Move a link's token out of the address at once."""
    if cookies.is_safe() and mailed.SHAPE.fullmatch(token):
        cookies.write(cookies.MAILED, token)
    return redirect(url_for("maillink.show_link"), HTTPStatus.SEE_OTHER)


@bp.get("/link")
def show_link() -> Answer:
    """The button that signs in."""
    token = cookies.read(cookies.MAILED)
    account = mailed.find(context.store(), token, cookies.read(cookies.BROWSER), context.moment())
    return _no_link() if account is None else render_template("maillink/link.html", account=account)


@bp.post("/link")
def use_link() -> Answer:
    """Sign in, and use the link up."""
    token, browser = cookies.read(cookies.MAILED), cookies.read(cookies.BROWSER)
    account = mailed.use(context.store(), token, browser, context.moment())
    if account is None:
        return _no_link()
    cookies.write(cookies.MAILED, "")
    arrival.begin(account)
    return arrival.onward("", account.grants)


def _no_link() -> Answer:
    """The same for a link that was used, is too old, is of another browser or never was."""
    return render_template("maillink/no_link.html"), HTTPStatus.GONE


def _count(address: str, now: str) -> int:
    """Count what is asked for, whether or not there is an account; answers how many seconds to wait."""
    keys = {"from": arrival.place(), "mailed": address}
    waits = (throttle.count(context.store(), sort, key, now) for sort, key in keys.items())
    return next(filter(None, waits), 0)
