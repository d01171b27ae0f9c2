"""People and roles: the list, a new person, and one person's roles, sign-in and one-time link.

An administrator has the pages for everybody, a coordinator those of the own municipality; ``code`` is the
municipality, "" on the administrator's.
"""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.accounts import Account
from graphdb.accounts.desk import Desk
from graphdb.accounts.roles import BOUND, NAMES, Grant, Role, grant
from graphdb.cards.card import fictional_areas
from graphdb.errors import BrobyggerError, InvalidValue, NotFound, Refused
from graphdb.fields.cpr import find_cpr
from graphdb.message import Message, Text
from graphdb.search import index
from webapp import context
from webapp.people import asked
from webapp.people.changes import lines_of
from webapp.signin import LINK
from webapp.signin.gate import signed_in
from webapp.signin.needs import ADMINISTER, COORDINATE

bp: Final = Blueprint("people", __name__, template_folder="templates")
NEED: Final = ADMINISTER
NEEDS: Final = dict.fromkeys(("local", "add_local", "person_local", "change_local"), COORDINATE)
_LONGEST: Final = 500
_LOCAL: Final = (Role.EDITOR, Role.CASEWORKER)
"""What a coordinator gives."""
_FIELDS: Final = {"accounts.no_address": "address", "accounts.by_provider": "role"}
"""The fields that refusals are about which name none."""
Answer = str | Response | tuple[str, int]


@bp.get("/personer")
def everybody() -> str:
    """All people. For administrators."""
    return _list(_desk())


@bp.get("/kommune/<code>/personer")
def local(code: str) -> str:
    """The people of a municipality."""
    return _list(_desk(code))


@bp.post("/personer")
def add() -> Answer:
    """A new person, or another role for one."""
    return _add(_desk())


@bp.post("/kommune/<code>/personer")
def add_local(code: str) -> Answer:
    """The same for a municipality."""
    return _add(_desk(code))


@bp.get("/personer/<account_id>")
def person(account_id: str) -> str:
    """One person. Raises NotFound."""
    desk = _desk()
    return _person(desk, desk.find(account_id))


@bp.get("/kommune/<code>/personer/<account_id>")
def person_local(code: str, account_id: str) -> str:
    """One person of a municipality. Raises NotFound for others."""
    desk = _desk(code)
    return _person(desk, desk.find(account_id))


@bp.post("/personer/<account_id>")
def change(account_id: str) -> Answer:
    """Give or take a role, shut the person out or let them in, or make a one-time link."""
    return _change(_desk(), account_id)


@bp.post("/kommune/<code>/personer/<account_id>")
def change_local(code: str, account_id: str) -> Answer:
    """The same for a municipality."""
    return _change(_desk(code), account_id)


@bp.get("/personer/<account_id>/slet")
def erase(account_id: str) -> str:
    """What erasing a person does, before it is done. For administrators. Raises NotFound."""
    return _erase(_desk(), account_id)


@bp.post("/personer/<account_id>/slet")
def erase_now(account_id: str) -> Answer:
    """Erase all that is known of the person. Raises NotFound."""
    desk = _desk()
    account = desk.find(account_id)
    try:
        desk.erase(account)
    except Refused as error:
        return _erase(desk, account_id, error.reason), HTTPStatus.CONFLICT
    return redirect(url_for("people.everybody", svar="slettet"), HTTPStatus.SEE_OTHER)


def _erase(desk: Desk, account_id: str, refused: Text = "") -> str:
    account = desk.find(account_id)
    return render_template(
        "people/erase.html", account=account, is_self=account.id == desk.by.id, refused=refused
    )


def _desk(code: str = "") -> Desk:
    person = signed_in()
    if person is None:
        abort(HTTPStatus.FORBIDDEN)
    store, settings = context.store(), context.context().settings
    return Desk(
        store, context.today(), context.moment(), person.account, code, staff=settings.staff_passwords
    )


def _add(desk: Desk) -> Answer:
    try:
        account = desk.add(
            request.form.get("address", "")[:_LONGEST], asked.role_of(request.form, desk.municipality)
        )
    except (InvalidValue, Refused, NotFound) as error:
        page = _list(desk, refused=error.reason, field=_field(error), typed=_typed())
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(desk, account, "ny")


