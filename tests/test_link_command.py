"""``brobygger link`` as it is typed."""

from pathlib import Path

import pytest

from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
HOSTEL = "actor:demo:herberg-broen"


def test_it_prints_a_link_and_says_what_it_is_good_for(
    run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run("link", HOSTEL)
    assert (code, "30 dage" in err) == (0, True)
    assert out.startswith("http://localhost:8000/svar/link/")
    monkeypatch.setenv("BROBYGGER_URL", "https://brobygger.kommune.dk")
    assert run("link", HOSTEL)[1].startswith("https://brobygger.kommune.dk/svar/link/")


@pytest.mark.parametrize("nobody", ["actor:demo:nowhere", "area:9901", "x"])
def test_who_is_no_actor_gets_none(run: Run, store_file: Path, nobody: str) -> None:
    code, out, err = run("link", nobody)
    assert (code, out) == (1, "")
    assert err
