"""Every route, its methods and who may use it; a new one must be put on the list to pass."""

import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from graphdb.accounts import accounts
from graphdb.accounts.roles import OF_OBJECT, Grant, Right, Role
from graphdb.store import GraphStore
from tests.files import copied, unwritten
from tests.graphdb.world import NOW
from tests.webapp.conftest import application
from tests.webapp.signin.people import browser_of
from webapp.app import create_app
from webapp.settings import Settings
from webapp.signin.gate import need_of, register
from webapp.signin.needs import (
    ADMINISTER,
    BY_LINK,
    COORDINATE,
    COORDINATE_ACTOR,
    DOUBT,
    EDIT,
    OPEN,
    OWN,
    READ,
    RESTORE,
    TOUCH_MAP,
    Need,
)

HOSTEL = "actor:demo:herberg-broen"
LISTS = "uge, aktoerer, matrix, huller, netvaerk, netvaerkslister, forventninger, aendringer"
Browsers = dict[Role, FlaskClient]
ROUTES: dict[str, tuple[str, str, Need]] = {
    "about.licence": ("/licences/<name>", "GET", READ),
    "about.licences": ("/licences", "GET", READ),
    "about.show": ("/about", "GET", READ),
    "actor.picture_data": ("/actors/<actor_id>/network.json", "GET", READ),
    "actor.show": ("/actors/<actor_id>", "GET", READ),
    "answer.ask": ("/svar/<actor_id>/spoergsmaal", "GET", BY_LINK),
    "answer.hours": ("/svar/<actor_id>/aabent", "GET", BY_LINK),
    "answer.leave": ("/svar/<actor_id>/slut", "GET", BY_LINK),
    "answer.show": ("/svar/<actor_id>", "GET", BY_LINK),
    "answer.take": ("/svar/<actor_id>/spoergsmaal", "POST", BY_LINK),
    "answer.take_hours": ("/svar/<actor_id>/aabent", "POST", BY_LINK),
    "answer.take_leave": ("/svar/<actor_id>/slut", "POST", BY_LINK),
    "answer.take_link": ("/svar/link/<token>", "GET", OPEN),
    "deciding.asked": ("/kommune/<code>/spurgt", "POST", COORDINATE),
    "deciding.expectation": ("/kommune/<code>/forventninger", "POST", COORDINATE),
    "deciding.gap": ("/kommune/<code>/huller/<gap>/status", "POST", COORDINATE),
    "duplicates.decide": ("/kommune/<code>/dubletter", "POST", COORDINATE),
    "duplicates.show": ("/kommune/<code>/dubletter", "GET", COORDINATE),
    "duplicates.undo": ("/kommune/<code>/dubletter/fortryd", "POST", COORDINATE),
    "doubt.show": ("/actors/<actor_id>/forkert", "GET", DOUBT),
    "doubt.take": ("/actors/<actor_id>/forkert", "POST", DOUBT),
    "doubt.thanks": ("/actors/<actor_id>/forkert/tak", "GET", DOUBT),
    "answer.thanks": ("/svar/<actor_id>/tak", "GET", BY_LINK),
    "area.show": ("/areas/<code>", "GET", READ),
    "api.actor": ("/api/v1/actors/<actor_id>", "GET", READ),
    "api.actors": ("/api/v1/actors", "GET", READ),
    "api.area": ("/api/v1/areas/<code>", "GET", READ),
    "api.areas": ("/api/v1/areas", "GET", READ),
    "about.terms": ("/about/lists/<kind>", "GET", READ),
    "api.coverage": ("/api/v1/coverage", "GET", READ),
    "api.describe": ("/api/v1/openapi.json", "GET", READ),
    "api.network": ("/api/v1/network", "GET", READ),
    "api.touch_map": ("/api/v1/touch-map", "POST", TOUCH_MAP),
    "api.vocabulary": ("/api/v1/vocabulary", "GET", READ),
    "api.gap": ("/api/v1/gaps/<gap>", "GET", READ),
    "api.gaps": ("/api/v1/gaps", "GET", READ),
    "calls.show": ("/kommune/<code>/ringeliste", "GET", COORDINATE),
    "calls.take": ("/kommune/<code>/ringeliste/<actor_id>", "POST", COORDINATE),
    "calls.take_along": ("/kommune/<code>/ringeliste.<any(csv, xlsx):form>", "GET", COORDINATE),
    "find.front": ("/", "GET", READ),
    "find.results": ("/find", "GET", READ),
    "history.before": ("/actors/<actor_id>/historik/foer/<int:seq>", "GET", RESTORE),
    "history.restore": ("/actors/<actor_id>/historik/foer/<int:seq>", "POST", RESTORE),
    "history.gone": ("/actors/historik/borte", "GET", ADMINISTER),
    "history.points": ("/actors/<actor_id>/historik/kontakter", "GET", ADMINISTER),
    "history.point": ("/actors/<actor_id>/historik/kontakter/<point_id>", "GET", ADMINISTER),
    "history.erase_point": ("/actors/<actor_id>/historik/kontakter/<point_id>", "POST", ADMINISTER),
    "history.show": ("/actors/<actor_id>/historik", "GET", READ),
    "health.healthz": ("/healthz", "GET", OPEN),
    "health.readyz": ("/readyz", "GET", OPEN),
    "start.show": ("/areas/<code>/start", "GET", READ),
    "start.template": ("/areas/<code>/start/skabelon.xlsx", "GET", READ),
    "municipality.hole": ("/kommune/<code>/huller/<gap>", "GET", READ),
    "municipality.cell": (
        "/kommune/<code>/matrix/<any(stage, kind, transition, need):by>/<line>/<column>",
        "GET",
        READ,
    ),
    "municipality.holes": ("/kommune/<code>/huller", "GET", READ),
    "municipality.expectations": ("/kommune/<code>/forventninger", "GET", READ),
    "municipality.matrix": ("/kommune/<code>/matrix", "GET", READ),
    "network.picture_data": ("/kommune/<code>/netvaerk.json", "GET", READ),
    "network.take_along": (
        "/kommune/<code>/netvaerk.<any(svg, graphml, gexf, 'nodes.csv', 'edges.csv'):form>",
        "GET",
        READ,
    ),
    "network.show": ("/kommune/<code>/netvaerk", "GET", READ),
    "municipality.show": ("/kommune/<code>", "GET", READ),
    "municipality.take_all": ("/kommune/<code>/samlet.xlsx", "GET", READ),
    "municipality.take_along": (
        f"/kommune/<code>/<any({LISTS}):name>.<any(csv, xlsx):form>",
        "GET",
        READ,
    ),
    "touchmap.case": ("/touch-map/case", "POST", TOUCH_MAP),
    "touchmap.citizen": ("/touch-map/citizen", "POST", TOUCH_MAP),
    "touchmap.form": ("/touch-map", "GET", TOUCH_MAP),
    "touchmap.nothing_kept": ("/touch-map/<any(citizen, case):sheet>", "GET", TOUCH_MAP),
    "touchmap.show": ("/touch-map", "POST", TOUCH_MAP),
    "staff.back": ("/sign-in/staff/back", "GET", OPEN),
    "staff.begin": ("/sign-in/staff", "GET", OPEN),
    "staff.left": ("/sign-in/staff/left", "GET", OPEN),
    "staff.refused": (
        "/sign-in/staff/<any(anew, away, denied, many, no_role, shut_out):why>",
        "GET",
        OPEN,
    ),
    "static": ("/static/<digest>/<path:filename>", "GET", OPEN),
    "people.add": ("/personer", "POST", ADMINISTER),
    "people.add_local": ("/kommune/<code>/personer", "POST", COORDINATE),
    "people.change": ("/personer/<account_id>", "POST", ADMINISTER),
    "people.change_local": ("/kommune/<code>/personer/<account_id>", "POST", COORDINATE),
    "people.erase": ("/personer/<account_id>/slet", "GET", ADMINISTER),
    "people.erase_now": ("/personer/<account_id>/slet", "POST", ADMINISTER),
    "people.everybody": ("/personer", "GET", ADMINISTER),
    "people.local": ("/kommune/<code>/personer", "GET", COORDINATE),
    "people.person": ("/personer/<account_id>", "GET", ADMINISTER),
    "people.person_local": ("/kommune/<code>/personer/<account_id>", "GET", COORDINATE),
    "notus.disown": ("/ikke-os/<letter>", "POST", OPEN),
    "notus.show": ("/ikke-os/<letter>", "GET", OPEN),
    "notus.take_link": ("/ikke-os/link/<token>", "GET", OPEN),
    "proposals.close_doubt": ("/kommune/<code>/forslag/forkert/<doubt_id>", "POST", COORDINATE),
    "proposals.decide": ("/kommune/<code>/forslag/<proposal_id>", "POST", COORDINATE),
    "proposals.single": ("/kommune/<code>/forslag/<proposal_id>", "GET", COORDINATE),
    "proposals.show": ("/kommune/<code>/forslag", "GET", COORDINATE),
    "runs.show": ("/indlaesninger", "GET", ADMINISTER),
    "runs.single": ("/indlaesninger/<run>", "GET", ADMINISTER),
    "runs.take_back": ("/indlaesninger/<run>", "POST", ADMINISTER),
    "upload.decide": ("/indlaesninger/fil/<upload_id>", "POST", ADMINISTER),
    "upload.faulty": ("/indlaesninger/fil/<upload_id>/ret.xlsx", "GET", ADMINISTER),
    "upload.show": ("/indlaesninger/fil", "GET", ADMINISTER),
    "upload.single": ("/indlaesninger/fil/<upload_id>", "GET", ADMINISTER),
    "upload.take": ("/indlaesninger/fil", "POST", ADMINISTER),
    "edit.show": ("/actors/<actor_id>/ret", "GET", EDIT),
    "edit.form": ("/actors/<actor_id>/ret/<thing_id>", "GET", EDIT),
    "edit.take": ("/actors/<actor_id>/ret/<thing_id>", "POST", EDIT),
    "edit.choose_rhythm": ("/actors/<actor_id>/ret/rytme", "POST", EDIT),
    "edit.undo": ("/actors/<actor_id>/ret/fortryd", "POST", EDIT),
    "edit.withdraw": ("/actors/<actor_id>/ret/traek-tilbage", "POST", EDIT),
    "ownership.show": ("/actors/<actor_id>/jeres", "GET", DOUBT),
    "ownership.ask": ("/actors/<actor_id>/jeres", "POST", DOUBT),
    "ownership.thanks": ("/actors/<actor_id>/jeres/tak", "GET", DOUBT),
    "ownership.waiting": ("/kommune/<code>/anmodninger", "GET", COORDINATE),
    "ownership.answer": ("/kommune/<code>/anmodninger/<request_id>", "POST", COORDINATE),
    "editors.show": ("/actors/<actor_id>/redaktoerer", "GET", EDIT),
    "editors.change": ("/actors/<actor_id>/redaktoerer", "POST", EDIT),
    "maillink.ask": ("/sign-in/mail", "POST", OPEN),
    "maillink.sent": ("/sign-in/mail/sent", "GET", OPEN),
    "maillink.show_link": ("/sign-in/mail/link", "GET", OPEN),
    "maillink.take_link": ("/sign-in/mail/link/<token>", "GET", OPEN),
    "maillink.use_link": ("/sign-in/mail/link", "POST", OPEN),
    "sides.show": ("/actors/<actor_id>/samarbejde", "GET", EDIT),
    "sides.take": ("/actors/<actor_id>/samarbejde", "POST", EDIT),
    "signin.end": ("/me/end", "POST", OWN),
    "signin.make_passkey": ("/sign-in/link/passkey", "POST", OPEN),
    "signin.show_passkey": ("/sign-in/passkey", "POST", OPEN),
    "signin.me": ("/me", "GET", OWN),
    "signin.show": ("/sign-in", "GET", OPEN),
    "signin.show_link": ("/sign-in/link", "GET", OPEN),
    "signin.sign_in": ("/sign-in", "POST", OPEN),
    "signin.sign_out": ("/sign-out", "POST", OWN),
    "signin.take_link": ("/sign-in/link/<token>", "GET", OPEN),
    "signin.use_link": ("/sign-in/link", "POST", OPEN),
}

