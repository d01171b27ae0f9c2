"""Signing in with a password and a code, the page behind a one-time link, and one's own page."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from graphdb.accounts import accounts, credentials, links, sessions, throttle
from graphdb.accounts.accounts import Account
from graphdb.accounts.roles import NAMES
from graphdb.errors import InvalidValue
from graphdb.fields.cpr import find_cpr
from webapp import context, outgoing
from webapp.signin import arrival, cookies, passkeys, trial
from webapp.signin.gate import signed_in
from webapp.signin.needs import OPEN, OWN

bp: Final = Blueprint("signin", __name__, template_folder="templates")
NEED: Final = OPEN
NEEDS: Final = {"me": OWN, "end": OWN, "sign_out": OWN}
Answer = str | Response | BaseResponse | tuple[str, int]
_LONGEST: Final = 300


@bp.get("/sign-in")
def show() -> Answer:
    """The form to sign in, or why there is none here."""
    if not cookies.is_safe():
        return render_template("signin/unsafe.html"), HTTPStatus.FORBIDDEN
    person, after = signed_in(), request.args.get("next", "")
    return _form(after=after) if person is None else arrival.onward(after, person.grants)


@bp.post("/sign-in")
def sign_in() -> Answer:
    """Try an address, a password and a code; every wrong one is answered alike."""
    address, after = accounts.mail(_typed("address")), request.form.get("next", "")
    wait = _count(address)
    if wait:
        return _form(address=address, after=after, wait=wait)
    store, now = context.store(), context.moment()
    account = accounts.find_by(store, address)
    password = request.form.get("password", "")
    if not credentials.check(store, account, password, _typed("code"), now) or account is None:
        return _form(address=address, after=after, wrong="password")
    if not _may_have_credentials(account):
        return _form(address=address, after=after, staff_only=True)
    throttle.forget(store, "account", _from_here(address))
    throttle.give_back(store, "everywhere", address, now)
    throttle.give_back(store, "from", arrival.place(), now)
    arrival.begin(account)
    return arrival.onward(after, account.grants)


@bp.get("/sign-in/link/<token>")
def take_link(token: str) -> Answer:
    """Move a link's token out of the address at once. It changes nothing: mail scanners open links too."""
    if cookies.is_safe() and links.SHAPE.fullmatch(token):
        cookies.write(cookies.LINK, token)
    return redirect(url_for("signin.show_link"), HTTPStatus.SEE_OTHER)


@bp.get("/sign-in/link")
def show_link() -> Answer:
    """The form behind a one-time link: a password and a code."""
    if not cookies.is_safe():
        return render_template("signin/unsafe.html"), HTTPStatus.FORBIDDEN
    return _link_form()


@bp.post("/sign-in/link")
def use_link() -> Answer:
    """Set password and code by the link, and sign in."""
    token, store, now = cookies.read(cookies.LINK), context.store(), context.moment()
    pair = links.find(store, token, now)
    if pair is None or not _may_have_credentials(pair[1]):
        return _link_form()
    try:
        account = credentials.set_by_link(store, token, request.form.get("password", ""), _typed("code"), now)
    except InvalidValue as error:
        return _link_form(error)
    return _link_form() if account is None else _by_link(account)


@bp.post("/sign-in/link/passkey")
def make_passkey() -> Answer:
    """Keep a passkey by the link, and sign in."""
    token, store = cookies.read(cookies.LINK), context.store()
    pair = links.find(store, token, context.moment())
    if pair is None or not _may_have_credentials(pair[1]):
        return _link_form()
    try:
        account = passkeys.create(store, token, request.form.get("credential", ""))
    except InvalidValue as error:
        return _link_form(error)
    return _link_form() if account is None else _by_link(account)


@bp.post("/sign-in/passkey")
def show_passkey() -> Answer:
    """Try a passkey; it names the account itself."""
    store, after = context.store(), request.form.get("next", "")
    wait = throttle.count(store, "from", arrival.place(), context.moment())
    if wait:
        return _form(after=after, wait=wait)
    account = passkeys.answered(store, request.form.get("asked", ""), request.form.get("credential", ""))
    if account is None:
        return _form(after=after, wrong="passkey")
    if not _may_have_credentials(account):
        return _form(after=after, staff_only=True)
    throttle.give_back(store, "from", arrival.place(), context.moment())
    arrival.begin(account)
    return arrival.onward(after, account.grants)


