"""The call list of a municipality, for its coordinator: on a page, on paper, and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.cards.card import fictional_areas
from graphdb.confirming import works
from graphdb.confirming.questions import Question, key_now
from graphdb.confirming.works import Verdict
from graphdb.errors import Conflict, Contested, InvalidValue, NotFound, Refused
from graphdb.fields.cpr import find_cpr
from graphdb.fields.formats import display_phone
from graphdb.identity.judgements import read_linker
from graphdb.message import Text, message
from graphdb.model import Id
from graphdb.reminding import calls
from graphdb.reminding.due import Due, due
from graphdb.reminding.rounds import Step
from webapp import context
from webapp.answer import wording
from webapp.language import day, gettext, lazy_gettext
from webapp.municipality import tables
from webapp.municipality.tables import Table
from webapp.pages import area
from webapp.signin.gate import signed_in
from webapp.signin.needs import COORDINATE

bp: Final = Blueprint("calls", __name__, template_folder="templates", url_prefix="/kommune")
NEED: Final = COORDINATE
SHOWN: Final = 6
"""Facts of an actor that are asked about in one call."""
PER_PAGE: Final = 50
_LONGEST: Final = 5_000
Answer = str | Response | tuple[str, int]
DONE: Final = {
    "confirmed": lazy_gettext("Bekræftet på aktørens vegne."),
    "no_answer": lazy_gettext("Noteret. Aktøren kommer øverst igen om en uge."),
    "wrong": lazy_gettext("Noteret. Det står i køen hos dig."),
}
VERDICTS: Final = {
    Verdict.YES: lazy_gettext("de fleste siger ja"),
    Verdict.EVEN: lazy_gettext("omtrent lige mange siger ja og nej"),
    Verdict.NO: lazy_gettext("de fleste siger nej"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An actor on the list: ``facts`` are keys, what they are called, and what stands there. ``rhythm`` is
    how often it chose to be asked, "" for as usual.
    """

    id: Id
    name: str
    phone: str
    confirmed: str
    facts: tuple[tuple[str, str, str], ...]
    tried: bool
    rhythm: Text


@bp.get("/<code>/ringeliste")
def show(code: str) -> str:
    """Whom to ring. Raises NotFound."""
    return _page(code)


@bp.post("/<code>/ringeliste/<actor_id>")
def take(code: str, actor_id: str) -> Answer:
    """What came of a call. Raises NotFound for an actor that is not on the list."""
    outcome, text = request.form.get("outcome", ""), request.form.get("text", "")[:_LONGEST]
    actor_id = read_linker(context.store()).canonical(actor_id)
    if outcome not in DONE:
        return _again(code, actor_id, text, message("reminding.choose")), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        _write(calls.find(context.store(), code, actor_id, context.now()), code, outcome, text)
    except (InvalidValue, Refused) as error:
        return _again(code, actor_id, text, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    except Contested:
        return _again(code, actor_id, text, message("reminding.meanwhile")), HTTPStatus.CONFLICT
    except Conflict:
        return _again(code, actor_id, text, message("reminding.once_more")), HTTPStatus.CONFLICT
    except NotFound as error:
        return _again(code, "", text, error.reason), HTTPStatus.NOT_FOUND
    page = request.args.get("page", type=int)
    return redirect(url_for("calls.show", code=code, done=outcome, page=page), HTTPStatus.SEE_OTHER)


def _write(one: Due, code: str, outcome: str, text: str) -> None:
    person, store = signed_in(), context.store()
    by = "coordinator" if person is None else f"account:{person.account.id}"
    match outcome:
        case "confirmed":
            linker, seen = read_linker(store), request.form.get("seen", 0, type=int)
            keys = [key_now(key, linker) for key in request.form.getlist("fact")]
            calls.confirm(store, one, keys, code, by, seen, context.now())
        case "wrong":
            calls.wrong(store, one, text, context.now())
        case _:
            calls.no_answer(store, one, context.now())


@bp.get("/<code>/ringeliste.<any(csv, xlsx):form>")
def take_along(code: str, form: str) -> Response:
    """The same as a table. Raises NotFound."""
    lines = [_line(one) for one in calls.calls(context.store(), code, context.now())]
    table = Table(
        name=gettext("Ringeliste"),
        above=(gettext("Ringeliste for %(name)s", name=area(code)), day(context.today())),
        heads=(
            gettext("Aktør"),
            gettext("Telefon"),
            gettext("Sidst bekræftet"),
            gettext("Spørg om"),
            gettext("Hvad blev der svaret?"),
        ),
        lines=tuple(
            (
                line.name,
                display_phone(line.phone) if line.phone else "",
                day(line.confirmed) if line.confirmed else gettext("aldrig"),
                "; ".join(f"{what}: {value}" for _, what, value in line.facts),
                "",
            )
            for line in lines
        ),
    )
    data, mimetype = tables.written(table, form)
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename=ringeliste-{code}.{form}"
    return response


def _too_old(code: str, actor_id: str) -> str:
    """Raises NotFound for an actor that is not on the list any more."""
    actor_id = read_linker(context.store()).canonical(actor_id)
    calls.find(context.store(), code, actor_id, context.now())
    return _again(code, actor_id, request.form.get("text", "")[:_LONGEST], message("pages.too_old"))


AGAIN: Final = {"take": _too_old}


def _again(code: str, actor_id: str, text: str, error: Text) -> str:
    return _page(code, actor_id, "" if find_cpr(text) else text, error)


def _page(code: str, wrong: str = "", text: str = "", error: Text = "") -> str:
    store, now = context.store(), context.now()
    seen = store.status().version
    several = due(store, code, now)
    listed = calls.of(several)
    soon = [one.actor for one in several if one.step is Step.NOTICE]
    page, last = _which(listed, wrong), max(1, ceil(len(listed) / PER_PAGE))
    return render_template(
        "calls/show.html",
        code=code,
        seen=seen,
        count=len(listed),
        lines=[_line(one) for one in listed[(page - 1) * PER_PAGE : page * PER_PAGE]],
        page=page,
        last=last,
        soon=soon if page == last else [],
        works=works.in_municipality(store, code, context.today()) if page == 1 else (),
        verdicts=VERDICTS,
        done=DONE.get(request.args.get("done", "")),
        wrong=wrong,
        text=text,
        error=error,
        example=code in fictional_areas(context.vocabulary()),
    )


def _which(listed: Sequence[Due], wrong: str) -> int:
    """The page that is asked for, as far as there is one; that of the actor whose form is shown again."""
    at = next((at for at, one in enumerate(listed) if one.actor.id == wrong), None)
    if at is not None:
        return at // PER_PAGE + 1
    last = max(1, ceil(len(listed) / PER_PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), last)


def _line(one: Due) -> Line:
    first = sorted(one.questions, key=lambda fact: _order(one, fact))
    return Line(
        one.actor.id,
        one.actor.text("name"),
        one.actor.text("phone"),
        one.confirmed,
        tuple(
            (question.key, wording.label(question), wording.value_text(question))
            for question in first[:SHOWN]
        ),
        one.step is Step.TRIED,
        one.rhythm,
    )


def _order(one: Due, fact: Question) -> tuple[bool, bool, str, str]:
    """First what spoils a call, of the actor itself before its services, the oldest first."""
    return not fact.row.flag("yearly"), fact.target != one.actor.id, fact.confirmed_on, fact.key
