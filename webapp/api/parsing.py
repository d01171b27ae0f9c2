"""From a request to a checked model. What is wrong is named; what was sent is never repeated."""

import re
from collections.abc import Iterable
from typing import Any, Final, TypeVar, get_origin

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import CPR_REASON, find_cpr, refuse_cpr
from graphdb.fields.facets import offered
from graphdb.message import message
from graphdb.model import code_of
from webapp import context
from webapp.api.asked import ActorsQuery, Asked, NoQuery

__all__ = ["body", "check_codes", "municipality", "no_query", "query", "refuse_cpr"]

_Model = TypeVar("_Model", bound=Asked)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")


def no_query() -> None:
    """Raise InvalidValue when the call has any parameter."""
    query(NoQuery)


def query(model: type[_Model]) -> _Model:
    """The query of the request. Raises InvalidValue with the parameter's name."""
    return _checked(model, _gathered(model, request.args))


def body(model: type[_Model]) -> _Model:
    """The JSON body of the request. Raises InvalidValue, BadRequest (not JSON), UnsupportedMediaType."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise BadRequest from None
        raise _refused(first["loc"], first["type"], first.get("input")) from None


def check_codes(asked: ActorsQuery) -> None:
    """Raise InvalidValue for a filter with a code that the vocabulary does not have today."""
    known = context.vocabulary()
    towns = (
        {area.text("code") for area in known.municipalities(context.today())} if asked.municipality else set()
    )
    _check("municipality", filter(None, asked.municipality), towns)
    for facet in offered():
        _check(facet.name, getattr(asked, facet.name), known.terms.get(facet.terms, {}))


def municipality(asked: str | None) -> str:
    """The municipality asked about, else the installation's own. Raises InvalidValue for none and unknown."""
    code = asked or context.municipality()
    if not code:
        raise InvalidValue(message("pages.missing_parameter"), field="municipality")
    towns = context.vocabulary().municipalities(context.today())
    _check("municipality", [code], {code_of(town.id) for town in towns})
    return code


def _check(name: str, codes: Iterable[str], known: Iterable[str]) -> None:
    known_codes = known if isinstance(known, dict | set) else set(known)
    for code in codes:
        if code not in known_codes:
            reason = CPR_REASON if find_cpr(code) else message("situation.code")
            raise InvalidValue(reason, field=name)


def _gathered(model: type[BaseModel], args: MultiDict[str, str]) -> dict[str, Any]:
    """Lists where the model has lists; a single value given twice stays a list, and is refused."""
    members: dict[str, Any] = {}
    for name, values in args.lists():
        field = model.model_fields.get(name)
        several = field is not None and get_origin(field.annotation) is list
        members[name] = values if several or len(values) > 1 else values[0]
    return members


def _checked(model: type[_Model], members: dict[str, Any]) -> _Model:
    try:
        return model.model_validate(members)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise _refused(first["loc"], first["type"], first.get("input")) from None


def _refused(place: tuple[int | str, ...], kind: str, value: object) -> InvalidValue:
    name = str(place[0]) if place else ""
    # An unknown name may be anything, a citizen's number too: only what looks like a name is repeated.
    shown = name if _NAME.fullmatch(name) and not find_cpr(name) else ""
    if kind == "string_too_long":
        return InvalidValue(message("pages.too_long"), field=shown)
    if isinstance(value, str) and find_cpr(value):
        return InvalidValue(CPR_REASON, field=shown)
    if kind == "extra_forbidden":
        return InvalidValue(message("pages.unknown_parameter"), field=shown)
    if kind == "missing":
        return InvalidValue(message("pages.missing_parameter"), field=shown)
    return InvalidValue(message("pages.unusable_value"), field=shown)
