"""Saying that something is wrong about an actor, without signing in: the form, and thanks."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graphdb.accounts import throttle
from graphdb.confirming.questions import Question, Questions, key_now, questions
from graphdb.doubts import doubts
from graphdb.errors import InvalidValue
from graphdb.fields.cpr import without_numbers
from graphdb.identity.judgements import read_linker
from graphdb.language.text import danish_sort_key
from graphdb.message import Text
from graphdb.model import Id
from webapp import context
from webapp.answer import wording
from webapp.signin import arrival, cookies
from webapp.signin.needs import DOUBT

bp: Final = Blueprint("doubt", __name__, template_folder="templates", url_prefix="/actors")
NEED: Final = DOUBT
Answer = Response | BaseResponse
_LONGEST: Final = 5_000
_Fact = tuple[str, int, str, str]
"""Which service or contact point it is of, "" for the actor; its rank, label and key."""


@bp.get("/<actor_id>/forkert")
def show(actor_id: str) -> Answer:
    """The form. Raises NotFound."""
    return _form(_about(actor_id))


@bp.post("/<actor_id>/forkert")
def take(actor_id: str) -> Answer:
    """Keep what is said to be wrong; what cannot be kept stands there again with the reason."""
    about = _about(actor_id)
    chosen, text = _typed()
    question = about.by_key.get(chosen)
    target, field = ("", "") if question is None else (question.target, question.field)
    try:
        said = doubts.doubt(about.actor.id, text, context.now(), target, field)
    except InvalidValue as error:
        return _form(about, chosen, text, error=error.reason)
    wait = _count(about.actor.id)
    if wait:
        return _form(about, chosen, text, wait=wait)
    doubts.keep(context.store(), said)
    return redirect(url_for("doubt.thanks", actor_id=actor_id), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>/forkert/tak")
def thanks(actor_id: str) -> Answer:
    """What becomes of it. Raises NotFound."""
    return make_response(render_template("doubt/thanks.html", about=_about(actor_id)))


def _about(actor_id: Id) -> Questions:
    return questions(context.store(), actor_id, context.now())


def _count(actor: Id) -> int:
    """Count it by where it comes from and whom it is about; answers how many seconds to wait, 0 to go on."""
    keys: Mapping[str, str] = {"doubt": arrival.place(), "doubted": actor}
    waits = (throttle.count(context.store(), sort, key, context.moment()) for sort, key in keys.items())
    return next(filter(None, waits), 0)


def _again(actor_id: str) -> Answer:
    return _form(_about(actor_id), *_typed(), old=True)


AGAIN: Final = {"take": _again}


def _typed() -> tuple[str, str]:
    """The fact, by what its thing is shown as now, and the text."""
    fact = request.form.get("fact", "")
    return fact and key_now(fact, read_linker(context.store())), request.form.get("text", "")[:_LONGEST]


def _facts(about: Questions) -> list[_Fact]:
    """The actor's own facts, then those of each service and contact point; first what one rings by."""
    questions = ((key, one) for key, one in about.by_key.items() if one.sides is None)
    facts = ((one.name, _rank(one), wording.label(replace(one, name="")), key) for key, one in questions)
    return sorted(facts, key=lambda fact: (danish_sort_key(fact[0]), fact[1], danish_sort_key(fact[2])))


def _rank(question: Question) -> int:
    """What is asked of everybody each year, what else may spoil a call, and the rest."""
    return [question.row.flag("yearly"), question.row.flag("call_critical"), True].index(True)


def _form(
    about: Questions,
    chosen: str = "",
    text: str = "",
    *,
    error: Text = "",
    wait: int = 0,
    old: bool = False,
) -> Answer:
    page = render_template(
        "doubt/form.html",
        about=about,
        facts=[
            (name, [pair[-2:] for pair in pairs])
            for name, pairs in groupby(_facts(about), lambda fact: fact[0] or about.actor.text("name"))
        ],
        chosen=chosen,
        text=without_numbers(text),
        error=error,
        wait=wait,
        old=old,
        longest=doubts.LONGEST,
        safe=cookies.is_safe(),
    )
    answer = make_response(page)
    if wait:
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer.headers["Retry-After"] = str(wait)
    elif error:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
