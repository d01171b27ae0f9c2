"""A municipality's network for its coordinator: work lists, and a picture of what is in focus."""

from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request

from graphdb.cards.card import fictional_areas
from graphdb.message import Voice, lower_first
from graphdb.model import NodeKind
from graphdb.network import picture
from graphdb.network.files import TYPES, Drawn, written
from graphdb.network.structure import Structure, structure
from graphdb.network.svg import BETWEEN, LEGEND
from graphdb.network.tie import Tie, words_of
from graphdb.network.view import Focus, View, look
from graphdb.network.whole import Whole, worked_out
from graphdb.search import index
from webapp import context
from webapp.language import language, sentence
from webapp.signin import sight
from webapp.signin.needs import READ

bp: Final = Blueprint("network", __name__, template_folder="templates", url_prefix="/kommune/<code>")
NEED: Final = READ
_MOST: Final = 20
"""Actors that others hang on in the whole net, on one page."""


@bp.get("/netvaerk")
def show(code: str) -> str:
    """What hangs on whom, as lists and as a picture. Raises NotFound."""
    net, view = _seen(code)
    groups = {group for dot in net.nodes for group in dot.groups}
    terms = context.vocabulary().list_terms(NodeKind.RISK_GROUP, context.today())
    return render_template(
        "network/show.html",
        net=net,
        view=view,
        chosen=_chosen(view.focus),
        dots={dot.id: dot for dot in net.nodes},
        groups=[term for term in terms if term.text("code") in groups],
        said=_said,
        whole=_around(net),
        names=_name,
        most=_MOST,
        legend=BETWEEN if view.communities else LEGEND,
        example=code in fictional_areas(context.vocabulary()),
    )


@bp.get("/netvaerk.json")
def picture_data(code: str) -> dict[str, Any]:
    """What is in focus as vis.js data, with positions. Raises NotFound."""
    _, view = _seen(code)
    return picture.drawn_network(view, context.vocabulary(), Voice(language()).say)


@bp.get("/netvaerk.<any(svg, graphml, gexf, 'nodes.csv', 'edges.csv'):form>")
def take_along(code: str, form: str) -> Response:
    """What is in focus as a file for other programs. Raises NotFound."""
    net, view = _seen(code)
    drawn = Drawn(net, view, context.vocabulary(), Voice(language()).say, context.today(), sight.is_wider())
    response = Response(written(drawn, form), content_type=TYPES[form])
    response.headers.set("Content-Disposition", "attachment", filename=f"{drawn.name}.{form}")
    return response


def _seen(code: str) -> tuple[Structure, View]:
    """The network and what of it is in focus. Parameters that are not ours are not read."""
    focus = Focus(request.args.get("group", ""), request.args.get("actor", ""))
    if focus.group and focus.group not in context.vocabulary().terms.get(NodeKind.RISK_GROUP, {}):
        abort(404)
    net = structure(sight.store(), code, context.today())
    return net, look(net, focus)


def _around(net: Structure) -> Whole | None:
    """What of the whole net hangs on those who are here, as far as it was worked out."""
    whole = worked_out(context.store())
    return None if whole is None else whole.around({dot.id for dot in net.nodes})


def _name(actor: str) -> str:
    """What an actor is called, also one that is not here."""
    columns = index.current(context.store(), context.today()).columns
    return columns.actor_names.get(columns.find(actor), actor)


def _chosen(focus: Focus) -> dict[str, str]:
    """The focus as the parameters of an address."""
    return {name: text for name, text in (("group", focus.group), ("actor", focus.actor)) if text}


def _said(tie: Tie) -> str:
    """How a relation reads between its start and its end."""
    return lower_first(sentence(words_of(context.vocabulary(), tie.kind)))
