"""The editors of an actor: inviting, leaving, taking the role away, and who leads."""

from enum import StrEnum
from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts import accounts, throttle
from graphdb.accounts.accounts import Account
from graphdb.cards.card import is_fictional
from graphdb.errors import InvalidValue, Refused
from graphdb.fields.cpr import without_numbers
from graphdb.history.departed import no_actor
from graphdb.message import Text
from graphdb.model import Node
from graphdb.ownership import editors
from webapp import context, outgoing
from webapp.ownership import letters
from webapp.signin import arrival
from webapp.signin.gate import signed_in
from webapp.signin.needs import EDIT

bp: Final = Blueprint(
    "editors", __name__, template_folder="templates", url_prefix="/actors/<actor_id>/redaktoerer"
)
NEED: Final = EDIT
Answer = str | Response | tuple[str, int]
_LONGEST: Final = 300


class Act(StrEnum):
    """What can be done."""

    INVITE = "invite"
    REMOVE = "remove"
    LEAVE = "leave"
    LEAD = "lead"
    HAND_OVER = "hand_over"


@bp.get("")
def show(actor_id: str) -> str:
    """Who speaks for the actor. Raises NotFound."""
    return _page(_actor(actor_id))


@bp.post("")
def change(actor_id: str) -> Answer:
    """Do one of these, as far as the person may."""
    actor, act = _actor(actor_id), request.form.get("act", "")
    if act not in {*Act}:
        abort(HTTPStatus.BAD_REQUEST)
    address = request.form.get("address", "")[:_LONGEST]
    try:
        _do(Act(act), actor, address, request.form.get("account", "")[:_LONGEST])
    except InvalidValue as error:
        return _page(actor, address, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    except Refused as error:
        return _page(actor, address, error.reason), HTTPStatus.CONFLICT
    if act == Act.LEAVE:
        return redirect(url_for("actor.show", actor_id=actor.id), HTTPStatus.SEE_OTHER)
    return redirect(url_for("editors.show", actor_id=actor.id, svar=act), HTTPStatus.SEE_OTHER)


def _do(act: Act, actor: Node, address: str, account: str) -> None:
    store, person, now = context.store(), _person(), context.moment()
    match act:
        case Act.INVITE:
            _invite(actor, person, address)
        case Act.REMOVE:
            editors.remove(store, actor.id, person, account, now)
        case Act.LEAVE:
            editors.remove(store, actor.id, person, person.id, now)
        case Act.LEAD:
            editors.take_lead(store, actor.id, person)
        case Act.HAND_OVER:
            editors.hand_over(store, actor.id, person, account)


def _invite(actor: Node, person: Account, address: str) -> None:
    store, now = context.store(), context.moment()
    waits = (("mailed", accounts.mail(address)), ("from", arrival.place()))
    if any(throttle.count(store, sort, key, now) for sort, key in waits):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    if editors.invite(store, actor.id, person, address, now):
        letters.invited(context.context().settings, accounts.mail(address), actor, person)


def _person() -> Account:
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    return accounts.get(context.store(), person.account.id)


def _actor(actor_id: str) -> Node:
    node = context.store().get([actor_id]).get(actor_id)
    if node is None:
        raise no_actor(context.store(), actor_id)
    return node


def _page(actor: Node, typed: str = "", error: Text = "") -> str:
    store = context.store()
    return render_template(
        "editors/show.html",
        actor=actor,
        fictional=is_fictional(actor),
        editors=editors.editors(store, actor.id),
        lead=editors.lead(store, actor.id),
        me=_person().id,
        typed=without_numbers(typed),
        error=error,
        became=request.args.get("svar", ""),
        can_mail=outgoing.can_mail(),
    )
