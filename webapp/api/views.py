"""The calls of ``/api/v1``: each parses, calls one use case and answers JSON. Errors become problems.

``POST /touch-map`` writes nothing: a forged request learns and changes nothing, so it needs no token. With
the session of somebody of the staff the answers hold what is for them, and no other site can read them.

The models of answers are imported by the first that is given: all of them were a twelfth of a start.
"""

from typing import Any, Final

from flask import Blueprint, Response, json
from pydantic import BaseModel

from graphdb import touchmap
from graphdb.coverage.demand import demand
from graphdb.coverage.matrix import matrix
from graphdb.coverage.matrix.matrix import By
from graphdb.directory.area import area_facts
from graphdb.directory.profile import profile
from graphdb.errors import InvalidValue
from graphdb.gaps.gaps import find_whole
from graphdb.gaps.gaps import gaps as read_gaps
from graphdb.gaps.openings import FEW
from graphdb.message import message
from graphdb.network.structure import structure
from graphdb.network.whole import worked_out
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.touchmap import Question
from webapp import context, page_cache
from webapp.api import parsing
from webapp.api.asked import (
    PREFIX,
    ActorQuery,
    CoverageQuery,
    GapsQuery,
    NetworkQuery,
    TouchMapQuestion,
    actors_query,
    touch_map_question,
)
from webapp.signin import sight
from webapp.signin.needs import READ, TOUCH_MAP

bp: Final = Blueprint("api", __name__, url_prefix=PREFIX)
NEED: Final = READ
NEEDS: Final = {"touch_map": TOUCH_MAP}
_JSON: Final = "application/json"


@bp.get("/actors")
def actors() -> Response:
    """Search the directory."""
    from webapp.api import answers

    asked = parsing.query(actors_query())
    parsing.refuse_cpr(asked.q, "q")
    parsing.check_codes(asked)
    filters = Filters(
        q=asked.q.strip(),
        municipality=asked.municipalities(context.municipality()),
        codes=asked.codes(),
        age=asked.age,
        open_now=asked.open_now,
    )

    def body() -> str:
        results = search(sight.store(), filters, now=context.now(), page=asked.page, per_page=asked.per_page)
        return answers.Actors.model_validate(results).model_dump_json()

    only_codes = not filters.q and filters.age is None
    return page_cache.for_visitors(body, only_codes=only_codes, mimetype=_JSON)


@bp.get("/actors/<actor_id>")
def actor(actor_id: str) -> Response:
    """The whole entry of one actor."""
    from webapp.api import answers

    asked = parsing.query(ActorQuery)

    def body() -> str:
        entry = profile(sight.store(), actor_id, now=context.now(), page=asked.page, per_page=asked.per_page)
        return answers.actor().model_validate(entry).model_dump_json()

    return page_cache.for_visitors(body, only_codes=True, mimetype=_JSON)


@bp.post("/touch-map")
def touch_map() -> Response:
    """Whom a citizen already touches and whom to ring; nothing of it is kept."""
    from webapp.api import touchmap_answers

    parsing.no_query()
    asked = parsing.body(touch_map_question(context.municipality()))
    answer = touchmap.build(sight.store(), _question(asked), now=context.now())
    return _answer(touchmap_answers.TouchMap.model_validate(answer))


@bp.get("/vocabulary")
def vocabulary() -> Response:
    """Every vocabulary with all its columns."""
    from webapp.api import listing

    parsing.no_query()
    return _answer(listing.terms(context.vocabulary(), context.store().status().version))


@bp.get("/areas")
def areas() -> Response:
    """The municipalities, regions and the country as of today."""
    from webapp.api import listing

    parsing.no_query()
    return _answer(listing.areas(context.vocabulary(), context.store().status().version, context.today()))


@bp.get("/areas/<code>")
def area(code: str) -> Response:
    """Numbers about one area, and what was asked about."""
    from webapp.api import area_answers

    parsing.no_query()

    def body() -> str:
        facts = area_facts(context.store(), code, context.today())
        return area_answers.AreaFacts.model_validate(facts).model_dump_json()

    return page_cache.for_visitors(body, mimetype=_JSON)


@bp.get("/coverage")
def coverage() -> Response:
    """What is covered in a municipality, and how much of it was asked about."""
    from webapp.api import coverage_answers

    asked = parsing.query(CoverageQuery)
    town = parsing.municipality(asked.municipality)
    answer = coverage_answers.Coverage.model_validate(
        matrix.coverage(sight.store(), town, By(asked.by), context.today())
    )
    lines = demand(sight.store(), town, context.today())
    numbers = [coverage_answers.Demand.model_validate(line) for line in lines]
    return _answer(answer.model_copy(update={"demand": numbers}))


@bp.get("/gaps")
def gaps() -> Response:
    """The open gaps of a municipality, the heaviest first."""
    from webapp.api import coverage_answers

    asked = parsing.query(GapsQuery)
    town, staff = parsing.municipality(asked.municipality), sight.is_wider()
    if asked.state and not staff:
        raise InvalidValue(message("pages.for_staff"), field="state")
    answer = read_gaps(
        sight.store(),
        town,
        context.today(),
        rules=asked.rule,
        states=asked.state,
        patience=FEW,
        decided=staff,
    )
    return _answer(coverage_answers.Gaps.model_validate(answer))


@bp.get("/gaps/<gap>")
def gap(gap: str) -> Response:
    """One open gap, and what other municipalities do about it."""
    from webapp.api import coverage_answers

    parsing.no_query()
    return _answer(
        coverage_answers.WholeGap.model_validate(
            find_whole(sight.store(), gap, context.today(), patience=FEW, decided=sight.is_wider())
        )
    )


@bp.get("/network")
def network() -> Response:
    """The relations among those who serve a municipality, and what hangs on whom."""
    from webapp.api import coverage_answers

    town = parsing.municipality(parsing.query(NetworkQuery).municipality)
    net = structure(sight.store(), town, context.today())
    answer = coverage_answers.Network.model_validate(net)
    if (whole := worked_out(context.store())) is not None:
        around = whole.around({dot.id for dot in net.nodes})
        answer = answer.model_copy(update={"whole": coverage_answers.Whole.model_validate(around)})
    return _answer(answer)


@bp.get("/openapi.json")
def describe() -> Response:
    """This description. It needs no database."""
    from webapp.api import openapi

    parsing.no_query()
    return Response(json.dumps(openapi.document()), content_type=_JSON)


def _question(asked: TouchMapQuestion) -> Question:
    """The same as the use case takes it; a null is a member left out."""
    given: dict[str, Any] = asked.model_dump(exclude_none=True)
    members: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Question(**members)


def _answer(body: BaseModel) -> Response:
    return Response(body.model_dump_json(), content_type=_JSON)
