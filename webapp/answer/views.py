"""Behind a confirmation link: the questions, a change for a time, and the way out for who is not the one.

The token stands in the address once, when the link of a mail is opened, and is moved into a cookie at once;
a cookie for each entry, so that two links in one browser do not answer for each other. Address and cookie
keep the id that the link is for, also where it is merged with another meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
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
from graphdb.errors import Busy, Conflict, Contested, InvalidValue
from graphdb.fields.cpr import find_cpr
from graphdb.identity.judgements import read_linker
from graphdb.message import Text
from graphdb.model import Id
from graphdb.ownership.speaker import of_speaker
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from webapp import context
from webapp.answer import PATH, sent, wording
from webapp.answer.sent import Sent
from webapp.answer.wording import Trouble
from webapp.proposals import letters
from webapp.proposals.letters import Changed
from webapp.signin import cookies
from webapp.signin.needs import BY_LINK, OPEN

bp: Final = Blueprint("answer", __name__, template_folder="templates", url_prefix=PATH)
NEED: Final = BY_LINK
NEEDS: Final = {"take_link": OPEN}
Answer = str | Response | tuple[str, int]
_LONGEST: Final = 5_000
_HOURS: Final = ("state", "since", "until", "text")
"""What the form of a change for a time sends."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_TYPED: Final = ("text", "typed:", "since", "until")
"""How the fields begin in which something is typed."""


def behind_link(view: Callable[[Link], Answer]) -> Callable[[str], Answer]:
    """A page for who has the link of the entry in the address."""

    @wraps(view)
    def page(actor_id: str) -> Answer:
        link = _link(actor_id)
        return _no_link() if link is None else view(link)

    return page


def taking(again: Callable[..., str]) -> Callable[[Callable[[Link], Answer]], Callable[[str], Answer]]:
    """What takes a form behind a link; ``again`` shows the form as it was sent, and why it was not taken."""

    def of_view(view: Callable[[Link], Answer]) -> Callable[[str], Answer]:
        def page(link: Link) -> Answer:
            if not cookies.is_our_form(_cookie(link.speaking)):
                return again(link, trouble=Trouble.OLD_PAGE), HTTPStatus.FORBIDDEN
            try:
                return view(link)
            except (Busy, Conflict):
                return again(link, trouble=Trouble.BUSY), HTTPStatus.CONFLICT

        return behind_link(wraps(view)(page))

    return of_view


