"""The relations of an actor that its own people have not confirmed lately: still so, and does it work?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.confirming import answers
from graphdb.confirming import asked as asking
from graphdb.confirming.answers import Editor
from graphdb.confirming.questions import YEAR, Question, Questions, questions
from graphdb.errors import Busy, Conflict, Contested
from graphdb.identity.judgements import read_linker
from graphdb.ownership.speaker import speaker
from webapp import context
from webapp.answer import sent, wording
from webapp.answer.sent import Sent
from webapp.answer.wording import Trouble
from webapp.signin.gate import signed_in
from webapp.signin.needs import EDIT

bp: Final = Blueprint("sides", __name__, template_folder="templates", url_prefix="/actors")
NEED: Final = EDIT
Answer = str | Response | tuple[str, int]
SHOWN: Final = 2
"""Relations on a page: two answers to each, and the button, are five acts."""


@bp.get("/<actor_id>/samarbejde")
def show(actor_id: str) -> str:
    """What is asked about now. Raises NotFound."""
    about = _about(actor_id)
    return _form(about, _due(about), Sent(seen=about.version))


@bp.post("/<actor_id>/samarbejde")
def take(actor_id: str) -> Answer:
    """Take the answers; what cannot be taken stands there again with the reason. Raises NotFound."""
    person, about = signed_in(), _about(actor_id)
    form = sent.read(request.form, read_linker(context.store()), answers.choices(context.vocabulary()))
    assert person is not None  # the gate let nobody else in
    related = {key: one for key, one in form.answers.items() if _is_related(about, key)}
    asked = [about.by_key[key] for key in dict.fromkeys(form.shown) if _is_related(about, key)]
    if not related:
        return _form(about, asked, form, trouble=Trouble.MISSING), HTTPStatus.UNPROCESSABLE_ENTITY
    speaking = speaker(context.store(), about.actor.id, person.grants)
    editor = Editor(about.actor.id, person.account.by, speaking)
    try:
        answers.take(context.store(), editor, about, related, form.seen, context.now())
    except Contested as error:
        again = _about(actor_id)
        clashes = wording.clashes(again, error.contests, was_shown=True)
        page = _form(again, asked, replace(form, seen=again.version), clashes)
        return page, HTTPStatus.CONFLICT
    except (Busy, Conflict):
        return _form(about, asked, form, trouble=Trouble.BUSY), HTTPStatus.CONFLICT
    return redirect(url_for("sides.show", actor_id=about.actor.id, svar="tak"), HTTPStatus.SEE_OTHER)


def _about(actor_id: str) -> Questions:
    return questions(context.store(), actor_id, context.now())


def _is_related(about: Questions, key: str) -> bool:
    return key in about.by_key and about.by_key[key].sides is not None


def _due(about: Questions) -> list[Question]:
    """Those that nobody of the actor's was asked about in the last year, most urgent first."""
    asked, today = asking.read(context.store(), about.actor.id), context.today()
    related = [one for one in about.by_key.values() if one.sides is not None]
    left = (one for one in related if not asked.since(one.key, today, YEAR))
    return sorted(left, key=lambda one: (-one.urgency, one.key))


def _form(
    about: Questions,
    due: Sequence[Question],
    form: Sent,
    clashes: Mapping[str, wording.Clash] | None = None,
    *,
    trouble: Trouble | None = None,
) -> str:
    clashed = clashes or {}
    shown = [
        replace(
            wording.asked(one),
            choice=form.choices.get(one.key, ""),
            works=form.works.get(one.key, ""),
            clash=clashed.get(one.key),
        )
        for one in due[:SHOWN]
    ]
    return render_template(
        "sides/show.html",
        about=about,
        shown=shown,
        seen=form.seen,
        more=max(0, len(due) - SHOWN),
        trouble=trouble,
        clash=bool(clashed),
        thanks=request.args.get("svar") == "tak",
    )
