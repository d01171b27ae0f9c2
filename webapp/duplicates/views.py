"""What seems to stand twice in a municipality: side by side, judged by its coordinator, and taken back."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.twice import list_decided, list_local
from graphdb.cards.card import fictional_areas
from graphdb.deadline import standing_still
from graphdb.duplicates import duplicates, judging
from graphdb.duplicates.duplicates import Decided
from graphdb.duplicates.judging import Pair
from graphdb.errors import Conflict, NotFound, Refused
from graphdb.fields.relation import DIFFERENT
from graphdb.identity.candidates import Candidate
from graphdb.message import DANISH, Message, Text, message, say
from graphdb.writing.plan import Stamp
from webapp import context
from webapp.duplicates import wording
from webapp.signin.gate import signed_in
from webapp.signin.needs import COORDINATE

bp: Final = Blueprint(
    "duplicates", __name__, template_folder="templates", url_prefix="/kommune/<code>/dubletter"
)
NEED: Final = COORDINATE
Answer = str | Response | tuple[str, int]
_SHOWN: Final = 10
_BECAME: Final = ("afgjort", "fortrudt", "adskilt")
"""What the address of the list says of the last answer."""


@bp.get("")
def show(code: str) -> str:
    """What waits, the surest first, and what was decided."""
    return _page(code)


@bp.post("")
def decide(code: str) -> Answer:
    """Show what an answer comes to; once that is confirmed, write it. Raises NotFound for a pair of others.

    That two are different changes nothing that is shown, and is written at once.
    """
    candidate, answer = _asked(code), request.form.get("answer", "")
    if answer not in duplicates.answers(candidate):
        abort(HTTPStatus.BAD_REQUEST)
    confirmed = answer == DIFFERENT or "confirmed" in request.form
    try:
        with standing_still():  # where an address is secret the history is read from its beginning
            decided = _decide(code, candidate, answer, dry_run=not confirmed)
    except Refused as error:
        return _page(code, error.reason), HTTPStatus.CONFLICT
    except Conflict:
        return _page(code, message("proposals.decided_meanwhile")), HTTPStatus.CONFLICT
    if confirmed:
        return redirect(url_for("duplicates.show", code=code, svar="afgjort"), HTTPStatus.SEE_OTHER)
    return render_template(
        "duplicates/confirm.html",
        code=code,
        outcomes=[wording.outcome(context.store(), one) for one in decided],
        pair=_sent(),
        answer=answer,
        erases=any(one.judged.erased for one in decided),
        example=_example(code),
    )


@bp.post("/fortryd")
def undo(code: str) -> Answer:
    """Take back what was decided. Raises NotFound for what is not this municipality's to take back."""
    decided = list_decided(context.store(), code, context.today())
    standing = next((one for one in decided if (one.first, one.second) == _sent()), None)
    if standing is None:
        raise NotFound(message("identity.not_judged"))
    try:
        with standing_still():
            judged = judging.take_back(
                context.store(),
                Pair(*_sent(), code, context.today()),
                _stamp(message("identity.why_back", first=standing.first, second=standing.second)),
            )
    except Refused as error:
        return _page(code, error.reason), HTTPStatus.CONFLICT
    except Conflict:
        return _page(code, message("proposals.decided_meanwhile")), HTTPStatus.CONFLICT
    became = "adskilt" if judged.overruled else "fortrudt"
    return redirect(url_for("duplicates.show", code=code, svar=became), HTTPStatus.SEE_OTHER)


def _asked(code: str) -> Candidate:
    """The pair that the form is about, as it waits in this municipality."""
    for candidate in list_local(context.store(), code, context.today()):
        if {candidate.first, candidate.second} == set(_sent()):
            return candidate
    raise NotFound(message("duplicates.not_waiting"))


def _decide(code: str, candidate: Candidate, answer: str, *, dry_run: bool) -> tuple[Decided, ...]:
    """A trial shows an address that would be erased; it is written only when that was ticked."""
    first, second = _sent()
    return duplicates.decide(
        context.store(),
        candidate,
        answer,
        Pair(first, second, code, context.today()),
        _stamp(message("identity.why", first=first, second=second, verdict=answer)),
        dry_run=dry_run,
        erase=dry_run or "erase" in request.form,
    )


def _stamp(why: Message) -> Stamp:
    person = signed_in()
    return Stamp(context.moment(), "coordinator" if person is None else person.account.by, say(why, DANISH))


def _sent() -> tuple[str, str]:
    return request.form.get("first", ""), request.form.get("second", "")


def _page(code: str, refused: Text = "") -> str:
    store, became = context.store(), request.args.get("svar", "")
    candidates = list_local(store, code, context.today())
    return render_template(
        "duplicates/show.html",
        code=code,
        lines=list(wording.lines(store, candidates[:_SHOWN])),
        count=len(candidates),
        decided=wording.decided_names(store, list_decided(store, code, context.today())),
        verdicts=wording.VERDICTS,
        refused=refused,
        became=became if became in _BECAME else "",
        example=_example(code),
    )


def _example(code: str) -> bool:
    return code in fictional_areas(context.vocabulary())
