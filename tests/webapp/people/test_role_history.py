"""Who gave whom which role, and when: written with each change, shown with the names of today."""

import re
from html import unescape

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

import brobygger
from graphdb.accounts import accounts, role_history
from graphdb.accounts.accounts import Account
from graphdb.accounts.role_history import COMMAND, Event, Hand, RoleChange
from graphdb.accounts.roles import Grant, Role
from graphdb.errors import Refused
from graphdb.store import GraphStore
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.people.test_people import ALL, LOCAL, account_of, send
from tests.webapp.signin.people import AT

EDITOR = Grant(Role.EDITOR, HOSTEL)
CASEWORKER = Grant(Role.CASEWORKER, "9901")
NEW = "ny@brostad.example"


def rows(page: str) -> list[str]:
    """The lines of the history on a page, each on one line of text."""
    part = page.split("Hvem gav og fjernede roller</h2>")[1].split("</table>")[0]
    texts = re.findall(r"<tr>(.*?)</tr>", part.partition("<tbody>")[2], re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in texts]


def test_each_change_stands_with_who_did_it_the_newest_first(
    admin: FlaskClient, demo_copy: GraphStore
) -> None:
    assert "Ingen ændringer endnu." in admin.get(ALL).text
    send(admin, ALL, address=NEW, role="editor", of=HOSTEL)
    page = f"{ALL}/{account_of(demo_copy, NEW).id}"
    send(admin, page, act="give", role="caseworker", of="Brostad")
    send(admin, page, act="take", role="editor", of=HOSTEL)
    send(admin, page, act="disable")
    when = f"23. november 2026 kl. 10.30 it@brostad.example {NEW}"
    wanted = [
        f"{when} lukket ude",
        f"{when} fjernet : Redaktør: Herberg Broen",
        f"{when} givet : Sagsbehandler: Brostad",
        f"{when} givet : Redaktør: Herberg Broen",
    ]
    assert sorted(row.replace(" :", ":").casefold() for row in rows(admin.get(page).text)) == sorted(
        row.replace(" :", ":").casefold() for row in wanted
    )
    assert len(rows(admin.get(ALL).text)) == 4


def test_what_changes_nothing_is_no_change(admin: FlaskClient, demo_copy: GraphStore) -> None:

    send(admin, ALL, address=NEW, role="editor", of=HOSTEL)
    page = f"{ALL}/{account_of(demo_copy, NEW).id}"
    send(admin, page, act="give", role="editor", of=HOSTEL)
    send(admin, page, act="take", role="caseworker", of="9901")
    assert len(role_history.list_all(demo_copy, AT)) == 1


def test_a_coordinator_sees_what_is_theirs_to_give(
    admin: FlaskClient, local: FlaskClient, demo_copy: GraphStore
) -> None:
    """No role of another municipality, nobody shut out."""
    send(admin, ALL, address=NEW, role="editor", of=HOSTEL)
    page = f"{ALL}/{account_of(demo_copy, NEW).id}"
    send(admin, page, act="give", role="coordinator", of="9902")
    send(admin, page, act="disable")
    (row,) = rows(local.get(LOCAL).text)
    assert "Herberg Broen" in row
    assert "Ingen ændringer endnu." not in local.get(LOCAL).text


def test_names_are_of_today_and_of_the_erased_there_is_none(
    admin: FlaskClient, administrator: Account, demo_copy: GraphStore
) -> None:
    send(admin, ALL, address=NEW, role="editor", of=HOSTEL)
    (record,) = demo_copy.records.list("role_change", now=AT).items
    assert NEW not in record.body
    assert "it@brostad.example" not in record.body
    accounts.erase(demo_copy, account_of(demo_copy, NEW).id)
    (row,) = rows(admin.get(ALL).text)
    assert "en, der er slettet" in row
    assert NEW not in admin.get(ALL).text


def test_it_is_written_with_the_change_or_neither_is(demo_copy: GraphStore) -> None:
    account = accounts.add(demo_copy, NEW, [EDITOR], hand=Hand("account:x", AT))
    with pytest.raises(Refused):
        accounts.add(demo_copy, NEW, [CASEWORKER], hand=Hand("account:x", AT))
    changes = role_history.list_all(demo_copy, AT)
    assert changes == [RoleChange(AT, "account:x", account.id, (EDITOR,))]


def test_chance_makes_no_citizen_s_number(demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One change of a thousand was refused, since random digits in its name read as one."""
    account = accounts.add(demo_copy, NEW, [EDITOR])
    monkeypatch.setattr("secrets.token_hex", lambda size: ("446c8c1508886975" * size)[: 2 * size])
    accounts.set_disabled(demo_copy, account.id, True, hand=Hand(COMMAND, AT))
    assert [change.event for change in role_history.list_all(demo_copy, AT)] == [Event.SHUT_OUT]


def test_it_goes_after_five_years(demo_copy: GraphStore) -> None:
    accounts.add(demo_copy, NEW, [EDITOR], hand=Hand("account:x", AT))
    assert len(role_history.list_all(demo_copy, "2031-11-20T00:00:00+00:00")) == 1
    assert role_history.list_all(demo_copy, "2031-11-30T00:00:00+00:00") == []


def test_the_command_line_is_named(
    app: Flask, demo_copy: GraphStore, monkeypatch: pytest.MonkeyPatch, admin: FlaskClient, tmp_path: object
) -> None:
    monkeypatch.setenv("BROBYGGER_STORE", f"sqlite:///{tmp_path}/demo.db")
    command = ["user", "add", NEW, "--role", "editor", "--actor", HOSTEL]
    assert CliRunner().invoke(brobygger.command_line, command).exit_code == 0
    CliRunner().invoke(brobygger.command_line, ["user", "erase", NEW])
    erased, added = role_history.list_all(demo_copy, AT)
    assert {erased.by, added.by} == {COMMAND}
    assert {erased.event, added.event} == {Event.ERASED, Event.NONE}
    assert "kommandolinjen" in admin.get(ALL).text


def test_who_tries_out_the_roles_stands_there(admin: FlaskClient, demo_copy: GraphStore) -> None:
    """Seen red: what the demo gave was in no history."""
    accounts.add(demo_copy, NEW, [CASEWORKER], hand=Hand(role_history.TRIAL, AT))
    assert any("en, der prøver rollerne" in row for row in rows(admin.get(ALL).text))
