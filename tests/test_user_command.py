"""``brobygger user`` as it is typed."""

from pathlib import Path

import pytest

from graphdb.accounts import accounts
from graphdb.accounts.accounts import Account
from tests.files import opened
from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
ADDRESS = "leder@brostad.example"
HOSTEL = "actor:demo:herberg-broen"


@pytest.fixture
def with_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Employees may have passwords, as a pilot without a provider has it."""
    monkeypatch.setenv("BROBYGGER_STAFF_PASSWORDS", "yes")


def test_staff_gets_no_link_but_by_a_setting(
    run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The municipality's own sign-in lets them in. Seen red with a link for whoever has an account."""
    monkeypatch.setenv("BROBYGGER_STAFF_PASSWORDS", "yes")
    staff = "--role", "coordinator", "--municipality", "9901"
    assert run("user", "add", ADDRESS, *staff)[0] == 0
    monkeypatch.delenv("BROBYGGER_STAFF_PASSWORDS")
    for words in (["add", "a@b.dk", *staff], ["link", ADDRESS]):
        code, out, err = run("user", *words)
        assert (code, out, "BROBYGGER_OIDC_ISSUER" in err) == (1, "", True)
    assert "a@b.dk" not in run("user", "list")[1]
    assert run("user", "role", ADDRESS, "--add", "--role", "administrator")[0] == 0
    assert run("user", "link", ADDRESS)[0] == 0


def test_the_first_administrator_gets_a_link(
    run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ingen konti" in run("user", "list")[1]
    code, out, err = run("user", "add", ADDRESS, "--role", "administrator")
    assert (code, "en time" in err) == (0, True)
    assert out.startswith("http://localhost:8000/sign-in/link/")
    monkeypatch.setenv("BROBYGGER_URL", "https://brobygger.kommune.dk")
    assert run("user", "link", ADDRESS)[1].startswith("https://brobygger.kommune.dk/sign-in/link/")
    assert f"{ADDRESS}  Administrator  " in run("user", "list")[1]
    code, _, err = run("user", "add", ADDRESS, "--role", "administrator")
    assert (code, "brobygger user link" in err) == (1, True)


@pytest.mark.usefixtures("with_staff")
def test_roles_come_and_go(run: Run, store_file: Path) -> None:
    run("user", "add", ADDRESS, "--role", "coordinator", "--municipality", "9901")
    code, out, _ = run(
        "user", "role", ADDRESS, "--add", "--role", "editor", "--actor", "actor:demo:herberg-broen"
    )
    assert (code, "Koordinator (9901)" in out, f"Redaktør ({HOSTEL})" in out) == (0, True, True)
    out = run("user", "role", ADDRESS, "--remove", "--role", "coordinator", "--municipality", "9901")[1]
    assert "Koordinator" not in out
    assert "lukket ude" in run("user", "disable", ADDRESS)[1]
    assert "(lukket ude)" in run("user", "list")[1]
    assert "logge ind igen" in run("user", "enable", ADDRESS)[1]
    account_id = run("user", "list")[1].split()[-1]
    assert account_id in run("user", "erase", account_id)[1]
    assert ADDRESS not in run("user", "list")[1]


def test_a_role_that_it_has_not_is_not_taken(run: Run, store_file: Path) -> None:
    run("user", "add", ADDRESS, "--role", "administrator")
    code, out, _ = run("user", "role", ADDRESS, "--remove", "--role", "caseworker", "--municipality", "9899")
    assert (code, "Intet er ændret" in out, "Administrator" in out) == (0, True, True)
    code, _, err = run("user", "role", ADDRESS, "--add", "--role", "editor", "--actor", "actor:demo:nowhere")
    assert (code, "actor:demo:nowhere" in err) == (1, True)


def test_who_is_shut_out_gets_no_link(run: Run, store_file: Path) -> None:
    """It would not work. Seen red with a link that is printed all the same."""
    run("user", "add", ADDRESS, "--role", "administrator")
    run("user", "disable", ADDRESS)
    code, out, err = run("user", "link", ADDRESS)
    assert (code, out, "brobygger user enable" in err) == (1, "", True)


def test_an_account_without_an_address_is_named_by_its_id_alone(run: Run, store_file: Path) -> None:
    for store in opened(store_file):
        accounts.create(
            store, Account("a" * 32, "", provider="https://id.example"), "https://id.example", "x"
        )
    assert "user list" in run("user", "disable", "")[2]
    assert "a" * 32 in run("user", "disable", "a" * 32)[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "leder", "--role", "administrator"], 1, "mailadresse"),
        (["add", ADDRESS, "--role", "coordinator"], 1, "--municipality"),
        (["add", ADDRESS, "--role", "editor", "--municipality", "9901"], 1, "--actor"),
        (["add", ADDRESS, "--role", "administrator", "--municipality", "9901"], 1, "det hele"),
        (["add", ADDRESS, "--role", "visitor"], 2, "visitor"),
        (["add", ADDRESS, "--role", "coordinator", "--municipality", "9899"], 1, "9899"),
        (["add", ADDRESS, "--role", "coordinator", "--municipality", "1084"], 1, "1084"),
        (["add", ADDRESS, "--role", "editor", "--actor", "actor:demo:nowhere"], 1, "actor:demo:nowhere"),
        (["add", ADDRESS, "--role", "editor", "--actor", "actor:demo:010190-1234"], 1, "CPR"),
        (["link", "nobody@b.dk"], 1, "user list"),
        (["link", ""], 1, "user list"),
        (["role", ADDRESS, "--role", "administrator"], 2, "--add"),
    ],
)
@pytest.mark.usefixtures("with_staff")
def test_wrong_use_says_what_to_do(
    run: Run, store_file: Path, words: list[str], code: int, said: str
) -> None:
    answer = run("user", *words)
    assert (answer[0], said in answer[2]) == (code, True), answer


def test_its_help_is_in_the_language_that_is_spoken(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Opret en konto" in run("user", "--help")[1]
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    assert "Make an account" in run("user", "--help")[1]
    assert "The municipality that the role is for" in run("user", "add", "--help")[1]


def test_an_editor_can_have_a_link_that_signs_in(run: Run, store_file: Path) -> None:
    """Nobody else: a link alone is not enough for who can do more."""
    assert run("user", "add", ADDRESS, "--role", "editor", "--actor", HOSTEL)[0] == 0
    code, out, err = run("user", "link", ADDRESS, "--sign-in")
    assert (code, "10 minutter" in err) == (0, True)
    assert out.startswith("http://localhost:8000/sign-in/mail/link/")
    assert run("user", "role", ADDRESS, "--add", "--role", "administrator")[0] == 0
    code, out, err = run("user", "link", ADDRESS, "--sign-in")
    assert (code, out, "Kun redaktører" in err) == (1, "", True)
