"""The OpenAPI 3.1 description, built from the models that check requests and answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from webapp.api import answers, area_answers, coverage_answers, touchmap_answers
from webapp.api.asked import (
    PREFIX,
    TouchMapQuestion,
    actor_query,
    actors_query,
    coverage_query,
    gaps_query,
    network_query,
    no_query,
)

_REF: Final = "#/components/schemas/{model}"
_PROBLEM: Final = "application/problem+json"
_JSON: Final = "application/json"
_FAILURES: Final = {
    400: "The request cannot be read.",
    404: "It does not exist.",
    410: "It did exist, and no source has it any more; `detail` says since when.",
    413: "The body is larger than 64 kB.",
    415: "The body is not application/json.",
    422: "`parameter` names what is unknown, cannot be used, or looks like a citizen's number.",
    500: "Something went wrong on the server.",
    503: "The database does not answer; try again later.",
}


_IN_PATH: Final = {
    "actor_id": "actor:demo:brostad-kommune",
    "code": "9901",
    "gap": "single.9903.actor:demo:kaersund-vaerested",
}
"""What may stand in a path, with an example."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. ``endpoint`` is the name of its view; ``answer`` None is this document.

    ``moves``: what it is about may be shown under another id now.
    """

    endpoint: str
    method: Literal["get", "post"]
    path: str
    summary: str
    answer: Callable[[], type[BaseModel]] | None
    query: Callable[[], type[BaseModel]] = no_query
    body: type[BaseModel] | None = None
    failures: tuple[int, ...] = (422, 500, 503)
    moves: bool = False


OPERATIONS: Final = (
    Operation("actors", "get", "/actors", "Search the directory", lambda: answers.Actors, query=actors_query),
    Operation(
        "actor", "get", "/actors/{actor_id}", "The whole entry of an actor", answers.actor,
        query=actor_query, failures=(404, 410, 422, 500, 503), moves=True,
    ),
    Operation(
        "touch_map", "post", "/touch-map", "Whom does this citizen already touch? Nothing is kept",
        lambda: touchmap_answers.TouchMap, body=TouchMapQuestion, failures=(400, 413, 415, 422, 500, 503),
    ),
    Operation("vocabulary", "get", "/vocabulary", "Every vocabulary", lambda: answers.Terms),
    Operation("areas", "get", "/areas", "Municipalities, regions and the country", lambda: answers.Areas),
    Operation(
        "area", "get", "/areas/{code}", "Numbers about an area, and what was asked",
        lambda: area_answers.AreaFacts, failures=(404, 422, 500, 503),
    ),
    Operation(
        "coverage", "get", "/coverage", "What is covered in a municipality, and what nobody asked about",
        lambda: coverage_answers.Coverage, query=coverage_query,
    ),
    Operation(
        "gaps", "get", "/gaps", "The open gaps of a municipality", lambda: coverage_answers.Gaps,
        query=gaps_query,
    ),
    Operation(
        "gap", "get", "/gaps/{gap}", "One open gap, and what other municipalities do about it",
        lambda: coverage_answers.WholeGap, failures=(404, 422, 500, 503),
    ),
    Operation(
        "network", "get", "/network", "The relations in a municipality, and what hangs on whom",
        lambda: coverage_answers.Network, query=network_query,
    ),
    Operation("describe", "get", "/openapi.json", "This description", None, failures=(422, 500)),
)  # fmt: skip


@cache
def document() -> Mapping[str, Any]:
    """The whole description as plain JSON values."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Brobygger",
            "version": "1",
            "description": "Whom to ally with to prevent homelessness. No citizen is ever stored.",
        },
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


_MOVED: Final = {
    "description": "It is shown as one with another: the same call with that one's id.",
    "headers": {"Location": {"schema": {"type": "string"}}},
}


def _operation(operation: Operation) -> dict[str, Any]:
    description: dict[str, Any] = {
        "operationId": operation.endpoint,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation.query())],
        "responses": {
            "200": _success(operation),
            **({"301": _MOVED} if operation.moves else {}),
            **{str(code): _failure(code) for code in operation.failures},
        },
    }
    if operation.body is not None:
        content = {_JSON: {"schema": _reference(operation.body)}}
        description["requestBody"] = {"required": True, "content": content}
    return description


def _path_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, example in _IN_PATH.items():
        if f"{{{name}}}" in operation.path:
            schema = {"type": "string", "minLength": 1, "examples": [example]}
            yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(query: type[BaseModel]) -> Iterator[dict[str, Any]]:
    for name, schema in query.model_json_schema().get("properties", {}).items():
        yield {"name": name, "in": "query", "required": False, "explode": True, "schema": _plain(schema)}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without null, which a query cannot say, and without the title that pydantic makes of the name."""
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    choice = choices[0] if choices else schema
    return {name: value for name, value in choice.items() if name != "title" and value is not None}


def _success(operation: Operation) -> dict[str, Any]:
    schema: dict[str, Any] = (
        {"type": "object"} if operation.answer is None else _reference(operation.answer())
    )
    return {"description": "OK", "content": {_JSON: {"schema": schema}}}


def _failure(code: int) -> dict[str, Any]:
    failure: dict[str, Any] = {
        "description": _FAILURES[code],
        "content": {_PROBLEM: {"schema": _reference(answers.Problem)}},
    }
    if code == 503:
        failure["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return failure


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _schemas() -> dict[str, Any]:
    bodies = [(one.body, "validation") for one in OPERATIONS if one.body is not None]
    returned = [(one.answer(), "serialization") for one in OPERATIONS if one.answer is not None]
    _, schema = models_json_schema(
        [*bodies, *returned, (answers.Problem, "validation")],  # type: ignore[list-item]
        ref_template=_REF,
    )
    schemas: dict[str, Any] = schema["$defs"]
    return schemas
