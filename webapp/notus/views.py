"""“It was not us”: what a letter about a change leads to. Opening it changes nothing, a button does.

The token stands in the address once and is moved into a cookie at once; a cookie for each letter, so that
two of them in one browser are not taken for each other.
"""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from graphdb.accounts.accounts import digest
from graphdb.cards.card import is_fictional
from graphdb.errors import Conflict, Refused
from graphdb.identity.judgements import read_linker
from graphdb.model import Node
from graphdb.proposals import disowning
from graphdb.proposals.disowning import Notice, Standing
from webapp import context
from webapp.actor import wording
from webapp.notus import NOT_US
from webapp.signin import cookies
from webapp.signin.needs import OPEN

bp: Final = Blueprint("notus", __name__, template_folder="templates", url_prefix=NOT_US)
NEED: Final = OPEN
Answer = str | Response | tuple[str, int]


@bp.get("/link/<token>")
def take_link(token: str) -> Answer:
    """Move a link's token out of the address. It changes nothing: mail scanners open links too."""
    if not cookies.is_safe():
        return render_template("answer/unsafe.html"), HTTPStatus.FORBIDDEN
    if disowning.find(context.store(), token, context.moment()) is None:
        return _no_link()
    letter = digest(token)[:16]
    cookies.write(_cookie(letter), token)
    return redirect(url_for("notus.show", letter=letter), HTTPStatus.SEE_OTHER)


@bp.get("/<letter>")
def show(letter: str) -> Answer:
    """What was changed or proposed, what became of it, and the button."""
    notice = disowning.find(context.store(), _token(letter), context.moment())
    return _no_link() if notice is None else _page(letter, notice)


@bp.post("/<letter>")
def disown(letter: str) -> Answer:
    """Stop what waits, and doubt what is shown. A second click changes nothing more."""
    store, token = context.store(), _token(letter)
    notice = disowning.find(store, token, context.moment())
    if notice is None:
        return _no_link()
    try:
        disowning.disown(store, token, context.now())
    except (Conflict, Refused):
        return _page(letter, notice, again=True), HTTPStatus.CONFLICT
    return redirect(url_for("notus.show", letter=letter), HTTPStatus.SEE_OTHER)


def _cookie(letter: str) -> str:
    return f"{cookies.NOT_US}-{letter}"


def _token(letter: str) -> str:
    token = cookies.read(_cookie(letter))
    return token if digest(token)[:16] == letter else ""


def _page(letter: str, notice: Notice, *, again: bool = False) -> str:
    """``again``: somebody decided meanwhile, and what stands there now is to be looked at."""
    store = context.store()
    linker = read_linker(store)
    shown = {one: linker.canonical(one) for one in (notice.actor, *(each.target for each in notice.changes))}
    nodes = store.get(set(shown.values()))
    actor = nodes.get(shown[notice.actor])
    by_standing: dict[Standing, list[str]] = {one: [] for one in Standing}
    for change in notice.changes:
        label = _label(change.field, nodes.get(shown[change.target]))
        by_standing[disowning.standing(store, notice, change)].append(label)
    return render_template(
        "notus/show.html",
        letter=letter,
        notice=notice,
        actor=actor,
        fictional=actor is not None and is_fictional(actor),
        waits=by_standing[Standing.WAITS],
        shown=by_standing[Standing.SHOWN],
        settled=by_standing[Standing.SETTLED],
        again=again,
    )


def _label(field: str, thing: Node | None) -> str:
    return wording.field_label(field) if thing is None else wording.field_label(field, thing.kind)


def _no_link() -> Answer:
    """The same for a link that is too old or never was."""
    g.refused = True  # what may stand in the address does not come back in the link to the other language
    return render_template("notus/no_link.html"), HTTPStatus.GONE
