"""Several editors of one actor: invited, leading, handing over, leaving, and what is nobody's to do."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from graphdb.accounts.desk import Desk
from graphdb.accounts.roles import Grant, Role
from graphdb.ownership import editors
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY
from tests.mail_server import Kept
from tests.webapp.answer.browsing import HOSTEL, OTHER
from tests.webapp.lint import problems
from tests.webapp.maillink.conftest import EDITOR
from tests.webapp.signin.people import AT, Clock, browser_of, csrf

PAGE = f"/actors/{HOSTEL}/redaktoerer"
IDA = "ida@broen.example"


def do(client: FlaskClient, act: str, **fields: str) -> TestResponse:
    return client.post(PAGE, data={"csrf": csrf(client.get("/me").text), "act": act, **fields})


@pytest.fixture
def ida(demo_copy: GraphStore) -> Account:
    """A second editor."""
    return accounts.add(demo_copy, IDA, [EDITOR])


def speaks(store: GraphStore, account: Account) -> bool:
    return EDITOR in accounts.get(store, account.id).grants


def test_the_lead_is_taken_and_a_colleague_invited(
    client: FlaskClient, demo_copy: GraphStore, account: Account, mails: Kept, posted: Callable[[], None]
) -> None:
    assert f'href="{PAGE}"' in client.get(f"/actors/{HOSTEL}/ret").text
    assert problems(client.get(PAGE).text) == []
    assert do(client, "invite", address=IDA).status_code == 409
    assert do(client, "lead").status_code == 303
    assert editors.lead(demo_copy, HOSTEL) == account.id
    assert problems(client.get(PAGE).text) == []
    answer = do(client, "invite", address=f" {IDA.upper()} ")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?svar=invite")
    invited = accounts.find_by(demo_copy, IDA)
    assert invited is not None
    assert invited.grants == (EDITOR,)
    posted()
    assert mails.envelopes == [[IDA]]
    assert IDA in client.get(PAGE).text


def test_the_same_is_said_of_who_is_shut_out(
    client: FlaskClient, demo_copy: GraphStore, ida: Account, mails: Kept, posted: Callable[[], None]
) -> None:
    """No page says whether an address has an account, and who is shut out stays so."""
    accounts.change_grants(demo_copy, ida.id, take=[EDITOR])
    accounts.set_disabled(demo_copy, ida.id, True)
    do(client, "lead")
    answer = do(client, "invite", address=IDA)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?svar=invite")
    assert not speaks(demo_copy, ida)
    posted()
    assert mails.mails == []


def test_a_lead_ends_no_session_of_who_may_more(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock
) -> None:
    """Neither by inviting an administrator nor by taking that back. Seen red with an era that went on."""
    boss = accounts.add(demo_copy, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
    browser = browser_of(app, boss, clock.moment())
    do(client, "lead")
    for act in ("invite", "remove"):
        assert do(client, act, address=boss.address, account=boss.id).status_code == 303
        assert speaks(demo_copy, boss) is (act == "invite")
        assert browser.get("/personer").status_code == 200, act


def test_a_lead_gives_no_role_back_that_the_coordinator_took(
    client: FlaskClient, demo_copy: GraphStore, ida: Account, mails: Kept, posted: Callable[[], None]
) -> None:
    """But one that a lead took. Seen red with a look at who is shut out alone."""
    do(client, "lead")
    do(client, "remove", account=ida.id)
    do(client, "invite", address=IDA)
    assert speaks(demo_copy, ida)
    coordinator = accounts.add(demo_copy, "ko@brostad.example", [Grant(Role.COORDINATOR, "9901")])
    desk = Desk(demo_copy, TODAY, AT, coordinator, "9901")
    desk.take(accounts.get(demo_copy, ida.id), EDITOR)
    answer = do(client, "invite", address=IDA)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?svar=invite")
    assert not speaks(demo_copy, ida)
    posted()
    assert len(mails.mails) == 1


def test_only_the_lead_takes_the_role_from_others(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, ida: Account, clock: Clock
) -> None:
    """Seen red without the question who leads."""
    do(client, "lead")
    hers = browser_of(app, ida, clock.moment())
    for act in ("remove", "hand_over", "lead", "invite"):
        assert do(hers, act, account=account.id, address="x@y.example").status_code == 409, act
    assert speaks(demo_copy, account)
    assert do(client, "remove", account=ida.id).status_code == 303
    assert not speaks(demo_copy, ida)
    assert hers.get(PAGE).status_code == 403, "she speaks for it no more"


def test_the_lead_is_handed_over_and_one_leaves(
    client: FlaskClient, app: Flask, demo_copy: GraphStore, account: Account, ida: Account, clock: Clock
) -> None:
    do(client, "lead")
    assert do(client, "hand_over", account="nobody").status_code == 409
    assert do(client, "hand_over", account=ida.id).status_code == 303
    assert editors.lead(demo_copy, HOSTEL) == ida.id
    assert do(client, "remove", account=ida.id).status_code == 409
    assert do(client, "leave").status_code == 303
    assert not speaks(demo_copy, account)
    accounts.set_disabled(demo_copy, ida.id, True)
    assert editors.lead(demo_copy, HOSTEL) == ""


def test_erasing_an_account_leaves_nobody_leading(
    client: FlaskClient, demo_copy: GraphStore, account: Account
) -> None:
    do(client, "lead")
    accounts.erase(demo_copy, account.id)
    assert demo_copy.records.list(editors.KIND, now="").items == ()


def test_what_is_no_address_is_refused(client: FlaskClient, demo_copy: GraphStore) -> None:
    do(client, "lead")
    for address in ("ida", "010190-6789@x.dk", f"{IDA}\r\nBcc: x@y.dk", ""):
        answer = do(client, "invite", address=address)
        assert (answer.status_code, "0190-6789" in answer.text) == (422, False), address
        assert problems(answer.text) == []
    assert do(client, "nonsense").status_code == 400
    assert len(editors.editors(demo_copy, HOSTEL)) == 1


def test_nobody_else_comes_here(client: FlaskClient, app: Flask, demo_copy: GraphStore, clock: Clock) -> None:
    assert client.post(PAGE, data={"act": "lead"}).status_code == 403
    for given in (Grant(Role.EDITOR, OTHER), Grant(Role.COORDINATOR, "9901")):
        browser = browser_of(app, accounts.add(demo_copy, f"{given.role}@x.example", [given]), clock.moment())
        assert browser.get(PAGE).status_code == 403
        assert do(browser, "lead").status_code == 403
