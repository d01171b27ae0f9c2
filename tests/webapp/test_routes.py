"""Every route, its methods and who may use it; a new one must be put on the list to pass."""

from flask import Flask

ANYBODY = "anybody"
ROUTES = {
    "about.licence": ("/licences/<name>", "GET", ANYBODY),
    "about.licences": ("/licences", "GET", ANYBODY),
    "about.show": ("/about", "GET", ANYBODY),
    "actor.picture_data": ("/actors/<actor_id>/network.json", "GET", ANYBODY),
    "actor.show": ("/actors/<actor_id>", "GET", ANYBODY),
    "api.actor": ("/api/v1/actors/<actor_id>", "GET", ANYBODY),
    "api.actors": ("/api/v1/actors", "GET", ANYBODY),
    "api.areas": ("/api/v1/areas", "GET", ANYBODY),
    "api.describe": ("/api/v1/openapi.json", "GET", ANYBODY),
    "api.touch_map": ("/api/v1/touch-map", "POST", ANYBODY),
    "api.vocabulary": ("/api/v1/vocabulary", "GET", ANYBODY),
    "find.front": ("/", "GET", ANYBODY),
    "find.results": ("/find", "GET", ANYBODY),
    "health.healthz": ("/healthz", "GET", ANYBODY),
    "health.readyz": ("/readyz", "GET", ANYBODY),
    "touchmap.case": ("/touch-map/case", "POST", ANYBODY),
    "touchmap.citizen": ("/touch-map/citizen", "POST", ANYBODY),
    "touchmap.form": ("/touch-map", "GET", ANYBODY),
    "touchmap.nothing_kept": ("/touch-map/<any(citizen, case):sheet>", "GET", ANYBODY),
    "touchmap.show": ("/touch-map", "POST", ANYBODY),
    "static": ("/static/<digest>/<path:filename>", "GET", ANYBODY),
}


def test_the_list_is_the_application(app: Flask) -> None:
    found = {
        rule.endpoint: (rule.rule, " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), ANYBODY)
        for rule in app.url_map.iter_rules()
    }
    assert found == ROUTES


def test_nothing_can_be_written_over_http(app: Flask) -> None:
    writing = {"PUT", "PATCH", "DELETE"}
    assert not any(writing & (rule.methods or set()) for rule in app.url_map.iter_rules())
