"""Every route of the application, asked by a visitor: nothing that is not for all, and no other count.

The answers are those of a directory where none of it was ever planted, letter for letter. Seen red with
an entry's words unmarked, with ``public`` that takes every relation, with a page, a file and a call that read
what was decided about gaps for everybody.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from graphdb.accounts.roles import Right, may
from graphdb.gaps.gaps import gaps
from graphdb.gaps.states import Decision, GapState, decide
from graphdb.store import GraphStore
from tests.files import copied
from tests.graphdb.world import NOW
from tests.webapp.conftest import application
from tests.webapp.planted import (
    FILES,
    FREE,
    GROUP,
    HOME,
    HOME_GROUP,
    HOUSE,
    KEPT_BACK,
    NARROW,
    NEAR_GROUP,
    NUMBERS,
    TOP,
    WITHOUT,
    plant,
)
from tests.webapp.test_routes import methods
from webapp.municipality.signs import GAPS
from webapp.signin.gate import need_of

TOWNS: Final = ("9901", "9902")
TOKEN: Final = re.compile(r'name="csrf" value="[0-9a-f]+"')
ANY: Final = re.compile(r"<any\(([^)]*)\):(\w+)>")
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "actor_id": (HOUSE, FREE, TOP, "actor:x:gemt", "actor:x:hjemme"),
    "code": TOWNS,
    "line": (NEAR_GROUP, GROUP),
    "column": ("st_tidligt", "civ_vaerested"),
    "name": ("flask",),
    "kind": ("risk_groups",),
}
"""What stands for the variables of addresses; a route with another must say here what is asked of it."""
GROUPS: Final = (NEAR_GROUP, GROUP, HOME_GROUP)
WORDS: Final = ("", NARROW, HOME, "Hus", "kaffe", "te", "p", "1", "_1", "_2ravnsbjerg", GROUP)
QUERIES: Final[dict[str, tuple[str, ...]]] = {
    "find.results": (
        *(f"?municipality=&q={word}" for word in WORDS),
        *(f"?municipality={town}&risk_group={group}" for town, group in product(TOWNS, GROUPS)),
    ),
    "api.actors": (
        *(f"?municipality=&per_page=100&q={word}" for word in WORDS),
        *(f"?municipality={town}&per_page=100" for town in TOWNS),
    ),
    **{
        name: tuple(f"?municipality={town}" for town in TOWNS)
        for name in ("api.network", "find.front", "touchmap.form")
    },
    "api.gaps": tuple(
        f"?municipality={town}{state}" for town, state in product(TOWNS, ("", "&state=accepted"))
    ),
    "api.coverage": tuple(
        f"?municipality={town}&by={by}" for town, by in product(TOWNS, ("stage", "kind", "need"))
    ),
    "municipality.matrix": ("", "?by=kind", "?by=need", "?by=transition"),
    **{
        name: ("", *(f"?state={choice}" for choice in GAPS), "?since=2026-11-01")
        for name in ("municipality.holes", "municipality.take_along")
    },
    "network.show": ("", f"?group={NEAR_GROUP}", f"?group={GROUP}"),
}
ASKED: Final[tuple[dict[str, Any], ...]] = (
    {"acting_municipality": "9901", "risk_groups": [NEAR_GROUP]},
    {"acting_municipality": "9901", "risk_groups": [GROUP], "known_actors": [HOUSE]},
    {"acting_municipality": "9901", "risk_groups": [HOME_GROUP], "known_actors": ["actor:x:gemt"]},
    {"acting_municipality": "9902", "risk_groups": [NEAR_GROUP], "known_actors": [FREE]},
)


def spelled(rule: Rule) -> Iterator[str]:
    """Every address of a route."""
    path, choices = rule.rule, []
    for match in ANY.finditer(rule.rule):
        path = path.replace(match[0], f"<{match[2]}!>")
        choices.append((f"<{match[2]}!>", [one.strip(" '") for one in match[1].split(",")]))
    choices += [(f"<{part}>", list(VALUES[part])) for part in re.findall(r"<(\w+)>", path)]
    for values in product(*(several for _, several in choices)):
        address = path
        for (part, _), value in zip(choices, values, strict=True):
            address = address.replace(part, value)
        yield address


def some_gaps(client: FlaskClient) -> Iterator[str]:
    """Two of each rule that finds any."""
    page = client.get("/api/v1/gaps?municipality=9901").json
    assert page is not None
    seen: Counter[str] = Counter()
    for gap in page["items"]:
        seen[gap["rule"]] += 1
        if seen[gap["rule"]] <= 2:
            yield gap["id"]


def calls(app: Flask) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """All that a visitor may ask of the directory: what only leads to a sign-in reads no facts of it."""
    VALUES["gap"] = tuple(some_gaps(app.test_client()))
    for rule in sorted(app.url_map.iter_rules(), key=str):
        need = need_of(app, rule.endpoint)
        assert need is not None
        if need.right is Right.ENTER or not may((), need.right) or "POST" in methods(rule):
            continue
        for address in spelled(rule):
            for query in QUERIES.get(rule.endpoint, ("",)):
                # A workbook shows the same table: with a filter its text file will do.
                if not (query and address.endswith(".xlsx")):
                    yield "GET", f"{address}{query}", {}
    for asked in ASKED:
        yield "POST", "/api/v1/touch-map", {"json": asked}
        for sheet in ("", "/citizen", "/case"):
            yield "POST", f"/touch-map{sheet}", {"data": asked}


def said(answer: TestResponse) -> str:
    """All that an answer says, a workbook's sheets too, but for when it was written and for tokens."""
    if not answer.data.startswith(b"PK"):
        return TOKEN.sub("", answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if "docProps" not in name)


