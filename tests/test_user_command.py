"""``brobygger user`` as it is typed."""

from pathlib import Path

import pytest

from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
ADDRESS = "leder@brostad.example"
HOSTEL = "actor:demo:herberg-broen"


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


def test_roles_come_and_go(run: Run, store_file: Path) -> None:
    run("user", "add", ADDRESS, "--role", "coordinator", "--municipality", "9901")
    code, out, _ = run(
        "user", "role", ADDRESS, "--add", "--role", "editor", "--actor", "actor:demo:herberg-broen"
    )
    assert (code, "Koordinator (9901)" in out, HOSTEL in out) == (0, True, True)
    out = run("user", "role", ADDRESS, "--remove", "--role", "coordinator", "--municipality", "9901")[1]
    assert "Koordinator" not in out
    assert "lukket ude" in run("user", "disable", ADDRESS)[1]
    assert "(lukket ude)" in run("user", "list")[1]
    assert "logge ind igen" in run("user", "enable", ADDRESS)[1]
    account_id = run("user", "list")[1].split()[-1]
    assert account_id in run("user", "erase", account_id)[1]
    assert ADDRESS not in run("user", "list")[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "leder", "--role", "administrator"], 1, "mailadresse"),
        (["add", ADDRESS, "--role", "coordinator"], 1, "--municipality"),
        (["add", ADDRESS, "--role", "editor", "--municipality", "9901"], 1, "--actor"),
        (["add", ADDRESS, "--role", "administrator", "--municipality", "9901"], 1, "det hele"),
        (["add", ADDRESS, "--role", "visitor"], 2, "visitor"),
        (["link", "nobody@b.dk"], 1, "user list"),
        (["role", ADDRESS, "--role", "administrator"], 2, "--add"),
    ],
)
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