def _change(desk: Desk, account_id: str) -> Answer:
    account, act = desk.find(account_id), request.form.get("act", "")
    try:
        match act:
            case "give":
                account = desk.give(account, asked.role_of(request.form, desk.municipality))
            case "take":
                account = desk.take(account, _named())
            case "disable" | "enable":
                account = desk.set_disabled(account, act == "disable")
            case "link":
                return _person(desk, account, link=_address(desk.link(account, context.moment())))
            case _:
                abort(HTTPStatus.BAD_REQUEST)
    except (InvalidValue, Refused, NotFound) as error:
        page = _person(desk, desk.find(account_id), refused=error.reason, field=_field(error), typed=_typed())
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(desk, account, "gemt")


def _field(error: BrobyggerError) -> str:
    """The field that an error is about, "" where it is about none of the form."""
    if isinstance(error, InvalidValue):
        return error.field
    if isinstance(error, NotFound):
        return "of"
    return _FIELDS.get(error.reason.id, "") if isinstance(error.reason, Message) else ""


def _named() -> Grant:
    """The role of a button. InvalidValue for what is none."""
    name = request.form.get("role", "")
    return grant(Role(name) if name in {*BOUND} else Role.EDITOR, request.form.get("of", ""))


def _to(desk: Desk, account: Account, became: str) -> Response:
    """On to the person, or to the list when the person has no role left there."""
    if not desk.shows(account):
        address = url_for("people.local", code=desk.municipality)
    elif desk.municipality:
        address = url_for("people.person_local", code=desk.municipality, account_id=account.id, svar=became)
    else:
        address = url_for("people.person", account_id=account.id, svar=became)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _address(token: str) -> str:
    settings = context.context().settings
    return f"{settings.url or request.host_url.rstrip('/')}{LINK}/{token}"


def _typed() -> dict[str, str]:
    """What was typed, as it stands there once more: never a citizen's number."""
    typed = {name: request.form.get(name, "")[:_LONGEST] for name in ("address", "role", "of")}
    return {name: "" if find_cpr(text) else text for name, text in typed.items()}


def _list(desk: Desk, refused: Text = "", field: str = "", typed: dict[str, str] | None = None) -> str:
    code = desk.municipality
    towns = {area.text("code") for area in context.vocabulary().municipalities(context.today())}
    if code and code not in towns:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "people/list.html",
        people=desk.list_all(),
        changes=lines_of(desk),
        is_erased=request.args.get("svar") == "slettet",
        **_shown(desk),
        refused=refused,
        field=field,
        typed=typed or {},
    )


def _person(
    desk: Desk,
    account: Account,
    *,
    refused: Text = "",
    field: str = "",
    typed: dict[str, str] | None = None,
    link: str = "",
) -> str:
    became = request.args.get("svar", "")
    return render_template(
        "people/person.html",
        account=account,
        takes=[given for given in account.grants if desk.gives(given)],
        is_self=account.id == desk.by.id,
        can_link=desk.can_link(account),
        became=became if became in ("ny", "gemt") else "",
        link=link,
        changes=lines_of(desk, account.id),
        **_shown(desk),
        refused=refused,
        field=field,
        typed=typed or {},
    )


def _shown(desk: Desk) -> dict[str, object]:
    """What both pages say: which roles there are to give, and what those are called that people have."""
    code = desk.municipality
    roles = _LOCAL if code else tuple(BOUND)
    return {
        "code": code,
        "roles": {str(role): NAMES[role] for role in roles},
        "names": NAMES,
        "actor_name": _actor_name,
        "known": _actors_of(code) if code else (),
        "example": code in fictional_areas(context.vocabulary()),
    }


def _actors_of(code: str) -> list[str]:
    entries = index.current(context.store(), context.today())
    return [_actor_name(actor) for actor in entries.actors(code)]


def _actor_name(actor: str) -> str:
    columns = index.current(context.store(), context.today()).columns
    return columns.actor_names.get(columns.find(actor), actor)
