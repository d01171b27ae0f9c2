"""The touch map: a form, its answer, and two printouts. Everything about a citizen lives in one POST.

The POST computes and writes nothing: a forged one learns and changes nothing, so the form needs no token. The
answer is kept nowhere (``no-store``), and no address holds any of it. Of a cookie only the session is read.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, json, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from graphdb import touchmap
from graphdb.errors import InvalidValue
from graphdb.gaps import ended
from graphdb.message import lower_first
from graphdb.network import picture
from graphdb.network.routes import Ego
from graphdb.search import index
from graphdb.touchmap import TouchMap, helpers
from webapp import context
from webapp.language import in_danish, language
from webapp.signin import home, sight
from webapp.signin.needs import TOUCH_MAP
from webapp.touchmap import asked, asking, casetext, choices, wording
from webapp.touchmap.asked import Typed
from webapp.touchmap.casenote import case_note
from webapp.touchmap.consent import consent

SHOWN_DUTIES: Final = 5
bp: Final = Blueprint("touchmap", __name__, template_folder="templates", url_prefix="/touch-map")
NEED: Final = TOUCH_MAP


@bp.before_request
def keep_what_was_typed() -> None:
    """Should we fail, the failure page sends the form again; but for what looks like a citizen's number."""
    if request.method == "POST":
        g.typed = asked.typed(request.form)
        g.again = g.typed.hidden()
        context.vocabulary()  # a database that is away must fail here: a handler of errors may not
        g.typed = g.typed.asked_by(asking.exact(g.typed.text("from_kind"), g.typed.text("from_unit")))


@bp.app_template_filter("upper_first")
def upper_first(text: str) -> str:
    """A text with a capital first letter; the rest, abbreviations too, as it was."""
    return text[:1].upper() + text[1:]


bp.add_app_template_filter(lower_first)


@bp.get("")
def form() -> str:
    """The starting points. Only the caseworker's own municipality may stand in the address."""
    return _form(
        asked.typed(MultiDict({"acting_municipality": request.args.get("municipality", home.municipality())}))
    )


@bp.post("")
def show() -> str:
    """The touch map, with the form filled so that it can be put right."""
    touch_map = _touch_map()
    group = asked.only_group(g.typed)
    if group and touch_map.met_nobody:
        ended.note(context.store(), g.typed.text("acting_municipality"), group, "", context.now())
    around = touchmap.around(sight.store(), touch_map, today=context.today())
    typed = g.typed.completed(touch_map)
    return _render(
        "result.html",
        touch_map=touch_map,
        typed=typed,
        given=wording.given(typed),
        offered=choices.offered(),
        also=choices.also(touch_map.also),
        asking=asking.asking(typed.text("from_kind"), typed.text("from_unit")),
        consent=consent(touch_map),
        standing=wording.standing,
        asks_night=wording.asks_night(typed),
        around=around,
        drawing=_drawing(around),
        names={dot.id: dot for dot in around.dots},
        shown=SHOWN_DUTIES,
        error=None,
    )


@bp.post("/citizen")
def citizen() -> str:
    """The sheet for the citizen: who can help, in plain words."""
    touch_map = _on_paper()
    typed = g.typed
    return _render(
        "citizen.html",
        helpers=helpers(context.store(), touch_map, now=context.now()),
        typed=typed,
        danger=typed.has("danger"),
        today=context.today(),
        careful=touch_map.careful,
    )


@bp.post("/case")
def case() -> str:
    """The text for the case system."""
    touch_map = _on_paper()
    typed = g.typed.completed(touch_map)
    with in_danish():
        given, now = wording.given(typed), context.now()
        text = casetext.case_text(touch_map, given, now)
        note = case_note(touch_map, given, consent(touch_map), now)
    return _render("case.html", touch_map=touch_map, typed=typed, note=note, text=text)


@bp.get("/<any(citizen, case):sheet>")
def nothing_kept(sheet: str) -> Answer:
    """There is nothing to show again: begin anew."""
    return redirect(url_for("touchmap.form"))


@bp.errorhandler(InvalidValue)
def refused(error: InvalidValue) -> Response:
    """The form again with what was typed, but for what looks like a citizen's number."""
    return make_response(_form(g.typed.without(error.field), error), HTTPStatus.UNPROCESSABLE_ENTITY)


def _touch_map() -> TouchMap:
    return touchmap.build(sight.store(), asked.question(g.typed), now=context.now())


def _on_paper() -> TouchMap:
    """What is public of it, whoever asks: the sheet is the citizen's, who may read the case, too."""
    question, store = asked.question(g.typed), context.store()
    if sight.is_wider():
        columns = index.current(store, context.today()).columns
        known = (actor for actor in question.known_actors if not columns.is_withheld(actor))
        question = replace(question, known_actors=tuple(known))
    return touchmap.build(store, question, now=context.now())


def _form(typed: Typed, error: InvalidValue | None = None) -> str:
    return _render(
        "form.html",
        typed=typed,
        offered=choices.offered(),
        asking=asking.asking(typed.text("from_kind"), typed.text("from_unit")),
        error=error,
        also=(),
    )


def _drawing(around: Ego) -> str:
    """The picture's data as JSON, for an attribute of the page: nothing is fetched by an address."""
    return json.dumps(
        {**picture.vis_data(around, language()), "centre": around.centre, "left_out": around.left_out}
    )


def _render(template: str, **values: Any) -> str:
    return render_template(f"touchmap/{template}", **values)
