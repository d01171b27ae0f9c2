"""``brobygger start`` as it is typed."""

import pytest

from tests.test_brobygger import Run, run

__all__ = ["run"]


def test_the_first_command_in_an_empty_folder_loads_what_it_needs(run: Run) -> None:
    code, out, _ = run("start", "0730")
    assert code == 0
    assert "Randers: 5 % er på plads" in out
    assert "Voksensocial myndighed" in out
    assert "brobygger start 0730 --list" in out
    code, out, _ = run("start", "0730")
    assert (code, "Intet er ændret" in out) == (0, True)
    code, out, _ = run("runs")
    assert out.count("start-0730, færdig") == 1
    code, out, _ = run("start", "0730", "--list")
    assert (code, "Det har enhver kommune:" in out, "på plads          Politi" in out) == (0, True, True)


def test_it_says_how_to_write_the_municipality(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("load", "--no-national")
    code, _, err = run("start", "9999")
    assert (code, "fire cifre" in err, "Traceback" in err) == (1, True, False)
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    code, _, err = run("start", "Randers")
    assert (code, "four digits" in err) == (1, True)
