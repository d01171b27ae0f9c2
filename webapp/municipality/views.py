"""A municipality's pages for its coordinator: the week, the matrix, the holes, and both as tables to take."""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from flask import Blueprint, Response, abort, render_template, request

from graphdb.accounts.roles import Right
from graphdb.cards.card import fictional_areas
from graphdb.claims import coordinator_source
from graphdb.coverage.demand import demand
from graphdb.coverage.matrix.matrix import By, Coverage, coverage
from graphdb.coverage.matrix.row import Row
from graphdb.coverage.matrix.stages import EarlyShare
from graphdb.coverage.state import State
from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.fields.formats import parse_date
from graphdb.gaps.compare import Comparison, compare
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.elsewhere import Agreement
from graphdb.gaps.gaps import Gap, Gaps, find_whole, gaps
from graphdb.gaps.monday import Monday, monday
from graphdb.gaps.openings import FEW
from graphdb.gaps.states import OPEN, STATES
from graphdb.message import Text, Words, message
from graphdb.model import Id, NodeKind
from graphdb.network.structure import Structure, structure
from graphdb.search import index
from graphdb.touchmap.relations import phrased
from webapp import context
from webapp.municipality import lists, tables
from webapp.municipality.expectations import choices
from webapp.municipality.grid import Grid, Sort, grid
from webapp.municipality.signs import GAPS, OPEN_GAPS, READINESS, RECENT, SORTS, STRENGTHS, VIEWS, signs_of
from webapp.municipality.tables import Table
from webapp.pages import label
from webapp.signin import sight
from webapp.signin.gate import may_do
from webapp.signin.needs import READ

bp: Final = Blueprint("municipality", __name__, template_folder="templates", url_prefix="/kommune")
NEED: Final = READ
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
"""What a field for a day sends: nothing else is shown again, as it may be anything."""
_SHEETS: Final = ("uge", "aktoerer", "matrix", "huller", "netvaerk", "netvaerkslister", "forventninger")
"""Of the workbook of all, in their order."""


@bp.get("/<code>")
def show(code: str) -> str:
    """The few things that matter this week. Raises NotFound."""
    staff = sight.is_wider()
    week = monday(sight.store(), code, context.today(), patience=FEW, decided=staff)
    return render_template(
        "municipality/show.html",
        week=week,
        phones=_phones(week),
        rules=all_rules(),
        staff=staff,
        example=_example(code),
    )


def _phones(week: Monday) -> Mapping[Id, str]:
    """The numbers of those who are to be rung first; "" where there is none."""
    called = sight.store().get({call.actor for call in week.calls})
    return {actor.id: actor.text("phone") for actor in called.values()}


@bp.get("/<code>/matrix")
def matrix(code: str) -> str:
    """Groups against stages, kinds of actors or transitions, or needs against areas. Raises NotFound."""
    answer, asked = _matrix(code)
    return render_template(
        "municipality/matrix.html",
        answer=answer,
        grid=_grid(answer, asked),
        asked=asked,
        groups=context.vocabulary().list_terms(NodeKind.RISK_GROUP, context.today()),
        signs=signs_of(answer.by),
        strengths=STRENGTHS,
        views=VIEWS,
        sorts=SORTS,
        actors_of=tables.actors_of,
        early=_early(answer, asked),
        numbers=demand(sight.store(), code, context.today()),
        number_line=tables.number_line,
        own={(own.group, own.kind): own for own in answer.own if own.differs},
        strength_of=tables.strength_of,
        example=_example(code),
    )


@bp.get("/<code>/forventninger")
def expectations(code: str) -> str:
    """What the municipality expects by its own decision, beside the starting point. Raises NotFound."""
    answer = coverage(sight.store(), code, By.KIND, context.today())
    may_change = may_do(Right.COORDINATE, code)
    offered = choices(context.vocabulary(), context.today()) if may_change else None
    return render_template(
        "municipality/expectations.html",
        answer=answer,
        strength_of=tables.strength_of,
        may_change=may_change,
        mine=coordinator_source(code),
        choices=offered,
        chosen=_chosen(kind=offered.kinds, group=offered.groups) if offered is not None else {},
        example=_example(code),
    )


def _early(answer: Coverage, asked: Mapping[str, str]) -> Mapping[str, EarlyShare]:
    """By group how many of those who see it act before the crisis, where stages or the order show it."""
    if answer.by is By.STAGE or (asked.get("sort") == Sort.EARLY and answer.by is not By.NEED):
        return {share.risk_group: share for share in answer.early if share.see}
    return {}


