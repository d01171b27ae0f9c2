"""What commands erase is in no file of the database afterwards, or they say that it is there still."""

from pathlib import Path

import pytest

from commands import opening
from graphdb.connect import open_store
from graphdb.writing.plan import Stamp, commit
from tests.conftest import Address
from tests.files import opened
from tests.graphdb.stores.test_erasing import STREET, reader, tell
from tests.graphdb.writing.test_plan import AT, small
from tests.test_brobygger import Run, run

__all__ = ["run"]
LATER = "står endnu i databasens log"


@pytest.fixture
def read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Address:
    """The folder's database; in the reason of a commit stands a street."""
    monkeypatch.setattr("click.prompt", lambda *_args, **_kept: STREET)
    monkeypatch.setattr(opening, "_PAUSE", 0.0)
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    commit(store, small(), Stamp(AT, "test", f"Flyttet til {STREET}"))
    store.close()
    return Address(f"sqlite:///{tmp_path / 'brobygger.db'}")


def test_while_others_read_it_is_said_and_the_next_command_does_it(
    run: Run, read: Address, tmp_path: Path
) -> None:
    """Seen red: the command said that all was erased."""
    with reader(read):
        code, _, err = run("erase")
        assert (code, LATER in err) == (0, True)
        assert tell(tmp_path)
        assert run("runs")[0] == 0
    code, _, err = run("runs")
    assert (code, err) == (0, "")
    assert tell(tmp_path) == []


@pytest.mark.usefixtures("read")
def test_beside_pages_that_rest_nothing_is_left(run: Run, tmp_path: Path) -> None:
    for beside in opened(tmp_path / "brobygger.db"):
        assert beside.status().version
        code, _, err = run("erase")
        assert (code, err) == (0, "")
        assert tell(tmp_path) == []
