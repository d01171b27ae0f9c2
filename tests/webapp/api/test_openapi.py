"""The description is the code's own, and strangers' requests find nothing that it does not say."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from graphdb.store import GraphStore
from tests.webapp.api.conftest import PREFIX, Get
from tests.webapp.conftest import application
from webapp.api.openapi import OPERATIONS, document

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
PLAIN = {"Accept-Encoding": "identity"}
"""Schemathesis reads an application's answers as they are, compressed or not."""
FOR_STAFF = ("state",)
"""What visitors are refused: they are not to know what was decided."""
CODES: dict[str, list[Any]] = {
    "municipality": ["9901", "9902", "0851"],
    "kind": ["bo_110", "kom_bolig"],
    "risk_group": ["rg_rus", "rg_vold"],
    "need": ["need_bolig"],
    "access": ["ar_selv"],
    "method": ["m_cti"],
    "q": ["herberg", "æ § 110", "zzz"],
    "rule": ["owed", "stale"],
    "state": ["new", "accepted"],
    "by": ["stage", "kind", "transition"],
    "acting_municipality": ["9901", "9903"],
    "staying_municipality": ["9902"],
    "situation": ["sp_foged", "sp_vold"],
    "event": ["eviction", "birthday_18"],
    "event_date": ["2026-11-20"],
    "from_kind": ["kom_voksen", "civ_ngo"],
    "risk_groups": [["rg_rus"], ["rg_barnefamilie", "rg_psyk"]],
    "risk_factors": [["rf_rus"]],
    "needs": [["need_rus"]],
    "known_kinds": [["jus_politi", "sund_praksis"]],
    "known_actors": [["actor:demo:brostad-familie"], []],
    "actor_id": ["actor:demo:herberg-broen", "actor:demo:krisecenter-laerken", "actor:demo:nobody"],
    "age": [0, 17, 30],
    "page": [1, 9],
    "per_page": [1, 100],
    "open_now": [True, False],
    "acute": [True],
    "danger": [True, False],
    "child_in_household": [True, False],
}


@pytest.fixture(scope="module")
def quiet_app(demo_store: GraphStore) -> Flask:
    """The application of its own for this file."""
    return application(demo_store)


def test_every_call_is_described_and_every_description_is_a_call(app: Flask) -> None:
    described = {
        (f"{PREFIX}{one.path}".replace("{", "<").replace("}", ">"), one.method.upper(), f"api.{one.endpoint}")
        for one in OPERATIONS
    }
    routed = {
        (rule.rule, method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routed


def test_the_description_is_served_as_it_is(get: Get) -> None:
    served = get("/openapi.json")
    assert served["openapi"].startswith("3.1")
    assert set(served["paths"]) == {one.path for one in OPERATIONS}
    assert served["paths"] == document()["paths"]


def test_parameters_are_those_promised(get: Get) -> None:
    parameters = get("/openapi.json")["paths"]["/actors"]["get"]["parameters"]
    facets = {"kind", "risk_group", "need", "access", "method"}
    others = {"q", "municipality", "age", "open_now", "page", "per_page"}
    assert {one["name"] for one in parameters} == facets | others
    schema = get("/openapi.json")["components"]["schemas"]["TouchMapQuestion"]
    assert schema["required"] == ["acting_municipality"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("endpoint", [one.endpoint for one in OPERATIONS if one.answer is not None])
def test_strangers_find_nothing_undocumented(quiet_app: Flask, endpoint: str) -> None:
    operation = _operation(quiet_app, endpoint)

    @seed(3)
    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def anything(case: Any) -> None:
        case.validate_response(case.call(headers=PLAIN), checks=CHECKS)

    anything()


@pytest.mark.parametrize("endpoint", ["actors", "actor", "coverage", "gaps", "network", "touch_map"])
def test_good_requests_get_what_is_documented(quiet_app: Flask, endpoint: str) -> None:
    operation = _operation(quiet_app, endpoint)
    described = next(one for one in OPERATIONS if one.endpoint == endpoint)
    model = described.body or described.query()
    fields = [name for name in model.model_fields if name not in FOR_STAFF]

    @seed(3)
    @settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate])
    @given(chosen=_known(fields), actor=st.sampled_from(CODES["actor_id"]))
    def good(chosen: dict[str, Any], actor: str) -> None:
        if described.body is not None:
            case = operation.Case(
                body={"acting_municipality": "9901", **chosen}, media_type="application/json"
            )
        elif endpoint == "actor":
            case = operation.Case(path_parameters={"actor_id": actor}, query=_query(chosen))
        else:
            needed = {"municipality": "9901"} if endpoint in ("coverage", "gaps", "network") else {}
            case = operation.Case(query=_query(needed | chosen))
        answer = case.call(headers=PLAIN)
        assert answer.status_code in ((200, 404) if endpoint == "actor" else (200,)), answer.text
        case.validate_response(answer, checks=CHECKS[:5])

    good()


def _operation(app: Flask, endpoint: str) -> APIOperation:  # type: ignore[type-arg]
    schema = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app)
    operations = (one.ok() for one in schema.get_all_operations() if isinstance(one, Ok))
    return next(one for one in operations if one.definition.raw["operationId"] == endpoint)


def _known(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    strategies = {name: st.sampled_from(CODES[name]) for name in fields if name in CODES}
    return st.fixed_dictionaries({}, optional=strategies)


def _query(chosen: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in chosen.items()}