@bp.get("/<code>/matrix/<any(stage, kind, transition, need):by>/<line>/<column>")
def cell(code: str, by: str, line: str, column: str) -> str:
    """What is behind a cell of the matrix: who is here, what was answered, its gap. Raises NotFound."""
    answer = coverage(sight.store(), code, By(by), context.today())
    groups = context.vocabulary().terms.get(NodeKind.RISK_GROUP, {}) if answer.by is By.NEED else {}
    row = answer.row(line, column, _chosen(group=groups).get("group", ""))
    return render_template(
        "municipality/cell.html",
        answer=answer,
        row=row,
        lacking=answer.lacking(row),
        gaps=_gaps_of(code, row) if row.red else (),
        signs=signs_of(answer.by),
        elsewhere=answer.wide(row) if row.need and not row.actors else (),
        actors_of=tables.actors_of,
        strengths=STRENGTHS,
        readiness=READINESS,
        names=_names(),
        example=_example(code),
    )


def _gaps_of(code: str, row: Row) -> tuple[Gap, ...]:
    """The gaps of a kind that is asked for in a cell, for its group or for all."""
    items = gaps(sight.store(), code, context.today(), patience=FEW).items
    return tuple(
        gap for gap in items if gap.kind in row.kinds and (not gap.groups or row.risk_group in gap.groups)
    )


@bp.get("/<code>/huller")
def holes(code: str) -> str:
    """The open gaps, the heaviest first. Raises NotFound."""
    answer, asked = _gaps(code)
    comparison, refused = _compared(code)
    return render_template(
        "municipality/holes.html",
        answer=answer,
        comparison=comparison,
        to_today=comparison is not None and comparison.until == context.today(),
        days=[day if _ISO_DAY.fullmatch(day) else "" for day in _days()],
        refused=refused,
        rules=all_rules(),
        states=STATES,
        choices=_choices(),
        asked=asked,
        names=_names(),
        example=_example(code),
    )


@bp.get("/<code>/huller/<gap>")
def hole(code: str, gap: str) -> str:
    """One open gap whole, and what other municipalities do about it. Raises NotFound."""
    whole = find_whole(sight.store(), gap, context.today(), patience=FEW, decided=sight.is_wider())
    if whole.municipality != code:
        raise NotFound(message("gaps.no_gap"))
    return render_template(
        "municipality/hole.html",
        whole=whole,
        gap=whole.gap,
        others=whole.elsewhere,
        rules=all_rules(),
        states=STATES,
        names=_names(),
        agreement=_agreement,
        explained=lambda method: Words(method.definition_da, method.definition_en),
        example=_example(code),
    )


@bp.get(f"/<code>/<any({', '.join(_SHEETS)}, aendringer):name>.<any(csv, xlsx):form>")
def take_along(code: str, name: str, form: str) -> Response:
    """The same as a file, with the filter and how much was asked in its head. Raises NotFound."""
    (table,) = _tables(code, [name])
    return _file(f"{name}-{code}.{form}", *tables.written(table, form))


@bp.get("/<code>/samlet.xlsx")
def take_all(code: str) -> Response:
    """Week, actors, matrix, gaps, network and own expectations in one workbook. Raises NotFound."""
    return _file(f"samlet-{code}.xlsx", *tables.book(_tables(code, _SHEETS)))


def _tables(code: str, names: Iterable[str]) -> Iterator[Table]:
    """The tables of these names; what two of them show is worked out once."""
    network = cache(lambda: structure(sight.store(), code, context.today()))
    return (_table(code, name, network) for name in names)


def _table(code: str, name: str, network: Callable[[], Structure]) -> Table:
    store, today = sight.store(), context.today()
    match name:
        case "uge":
            week = monday(store, code, today, patience=FEW, decided=sight.is_wider())
            return tables.of_week(week, _phones(week))
        case "aktoerer":
            return tables.of_actors(coverage(store, code, By.KIND, today))
        case "matrix":
            answer, asked = _matrix(code)
            return tables.of_matrix(answer, _grid(answer, asked), asked, demand(store, code, today))
        case "forventninger":
            return tables.of_expectations(coverage(store, code, By.KIND, today))
        case "netvaerk":
            return tables.of_network(network())
        case "netvaerkslister":
            return lists.of_network(network())
        case "aendringer":
            return lists.of_changes(_comparison(code))
        case _:
            return tables.of_gaps(*_gaps(code))


