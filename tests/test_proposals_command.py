"""``brobygger proposals`` as it is typed."""

from pathlib import Path

from graphdb.claims import own_source
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About, Proposal
from tests.files import opened
from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
HOSTEL = "actor:demo:herberg-broen"
AT = "2026-11-23T09:30:00+00:00"


def propose(file: Path) -> None:
    """A mail address, and that somebody has left."""
    for store in opened(file):
        email = store.get([HOSTEL])[HOSTEL].text("email")
        own = own_source(HOSTEL)
        for proposal in (
            Proposal(HOSTEL, About.FIELD, own, "link:x", AT, HOSTEL, "email", email, "ny@broen.example"),
            Proposal(HOSTEL, About.STOPPED, own, "link:x", AT, text="Spørg Bo."),
        ):
            store.records.write(proposals.write_of(proposal))


def test_nobody_writes_lines_into_the_list(run: Run, store_file: Path) -> None:
    """Seen red with the text as it was typed."""
    for store in opened(store_file):
        own = own_source(HOSTEL)
        for proposal in (
            Proposal(HOSTEL, About.STOPPED, own, "link:x", AT, text="Bo\nabcdef Forged"),
            Proposal(HOSTEL, About.WORDS, own, "link:x", AT, HOSTEL, "access", "", "Ring\nabcdef Forged"),
        ):
            store.records.write(proposals.write_of(proposal))
    lines = run("proposals")[1].splitlines()
    assert [line for line in lines if line.startswith("abcdef")] == []
    assert sum("abcdef Forged" in line for line in lines) == 2


def test_it_lists_what_waits_and_decides(run: Run, store_file: Path) -> None:
    assert "Ingen forslag venter" in run("proposals")[1]
    propose(store_file)
    lines = run("proposals")[1].splitlines()
    email = next(line for line in lines if "ny@broen.example" in line)
    left = next(line for line in lines if "Spørg Bo." in line)
    assert "Herberg Broen: Mail kontakt@herberg-broen.example → ny@broen.example" in email
    code, _, err = run("proposals", left.split()[0], "--approve")
    assert (code, "--done" in err) == (1, True)
    assert run("proposals", left.split()[0], "--done")[0] == 0
    code, _, err = run("proposals", email.split()[0], "--reject")
    assert (code, "--why" in err) == (1, True)
    assert "Godkendt" in run("proposals", email.split()[0], "--approve")[1]
    assert "Ingen forslag venter" in run("proposals")[1]
    for store in opened(store_file):
        assert store.get([HOSTEL])[HOSTEL].text("email") == "ny@broen.example"


def test_one_thing_is_done_at_a_time(run: Run, store_file: Path) -> None:
    assert run("proposals", "abcdef", "--approve", "--reject")[0] == 2
    assert run("proposals", "abcdef")[0] == 2
    assert run("proposals", "--approve")[0] == 2
    assert run("proposals", "abcdefgh", "--approve")[0] == 1
