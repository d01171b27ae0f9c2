"""Behind a confirmation link: the questions, a change for a time, and the way out for who is not the one.

The token stands in the address once, when the link of a mail is opened, and is moved into a cookie at once;
a cookie for each entry, so that two links in one browser do not answer for each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.accounts import digest
from graphdb.confirming import answers, leaving, links, temporary
from graphdb.confirming.links import Link
from graphdb.confirming.questions import Question, Questions, questions
from graphdb.confirming.temporary import Season, State, Typed
from graphdb.errors import Conflict, Contested, InvalidValue
from graphdb.fields.cpr import find_cpr
from graphdb.message import Text
from graphdb.model import Id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from webapp import context
from webapp.answer import PATH, sent, wording
from webapp.answer.sent import Sent
from webapp.signin import cookies
from webapp.signin.needs import OPEN

bp: Final = Blueprint("answer", __name__, template_folder="templates", url_prefix=PATH)
NEED: Final = OPEN
Answer = str | Response | tuple[str, int]
_LONGEST: Final = 5_000
_HOURS: Final = ("state", "since", "until", "text")
"""What the form of a change for a time sends."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@bp.get("/link/<token>")
def take_link(token: str) -> Answer:
    """Move a link's token out of the address. It changes nothing: mail scanners open links too."""
    if not cookies.is_safe():
        return render_template("answer/unsafe.html"), HTTPStatus.FORBIDDEN
    link = links.find(context.store(), token, context.moment())
    if link is None:
        return _no_link()
    cookies.write(_cookie(link.actor), token)
    return redirect(url_for("answer.show", actor_id=link.actor), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>")
def show(actor_id: str) -> Answer:
    """What is asked first: before a holiday the hours of it, else the questions."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    about = _about(actor_id)
    season = temporary.to_ask(context.store(), about.actor, context.today())
    return _form(link, about) if season is None else _hours(link, about, season)


@bp.get("/<actor_id>/spoergsmaal")
def ask(actor_id: str) -> Answer:
    """The three questions and the blind one."""
    link = _link(actor_id)
    return _no_link() if link is None else _form(link, _about(actor_id))


@bp.post("/<actor_id>/spoergsmaal")
def take(actor_id: str) -> Answer:
    """Take the answers; what cannot be taken stands there again with the reason."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    about, form = _about(actor_id), sent.read(request.form)
    if form.errors or not form.answers:
        return _form(link, about, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        outcome = answers.take(context.store(), link, about, form.answers, form.seen, context.now())
    except Contested as error:
        again = _about(actor_id)
        clashes = wording.clashes(again, error.contests, was_shown=link.could_show(form.seen))
        return _form(link, again, form, clashes), HTTPStatus.CONFLICT
    if outcome.refused:
        return _form(link, about, replace(form, errors=outcome.refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("answer.thanks", actor_id=actor_id), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>/aabent")
def hours(actor_id: str) -> Answer:
    """A change for a time."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    about = _about(actor_id)
    return _hours(link, about, temporary.to_ask(context.store(), about.actor, context.today()))


@bp.post("/<actor_id>/aabent")
def take_hours(actor_id: str) -> Answer:
    """Keep a change for a time, or take it away."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    about, now = _about(actor_id), context.now()
    season = temporary.to_ask(context.store(), about.actor, context.today())
    typed = {name: request.form.get(name, "")[:_LONGEST] for name in _HOURS}
    seen = sent.read(request.form).seen
    if typed["state"] not in {*State}:
        return _hours(link, about, season, typed, seen=seen, missing=True), HTTPStatus.UNPROCESSABLE_ENTITY
    change = Typed(State(typed["state"]), typed["since"], typed["until"], typed["text"])
    try:
        temporary.take(context.store(), link, about.actor, change, seen, now)
    except InvalidValue as error:
        return _hours(link, about, season, typed, error, seen=seen), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict:
        return _hours(link, _about(actor_id), season, typed, clash=True), HTTPStatus.CONFLICT
    return redirect(url_for("answer.thanks", actor_id=actor_id), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>/tak")
def thanks(actor_id: str) -> Answer:
    """What holds now, and what waits for the coordinator."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    about, today = _about(actor_id), context.today()
    waiting = proposals.waiting(context.store(), actor_id)
    rejected = proposals.rejected(context.store(), actor_id, context.moment())
    return render_template(
        "answer/thanks.html",
        about=about,
        confirmed=[
            (wording.label(question), wording.value_text(question))
            for question in about.by_key.values()
            if question.confirmed_on == today
        ],
        waiting=[(*words, proposal.at) for words, proposal in _of_facts(about, waiting)],
        rejected=[(*words, proposal.why) for words, proposal in _of_facts(about, rejected)],
        more=about.shown or about.blind,
    )


def _of_facts(about: Questions, items: Iterable[Proposal]) -> Iterator[tuple[tuple[str, str], Proposal]]:
    """Proposals in words, without what the link's last holder wrote to the coordinator."""
    for proposal in items:
        if proposal.about not in proposals.NOTES:
            yield wording.proposal_text(about, proposal), proposal


@bp.get("/<actor_id>/slut")
def leave(actor_id: str) -> Answer:
    """The way out for who does not answer for this entry."""
    link = _link(actor_id)
    return _no_link() if link is None else _leaving(actor_id)


@bp.post("/<actor_id>/slut")
def take_leave(actor_id: str) -> Answer:
    """End the link, and leave a line for the coordinator."""
    link = _link(actor_id)
    if link is None:
        return _no_link()
    chosen, text = request.form.get("about", ""), request.form.get("text", "")[:_LONGEST]
    if chosen not in proposals.NOTES:
        return _leaving(actor_id, text=text, missing=True), HTTPStatus.UNPROCESSABLE_ENTITY
    token = cookies.read(_cookie(actor_id))
    try:
        left = leaving.leave(context.store(), link, token, About(chosen), text, context.now())
    except InvalidValue as error:
        return _leaving(actor_id, chosen, text, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    if not left:
        return _no_link()
    cookies.write(_cookie(actor_id), "")
    return render_template("answer/left.html")


def _cookie(actor: Id) -> str:
    return f"{cookies.ANSWER}-{digest(actor)[:16]}"


def _link(actor_id: str) -> Link | None:
    """The link that this browser has for an entry, and for no other."""
    token = cookies.read(_cookie(actor_id))
    link = links.find(context.store(), token, context.moment()) if token else None
    return link if link is not None and link.actor == actor_id else None


def _about(actor_id: str) -> Questions:
    return questions(context.store(), actor_id, context.now())


def _no_link() -> Answer:
    """The same for a link that is too old, was replaced or never was."""
    g.refused = True  # what may stand in the address does not come back in the link to the other language
    return render_template("answer/no_link.html"), HTTPStatus.GONE


def _form(
    link: Link, about: Questions, form: Sent | None = None, clashes: Mapping[str, wording.Clash] | None = None
) -> str:
    """The questions, with what was sent of them before.

    An answer that was refused is to what was seen when it was chosen: until a clash shows what stands there
    now, the form keeps the version that it came with.
    """
    clashed = clashes or {}
    shown = about.shown if form is None else _of_keys(about, form.shown)
    unseen = about.blind if form is None else next(iter(_of_keys(about, form.blind)), None)
    before = form or Sent()

    def with_answer(question: Question) -> wording.Asked:
        clash = clashed.get(question.key)
        return replace(
            wording.asked(question),
            choice="" if clash else before.choices.get(question.key, ""),
            typed=before.texts.get(question.key, ""),
            error=before.errors.get(question.key, ""),
            clash=clash,
        )

    return render_template(
        "answer/questions.html",
        about=about,
        link=link,
        seen=about.version if form is None or clashed else form.seen,
        shown=list(map(with_answer, shown)),
        blind=None if unseen is None else with_answer(unseen),
        nothing=form is not None and not form.answers,
        elsewhere=[reason for key, reason in before.errors.items() if key not in about.by_key],
        clash=bool(clashed),
    )


def _of_keys(about: Questions, keys: tuple[str, ...]) -> tuple[Question, ...]:
    return tuple(about.by_key[key] for key in dict.fromkeys(keys) if key in about.by_key)


def _hours(
    link: Link,
    about: Questions,
    season: Season | None,
    typed: Mapping[str, str] = _NOTHING,
    error: InvalidValue | None = None,
    *,
    seen: int | None = None,
    missing: bool = False,
    clash: bool = False,
) -> str:
    """The form of a change for a time; ``seen`` is the version of a refused one, None to show that of now."""
    return render_template(
        "answer/hours.html",
        about=about,
        link=link,
        season=season,
        seen=about.version if seen is None else seen,
        typed={name: "" if find_cpr(text) else text for name, text in typed.items()},
        error=error,
        missing=missing,
        clash=clash,
        names={"since": temporary.FROM, "until": temporary.TO, "text": temporary.TEXT},
    )


def _leaving(
    actor_id: Id, chosen: str = "", text: str = "", error: Text = "", *, missing: bool = False
) -> str:
    return render_template(
        "answer/leave.html",
        about=_about(actor_id),
        chosen=chosen,
        text="" if find_cpr(text) else text,
        error=error,
        missing=missing,
    )
