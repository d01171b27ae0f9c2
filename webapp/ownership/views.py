"""Asking to speak for an actor, and what a coordinator does about it: never by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graphdb.accounts import accounts, throttle
from graphdb.accounts.accounts import Account
from graphdb.accounts.objects import NOWHERE, municipalities_of
from graphdb.accounts.roles import Grant, Role
from graphdb.cards.card import fictional_areas, is_fictional
from graphdb.errors import InvalidValue, Refused
from graphdb.fields.cpr import without_numbers
from graphdb.history.departed import no_actor
from graphdb.identity.judgements import read_linker
from graphdb.message import Text, message
from graphdb.model import Id, Node, NodeKind, is_public
from graphdb.ownership import requests
from graphdb.ownership.requests import Request
from graphdb.search import index as indexes
from webapp import context, outgoing
from webapp.ownership import letters
from webapp.signin import arrival, cookies
from webapp.signin.gate import signed_in
from webapp.signin.needs import COORDINATE, DOUBT

bp: Final = Blueprint("ownership", __name__, template_folder="templates")
NEED: Final = DOUBT
NEEDS: Final = {"waiting": COORDINATE, "answer": COORDINATE}
Answer = str | Response | BaseResponse | tuple[str, int]
_TYPED: Final = ("name", "address", "cvr", "note")
_LONGEST: Final = 2_000


@bp.get("/actors/<actor_id>/jeres")
def show(actor_id: str) -> Answer:
    """The form. Raises NotFound."""
    return _form(_actor(actor_id), {})


@bp.post("/actors/<actor_id>/jeres")
def ask(actor_id: str) -> Answer:
    """Keep a request; what cannot be kept stands there again with the reason."""
    actor = _actor(actor_id)
    typed = _typed()
    try:
        asked = requests.request(actor.id, typed, context.now(), fictional=is_fictional(actor))
    except InvalidValue as error:
        return _form(actor, typed, error=error)
    wait = _count(actor.id)
    if wait:
        return _form(actor, typed, wait=wait)
    requests.keep(context.store(), asked)
    return redirect(url_for("ownership.thanks", actor_id=actor.id), HTTPStatus.SEE_OTHER)


@bp.get("/actors/<actor_id>/jeres/tak")
def thanks(actor_id: str) -> str:
    """What becomes of it. Raises NotFound."""
    return render_template("ownership/thanks.html", actor=_actor(actor_id))


@dataclass(frozen=True, slots=True)
class Line:
    """A request with what speaks for it and against it.

    ``domain``: whether its mail address is of the actor's website, ``cvr`` whether the number is the actor's;
    None where there is nothing to compare. ``earlier`` are other requests about the actor, ``editors`` how
    many speak for it now.
    """

    asked: Request
    actor: Node
    domain: bool | None
    cvr: bool | None
    earlier: tuple[Request, ...]
    editors: int
    days: int


@bp.get("/kommune/<code>/anmodninger")
def waiting(code: str) -> Answer:
    """The requests that wait for a coordinator, the oldest first."""
    return _list(code)


@bp.post("/kommune/<code>/anmodninger/<request_id>")
def answer(code: str, request_id: str) -> Answer:
    """Approve a request, or reject it with a reason. Raises NotFound for one that is another's to answer."""
    store, now, settings = context.store(), context.moment(), context.context().settings
    asked = requests.find(store, request_id, now)
    actor = _actors([asked]).get(asked.id)
    if actor is None or not _is_in(code, actor.id):
        abort(HTTPStatus.NOT_FOUND)
    why, person = request.form.get("why", "")[:_LONGEST], signed_in()
    assert person is not None  # the gate let nobody else in
    by = person.account
    if request.form.get("mark") != asked.mark:
        return _list(code, asked.id, why, message("ownership.answered")), HTTPStatus.CONFLICT
    try:
        if request.form.get("act") == "approve":
            requests.approve(store, asked, by.by, now)
            letters.approved(settings, by, asked, actor)
        else:
            requests.reject(store, asked, why, now)
            letters.rejected(settings, by, asked, actor, why)
    except InvalidValue as error:
        return _list(code, asked.id, why, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    except Refused as error:
        return _list(code, asked.id, why, error.reason), HTTPStatus.CONFLICT
    became = "ja" if request.form.get("act") == "approve" else "nej"
    shown = url_for("ownership.waiting", code=code, svar=became, om=asked.id)
    return redirect(shown, HTTPStatus.SEE_OTHER)


def _actor(actor_id: Id) -> Node:
    node = context.store().get([actor_id]).get(actor_id)
    if node is None or node.kind is not NodeKind.ACTOR or not is_public(node):
        raise no_actor(context.store(), actor_id)
    return node


def _count(actor: Id) -> int:
    keys: Mapping[str, str] = {"doubt": arrival.place(), "doubted": actor}
    waits = (throttle.count(context.store(), sort, key, context.moment()) for sort, key in keys.items())
    return next(filter(None, waits), 0)


def _typed() -> Mapping[str, str]:
    return {name: request.form.get(name, "")[:_LONGEST] for name in _TYPED}


def _again(actor_id: str) -> Answer:
    return _form(_actor(actor_id), _typed(), old=True)


AGAIN: Final = {"ask": _again}


def _form(
    actor: Node,
    typed: Mapping[str, str],
    *,
    error: InvalidValue | None = None,
    wait: int = 0,
    old: bool = False,
) -> Answer:
    page = render_template(
        "ownership/form.html",
        actor=actor,
        fictional=is_fictional(actor),
        typed={name: without_numbers(text) for name, text in typed.items()},
        error=error,
        wait=wait,
        old=old,
        longest=requests.LONGEST,
        safe=cookies.is_safe(),
    )
    response = make_response(page)
    if wait:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.headers["Retry-After"] = str(wait)
    elif error is not None:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _list(code: str, refused: str = "", why: str = "", error: Text = "") -> str:
    towns = {area.text("code") for area in context.vocabulary().municipalities(context.today())}
    if code not in towns | {NOWHERE}:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "ownership/waiting.html",
        code=code,
        nowhere=NOWHERE,
        lines=_lines(code),
        became=request.args.get("svar", ""),
        answered=_answered(code),
        can_mail=outgoing.can_mail(),
        refused=refused,
        why=without_numbers(why),
        error=error,
        longest=requests.LONGEST,
        example=code in fictional_areas(context.vocabulary()),
    )