@bp.get("/link/<token>")
def take_link(token: str) -> Answer:
    """Move a link's token out of the address. It changes nothing: mail scanners open links too."""
    if not cookies.is_safe():
        return render_template("answer/unsafe.html"), HTTPStatus.FORBIDDEN
    link = links.find(context.store(), token, context.moment())
    if link is None:
        return _no_link()
    cookies.write(_cookie(link.speaking), token)
    return redirect(url_for("answer.show", actor_id=link.speaking), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>")
@behind_link
def show(link: Link) -> Answer:
    """What is asked first: before a holiday the hours of it, else the questions."""
    about = _about(link)
    season = temporary.to_ask(context.store(), about.actor, context.today())
    return _form(link, about) if season is None else _hours(link, about, season)


@bp.get("/<actor_id>/spoergsmaal")
@behind_link
def ask(link: Link) -> Answer:
    """The three questions and the blind one."""
    return _form(link, _about(link))


def _form_again(link: Link, trouble: Trouble) -> str:
    return _form(link, _about(link), _sent(), trouble=trouble)


@bp.post("/<actor_id>/spoergsmaal")
@taking(_form_again)
def take(link: Link) -> Answer:
    """Take the answers; what cannot be taken stands there again with the reason."""
    about, form = _about(link), _sent()
    if form.errors or not form.answers:
        return _form(link, about, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        outcome = answers.take(context.store(), link, about, form.answers, form.seen, context.now())
    except Contested as error:
        again = _about(link)
        clashes = wording.clashes(again, error.contests, was_shown=link.could_show(form.seen))
        return _form(link, again, form, clashes), HTTPStatus.CONFLICT
    if outcome.refused:
        return _form(link, about, replace(form, errors=outcome.refused)), HTTPStatus.UNPROCESSABLE_ENTITY
    _write_to_old(link, about, [question for question, _ in outcome.proposed])
    return redirect(url_for("answer.thanks", actor_id=link.speaking), HTTPStatus.SEE_OTHER)


def _write_to_old(link: Link, about: Questions, proposed: Sequence[Question]) -> None:
    """Let the address that stands there know what was proposed: whoever has the link may have sent it."""
    things = context.store().get({question.target for question in proposed})
    ids = proposals.by_field(context.store(), about.actor.id, link.by) if proposed else {}
    changed = [
        Changed(
            things[one.target],
            one.field,
            wording.label(one),
            ids.get((of_speaker(link.speaking, link.actor, one.target), one.field), ""),
        )
        for one in proposed
        if one.target in things
    ]
    letters.write_to_old(about.actor, changed, waits=True)


@bp.get("/<actor_id>/aabent")
@behind_link
def hours(link: Link) -> Answer:
    """A change for a time."""
    about = _about(link)
    return _hours(link, about, temporary.to_ask(context.store(), about.actor, context.today()))


def _hours_again(link: Link, trouble: Trouble) -> str:
    about = _about(link)
    season = temporary.to_ask(context.store(), about.actor, context.today())
    return _hours(link, about, season, _typed_hours(), seen=_sent().seen, trouble=trouble)


def _typed_hours() -> Mapping[str, str]:
    return {name: request.form.get(name, "")[:_LONGEST] for name in _HOURS}


@bp.post("/<actor_id>/aabent")
@taking(_hours_again)
def take_hours(link: Link) -> Answer:
    """Keep a change for a time, or take it away."""
    about, now = _about(link), context.now()
    season = temporary.to_ask(context.store(), about.actor, context.today())
    typed, seen = _typed_hours(), _sent().seen
    if typed["state"] not in {*State}:
        return (
            _hours(link, about, season, typed, seen=seen, trouble=Trouble.MISSING),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    change = Typed(State(typed["state"]), typed["since"], typed["until"], typed["text"])
    try:
        temporary.take(context.store(), link, about.actor, change, seen, now)
    except InvalidValue as error:
        return _hours(link, about, season, typed, error, seen=seen), HTTPStatus.UNPROCESSABLE_ENTITY
    except Contested:
        return _hours(link, _about(link), season, typed, trouble=Trouble.CLASH), HTTPStatus.CONFLICT
    return redirect(url_for("answer.thanks", actor_id=link.speaking), HTTPStatus.SEE_OTHER)


@bp.get("/<actor_id>/tak")
@behind_link
def thanks(link: Link) -> Answer:
    """What the actor's own people confirmed today, and what waits for the coordinator."""
    about, today = _about(link), context.today()
    waiting = proposals.waiting(context.store(), link.actor)
    rejected = proposals.rejected(context.store(), link.actor, context.moment())
    return render_template(
        "answer/thanks.html",
        link=link,
        about=about,
        confirmed=[
            (wording.label(question), wording.value_text(question))
            for question in about.by_key.values()
            if question.by_own and question.confirmed_on == today
        ],
        waiting=[
            (*words, proposals.days_waiting(proposal, context.now()))
            for words, proposal in _of_facts(about, waiting)
        ],
        rejected=[(*words, proposal.why) for words, proposal in _of_facts(about, rejected)],
        more=about.shown or about.blind,
    )


def _of_facts(about: Questions, items: Iterable[Proposal]) -> Iterator[tuple[tuple[str, str], Proposal]]:
    """Proposals in words, without what the link's last holder wrote to the coordinator."""
    for proposal in items:
        if proposal.about in proposals.PROPOSED:
            yield wording.proposal_text(about, proposal), proposal


@bp.get("/<actor_id>/slut")
def leave(actor_id: str) -> Answer:
    """The way out for who does not answer for this entry, and what is said when the link is closed."""
    link = _link(actor_id)
    if link is not None:
        return _leaving(link)
    token = cookies.read(_cookie(actor_id))
    if links.was_ended(context.store(), token, context.moment()):
        return render_template("answer/left.html")
    return _no_link()


def _leaving_again(link: Link, trouble: Trouble) -> str:
    return _leaving(link, *_typed_note(), trouble=trouble)


def _typed_note() -> tuple[str, str]:
    return request.form.get("about", ""), request.form.get("text", "")[:_LONGEST]


@taking(_leaving_again)
def _take_leave(link: Link) -> Answer:
    chosen, text = _typed_note()
    if chosen not in proposals.NOTES:
        return _leaving(link, text=text, trouble=Trouble.MISSING), HTTPStatus.UNPROCESSABLE_ENTITY
    token = cookies.read(_cookie(link.speaking))
    try:
        leaving.leave(context.store(), link, token, About(chosen), text, context.now())
    except InvalidValue as error:
        return _leaving(link, chosen, text, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("answer.leave", actor_id=link.speaking), HTTPStatus.SEE_OTHER)


@bp.post("/<actor_id>/slut")
def take_leave(actor_id: str) -> Answer:
    """End the link, and leave a line for the coordinator. A second click finds it ended."""
    token = cookies.read(_cookie(actor_id))
    if links.was_ended(context.store(), token, context.moment()):
        return redirect(url_for("answer.leave", actor_id=actor_id), HTTPStatus.SEE_OTHER)
    return _take_leave(actor_id)


def _cookie(actor: Id) -> str:
    return f"{cookies.ANSWER}-{digest(actor)[:16]}"


def _link(actor_id: str) -> Link | None:
    """The link that this browser has for an entry, and for no other."""
    token = cookies.read(_cookie(actor_id))
    link = links.find(context.store(), token, context.moment()) if token else None
    return link if link is not None and link.speaking == actor_id else None


def _sent() -> Sent:
    return sent.read(request.form, read_linker(context.store()), answers.choices(context.vocabulary()))


def _about(link: Link) -> Questions:
    return questions(context.store(), link.actor, context.now())


def _page(template: str, link: Link, **parts: object) -> str:
    """A page with a form, which carries the token of this very link."""
    return render_template(template, link=link, csrf=cookies.form_token(_cookie(link.speaking)), **parts)


def _waiting(link: Link, about: Questions) -> list[tuple[str, int]]:
    """What waits for the coordinator, and how many days; no value, which would answer the blind question."""
    items = proposals.waiting(context.store(), link.actor)
    return [
        (words[0], proposals.days_waiting(proposal, context.now()))
        for words, proposal in _of_facts(about, items)
    ]


def _no_link() -> Answer:
    """The same for a link that is too old, was replaced or never was; with what was typed, if it was here."""
    g.refused = True  # what may stand in the address does not come back in the link to the other language
    from_here = request.headers.get("Sec-Fetch-Site") == "same-origin"
    typed = [text[:_LONGEST] for name, text in request.form.items() if name.startswith(_TYPED) and from_here]
    kept = [text for text in typed if text.strip() and not find_cpr(text)]
    return render_template("answer/no_link.html", typed=kept), HTTPStatus.GONE


def _form(
    link: Link,
    about: Questions,
    form: Sent | None = None,
    clashes: Mapping[str, wording.Clash] | None = None,
    *,
    trouble: Trouble | None = None,
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
            works=before.works.get(question.key, ""),
            error=before.errors.get(question.key, ""),
            clash=clash,
        )

    return _page(
        "answer/questions.html",
        link,
        about=about,
        waiting=_waiting(link, about),
        seen=about.version if form is None or clashed else form.seen,
        shown=list(map(with_answer, shown)),
        blind=None if unseen is None else with_answer(unseen),
        trouble=trouble or (Trouble.MISSING if form is not None and not form.answers else None),
        elsewhere=[reason for key, reason in before.errors.items() if key not in about.by_key],
        typed=[text for key, text in before.texts.items() if key not in about.by_key and text.strip()],
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
    trouble: Trouble | None = None,
) -> str:
    """The form of a change for a time; ``seen`` is the version of a refused one, None to show that of now."""
    return _page(
        "answer/hours.html",
        link,
        about=about,
        season=season,
        waiting=_waiting(link, about),
        seen=about.version if seen is None else seen,
        typed={name: "" if find_cpr(text) else text for name, text in typed.items()},
        error=error,
        trouble=trouble,
        names={"since": temporary.FROM, "until": temporary.TO, "text": temporary.TEXT},
    )


def _leaving(
    link: Link, chosen: str = "", text: str = "", error: Text = "", *, trouble: Trouble | None = None
) -> str:
    return _page(
        "answer/leave.html",
        link,
        about=_about(link),
        chosen=chosen,
        text="" if find_cpr(text) else text,
        error=error,
        trouble=trouble,
    )
