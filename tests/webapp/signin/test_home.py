"""Where a person lands after signing in, and the municipality that is chosen there of itself."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from graphdb.store import GraphStore
from tests.webapp.signin.people import Clock, browser_of, code, csrf, site, with_password

HOSTEL = "actor:demo:herberg-broen"
CASEWORKER = Grant(Role.CASEWORKER, "9901")
COORDINATOR = Grant(Role.COORDINATOR, "9902")
OF_COORDINATORS = ["/forslag", "/ringeliste", "/anmodninger", "/dubletter", "/personer"]


def landing(app: Flask, *grants: Grant, after: str = "") -> str:
    """Where signing in with a password leads."""
    client, clock = app.test_client(), Clock()
    account, secret = with_password(app.extensions["brobygger"].store, *grants)
    form = {"address": account.address, "password": "fem gule cykler ved havnen", "next": after}
    form |= {"code": code(secret, clock.moment()), "csrf": csrf(client.get("/sign-in").text)}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    again = client.get(f"/sign-in?next={after}")
    assert again.location == answer.location
    return answer.location or ""


@pytest.mark.parametrize(
    ("grants", "path"),
    [
        ([COORDINATOR], "/kommune/9902"),
        ([Grant(Role.COORDINATOR, "9901"), COORDINATOR], "/kommune/9901"),
        ([COORDINATOR, CASEWORKER], "/kommune/9902"),
        ([Grant(Role.COORDINATOR, "0000")], "/me"),
        ([CASEWORKER], "/"),
        ([Grant(Role.EDITOR, HOSTEL)], f"/actors/{HOSTEL}/ret"),
        ([Grant(Role.EDITOR, HOSTEL), Grant(Role.EDITOR, "actor:demo:natcafeen")], "/me"),
        ([Grant(Role.EDITOR, "actor:demo:findes-ikke")], "/me"),
        ([Grant(Role.ADMINISTRATOR)], "/me"),
    ],
    ids=str,
)
def test_a_person_lands_where_that_role_works(demo_copy: GraphStore, grants: list[Grant], path: str) -> None:
    assert landing(site(demo_copy, Clock()), *grants) == path


def test_the_page_that_asked_goes_first(demo_copy: GraphStore) -> None:
    assert landing(site(demo_copy, Clock()), COORDINATOR, after="/kommune/9901/huller") == (
        "/kommune/9901/huller"
    )


def chosen(page: str) -> list[str]:
    """The values that are chosen in the page's lists."""
    return re.findall(r'<option value="([^"]+)" selected', page)


def browser(store: GraphStore, *grants: Grant, ours: str = "") -> FlaskClient:
    """The browser of a new account, where a municipality may be set for all."""
    account = accounts.add(store, "en@brostad.example", grants)
    return browser_of(site(store, Clock(), municipality=ours), account)


@pytest.mark.parametrize("path", ["/", "/find", "/find?q=gæld", "/touch-map"])
@pytest.mark.parametrize("ours", ["", "9901", "0751"])
def test_the_municipality_of_a_role_is_chosen(demo_copy: GraphStore, path: str, ours: str) -> None:
    """Before the one that is set for all, a fictional one beside real ones too."""
    client = browser(demo_copy, COORDINATOR, ours=ours)
    assert "9902" in chosen(client.get(path).text)


def test_another_may_be_chosen_and_all_may(demo_copy: GraphStore) -> None:
    client = browser(demo_copy, CASEWORKER)
    assert chosen(client.get("/find?municipality=9902").text) == ["9902"]
    assert chosen(client.get("/find?municipality=").text) == []


def test_of_two_none_goes_first(demo_copy: GraphStore) -> None:
    assert chosen(browser(demo_copy, CASEWORKER, COORDINATOR, ours="9901").get("/find").text) == ["9901"]


def test_visitors_have_what_is_set_for_all(demo_copy: GraphStore) -> None:
    client = site(demo_copy, Clock(), municipality="9901").test_client()
    assert chosen(client.get("/find").text) == ["9901"]
    assert chosen(site(demo_copy, Clock()).test_client().get("/find").text) == []


@pytest.mark.parametrize("page", ["", "/matrix", "/huller", *OF_COORDINATORS])
def test_every_page_of_a_municipality_leads_to_the_others(demo_copy: GraphStore, page: str) -> None:
    """And says which it is itself."""
    client = browser(demo_copy, COORDINATOR)
    text = client.get(f"/kommune/9902{page}").text
    tabs = re.search(r'<ul class="plain tabs">.*?</ul>', text, re.DOTALL)
    assert tabs is not None
    assert re.findall(r'href="([^"]+)" aria-current="page"', tabs[0]) == [f"/kommune/9902{page}"]
    for other in ("/matrix", "/huller", *OF_COORDINATORS):
        assert f'href="/kommune/9902{other}"' in tabs[0]


def test_its_numbers_are_one_of_the_pages(client: FlaskClient) -> None:
    """A visitor has the tabs without what is the coordinator's."""
    text = client.get("/areas/9902").text
    assert re.findall(r'href="([^"]+)" aria-current="page"', text) == ["/areas/9902"]
    assert "/forslag" not in text
