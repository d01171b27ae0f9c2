"""Addresses are those that Werkzeug builds, and none is compiled before one is built."""

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from webapp.routing import LateRule


def addresses(rule: type[Rule]) -> list[str]:
    """Of the same routes, with places, converters, defaults and what goes behind the question mark."""
    of_app = Flask(__name__)
    of_app.url_rule_class = rule
    of_app.add_url_rule("/", "front")
    of_app.add_url_rule("/actors/<actor_id>/", "actor")
    of_app.add_url_rule("/<int:year>/<any(citizen, case):sheet>", "sheet", defaults={"page": 1})
    of_app.add_url_rule("/files/<path:name>", "file")
    build = of_app.url_map.bind("localhost").build
    return [
        build("front"),
        build("front", {"q": "bagud med huslejen", "town": ["0101", "0147"]}),
        build("actor", {"actor_id": "actor:demo:æ/ø"}),
        build("sheet", {"year": 2026, "sheet": "case", "page": 1}),
        build("file", {"name": "css/a.css", "self": "1"}),
        build("front", force_external=True),
    ]


def test_addresses_are_those_of_werkzeug() -> None:
    assert addresses(LateRule) == addresses(Rule)


def test_a_rule_is_compiled_when_its_first_address_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with Werkzeug's own rule."""
    compiled: list[bool] = []
    compile_builder = Rule._compile_builder

    def counting(rule: Rule, append_unknown: bool = True) -> object:
        compiled.append(append_unknown)
        return compile_builder(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counting)
    routes = Map([LateRule("/", endpoint="front"), LateRule("/<name>", endpoint="page")]).bind("localhost")
    assert routes.match("/a") == ("page", {"name": "a"})
    assert compiled == []
    assert [routes.build("page", {"name": name}) for name in "ab"] == ["/a", "/b"]
    assert compiled == [True]