def _file(name: str, data: bytes, mimetype: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _compared(code: str) -> tuple[Comparison | None, Text]:
    """What has changed between two days, if any was chosen, or why that cannot be said; the list stays."""
    if not any(_days()):
        return None, ""
    try:
        return _comparison(code), ""
    except (InvalidValue, Refused) as error:
        return None, error.reason


def _days() -> tuple[str, str]:
    """The two days of a comparison, as they were typed."""
    return request.args.get("since", "").strip(), request.args.get("until", "").strip()


def _comparison(code: str) -> Comparison:
    """What has changed between two days. Raises InvalidValue and Refused."""
    since, until = (parse_date(day).isoformat() if day else "" for day in _days())
    if not since:
        raise Refused(message("gaps.not_in_order"))
    return compare(sight.store(), code, since, context.today(), until=until, decided=sight.is_wider())


def _matrix(code: str) -> tuple[Coverage, Mapping[str, str]]:
    asked = _chosen(
        by=[str(by) for by in By],
        state=[str(state) for state in State],
        group=context.vocabulary().terms.get(NodeKind.RISK_GROUP, {}),
        strength=STRENGTHS,
        sort=[str(sort) for sort in Sort],
        turned=["1"],
    )
    by = By(asked.get("by", By.STAGE))
    return coverage(sight.store(), code, by, context.today()), _fitting(by, asked)


def _fitting(by: By, asked: Mapping[str, str]) -> Mapping[str, str]:
    """Without what says nothing of needs: none is expected, and nobody meets them before a crisis."""
    if by is not By.NEED:
        return asked
    return {name: text for name, text in asked.items() if name != "strength" and text != Sort.EARLY}


def _grid(answer: Coverage, asked: Mapping[str, str]) -> Grid:
    return grid(
        answer,
        context.vocabulary(),
        context.today(),
        group=asked.get("group", ""),
        state=asked.get("state", ""),
        strength=asked.get("strength", ""),
        sort=Sort(asked["sort"]) if "sort" in asked else None,
        turned=("turned" in asked) is not (answer.by in (By.KIND, By.TRANSITION)),
        called=label,
    )


def _gaps(code: str) -> tuple[Gaps, Mapping[str, str]]:
    """Those of a rule and in a state that were chosen; the same that the tiles of the week count."""
    staff = sight.is_wider()
    asked = _chosen(rule=all_rules(), state=GAPS)
    state = asked.get("state", "")
    if state not in _choices():
        asked, state = {name: text for name, text in asked.items() if name != "state"}, ""
    answer = gaps(
        sight.store(),
        code,
        context.today(),
        rules=[asked["rule"]] if "rule" in asked else [],
        states=_states(state) if staff else [],
        patience=FEW,
        decided=staff,
    )
    if state != RECENT:
        return answer, asked
    week = monday(sight.store(), code, context.today(), patience=FEW, decided=staff)
    if week.untold or week.pending:
        raise Refused(message("gaps.too_far_back" if week.untold else "gaps.being_read"))
    return replace(answer, items=tuple(gap for gap in answer.items if gap.id in week.new_gaps)), asked


def _choices() -> Mapping[str, Text]:
    """By which gaps can be chosen: what was decided about them is for staff."""
    return GAPS if sight.is_wider() else {RECENT: GAPS[RECENT]}


def _states(choice: str) -> Collection[str]:
    """The states of the gaps that were chosen, none for all."""
    if choice in (OPEN_GAPS, RECENT):
        return OPEN
    return [choice] if choice else []


def _chosen(**known: Container[str]) -> Mapping[str, str]:
    """What was chosen of each list; anything else is no page of ours. Other parameters are not read."""
    asked = {name: text for name in known if (text := request.args.get(name, ""))}
    if any(text not in known[name] for name, text in asked.items()):
        abort(404)
    return asked


def _agreement(line: Agreement) -> Text:
    """An agreement as a sentence from its beginning to its end."""
    return phrased(context.vocabulary(), line.kind, line.src.name, line.dst.name)


def _names() -> Callable[[str], str]:
    """What actors are called; the store is asked once whether the index is as new as it is."""
    columns = index.current(sight.store(), context.today()).columns
    return lambda actor: columns.actor_names.get(columns.find(actor), actor)


def _example(code: str) -> bool:
    """Whether the municipality is a made-up one."""
    return code in fictional_areas(context.vocabulary())
