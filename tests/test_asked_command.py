"""``brobygger asked`` as it is typed."""

from pathlib import Path
from shutil import copyfile

import pytest

from tests.files import opened
from tests.test_brobygger import Run, run

__all__ = ["run"]
NOBODY = ("asked", "0851", "bo_natcafe", "--none", "--by", "boligsocial koordinator")


@pytest.fixture
def store_file(run: Run, demo_file: Path, tmp_path: Path) -> Path:
    """The database of the folder the command runs in: a copy of the demo."""
    path = tmp_path / "brobygger.db"
    copyfile(demo_file, path)
    return path


def test_nobody_is_written_with_who_and_when_and_taken_back(run: Run, store_file: Path) -> None:
    code, out, err = run(*NOBODY)
    assert (code, err) == (0, "")
    assert "Natcafé" in out
    assert "findes ikke i Aalborg, spurgt" in out
    assert "0 af" in out  # one of those that will do is answered, the other is not
    for store in opened(store_file):
        commit = store.commits(after=store.status().version - 1).items[0]
        assert (commit.by, "spurgt efter Natcafé" in commit.why) == ("boligsocial koordinator", True)
    code, out, _ = run("asked", "0851", "bo_natcafe", "--undo")
    assert (code, "Taget tilbage" in out) == (0, True)
    code, _, err = run("asked", "0851", "bo_natcafe", "--undo")
    assert (code, "intet at tage tilbage" in err) == (1, True)


def test_who_stands_in_the_directory_all_the_same_is_named(run: Run, store_file: Path) -> None:
    code, out, _ = run("asked", "9901", "bo_110", "--none", "--by", "leder")
    assert (code, "Matrixen viser dækning alligevel" in out, "Herberg Broen" in out) == (0, True, True)
    assert "alligevel" not in run(*NOBODY)[1]
    assert "alligevel" not in run("asked", "9901", "bo_110", "--there-is", "--by", "leder")[1]


def test_that_there_is_one_counts_as_asked(run: Run, store_file: Path) -> None:
    code, out, _ = run("asked", "0851", "kom_voksen", "--there-is", "--by", "leder")
    assert (code, "Opret aktøren" in out, "1 af" in out) == (0, True, True)


def test_for_a_group_alone(run: Run, store_file: Path) -> None:
    code, out, _ = run(*NOBODY, "--group", "rg_rus")
    assert (code, "for Borgere med rusmiddelproblemer" in out) == (0, True)


def test_refusals_exit_with_one_and_wrong_use_with_two(run: Run, store_file: Path) -> None:
    code, _, err = run("asked", "0999", "bo_110", "--none", "--by", "leder")
    assert (code, "fire cifre" in err) == (1, True)
    code, _, err = run("asked", "0851", "bo_110", "--by", "leder")
    assert (code, "--there-is" in err) == (2, True)
    code, _, err = run("asked", "0851", "bo_110", "--none", "--there-is", "--by", "leder")
    assert code == 2
    code, _, err = run("asked", "0851", "bo_110", "--none")
    assert (code, "en rolle, aldrig et navn" in err) == (2, True)
    code, _, err = run("asked", "0851", "bo_110", "--none", "--by", "010190-1234")
    assert (code, "1234" in err) == (1, False)


def test_it_speaks_english(run: Run, store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    code, out, _ = run(*NOBODY)
    assert (code, "does not exist in Aalborg" in out, "expected kinds" in out) == (0, True, True)
