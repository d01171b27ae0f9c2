"""Trying the roles out: a page that signs in as an example account, with no password.

It is there only where ``brobygger demo`` serves, on top of that only while the directory holds nothing but
examples and what these accounts imported, and only for this machine itself. Everywhere else it is a page
that does not exist.
"""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Flask, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.role_history import TRIAL, Hand
from graphdb.accounts.roles import NAMES, Grant, Role
from graphdb.directory.examples import DOMAIN, only_examples
from graphdb.errors import Refused
from graphdb.store import GraphStore
from webapp import context, hosts
from webapp.signin import arrival, cookies, gate
from webapp.signin.needs import OPEN

PATH: Final = "/proev"
_TOWN: Final = "9901"
HOSTEL: Final = "actor:demo:herberg-broen"
ROLES: Final[Mapping[str, Grant]] = {
    role: Grant(role, of)
    for role, of in (
        (Role.CASEWORKER, _TOWN),
        (Role.EDITOR, HOSTEL),
        (Role.COORDINATOR, _TOWN),
        (Role.ADMINISTRATOR, ""),
    )
}
_FORWARDED: Final = ("forwarded", "via", "x-real-ip")
bp: Final = Blueprint("trial", __name__, template_folder="templates")


def set_up(app: Flask) -> None:
    """Add the page to an application that shows examples."""
    gate.register(app, bp, OPEN)


def is_open() -> bool:
    """Whether the one who is asking may try the roles out."""
    return bp.name in current_app.blueprints and _is_here() and only_examples(context.store())


@bp.url_value_preprocessor
def _hide(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before the gate looks at a form's token: to others there is no page, so no form of it either."""
    if not is_open():
        abort(HTTPStatus.NOT_FOUND)


@bp.get(PATH)
def show() -> str:
    """One button for each role."""
    hostel = context.store().get({HOSTEL}).get(HOSTEL)
    return render_template(
        "signin/trial.html",
        roles={role: (NAMES[given.role], given.of) for role, given in ROLES.items()},
        names={} if hostel is None else {HOSTEL: hostel.text("name")},
    )


@bp.post(PATH)
def take() -> Response:
    """Sign in as the example account of a role."""
    given = ROLES.get(request.form.get("role", ""))
    if given is None:
        abort(HTTPStatus.BAD_REQUEST)
    arrival.begin(account(context.store(), given))
    return arrival.onward("", [given])


def account(store: GraphStore, given: Grant) -> Account:
    """The example account of a role, new when it is first asked for, with that role and no other."""
    address, hand = f"{given.role}{DOMAIN}", Hand(TRIAL, context.moment())
    with suppress(Refused):  # two asked at once
        if accounts.find_by(store, address) is None:
            accounts.add(store, address, [given], hand=hand)
    example = accounts.find_by(store, address)
    assert example is not None  # nobody else knows its address
    if example.disabled:
        example = accounts.set_disabled(store, example.id, disabled=False, hand=hand)
    if example.grants == (given,):
        return example
    take = set(example.grants) - {given}
    return accounts.change_grants(store, example.id, add=[given], take=take, hand=hand)


def _is_here() -> bool:
    """Whether this machine itself asks, by its own name, with nobody in between who says so."""
    names = [name.lower() for name, _ in request.headers]
    if any(name in _FORWARDED or name.startswith("x-forwarded-") for name in names):
        return False
    return hosts.is_loopback(request.remote_addr or "") and hosts.is_loopback(cookies.host())
