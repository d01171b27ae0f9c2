"""Every route, its methods and who may use it; a new one must be put on the list to pass."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from graphdb.store import GraphStore
from tests.webapp.conftest import application
from webapp.roles import register, role_of

ANYBODY = "anybody"
HOSTEL = "actor:demo:herberg-broen"
ROUTES = {
    "about.licence": ("/licences/<name>", "GET", ANYBODY),
    "about.licences": ("/licences", "GET", ANYBODY),
    "about.show": ("/about", "GET", ANYBODY),
    "actor.picture_data": ("/actors/<actor_id>/network.json", "GET", ANYBODY),
    "actor.show": ("/actors/<actor_id>", "GET", ANYBODY),
    "area.show": ("/areas/<code>", "GET", ANYBODY),
    "api.actor": ("/api/v1/actors/<actor_id>", "GET", ANYBODY),
    "api.actors": ("/api/v1/actors", "GET", ANYBODY),
    "api.area": ("/api/v1/areas/<code>", "GET", ANYBODY),
    "api.areas": ("/api/v1/areas", "GET", ANYBODY),
    "about.terms": ("/about/lists/<kind>", "GET", ANYBODY),
    "api.coverage": ("/api/v1/coverage", "GET", ANYBODY),
    "api.describe": ("/api/v1/openapi.json", "GET", ANYBODY),
    "api.network": ("/api/v1/network", "GET", ANYBODY),
    "api.touch_map": ("/api/v1/touch-map", "POST", ANYBODY),
    "api.vocabulary": ("/api/v1/vocabulary", "GET", ANYBODY),
    "api.gap": ("/api/v1/gaps/<gap>", "GET", ANYBODY),
    "api.gaps": ("/api/v1/gaps", "GET", ANYBODY),
    "find.front": ("/", "GET", ANYBODY),
    "find.results": ("/find", "GET", ANYBODY),
    "health.healthz": ("/healthz", "GET", ANYBODY),
    "health.readyz": ("/readyz", "GET", ANYBODY),
    "start.show": ("/areas/<code>/start", "GET", ANYBODY),
    "municipality.hole": ("/kommune/<code>/huller/<gap>", "GET", ANYBODY),
    "municipality.cell": (
        "/kommune/<code>/matrix/<any(stage, kind, transition):by>/<group>/<column>",
        "GET",
        ANYBODY,
    ),
    "municipality.holes": ("/kommune/<code>/huller", "GET", ANYBODY),
    "municipality.matrix": ("/kommune/<code>/matrix", "GET", ANYBODY),
    "network.picture_data": ("/kommune/<code>/netvaerk.json", "GET", ANYBODY),
    "network.take_along": (
        "/kommune/<code>/netvaerk.<any(svg, graphml, gexf, 'nodes.csv', 'edges.csv'):form>",
        "GET",
        ANYBODY,
    ),
    "network.show": ("/kommune/<code>/netvaerk", "GET", ANYBODY),
    "municipality.show": ("/kommune/<code>", "GET", ANYBODY),
    "municipality.take_along": (
        "/kommune/<code>/<any(matrix, huller, netvaerk):name>.<any(csv, xlsx):form>",
        "GET",
        ANYBODY,
    ),
    "touchmap.case": ("/touch-map/case", "POST", ANYBODY),
    "touchmap.citizen": ("/touch-map/citizen", "POST", ANYBODY),
    "touchmap.form": ("/touch-map", "GET", ANYBODY),
    "touchmap.nothing_kept": ("/touch-map/<any(citizen, case):sheet>", "GET", ANYBODY),
    "touchmap.show": ("/touch-map", "POST", ANYBODY),
    "static": ("/static/<digest>/<path:filename>", "GET", ANYBODY),
}


# What each call that needs a query is asked with; a new one must be added to pass.
QUERIES: dict[str, str] = dict.fromkeys(("api.coverage", "api.gaps", "api.network"), "?municipality=9901")

# What each call that takes a body is sent here; a new one must be added to pass.
ASKED: dict[str, dict[str, Any]] = {
    "api.touch_map": {"json": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "touchmap.case": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "touchmap.citizen": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "touchmap.show": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
}


def methods(rule: Rule) -> set[str]:
    """Those that a route answers, but for what Flask adds."""
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_the_list_is_the_application(app: Flask) -> None:
    """Seen red with a feature for another role."""
    registered = {
        rule.endpoint: (rule.rule, " ".join(sorted(methods(rule))), role_of(app, rule.endpoint))
        for rule in app.url_map.iter_rules()
    }
    assert registered == ROUTES


@pytest.mark.parametrize("role", ["coordinator", ""])
def test_what_is_not_for_anybody_is_refused(demo_store: GraphStore, role: str) -> None:
    """Nobody can sign in yet. A feature that says nothing is closed."""
    app = application(demo_store)
    feature = Blueprint("later", __name__)
    feature.add_url_rule("/later", view_func=lambda: "secret")
    if role:
        register(app, feature, role)
    else:
        app.register_blueprint(feature)
    answer = app.test_client().get("/later")
    assert (answer.status_code, "secret" in answer.text) == (403, False)


def test_nothing_can_be_written_over_http(app: Flask, demo_file: Path) -> None:
    """SQLite itself says whether anybody wrote. Seen red with a view that notes what was asked."""
    calls = {
        rule.endpoint: (rule.rule, method) for rule in app.url_map.iter_rules() for method in methods(rule)
    }
    assert {method for _, method in calls.values()} == {"GET", "POST"}
    assert {endpoint for endpoint, (_, method) in calls.items() if method == "POST"} == set(ASKED)
    client = app.test_client()
    with closing(sqlite3.connect(demo_file)) as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        for endpoint, (path, method) in calls.items():
            sent = ASKED.get(endpoint, {})
            address = path.replace("<actor_id>", HOSTEL) + QUERIES.get(endpoint, "")
            answer = client.open(address, method=method, **sent)
            assert answer.status_code == 200 or "<" in path, path
        assert watch.execute("PRAGMA data_version").fetchone() == before
