"""The source ``table`` at the command line: guessed, looked through, imported, imported again."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest

from graphdb.claims import Rank
from graphdb.connect import open_store
from tests.command_line import call

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in a folder with a loaded database and a list: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BROBYGGER_STORE", raising=False)
    copyfile(seeded_file, "brobygger.db")
    Path("liste.csv").write_bytes("Navn;Tlf.;Type\nBlå Dør;87411000;Værested\n".encode("cp1252"))

    return partial(call, monkeypatch, capfd)


def test_guessed_then_imported_twice(run: Run) -> None:
    code, out, err = run("import", "table", "liste.csv", "--guess")
    assert (code, 'phone = "Tlf."' in out, "Intet er indlæst" in err) == (0, True, True)
    words = (
        "import",
        "table",
        "liste.csv",
        "--mapping",
        "liste.toml",
        "--source",
        "horsens",
        "--rank",
        "register",
    )
    assert run(*words)[0] == 0
    store = open_store("sqlite:///brobygger.db")
    [claim] = store.claims(["actor:horsens:blaa-doer"])["actor:horsens:blaa-doer"]
    assert claim.rank is Rank.REGISTER
    version = store.status().version
    store.close()
    code, out, _ = run(*words)
    assert code == 0
    store = open_store("sqlite:///brobygger.db")
    assert store.status().version - version <= 2, "the source alone says when it was fetched"
    store.close()


def test_a_guess_in_english(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    Path("liste.csv").write_text("Navn;Tlf.;Bemærkninger\nBlå Dør;87411000;lukket\n", encoding="utf-8")
    code, out, _ = run("import", "table", "liste.csv", "--guess")
    assert code == 0
    comments = [line.partition("#")[2] for line in out.splitlines() if "#" in line]
    assert not [line for line in comments if re.search(r"\b(fx|ikke|kolonne)\b", line)]
    assert '# not used: "Bemærkninger"  # e.g. lukket' in out


def test_a_guess_never_takes_the_place_of_a_mapping(run: Run) -> None:
    Path("liste.toml").write_text("min egen", encoding="utf-8")
    code, _, err = run("import", "table", "liste.csv", "--guess")
    assert (code, "findes allerede" in err) == (1, True)
    assert Path("liste.toml").read_text(encoding="utf-8") == "min egen"
    assert run("import", "table", "liste.csv", "--guess", "--mapping", "ny.toml")[0] == 0


def test_sources_with_columns_of_their_own_take_no_mapping(run: Run) -> None:
    for more in (("--mapping", "aftaler"), ("--guess",)):
        code, _, err = run("import", "directory", "liste.csv", *more)
        assert (code, "bruger ingen tilknytning" in err) == (1, True)


def test_the_rows_to_correct_are_written_for_their_owner_alone(run: Run) -> None:
    Path("liste.csv").write_text("Sted;Tlf.\nDøren;12\n", encoding="utf-8")
    words = ("import", "table", "liste.csv", "--mapping", "vaeresteder", "--source", "horsens")
    code, _, err = run(*words, "--faulty", "ret.pdf")
    assert (code, ".xlsx" in err, "Døren" in err) == (1, True, False)
    code, _, err = run(*words, "--faulty", "ret.xlsx")
    assert (code, "står i ret.xlsx" in err) == (0, True)
    assert Path("ret.xlsx").stat().st_mode & 0o077 == 0
    Path("liste.csv").write_text("Sted;Tlf.\nDøren;87411000\n", encoding="utf-8")
    code, _, err = run(*words, "--faulty", "intet.xlsx")
    assert (code, "ingen rækker at rette" in err, Path("intet.xlsx").exists()) == (0, True, False)


def test_without_a_mapping_ours_are_named(run: Run) -> None:
    code, _, err = run("import", "table", "liste.csv")
    assert (code, "tilbudsportalen" in err, "--guess" in err) == (1, True, True)


def test_sources_say_their_files_and_terms(run: Run) -> None:
    lines = {line.partition(":")[0]: line for line in run("sources")[1].splitlines()}
    assert "XLSX" in lines["table"]
    assert "Licens: Frie geografiske data; CC BY 4.0" in lines["areas"]
    assert "som aftalt med dem" in lines["table"]
