"""The page of whom a municipality asks about first, and how far it has come."""

from http import HTTPStatus
from itertools import groupby
from typing import Final

from flask import Blueprint, Response, abort, render_template

from graphdb.cards.card import fictional_areas
from graphdb.directory.start_list import start_list
from graphdb.identity.placeholder import of_start_kit
from graphdb.rules.skeleton import Weight
from webapp import context
from webapp.language import lazy_gettext
from webapp.signin.needs import READ

bp: Final = Blueprint("start", __name__, template_folder="templates", url_prefix="/areas")
NEED: Final = READ
HEADINGS: Final = {
    Weight.CORE: lazy_gettext("Skal være med"),
    Weight.LAW: lazy_gettext("Findes i enhver kommune"),
    Weight.EXPECTED: lazy_gettext("Bør være med"),
}


@bp.get("/<code>/start")
def show(code: str) -> str:
    """The kinds of actors in the order to ask about them. Raises NotFound."""
    listed = start_list(context.store(), code, context.today())
    parts = [
        (weight, HEADINGS[weight], list(lines))
        for weight, lines in groupby(listed.lines, key=lambda line: line.weight)
    ]
    return render_template(
        "start/show.html",
        listed=listed,
        parts=parts,
        unnamed=of_start_kit,
        with_files=context.context().importing is not None,
        demo=code in fictional_areas(context.vocabulary()),
    )


@bp.get("/<code>/start/skabelon.xlsx")
def template(code: str) -> Response:
    """The workbook to write the answers in. Raises NotFound."""
    importing = context.context().importing
    if importing is None:
        abort(HTTPStatus.NOT_FOUND)
    listed = start_list(context.store(), code, context.today())
    data = importing.template(listed, context.vocabulary(), context.today())
    response = Response(data, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers.set("Content-Disposition", "attachment", filename=f"skabelon-{listed.code}.xlsx")
    return response
