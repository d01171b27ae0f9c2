"""The front page, and the search with its filters. Filters stand in the URL; nothing about a citizen does."""

from functools import partial
from typing import Final

from flask import Blueprint, Response, g, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import refuse_cpr
from graphdb.fields.facets import offered
from graphdb.gaps import ended
from graphdb.message import message
from graphdb.model import NodeKind
from graphdb.rules.person import OLDEST
from graphdb.search.index.readmodel import Filters
from graphdb.search.results import Results
from graphdb.search.search import search
from webapp import context, page_cache
from webapp.find import choices, lines
from webapp.signin import home, sight
from webapp.signin.needs import READ

PER_PAGE: Final = 20
_YES: Final = ("1", "true")
_NOT_TYPED: Final = {"q": ("",), "age": ("",), "open_now": ("", *_YES)}
"""What the form sends without a word of anybody."""
MAX_WORDS: Final = 200
"""Letters of a search, as in the API."""
bp: Final = Blueprint("find", __name__, template_folder="templates")
NEED: Final = READ


@bp.app_template_filter("situation_field")
def situation_field(code: str) -> str:
    """The field of the touch map's form that takes this: a starting point, or else a group."""
    start = context.vocabulary().find(NodeKind.STARTING_POINT, code)
    return "risk_groups" if start is None else "situation"


bp.add_app_template_global(lines.municipality_options)


@bp.before_request
def meet_the_store() -> None:
    """A database that is away must fail here: the page that refuses a query needs it, and may not fail."""
    context.vocabulary()


@bp.get("/")
def front() -> Response:
    """The search box, and the ways into the touch map."""
    return page_cache.for_visitors(_front)


def _front() -> str:
    municipalities = choices.municipalities()
    known = {code for code, _ in municipalities}
    chosen = tuple(code for code in _municipalities(request.args) if code in known)
    return render_template(
        "find/front.html",
        filters=Filters(municipality=chosen),
        municipalities=municipalities,
        starts=choices.starting_points(),
    )


@bp.get("/find")
def results() -> Response:
    """One page of hits with the filters beside it."""
    filters = parse(request.args)
    choices.check(filters)
    return page_cache.for_visitors(partial(_results, filters), only_codes=_only_codes())


def _only_codes() -> bool:
    """Whether nothing stands in the address but what was chosen from lists: nothing is typed.

    Nor in what the search passes over: of a name that is given twice only the first value is read. Codes and
    the page's number are checked where they are read.
    """
    codes = {"municipality", *(facet.name for facet in offered())}
    read_once = {name: values for name, values in request.args.lists() if name not in codes}
    pages = read_once.pop("page", [""])
    return len(pages) == 1 and all(
        len(values) == 1 and values[0] in _NOT_TYPED.get(name, ()) for name, values in read_once.items()
    )


def _results(filters: Filters) -> str:
    page = _number(request.args, "page") or 1
    hits = _page(filters, page)
    if hits.total and not hits.items:
        # A link to a page that is no longer there leads to the last one that is.
        hits = _page(filters, (hits.total - 1) // PER_PAGE + 1)
    if not hits.total and request.method == "GET":
        page_cache.leave_out()
        _met_nobody(filters)
    return render_template(
        "find/results.html",
        filters=filters,
        results=hits,
        municipalities=choices.municipalities(),
        facets=choices.facets(filters, hits.facets),
        chips=choices.chips(filters),
        address=choices.address,
        of_age=choices.of_age,
        everywhere=choices.everywhere,
        place=choices.place(filters),
        starts=() if hits.total else choices.starting_points(),
        no_actors=not hits.total and not _page(Filters(), 1).total,
        asked={concept.code for concept in hits.concepts}.union(filters.of("risk_group")),
        hit_lines=lines.hit_lines,
        ticks=lines.ticks,
    )


def _met_nobody(filters: Filters) -> None:
    """Count it, when nothing but one municipality, one group and at most one kind was asked for."""
    groups, kinds = filters.of("risk_group"), filters.of("kind")
    more = filters.q or filters.age is not None or filters.open_now or filters.chosen() - {*groups, *kinds}
    if not more and len(filters.municipality) == len(groups) == 1 and len(kinds) <= 1:
        ended.note(context.store(), *filters.municipality, *groups, "".join(kinds), context.now())


@bp.errorhandler(InvalidValue)
def refused(error: InvalidValue) -> Response:
    """The same form, empty: what was refused is not shown again, not even in a link."""
    g.refused = True
    page = render_template(
        "find/refused.html",
        filters=Filters(),
        municipalities=choices.municipalities(),
        reason=error.reason,
    )
    return make_response(page, 422)


def parse(args: MultiDict[str, str]) -> Filters:
    """The filters of a query string. Raises InvalidValue; unknown parameters are ignored."""
    words = args.get("q", "").strip()
    if len(words) > MAX_WORDS:
        raise InvalidValue(message("pages.words_too_long"), field="q")
    refuse_cpr(words, "q")
    return Filters(
        q=words,
        municipality=_municipalities(args),
        codes={facet.name: _codes(args, facet.name) for facet in offered()},
        age=_age(args),
        open_now=args.get("open_now") in _YES,
    )


def _page(filters: Filters, page: int) -> Results:
    """The hits, with the facets that the page shows: none are by municipality."""
    return search(
        sight.store(), filters, now=context.now(), page=page, per_page=PER_PAGE, municipalities=False
    )


def _municipalities(args: MultiDict[str, str]) -> tuple[str, ...]:
    """Those that are asked for; ours until the query chooses others, be it all of them (an empty value)."""
    ours = home.municipality()
    return (ours,) if ours and "municipality" not in args else _codes(args, "municipality")


def _codes(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in args.getlist(name) if code))


def _age(args: MultiDict[str, str]) -> int | None:
    age = _number(args, "age")
    if age is not None and age > OLDEST:
        raise InvalidValue(message("pages.no_age"), field="age")
    return age


def _number(args: MultiDict[str, str], name: str) -> int | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InvalidValue(message("pages.whole_number"), field=name)
    return int(text)
