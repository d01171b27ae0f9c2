"""The queue of proposals of a municipality, for its coordinator."""

from typing import Final

from flask import Blueprint, render_template

from graphdb.card import fictional_areas
from graphdb.proposals.queue import queue
from webapp import context
from webapp.proposals import wording
from webapp.signin.needs import COORDINATE

bp: Final = Blueprint(
    "proposals", __name__, template_folder="templates", url_prefix="/kommune/<code>/forslag"
)
NEED: Final = COORDINATE


@bp.get("")
def show(code: str) -> str:
    """What waits, the oldest first. Raises NotFound."""
    return render_template(
        "proposals/queue.html",
        code=code,
        lines=list(map(wording.line, queue(context.store(), code, context.now()))),
        example=code in fictional_areas(context.vocabulary()),
    )
