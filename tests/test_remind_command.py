"""``brobygger remind`` as cron runs it."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from commands import console, outgoing, reminding
from commands import links as link_command
from graphdb.confirming import links
from graphdb.reminding import rounds
from graphdb.reminding.due import due
from tests.files import opened
from tests.graphdb.world import NOW, actor, write
from tests.mail_server import Kept
from tests.test_asked_command import store_file
from tests.test_brobygger import ROOT, Run, run
from tests.test_link_command import HOSTEL, kept, mails
from tests.webapp.signin.people import AT

__all__ = ["kept", "run", "store_file"]
TOWN = ("--municipality", "9901")
SENDER = ("--name", "Anne Holm", "--phone", "12 34 56 78")
STANDING = f"""
import brobygger
from commands import console
console.moment = lambda: {AT!r}
brobygger.main()"""
"""The command in a process of its own, whose clock stands."""


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands: on the next day other mails are due, and a test may begin just before midnight."""
    for module in (console, link_command, outgoing, reminding):
        monkeypatch.setattr(module, "moment", lambda: AT)


def test_without_a_municipality_it_says_what_to_do(run: Run, store_file: Path) -> None:
    code, _, err = run("remind", "--dry-run")
    assert (code, "BROBYGGER_MUNICIPALITY" in err) == (2, True)
    assert run("remind", "--municipality", "0000", "--dry-run")[0] == 1


def mails_in(rehearsed: str) -> int:
    """How many mails would leave: also the notices two weeks ahead, of which some days have none."""
    counted = re.search(r"der ville blive sendt: (\d+)", rehearsed)
    assert counted is not None
    return int(counted[1])


def test_without_a_mail_server_it_says_what_to_do(run: Run, store_file: Path) -> None:
    """Of a directory with an actor that is no example."""
    for store in opened(store_file):
        write(store, actor("rigtig", "civ_vaerested"))
    code, out, err = run("remind", *TOWN, *SENDER)
    assert (code, "BROBYGGER_SMTP_URL" in err, "brobygger link" in err) == (1, True, True)
    assert "mail med link" in out
    assert mails(store_file, AT) == []


def test_among_examples_the_mails_lie_in_the_outbox(run: Run, store_file: Path) -> None:
    planned = mails_in(run("remind", *TOWN, "--dry-run")[1])
    code, out, _ = run("remind", *TOWN, *SENDER)
    assert (code, f"Mails sendt: {planned}." in out, "/udbakke" in out) == (0, True, True)
    assert len(mails(store_file, AT)) == planned > 2
    code, out, _ = run("remind", *TOWN, *SENDER)
    assert (code, "Mails sendt: 0." in out, "/udbakke" in out) == (0, True, False)


def test_a_rehearsal_sends_nothing_and_names_who_would_get_what(
    run: Run, store_file: Path, kept: Kept
) -> None:
    first = run("remind", *TOWN, "--dry-run")
    assert (first[0], "Intet er sendt" in first[1], kept.mails) == (0, True, [])
    assert "mail med link" in first[1]
    assert run("remind", *TOWN, "--dry-run") == first


def test_each_gets_one_mail_however_often_it_runs(run: Run, store_file: Path, kept: Kept) -> None:
    planned = mails_in(run("remind", *TOWN, "--dry-run")[1])
    assert planned > 2
    code, out, _ = run("remind", *TOWN, *SENDER)
    assert (code, f"Mails sendt: {planned}." in out, len(kept.mails)) == (0, True, planned)
    assert all("/svar/link/" in str(mail.get_body(["plain"])) for mail in kept.mails)
    assert "Mails sendt: 0." in run("remind", *TOWN, *SENDER)[1]
    assert len(kept.mails) == planned


def test_who_is_to_be_rung_is_listed_with_the_number(run: Run, store_file: Path) -> None:
    """Two mails without an answer, and it is on the call list."""
    now = NOW.astimezone(UTC)
    first, again = ((now - timedelta(days=days)).isoformat(timespec="seconds") for days in (60, 40))
    for store in opened(store_file):
        round_ = rounds.read(store, HOSTEL)
        rounds.keep(store, HOSTEL, replace(round_, first=first, again=again))
    listed = run("remind", *TOWN, "--dry-run")[1].splitlines()
    (line,) = (line for line in listed if line.startswith("Herberg Broen: "))
    assert re.fullmatch(r"Herberg Broen: står på ringelisten: 00( \d\d){3}", line)


def test_what_the_server_refuses_is_named_and_tried_again(run: Run, store_file: Path, kept: Kept) -> None:
    kept.answer = "550 no such user"
    code, out, err = run("remind", *TOWN, *SENDER)
    assert (code, "550" in err, "Mails sendt: 0." in out) == (1, True, True)
    kept.answer = "250 OK"
    assert run("remind", *TOWN, *SENDER)[0] == 0
    assert kept.mails


def test_where_no_mail_leaves_the_last_link_stays_good(run: Run, store_file: Path, kept: Kept) -> None:
    """Seen red: the new one, which nobody had, took its place."""
    for store in opened(store_file):
        actor = next(each.actor for each in due(store, "9901", NOW) if each.is_mailed)
    _, out, _ = run("link", actor.id)
    kept.answer = "550 no such user"
    code, _, err = run("remind", *TOWN, *SENDER)
    assert (code, actor.text("name") in err) == (1, True)
    for store in opened(store_file):
        token = out.strip().rpartition("/")[2]
        assert links.find(store, token, AT) is not None


def test_two_processes_at_once_send_each_mail_once(
    run: Run, store_file: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two real ones, begun together. Seen red without the note of what is being sent."""
    planned = mails_in(run("remind", *TOWN, "--dry-run")[1])
    monkeypatch.setenv("PYTHONPATH", ROOT)
    command = [sys.executable, "-c", STANDING, "remind", *TOWN, *SENDER]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    times = Counter(str(mail["Subject"]) for mail in kept.mails)
    assert (len(times), set(times.values())) == (planned, {1})
