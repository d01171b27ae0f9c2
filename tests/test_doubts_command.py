"""``brobygger doubts`` as it is typed."""

from datetime import UTC, datetime
from pathlib import Path

from graphdb.doubts import doubts
from tests.files import opened
from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
HOSTEL = "actor:demo:herberg-broen"
OTHER = "actor:demo:brostad-udslusning"


def test_it_lists_what_is_said_and_deletes_it(run: Run, store_file: Path) -> None:
    """Nobody writes lines into the list: seen red with the text as it was typed."""
    assert "Ingen har sagt" in run("doubts")[1]
    now = datetime.now(UTC)
    for store in opened(store_file):
        doubts.keep(store, doubts.doubt(HOSTEL, "Et andet nummer\nabcdef Forged", now, HOSTEL, "phone"))
        doubts.keep(store, doubts.doubt(HOSTEL, "De er flyttet", now))
    lines = run("doubts")[1].splitlines()
    assert len(lines) == 2
    phone = next(line for line in lines if "Et andet nummer abcdef Forged" in line)
    assert "Herberg Broen: Telefon " in phone
    assert any("Herberg Broen: hele opslaget. De er flyttet" in line for line in lines)
    assert run("doubts", phone.split()[0], "--done")[0] == 0
    assert len(run("doubts")[1].splitlines()) == 1


def test_who_is_shown_under_another_id_since_is_called_by_name(run: Run, store_file: Path) -> None:
    """Seen red: the list had the bare id of what was judged the same."""
    for store in opened(store_file):
        now = datetime.now(UTC)
        doubts.keep(store, doubts.doubt(HOSTEL, "Et andet nummer", now, HOSTEL, "phone"))
    assert run("merge", OTHER, HOSTEL, "--as", "same", "--municipality", "9901")[0] == 0
    out = run("doubts")[1]
    assert "Udslusningsboligerne Havnegade" in out
    assert HOSTEL not in out


def test_what_makes_no_sense_is_said(run: Run, store_file: Path) -> None:
    assert run("doubts", "--done")[0] == 2
    assert run("doubts", "abcdefgh")[0] == 2
    code, _, err = run("doubts", "abcdefgh", "--done")
    assert (code, "brobygger doubts" in err) == (1, True)