def decide_all(store: GraphStore) -> GraphStore:
    """The store with a decision about every gap there is, in words that are not for all."""
    today = NOW.date().isoformat()
    for town in TOWNS:
        for number, gap in enumerate(gaps(store, town, today).items):
            state = (GapState.ACCEPTED, GapState.IN_WORK)[number % 2]
            decide(store, town, gap.id, Decision(state, NARROW, HOME, today, "2027-07-07"))
    return store


@pytest.fixture(scope="module")
def both(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """The application on the directory with the planted facts, and on the one without."""
    folders = [tmp_path_factory.mktemp(name) for name in ("planted", "without")]
    for planted, without in zip(copied(demo_file, folders[0]), copied(demo_file, folders[1]), strict=True):
        yield (
            application(decide_all(plant(planted, folders[0], FILES))),
            application(plant(without, folders[1], WITHOUT)),
        )


def test_nothing_is_told_and_every_count_is_the_same(both: tuple[Flask, Flask]) -> None:
    planted, without = (app.test_client() for app in both)
    addresses = list(calls(both[0]))
    assert len({rule.endpoint for rule in both[0].url_map.iter_rules()}) > 40
    for method, address, sent in addresses:
        answer, other = (browser.open(address, method=method, **sent) for browser in (planted, without))
        text, asked = said(answer), f"{address} {sent}"
        assert answer.status_code == other.status_code < 500, asked
        for word in (NARROW, HOME):
            # A word that was asked for stands in the box again.
            assert word not in text.replace(f"q={word}", "").replace(f'value="{word}"', "") or word in asked
        for number in NUMBERS:
            assert number not in text.replace(" ", ""), asked
        assert not any(f":x:{one}" in text for one in KEPT_BACK if one not in asked), asked
        assert text == said(other), asked
    assert len(addresses) > 200


def test_a_visitor_is_nobody_of_the_staff(both: tuple[Flask, Flask]) -> None:
    """A cookie that is no session shows no more."""
    client: FlaskClient = both[0].test_client()
    client.set_cookie("brobygger-session", "0" * 64, domain="localhost")
    assert NARROW not in client.get(f"/actors/{HOUSE}").text
