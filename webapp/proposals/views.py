"""The queue of proposals of a municipality, and what its coordinator does about each."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.objects import NOWHERE
from graphdb.cards.card import fictional_areas
from graphdb.doubts import doubts
from graphdb.doubts import queue as doubted
from graphdb.errors import Conflict, Contested, InvalidValue, Refused
from graphdb.message import Text, message
from graphdb.proposals import disowning, proposals, review
from graphdb.proposals.proposals import About, State
from graphdb.proposals.queue import Waiting, find, queue
from graphdb.proposals.review import Instead
from webapp import context
from webapp.proposals import letters, sent, wording
from webapp.proposals.sent import Act, Sent
from webapp.signin.gate import signed_in
from webapp.signin.needs import COORDINATE

bp: Final = Blueprint(
    "proposals", __name__, template_folder="templates", url_prefix="/kommune/<code>/forslag"
)
NEED: Final = COORDINATE
_BECAME: Final = {
    Act.APPROVE: "godkendt",
    Act.CHANGE: "rettet",
    Act.REJECT: "afvist",
    Act.DONE: "klaret",
    Act.BACK: "tilbage",
    Act.KEEP: "beholdt",
}
"""What the address of the queue says of the last decision."""
_SEEN: Final = "set"
"""The same of what somebody said is wrong."""


@bp.get("")
def show(code: str) -> str:
    """What waits, the oldest first. Raises NotFound."""
    store, now, became = context.store(), context.now(), request.args.get("svar", "")
    waiting, said_wrong = queue(store, code, now), doubted.queue(store, code, now)
    return render_template(
        "proposals/queue.html",
        code=code,
        nowhere=NOWHERE,
        lines=list(map(wording.line, waiting)),
        doubts=wording.doubt_lines(said_wrong, code),
        days=max([one.days for one in waiting] + [one.days for one in said_wrong], default=0),
        became=became if became in {*_BECAME.values(), _SEEN} else "",
        example=_example(code),
    )


@bp.post("/forkert/<doubt_id>")
def close_doubt(code: str, doubt_id: str) -> Response:
    """What somebody said is wrong was looked at. Raises NotFound for what is not about an actor from here."""
    doubts.close(context.store(), doubted.find(context.store(), code, doubt_id, context.now()).doubt)
    return redirect(url_for("proposals.show", code=code, svar=_SEEN), HTTPStatus.SEE_OTHER)


@bp.get("/<proposal_id>")
def single(code: str, proposal_id: str) -> str:
    """One proposal, with all that can be done about it. Raises NotFound when it does not wait."""
    return _page(code, find(context.store(), code, proposal_id, context.now()))


@bp.post("/<proposal_id>")
def decide(code: str, proposal_id: str) -> Response | tuple[str, int]:
    """Approve it, as it is or changed, reject it with a reason, or say that it is done."""
    form = sent.read(request.form)
    if form.act is None or form.seen is None:  # without what was seen the last of two would win unseen
        abort(HTTPStatus.BAD_REQUEST)
    waiting = find(context.store(), code, proposal_id, context.now())
    if proposals.mark(waiting.all) != form.mark:
        return _page(code, waiting, form, message("proposals.decided_meanwhile")), HTTPStatus.CONFLICT
    try:
        _decide(code, waiting, form, form.act)
    except InvalidValue as error:
        return _page(code, waiting, form, error.reason, error.field), HTTPStatus.UNPROCESSABLE_ENTITY
    except Contested:
        again = find(context.store(), code, proposal_id, context.now())
        return _page(code, again, form, message("proposals.changed_meanwhile")), HTTPStatus.CONFLICT
    except (Conflict, Refused) as error:
        reason = error.reason if isinstance(error, Refused) else message("proposals.decided_meanwhile")
        return _page(code, waiting, form, reason), HTTPStatus.CONFLICT
    return redirect(url_for("proposals.show", code=code, svar=_BECAME[form.act]), HTTPStatus.SEE_OTHER)


def _too_old(code: str, proposal_id: str) -> str:
    """Raises NotFound when it does not wait any more."""
    waiting = find(context.store(), code, proposal_id, context.now())
    return _page(code, waiting, sent.read(request.form), message("pages.too_old"))


AGAIN: Final = {"decide": _too_old}


def _decide(code: str, waiting: Waiting, form: Sent, act: Act) -> None:
    person, store, at = signed_in(), context.store(), context.moment()
    assert person is not None  # the gate let nobody else in
    by = person.account.by
    match act:
        case Act.APPROVE:
            review.approve(store, waiting.proposal, by, at, seen=form.seen)
        case Act.CHANGE:
            what = sent.changeable(store, waiting, context.now())
            if what is None:
                raise Refused(message("proposals.in_words"))
            said = Instead(code, sent.value(what, form.value))
            review.approve(store, waiting.proposal, by, at, seen=form.seen, instead=said)
        case Act.BACK:
            review.put_back(store, waiting.proposal, code, by, at, seen=form.seen)
        case Act.KEEP:
            review.keep(store, waiting.proposal, at)
        case Act.REJECT if not form.why.strip():
            raise InvalidValue(message("proposals.say_why"), field="why")
        case _:
            state = State.REJECTED if act is Act.REJECT else State.DONE
            review.close(store, waiting.proposal, state, form.why, at)
    _write_to(waiting, person.account, act, form.why)


def _write_to(waiting: Waiting, by: Account, act: Act, why: str) -> None:
    """Tell by mail why, or who stood there before: as far as their addresses are known."""
    settings, what = context.context().settings, wording.line(waiting).what
    if waiting.actor is None:
        return
    if act in (Act.REJECT, Act.BACK):
        reason = message("proposals.put_back") if act is Act.BACK else why
        for writer in dict.fromkeys(one.by for one in waiting.all):
            sender = accounts.find_writer(context.store(), writer)
            if sender is not None:
                letters.rejected(settings, by, sender, waiting.actor, what, reason)
    elif act is not Act.DONE and waiting.thing is not None and waiting.proposal.about is not About.SHOWN:
        proposal = waiting.proposal
        if not disowning.is_known(context.store(), proposal, context.moment()):
            changed = letters.Changed(waiting.thing, proposal.field, what, proposal.id)
            letters.write_to_old(waiting.actor, [changed], by)


def _page(code: str, waiting: Waiting, form: Sent | None = None, refused: Text = "", field: str = "") -> str:
    """One proposal; what was typed stands there again with the reason why it could not be taken."""
    what = sent.changeable(context.store(), waiting, context.now())
    again = None if form is None or form.act is not Act.CHANGE else sent.again(form.value)
    return render_template(
        "proposals/single.html",
        code=code,
        nowhere=NOWHERE,
        line=wording.line(waiting),
        input=None if what is None else sent.input_of(what, waiting, again),
        why="" if form is None else sent.again(form.why),
        refused=refused,
        field=field,
        example=_example(code),
    )


def _example(code: str) -> bool:
    """Whether the municipality is an example."""
    return code in fictional_areas(context.vocabulary())