def _answered(code: str) -> tuple[Request, Node] | None:
    """The request that was just answered, and the actor: without a mail server they are to be rung."""
    asked = requests.find_answered(context.store(), request.args.get("om", ""), context.moment())
    actor = None if asked is None else _actors([asked]).get(asked.id)
    if asked is None or actor is None or not _is_in(code, actor.id):
        return None
    return asked, actor


def _lines(code: str) -> list[Line]:
    asked = requests.waiting(context.store(), context.moment())
    actors, everybody = _actors(asked), accounts.list_all(context.store())
    mine = ((one, actors[one.id]) for one in asked if one.id in actors and _is_in(code, actors[one.id].id))
    linker = read_linker(context.store())
    return [_line(one, actor, linker.cluster(actor.id), everybody) for one, actor in mine]


def _line(asked: Request, actor: Node, ids: Sequence[Id], everybody: Sequence[Account]) -> Line:
    """``ids``: all that the actor is known by."""
    own, store, now = actor.text("cvr"), context.store(), context.moment()
    about = [other for of in ids for other in requests.of_actor(store, of, now)]
    editor = {Grant(Role.EDITOR, of) for of in ids}
    return Line(
        asked,
        actor,
        requests.same_domain(asked.address, actor.text("website")),
        asked.cvr == own if asked.cvr and own else None,
        tuple(other for other in about if other.id != asked.id),
        sum(not (account.disabled or editor.isdisjoint(account.grants)) for account in everybody),
        (context.now() - datetime.fromisoformat(asked.at)).days,
    )


def _actors(asked: Sequence[Request]) -> dict[str, Node]:
    """By request the actor as it is shown now."""
    linker = read_linker(context.store())
    shown = {one.id: linker.canonical(one.actor) for one in asked}
    nodes = context.store().get(set(shown.values()))
    return {one: nodes[actor] for one, actor in shown.items() if actor in nodes}


def _is_in(code: str, actor: Id) -> bool:
    towns = municipalities_of(indexes.current(context.store(), context.today()), actor)
    return code in (towns or {NOWHERE})
