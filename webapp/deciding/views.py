"""The state of a gap, and what was answered about a kind of actor: said on the page where it is read."""

from datetime import date
from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.roles import NAMES, Grant, Role
from graphdb.cards.card import fictional_areas
from graphdb.coverage import answering, expecting
from graphdb.coverage.answering import About
from graphdb.coverage.state import State
from graphdb.errors import Conflict, InvalidValue, NotFound, Refused
from graphdb.fields.cpr import find_cpr, refuse_cpr
from graphdb.gaps.gaps import find_whole
from graphdb.gaps.openings import FEW
from graphdb.gaps.states import LONGEST_WHY, Decision, GapState, decide
from graphdb.message import DANISH, Text, message, say
from graphdb.writing.edits import Stamp
from webapp import context
from webapp.municipality.expectations import choices
from webapp.signin import arrival, sight
from webapp.signin.gate import signed_in
from webapp.signin.needs import COORDINATE

bp: Final = Blueprint("deciding", __name__, template_folder="templates", url_prefix="/kommune/<code>")
NEED: Final = COORDINATE
_UNSAID: Final = {
    GapState.IN_WORK: message("gaps.began"),
    GapState.NEW: message("gaps.opened_again"),
}
"""Why, where nobody wrote it: what is accepted always has a reason."""
_UNDO: Final = "undo"
_SETTABLE: Final = (GapState.IN_WORK, GapState.ACCEPTED, GapState.NEW)
_LONGEST: Final = 5_000


@bp.post("/huller/<gap>/status")
def gap(code: str, gap: str) -> Response | tuple[str, int]:
    """Say where a gap stands. Raises NotFound for one that is not open, or another municipality's."""
    there = find_whole(sight.store(), gap, context.today(), patience=FEW, decided=True).gap
    if there.municipality != code:
        raise NotFound(message("gaps.no_gap"))
    wanted, seen = request.form.get("state", ""), request.form.get("seen", type=int)
    if wanted not in _SETTABLE or seen is None:  # without what was seen the last of two would win unseen
        abort(HTTPStatus.BAD_REQUEST)
    state, typed = GapState(wanted), request.form.get("why", "")[:_LONGEST]
    why = typed.strip() or say(_UNSAID.get(state, ""), DANISH)
    until = request.form.get("until", "")
    try:
        if not why:
            raise InvalidValue(message("gaps.say_why"), field="why")
        if len(why) > LONGEST_WHY:
            raise InvalidValue(message("gaps.long_reason", limit=LONGEST_WHY), field="why")
        decision = Decision(state, why, _role(code), context.today(), _day(until))
        decide(context.store(), code, gap, decision, expect=seen)
    except Conflict:
        return render_template(
            "deciding/refused.html",
            code=code,
            refused=message("proposals.changed_meanwhile"),
            back=url_for("municipality.hole", code=code, gap=gap),
        ), HTTPStatus.CONFLICT
    except InvalidValue as error:
        page = render_template(
            "deciding/gap.html",
            code=code,
            gap=there,
            why="" if find_cpr(typed) else typed,
            until="" if find_cpr(until) else until,
            refused=error.reason,
            field=error.field,
            example=_example(code),
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("municipality.hole", code=code, gap=gap), HTTPStatus.SEE_OTHER)


@bp.post("/spurgt")
def asked(code: str) -> Response | tuple[str, int]:
    """Say that there is none of a kind, for a group or for all, or take back what was said."""
    act, form = request.form.get("act", ""), request.form
    group = "" if act == "none_at_all" else form.get("group", "")
    about = About(code, form.get("kind", ""), group)
    if act not in ("none", "none_at_all", "undo"):
        abort(HTTPStatus.BAD_REQUEST)
    try:
        if act == "undo":
            answering.take_back(context.store(), about, _stamp(_asked_about(about)))
        else:
            role, day = _role(code), context.today()
            stamp = _stamp(_asked_about(about))
            answering.answer(context.store(), about, State.ASKED_NONE, role, stamp, day)
    except Refused as error:
        page = render_template("deciding/refused.html", code=code, refused=error.reason, back=_back(code))
        return page, HTTPStatus.CONFLICT
    return redirect(_back(code), HTTPStatus.SEE_OTHER)


@bp.post("/forventninger")
def expectation(code: str) -> Response | tuple[str, int]:
    """Say what the municipality expects of a kind, for a group or for all, or take back what was said."""
    form, words = request.form, context.vocabulary().words
    about = About(code, form.get("kind", ""), form.get("group", ""))
    typed, strength = form.get("why", "")[:_LONGEST], form.get("strength", "")
    try:
        if form.get("act") == _UNDO:
            undone = message("coverage.expect_undone", kind=words(about.kind), area=words(code))
            expecting.take_back(context.store(), about, _stamp(undone))
        else:
            _expect(about, strength, typed.strip())
    except (InvalidValue, Refused) as error:
        page = render_template(
            "deciding/expectation.html",
            code=code,
            kind=about.kind,
            group=about.group,
            strength=strength,
            why="" if find_cpr(typed) else typed,
            choices=choices(context.vocabulary(), context.today()),
            refused=error.reason,
            field=getattr(error, "field", ""),
            example=_example(code),
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("municipality.expectations", code=code), HTTPStatus.SEE_OTHER)


def _expect(about: About, strength: str, why: str) -> None:
    """Raises InvalidValue for what was not chosen or written, Refused for what cannot be expected."""
    if not about.kind:
        raise InvalidValue(message("coverage.choose_kind"), field="kind")
    if strength not in expecting.CHOICES:
        raise InvalidValue(message("coverage.choose_strength"), field="strength")
    if not why:
        raise InvalidValue(message("gaps.say_why"), field="why")
    if len(why) > LONGEST_WHY:
        raise InvalidValue(message("gaps.long_reason", limit=LONGEST_WHY), field="why")
    refuse_cpr(why, "why")
    words = context.vocabulary().words
    reason = message(
        "coverage.expect_reason", kind=words(about.kind), area=words(about.municipality), why=why
    )
    expecting.expect(context.store(), about, strength, why, _stamp(reason), context.today())


def _asked_about(about: About) -> Text:
    words = context.vocabulary().words
    group: Text = message("coverage.for_group", group=words(about.group)) if about.group else ""
    return message("coverage.why", kind=words(about.kind), area=words(about.municipality), group=group)


def _stamp(why: Text) -> Stamp:
    person = signed_in()
    return Stamp(context.moment(), person.account.by if person is not None else "", say(why, DANISH))


def _role(code: str) -> str:
    """By which role the person may decide here, as it is written down."""
    person = signed_in()
    mine = person is not None and Grant(Role.COORDINATOR, code) in person.grants
    return say(NAMES[Role.COORDINATOR if mine else Role.ADMINISTRATOR], DANISH)


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidValue(message("gaps.no_day"), field="until") from None


def _back(code: str) -> str:
    """The page that the form stands on."""
    path = request.form.get("next", "")
    return request.script_root + path if arrival.is_ours(path) else url_for("municipality.matrix", code=code)


def _example(code: str) -> bool:
    return code in fictional_areas(context.vocabulary())
