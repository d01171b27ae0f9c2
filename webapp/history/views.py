"""The history of an entry for everybody, and restoring for its own people and the coordinator."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from math import ceil
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.objects import holders
from graphdb.accounts.roles import Right, Role
from graphdb.cards.card import is_fictional
from graphdb.claims import coordinator_source, own_source
from graphdb.confirming.questions import key_now
from graphdb.errors import Contested, InvalidValue, NotFound, Refused
from graphdb.fields.cpr import find_cpr
from graphdb.message import Text, message
from graphdb.model import Node
from graphdb.ownership.speaker import speaker
from graphdb.versions import entry, erasing, restoring
from graphdb.versions.entry import Timeline
from graphdb.versions.erasing import Point
from graphdb.versions.restoring import Difference, Restorer
from webapp import context
from webapp.history import wording
from webapp.proposals import letters
from webapp.proposals.letters import Changed
from webapp.signin.gate import may_do, signed_in
from webapp.signin.needs import ADMINISTER, READ, RESTORE

bp: Final = Blueprint("history", __name__, template_folder="templates", url_prefix="/actors")
NEED: Final = READ
NEEDS: Final = {
    **dict.fromkeys(("before", "restore"), RESTORE),
    **dict.fromkeys(("gone", "points", "point", "erase_point"), ADMINISTER),
}
PER_PAGE: Final = 20
FARTHEST: Final = 1_000_000
Answer = str | Response | tuple[str, int]


@bp.get("/<actor_id>/historik")
def show(actor_id: str) -> str:
    """Who changed what, and when, the newest first. Raises NotFound."""
    page = min(max(request.args.get("page", 1, type=int), 1), FARTHEST)
    answer = entry.history(context.store(), actor_id, context.now(), page=page, per_page=PER_PAGE)
    last = max(1, ceil(answer.total / PER_PAGE))
    if page > last:
        raise NotFound(message("history.no_page"))
    named = may_do(Right.RESTORE, actor_id)
    return render_template(
        "history/show.html",
        actor=answer.actor,
        example=is_fictional(answer.actor),
        events=[
            (event, wording.by(event, named=named), wording.why(event, named=named), *wording.lines(event))
            for event in answer.events
        ],
        may_restore=named,
        page=page,
        last=last,
        is_cut=answer.is_cut and page == last,
    )


@bp.get("/<actor_id>/historik/foer/<int:seq>")
def before(actor_id: str, seq: int) -> str:
    """What an entry said before a change, beside what it says now. Raises NotFound."""
    return _before(_timeline(actor_id, seq), seq)


@bp.post("/<actor_id>/historik/foer/<int:seq>")
def restore(actor_id: str, seq: int) -> Answer:
    """Say again what was chosen, as a new change. Raises NotFound."""
    line = _timeline(actor_id, seq)
    ticked, why = request.form.getlist("restore"), request.form.get("why", "")[: restoring.LONGEST * 2]
    keys = [key_now(key, line.linker) for key in ticked]
    if keys != ticked:  # merged meanwhile: what stood there then is another's word too
        return _before(line, seq, keys, why, message("history.meanwhile")), HTTPStatus.CONFLICT
    chosen = [one for one in restoring.differences(line, seq - 1) if one.key in keys]
    if not chosen:
        return _before(line, seq, keys, why, message("history.nothing")), HTTPStatus.UNPROCESSABLE_ENTITY
    seen = request.form.get("seen", 0, type=int)
    who = _who(line)
    try:
        restoring.restore(context.store(), line.actor.id, chosen, who, why, seen, context.now())
    except (InvalidValue, Refused) as error:
        return _before(line, seq, keys, why, error.reason), HTTPStatus.UNPROCESSABLE_ENTITY
    except Contested:
        reason = message("history.meanwhile")
        return _before(_timeline(actor_id, seq), seq, (), why, reason), HTTPStatus.CONFLICT
    _write_to_old(line, chosen, who)
    return redirect(url_for("history.show", actor_id=line.actor.id), HTTPStatus.SEE_OTHER)


@bp.get("/historik/borte")
def gone() -> str:
    """Actors that are gone, whose contact points the history may remember. For administrators."""
    after = min(max(request.args.get("efter", 0, type=int), 0), context.store().status().version)
    departed = erasing.gone(context.store(), after)
    return render_template("history/gone.html", departed=departed, after=after)


@bp.get("/<actor_id>/historik/kontakter")
def points(actor_id: str) -> str:
    """The contact points that an entry has and had, also one that is gone. For administrators. Raises
    NotFound.
    """
    actor, stands = erasing.owner(context.store(), actor_id)
    return render_template(
        "history/points.html",
        actor=actor,
        stands=stands,
        points=_points(actor),
        is_erased="svar" in request.args,
    )


@bp.get("/<actor_id>/historik/kontakter/<point_id>")
def point(actor_id: str, point_id: str) -> str:
    """What erasing one of them does, before it is done. Raises NotFound."""
    actor, _ = erasing.owner(context.store(), actor_id)
    shown = next((one for one in _points(actor) if one.id == point_id), None)
    if shown is None:
        raise NotFound(message("writing.no_point"))
    return render_template("history/point.html", actor=actor, point=shown)


@bp.post("/<actor_id>/historik/kontakter/<point_id>")
def erase_point(actor_id: str, point_id: str) -> Answer:
    """Erase it for good. Raises NotFound."""
    (actor, _), person = erasing.owner(context.store(), actor_id), signed_in()
    assert person is not None  # the gate let nobody else in
    erasing.erase(context.store(), actor.id, point_id, context.moment(), person.account.by)
    return redirect(url_for("history.points", actor_id=actor.id, svar="slettet"), HTTPStatus.SEE_OTHER)


def _points(actor: Node) -> list[Point]:
    return erasing.points(context.store(), actor.id)


def _write_to_old(line: Timeline, chosen: Iterable[Difference], who: Restorer) -> None:
    """Tell by mail who stood there until now, as of any other change."""
    person, terms = signed_in(), context.vocabulary()
    by = None if who.own or person is None else person.account
    changed = [
        Changed(line.things[one.target], one.field, wording.what(one))
        for one in chosen
        if one.target in line.things and who.may(terms, one) and not who.proposes(terms, one)
    ]
    letters.write_to_old(line.actor, changed, by)


def _timeline(actor_id: str, seq: int) -> Timeline:
    if seq > context.store().status().version:  # the store reads no number of any size
        raise NotFound(message("history.no_change"))
    return entry.timeline(context.store(), actor_id, context.now())


def _before(
    line: Timeline, seq: int, keys: list[str] | tuple[str, ...] | None = None, why: str = "", error: Text = ""
) -> str:
    commits = context.store().commits(after=seq - 1, limit=1).items
    if not commits or commits[0].seq != seq or not any(change.seq == seq for change in line.changes):
        raise NotFound(message("history.no_change"))
    terms = context.vocabulary()
    who, differences = _who(line), restoring.differences(line, seq - 1)
    return render_template(
        "history/before.html",
        actor=line.actor,
        example=is_fictional(line.actor),
        commit=commits[0],
        seen=line.material.index.version,
        lines=[_line(one, who) for one in differences if who.may(terms, one)],
        not_undone=request.args.get("svar") == "fortryd",
        left_out=not all(who.may(terms, one) for one in differences),
        chosen=keys,
        why="" if find_cpr(why) else why,
        error=error,
        longest=restoring.LONGEST,
    )


def _line(difference: Difference, who: Restorer) -> Mapping[str, object]:
    then, now = wording.sides(difference)
    what = wording.what(difference)
    return {
        "key": difference.key,
        "what": what,
        "then": then,
        "now": now,
        "waits": who.proposes(context.vocabulary(), difference),
    }


def _who(line: Timeline) -> Restorer:
    """For whom the person who asks speaks. Refused where nobody coordinates an actor of no municipality."""
    person = signed_in()
    if person is None:
        raise NotFound(message("history.no_change"))
    actor, by = line.actor.id, f"account:{person.account.id}"
    if not may_do(Right.COORDINATE, actor):
        speaking = speaker(context.store(), actor, person.grants)
        return Restorer(own_source(speaking), by, own=True, speaking=speaking)
    codes = {one for one in holders(context.store(), actor, context.today()) if one.isdecimal()}
    own = {given.of for given in person.grants if given.role is Role.COORDINATOR} & codes
    town = min(own or codes, default=context.municipality())
    if not town:
        raise Refused(message("history.no_municipality"))
    return Restorer(coordinator_source(town), by, own=False)
