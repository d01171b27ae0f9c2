"""``brobygger link`` as it is typed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphdb.mailing import outbox
from tests.files import opened
from tests.graphdb.world import actor, write
from tests.mail_server import Kept, mail_server
from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
HOSTEL = "actor:demo:herberg-broen"
MAIL = ("--to", "leder@broen.example", "--name", "Anne Holm", "--phone", "12 34 56 78")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A mail server that the settings name."""
    monkeypatch.setenv("BROBYGGER_URL", "https://brobygger.kommune.dk")
    monkeypatch.setenv("BROBYGGER_MAIL_FROM", "Brobygger <brobygger@kommune.example>")
    with mail_server() as (kept, url):
        monkeypatch.setenv("BROBYGGER_SMTP_URL", url)
        yield kept


def test_it_prints_a_link_and_says_what_it_is_good_for(
    run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run("link", HOSTEL)
    assert (code, "30 dage" in err) == (0, True)
    assert out.startswith("http://localhost:8000/svar/link/")
    monkeypatch.setenv("BROBYGGER_URL", "https://brobygger.kommune.dk")
    assert run("link", HOSTEL)[1].startswith("https://brobygger.kommune.dk/svar/link/")


@pytest.mark.parametrize(("day", "is_said"), [("2026-03-02", False), ("2026-05-04", True)])
def test_a_holiday_is_spoken_of_when_it_is_ahead(
    run: Run, store_file: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch, day: str, is_said: bool
) -> None:
    monkeypatch.setattr("commands.links.today", lambda: day)
    assert run("link", HOSTEL, *MAIL)[0] == 0
    (mail,) = kept.mails
    assert ("som altid i sommerferien" in str(mail.get_body(["html"]))) == is_said


@pytest.mark.parametrize("nobody", ["actor:demo:nowhere", "area:9901", "x"])
def test_who_is_no_actor_gets_none(run: Run, store_file: Path, kept: Kept, nobody: str) -> None:
    for mail in ((), MAIL):
        code, out, err = run("link", nobody, *mail)
        assert (code, out) == (1, "")
        assert err
    assert kept.mails == []


def mails(store_file: Path, at: str = "") -> list[outbox.Mail]:
    """What lies in the outbox at a moment, or now."""
    now = at or datetime.now(UTC).isoformat(timespec="seconds")
    return [mail for store in opened(store_file) for mail in outbox.list_all(store, now)]


def test_without_a_mail_server_the_link_is_shown(run: Run, store_file: Path) -> None:
    """Of a directory with an actor that is no example."""
    for store in opened(store_file):
        write(store, actor("rigtig", "civ_vaerested"))
    code, out, err = run("link", HOSTEL, *MAIL)
    assert (code, "BROBYGGER_SMTP_URL" in err) == (0, True)
    assert "/svar/link/" in out
    assert mails(store_file) == []


def test_among_examples_the_mail_lies_in_the_outbox(run: Run, store_file: Path) -> None:
    """As those of the demo's pages do, once a month too."""
    code, out, _ = run("link", HOSTEL, *MAIL)
    assert (code, "/udbakke" in out, "/svar/link/" in out) == (0, True, False)
    (mail,) = mails(store_file)
    assert (mail.to, "/svar/link/" in mail.link, "Anne Holm" in mail.text) == (MAIL[1], True, True)
    assert run("link", HOSTEL, *MAIL)[0] == 1
    assert mails(store_file) == [mail]


def test_it_is_mailed_once_a_month_and_shown_nowhere(run: Run, store_file: Path, kept: Kept) -> None:
    code, out, _ = run("link", HOSTEL, *MAIL, "--reply-to", "anne@kommune.example")
    assert (code, "Mailen er sendt" in out, "/svar/link/" in out) == (0, True, False)
    (mail,) = kept.mails
    text = mail.get_body(["plain"])
    assert text is not None
    assert "https://brobygger.kommune.dk/svar/link/" in text.get_content()
    assert "Herberg Broen" in mail["Subject"]
    code, _, err = run("link", HOSTEL, *MAIL)
    assert (code, "30 dage" in err, len(kept.mails)) == (1, True, 1)


def test_where_the_server_refuses_it_the_link_is_shown(run: Run, store_file: Path, kept: Kept) -> None:
    kept.answer = "550 no such user"
    code, out, err = run("link", HOSTEL, *MAIL)
    assert (code, "550" in err, "/svar/link/" in out) == (1, True, True)


@pytest.mark.parametrize("mail", [MAIL[:2], MAIL[:4], ("--to", "nobody", *MAIL[2:])])
def test_what_lacks_a_part_is_not_sent(run: Run, store_file: Path, kept: Kept, mail: tuple[str, ...]) -> None:
    code, out, _ = run("link", HOSTEL, *mail)
    assert (code, out, kept.mails) == (1, "", [])