# What each call that needs a query is asked with; a new one must be added to pass.
QUERIES: dict[str, str] = dict.fromkeys(("api.coverage", "api.gaps", "api.network"), "?municipality=9901")

# What each call that takes a body is sent here; a new one must be added to pass.
ASKED: dict[str, dict[str, Any]] = {
    **{key: {"data": {}} for key in ("maillink.use_link", "notus.disown", "proposals.close_doubt")},
    **{key: {"data": {}} for key in ("people.erase_now", "history.erase_point")},
    **{key: {"data": {}} for key in ("runs.take_back", "signin.sign_out")},
    "api.touch_map": {"json": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "touchmap.case": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "touchmap.citizen": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
    "answer.take": {"data": {f"choice:{HOSTEL} phone": "still"}},
    "answer.take_hours": {"data": {"state": "open"}},
    "answer.take_leave": {"data": {"about": "stopped"}},
    "deciding.asked": {"data": {"kind": "bo_110", "act": "none"}},
    "deciding.expectation": {"data": {"kind": "bo_110", "strength": "core", "why": "x"}},
    "deciding.gap": {"data": {"state": "in_work"}},
    **{key: {"data": {"answer": "same"}} for key in ("duplicates.decide", "duplicates.undo")},
    "doubt.take": {"data": {"text": "De er flyttet"}},
    "edit.take": {"data": {"f:phone": "70 10 20 30", "w:phone": ""}},
    "edit.choose_rhythm": {"data": {"rhythm": "ask_every_3_months"}},
    "edit.undo": {"data": {"om": HOSTEL, "nr": "1"}},
    "edit.withdraw": {"data": {"proposal": "x"}},
    "ownership.ask": {"data": {"name": "Bo", "address": "bo@broen.example"}},
    "ownership.answer": {"data": {"act": "approve"}},
    "editors.change": {"data": {"act": "lead"}},
    "maillink.ask": {"data": {"address": "a@b.dk"}},
    **{key: {"data": {"address": "a@b.dk"}} for key in ("people.add", "people.add_local")},
    **{key: {"data": {"act": "link"}} for key in ("people.change", "people.change_local")},
    "proposals.decide": {"data": {"act": "approve"}},
    "upload.decide": {"data": {"act": "start"}},
    "upload.take": {"data": {"form": "directory"}},
    "calls.take": {"data": {"outcome": "no_answer"}},
    "history.restore": {"data": {"restore": f"{HOSTEL} phone"}},
    "sides.take": {"data": {"choice:x": "still"}},
    "signin.end": {"data": {"session": "x"}},
    "signin.make_passkey": {"data": {"credential": "{}"}},
    "signin.show_passkey": {"data": {"asked": "1", "credential": "{}"}},
    "signin.sign_in": {"data": {"address": "a@b.dk", "password": "x", "code": "1"}},
    "signin.use_link": {"data": {"password": "x", "code": "1"}},
    "touchmap.show": {"data": {"acting_municipality": "9901", "situation": "sp_foged"}},
}


def methods(rule: Rule) -> set[str]:
    """Those that a route answers, but for what Flask adds."""
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_the_list_is_the_application(app: Flask) -> None:
    """Seen red with a feature for another role."""
    registered = {
        rule.endpoint: (rule.rule, " ".join(sorted(methods(rule))), need_of(app, rule.endpoint))
        for rule in app.url_map.iter_rules()
    }
    assert registered == ROUTES


@pytest.mark.parametrize("need", [OWN, EDIT, COORDINATE, ADMINISTER, None])
def test_what_is_not_for_visitors_is_refused(demo_store: GraphStore, need: Need | None) -> None:
    """A feature that says nothing is closed."""
    app = application(demo_store)
    feature = Blueprint("later", __name__)
    feature.add_url_rule("/later", view_func=lambda: "secret")
    if need:
        register(app, feature, need)
    else:
        app.register_blueprint(feature)
    answer = app.test_client().get("/later")
    assert (answer.status_code, "secret" in answer.text) == (403, False)


PEOPLE = {
    Role.VISITOR: (),
    Role.CASEWORKER: (Grant(Role.CASEWORKER, "9901"),),
    Role.EDITOR: (Grant(Role.EDITOR, HOSTEL),),
    Role.COORDINATOR: (Grant(Role.COORDINATOR, "9901"),),
    Role.ADMINISTRATOR: (Grant(Role.ADMINISTRATOR),),
}
OWN_OBJECTS = {"<int:seq>": "1", "<actor_id>": HOSTEL, "<code>": "9901"}
FOREIGN_OBJECTS = {"<int:seq>": "1", "<actor_id>": "actor:demo:herberg-mosegaarden", "<code>": "9902"}
SIGNED_IN = frozenset(PEOPLE) - {Role.VISITOR}
OF_ALL: dict[Right, frozenset[Role]] = {
    Right.ENTER: frozenset(PEOPLE),
    Right.READ: SIGNED_IN,
    Right.DOUBT: SIGNED_IN,
    Right.OWN: SIGNED_IN,
    Right.EDIT: frozenset(),
    Right.COORDINATE: frozenset({Role.ADMINISTRATOR}),
    Right.RESTORE: frozenset({Role.ADMINISTRATOR}),
    Right.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}
"""Who has a right whatever it is to; where the directory is public all may read and doubt besides."""
OF_OWN = {
    Right.EDIT: {Role.EDITOR},
    Right.COORDINATE: {Role.COORDINATOR},
    Right.RESTORE: {Role.EDITOR, Role.COORDINATOR},
}
"""Who has a right to its own object alone."""


@pytest.fixture(scope="module")
def store_with_people(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """A directory with one account for each role."""
    for store in copied(demo_file, tmp_path_factory.mktemp("roles")):
        for role, grants in PEOPLE.items():
            if grants:
                accounts.add(store, f"{role}@brostad.example", grants)
        yield store


@pytest.fixture(scope="module", params=[True, False], ids=["public", "closed"])
def site(request: pytest.FixtureRequest, store_with_people: GraphStore) -> Flask:
    """The application where the directory is public; and where it is not, with nothing behind the gate."""
    app = create_app(Settings(public=request.param), store_with_people, clock=lambda: NOW)
    if not request.param:
        pages = (at for at, (_, method, need) in ROUTES.items() if method == "GET" and not need.by_link)
        app.view_functions |= dict.fromkeys(pages, lambda **_: "")
    return app


@pytest.fixture(scope="module")
def browsers(site: Flask, store_with_people: GraphStore) -> Browsers:
    """A browser of each role that there is, signed in but for the visitor's."""
    known = {account.grants: account for account in accounts.list_all(store_with_people)}
    return {
        role: browser_of(site, known[PEOPLE[role]]) if PEOPLE[role] else site.test_client() for role in Role
    }


def expected(role: Role, need: Need, *, own: bool, public: bool) -> bool:
    """Whether a role comes in, as the issue says it, and not as the gate works it out."""
    if need.right in (Right.READ, Right.DOUBT) and public:
        return True
    return role in OF_ALL[need.right] or (own and role in OF_OWN.get(need.right, ()))


@pytest.mark.parametrize("endpoint", ROUTES)
def test_each_role_comes_as_far_as_the_table_says(site: Flask, browsers: Browsers, endpoint: str) -> None:
    """Every route with every role, its own object and another. Seen red with a gate that lets all in."""
    path, method, need = ROUTES[endpoint]
    for role, browser in browsers.items():
        for own, objects in ((True, OWN_OBJECTS), (False, FOREIGN_OBJECTS)):
            address = reduce(lambda text, pair: text.replace(*pair), objects.items(), path)
            address = re.sub(r"<any\((\w+)[^>]*>", r"\1", address)
            sent = ASKED.get(endpoint, {})
            answer = browser.open(address + QUERIES.get(endpoint, ""), method=method, **sent)
            allowed = expected(role, need, own=own, public=site.extensions["brobygger"].settings.public)
            # What is allowed and writes is stopped by the token that this form lacks.
            writes = method == "POST" and need.right is not Right.READ
            refused = "Siden var for gammel" if writes and allowed else WORDS[role]
            if need.by_link:  # nobody here has one
                assert (answer.status_code, "Linket virker ikke mere" in answer.text) == (410, True), address
                continue
            assert (answer.status_code == 403) == (writes or not allowed), (role, address)
            assert answer.status_code != 403 or refused in answer.text, (role, address)


def test_an_actor_is_no_municipality_to_coordinate(site: Flask, browsers: Browsers) -> None:
    """Seen red: the id of an actor of one's own in the place of the code came through the gate."""
    of_municipality = {at: route for at, route in ROUTES.items() if route[2] == COORDINATE}
    assert {"calls.show", "people.local", "ownership.answer"} <= of_municipality.keys()
    for path, method, _ in of_municipality.values():
        pattern = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
        for role, code in ((Role.COORDINATOR, HOSTEL), (Role.ADMINISTRATOR, "1082")):  # and a region
            address = pattern.replace("<code>", code).replace("<actor_id>", HOSTEL)
            assert browsers[role].open(address, method=method).status_code == 404, address


def test_what_is_for_an_object_says_where_its_name_stands() -> None:
    """A right to an object without one is nobody's; a typing error in its name would be seen here."""
    for endpoint, (path, _, need) in ROUTES.items():
        assert (need.right in OF_OBJECT) == bool(need.of), endpoint
        assert not need.of or f"<{need.of}>" in path, endpoint


WORDS = dict.fromkeys(Role, "Din rolle giver ikke adgang") | {Role.VISITOR: "for dem, der er logget ind"}


def test_nothing_can_be_written_by_a_visitor(app: Flask, demo_file: Path) -> None:
    """SQLite itself says whether anybody wrote. Seen red with a view that notes what was asked."""
    calls = {
        rule.endpoint: (rule.rule, method) for rule in app.url_map.iter_rules() for method in methods(rule)
    }
    assert {method for _, method in calls.values()} == {"GET", "POST"}
    assert {endpoint for endpoint, (_, method) in calls.items() if method == "POST"} == set(ASKED)
    client = app.test_client()
    with unwritten(demo_file):
        for endpoint, (path, method) in calls.items():
            sent = ASKED.get(endpoint, {})
            address = path.replace("<actor_id>", HOSTEL) + QUERIES.get(endpoint, "")
            answer = client.open(address, method=method, **sent)
            computes = ROUTES[endpoint][2].right is Right.READ
            assert answer.status_code == 200 or "<" in path or not computes, path


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize(("need", "allowed"), [(EDIT, Role.EDITOR), (COORDINATE_ACTOR, Role.COORDINATOR)])
def test_an_actor_in_the_path_is_the_object(
    store_with_people: GraphStore, role: Role, need: Need, allowed: Role
) -> None:
    """Seen red with a gate that looks at the right alone."""
    site = create_app(Settings(), store_with_people, clock=lambda: NOW)
    feature = Blueprint("later", __name__)
    feature.add_url_rule("/later/<actor_id>", view_func=lambda actor_id: "secret")
    register(site, feature, need)
    account = {account.grants: account for account in accounts.list_all(store_with_people)}.get(PEOPLE[role])
    browser = browser_of(site, account) if account else site.test_client()
    everything = need is COORDINATE_ACTOR and role is Role.ADMINISTRATOR
    for objects, comes_in in ((OWN_OBJECTS, role is allowed), (FOREIGN_OBJECTS, False)):
        answer = browser.get(f"/later/{objects['<actor_id>']}")
        assert ("secret" in answer.text) == (comes_in or everything), (role, need)