@bp.get("/me")
def me() -> str:
    """Who I am here, what I may do, and where I am signed in."""
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    store = context.store()
    actors = store.get({given.of for given in person.grants if given.of.startswith("actor:")})
    return render_template(
        "signin/me.html",
        person=person,
        roles=NAMES,
        actors={actor.id: actor.text("name") for actor in actors.values()},
        sessions=sessions.of_account(store, person.account, context.moment()),
    )


@bp.post("/me/end")
def end() -> Answer:
    """End another session of one's own."""
    person = signed_in()
    assert person is not None
    store = context.store()
    for session in sessions.of_account(store, person.account, context.moment()):
        if session.id == request.form.get("session") != person.session.id:
            sessions.end(store, session)
    return redirect(url_for("signin.me"), HTTPStatus.SEE_OTHER)


@bp.post("/sign-out")
def sign_out() -> Answer:
    """Sign out, everywhere."""
    person = signed_in()
    assert person is not None
    accounts.end_era(context.store(), person.account.id)
    cookies.write(cookies.SESSION, "")
    cookies.renew_browser()
    page = "staff.left" if person.account.provider else "signin.show"
    return redirect(url_for(page), HTTPStatus.SEE_OTHER)


def _by_link(account: Account) -> Answer:
    """Sign in whoever used a link up; earlier tries count no longer."""
    store = context.store()
    cookies.write(cookies.LINK, "")
    throttle.forget(store, "account", _from_here(account.address))
    throttle.forget(store, "everywhere", account.address)
    arrival.begin(account)
    return arrival.onward("", account.grants)


def _typed(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST]


def _count(address: str) -> int:
    """Count the try by all three, until one says how many seconds to wait; 0 to go on."""
    store, now = context.store(), context.moment()
    keys = {"from": arrival.place(), "account": _from_here(address), "everywhere": address}
    waits = (throttle.count(store, sort, key, now) for sort, key in keys.items())
    return next(filter(None, waits), 0)


def _from_here(address: str) -> str:
    """The account as it is tried from this network: what others try elsewhere keeps nobody out here."""
    return f"{arrival.place()} {address}"


def _may_have_credentials(account: Account) -> bool:
    return credentials.allowed(account, staff=context.context().settings.staff_passwords)


def _form(
    address: str = "", after: str = "", wait: int = 0, wrong: str = "", staff_only: bool = False
) -> Answer:
    page = render_template(
        "signin/form.html",
        address="" if find_cpr(address) else address,
        after=after if arrival.is_ours(after) else "",
        wait=wait,
        wrong=wrong,
        staff_only=staff_only,
        staff=context.context().provider is not None,
        mail=outgoing.can_mail(),
        passkey=passkeys.question(),
        may_try=trial.is_open(),
    )
    answer = make_response(page)
    if wait:
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer.headers["Retry-After"] = str(wait)
    elif wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    elif staff_only:
        answer.status_code = HTTPStatus.FORBIDDEN
    return answer


def _link_form(error: InvalidValue | None = None) -> Answer:
    token = cookies.read(cookies.LINK)
    pair = links.find(context.store(), token, context.moment()) if token else None
    if pair is None or not _may_have_credentials(pair[1]):
        return render_template("signin/no_link.html"), HTTPStatus.GONE
    _, account = pair
    secret = credentials.secret_of(token)
    page = render_template(
        "signin/link.html",
        account=account,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=_picture(credentials.uri(secret, account)),
        passkey=passkeys.creation(token, account),
        error=error,
        least=credentials.SHORTEST,
    )
    return page, HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY


def _picture(text: str) -> Markup:
    """A QR code as part of the page: the policy wants no data in addresses, and lets in no style."""
    import segno  # few pages have one

    return Markup(
        segno.make(text, error="m").svg_inline(scale=5, omitsize=False, svgclass="qr", lineclass=None)
    )
