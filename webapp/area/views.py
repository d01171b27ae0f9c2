"""The page of one area: numbers about it, and what was asked about."""

from typing import Final

from flask import Blueprint, render_template

from graphdb.cards.card import is_demo
from graphdb.directory.area import area_facts
from webapp import context
from webapp.language import lazy_gettext
from webapp.signin.needs import READ

bp: Final = Blueprint("area", __name__, template_folder="templates", url_prefix="/areas")
NEED: Final = READ
STRENGTHS: Final = {
    "core": lazy_gettext("Skal være med"),
    "expected": lazy_gettext("Bør være med"),
    "optional": lazy_gettext("Kan være med"),
    "none": lazy_gettext("Ikke ventet her"),
}


@bp.get("/<code>")
def show(code: str) -> str:
    """Numbers and answers about an area. Raises NotFound."""
    facts = area_facts(context.store(), code, context.today())
    return render_template(
        "area/show.html",
        area=facts,
        strengths=STRENGTHS,
        with_files=context.context().importing is not None,
        demo=any(map(is_demo, facts.titles)),
    )
