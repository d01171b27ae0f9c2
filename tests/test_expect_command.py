"""``brobygger expect`` as it is typed."""

from pathlib import Path

import pytest

from tests.test_asked_command import store_file
from tests.test_brobygger import Run, run

__all__ = ["run", "store_file"]
LESS = ("expect", "0851", "rus_ambulant", "--as", "optional", "--why", "Vi køber det i nabokommunen.")


def test_it_is_written_and_taken_back(run: Run, store_file: Path) -> None:
    code, out, err = run(*LESS, "--group", "rg_rus")
    assert (code, err) == (0, "")
    assert "kan være i Aalborg for Borgere med rusmiddelproblemer. Tag det tilbage med --undo." in out
    code, out, _ = run("expect", "0851", "rus_ambulant", "--undo")
    assert (code, "Taget tilbage: Aalborg" in out) == (0, True)
    code, _, err = run("expect", "0851", "rus_ambulant", "--undo")
    assert (code, "intet at tage tilbage" in err) == (1, True)


def test_kinds_that_count_together_are_named(run: Run, store_file: Path) -> None:
    code, out, _ = run("expect", "0851", "bo_natcafe", "--as", "not-relevant", "--why", "Vi har herberget.")
    assert (code, "er ikke ventet i Aalborg" in out, "tæller sammen med" in out) == (0, True, True)


def test_wrong_use_says_what_to_do(run: Run, store_file: Path) -> None:
    for words, sentence in (
        (LESS[:3], "--as"),
        ((*LESS, "--undo"), "--undo"),
        (LESS[:5], "--why"),
        ((*LESS[:4], "vigtig", *LESS[5:]), "not-relevant"),
    ):
        code, _, err = run(*words)
        assert (code, sentence in err) == (2, True)
    code, _, err = run(*LESS[:6], "Pga. 010190-1234")
    assert (code, "1234" in err) == (1, False)
    code, _, err = run("expect", "0999", *LESS[2:])
    assert (code, "fire cifre" in err) == (1, True)


def test_it_speaks_english(run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    code, out, _ = run(*LESS, "--group", "rg_rus")
    assert (code, "may be in Aalborg" in out) == (0, True)
