"""Every route, its methods and who may use it; a new one must be put on the list to pass."""

from flask import Flask

ANYBODY = "anybody"
ROUTES = {
    "about.show": ("/about", "GET", ANYBODY),
    "actor.picture_data": ("/actors/<actor_id>/network.json", "GET", ANYBODY),
    "actor.show": ("/actors/<actor_id>", "GET", ANYBODY),
    "find.front": ("/", "GET", ANYBODY),
    "find.results": ("/find", "GET", ANYBODY),
    "health.healthz": ("/healthz", "GET", ANYBODY),
    "health.readyz": ("/readyz", "GET", ANYBODY),
    "static": ("/static/<path:filename>", "GET", ANYBODY),
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
