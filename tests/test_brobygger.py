"""The commands, as somebody at a terminal meets them: what they print, and how they exit."""

import hashlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from shutil import copyfile

import click
import pytest

import brobygger
from graphdb.connect import open_store
from graphdb.message import ENGLISH, catalogue
from graphdb.records import Record
from graphdb.store import What
from graphdb.writing.plan import Stamp, commit
from importers import sources
from tests.command_line import call
from tests.graphdb.writing.test_plan import AT, small

ROOT = str(Path(__file__).parents[1])
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder: (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BROBYGGER_STORE", raising=False)

    return partial(call, monkeypatch, capfd)


@pytest.fixture(scope="module")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that ``brobygger load`` makes."""
    path = tmp_path_factory.mktemp("loaded") / "brobygger.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROBYGGER_STORE", f"sqlite:///{path}")
        brobygger.command_line.main(["load"], standalone_mode=False)
    return path


@pytest.fixture
def loaded(run: Run, loaded_file: Path, tmp_path: Path) -> None:
    """``run("load")`` without its time."""
    copyfile(loaded_file, tmp_path / "brobygger.db")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def directory(folder: Path) -> tuple[str, str]:
    """Two files: an actor, and one that points nowhere."""
    actors, relations = folder / "actors.csv", folder / "relations.csv"
    actors.write_text("id,name,kind\na,Værestedet,civ_vaerested\n", encoding="utf-8")
    relations.write_text("from,kind,to\na,rel_henviser,b\n", encoding="utf-8")
    return str(actors), str(relations)


def test_from_reference_data_to_another_store_and_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("load")[0] == 0
    actors, _ = directory(tmp_path)
    assert run("import", "directory", actors, "--source", "horsens")[0] == 0
    code, out, _ = run("check")
    assert (code, "Alt hænger sammen." in out) == (0, True)
    assert run("export", "ud.jsonl")[0] == 0
    monkeypatch.setenv("BROBYGGER_STORE", "sqlite:///kopi.db")
    assert run("restore", "ud.jsonl")[0] == 0
    assert run("export", "igen.jsonl")[0] == 0
    assert (tmp_path / "ud.jsonl").read_bytes() == (tmp_path / "igen.jsonl").read_bytes()
    code, _, why = run("restore", "ud.jsonl")
    assert (code, "tom" in why) == (1, True)


@pytest.mark.usefixtures("loaded")
def test_refused_rows_exit_with_one_and_say_where(run: Run, tmp_path: Path) -> None:
    actors, _ = directory(tmp_path)
    Path(actors).write_text(
        "id,name,kind\na,Værestedet,civ_vaerested\n,Huset,civ_vaerested\n", encoding="utf-8"
    )
    code, _, err = run("import", "directory", actors, "--report", "rapport.json")
    assert (code, "actors.csv, række 3" in err) == (1, True)
    report = json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8"))
    assert len(report["refused"]) == 1


@pytest.mark.usefixtures("loaded")
def test_what_is_held_back_is_told_and_no_failure(run: Run, tmp_path: Path) -> None:
    """A relation to an actor nobody has heard of yet: another file may bring it."""
    actors, relations = directory(tmp_path)
    code, out, err = run("import", "directory", actors, relations, "--report", "rapport.json")
    assert (code, "relations.csv, række 2" in out + err) == (0, True)
    report = json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8"))
    assert (len(report["refused"]), len(report["held_back"])) == (0, 1)


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    run("load", "--no-national")
    actors, _ = directory(tmp_path)
    code, out, _ = run("import", "directory", actors, "--dry-run")
    assert (code, "intet er skrevet" in out) == (0, True)
    store = open_store("sqlite:///brobygger.db")
    assert not any(getattr(item, "id", "").startswith("actor:") for item in store.scan(What.NODES))
    store.close()


@pytest.mark.usefixtures("loaded")
def test_an_import_is_listed_with_its_files_and_taken_back(run: Run, tmp_path: Path) -> None:
    actors, _ = directory(tmp_path)
    assert run("import", "directory", actors, "--source", "horsens")[0] == 0
    code, out, _ = run("runs", "--json")
    newest, *older = json.loads(out)
    assert (code, newest["source"], newest["state"]) == (0, "horsens", "done")
    assert (newest["new"], newest["refused"], "sign" in newest) == (1, 0, False)
    checksum = hashlib.sha256(Path(actors).read_bytes()).hexdigest()
    assert newest["files"] == [["actors.csv", checksum]]
    assert [one["at"] for one in older] == sorted((one["at"] for one in older), reverse=True)
    code, out, _ = run("undo", newest["id"], "--dry-run")
    assert (code, "intet er skrevet" in out, "1 nye oplysninger" in out) == (0, True, True)
    assert "Ville ikke blive vist længere: Værestedet" in out
    code, out, err = run("undo", newest["id"])
    assert (code, "er taget tilbage" in out, err.strip()) == (0, True, "")
    assert "Vises ikke længere: Værestedet" in out
    code, out, _ = run("runs")
    assert (code, "horsens, taget tilbage" in out, "actors.csv" in out) == (0, True, True)
    code, _, err = run("undo", newest["id"])
    assert (code, "allerede" in err) == (1, True)
    assert run("check")[0] == 0


def test_without_an_import_the_list_says_what_to_do(run: Run) -> None:
    open_store("sqlite:///brobygger.db").prepare()
    code, out, _ = run("runs")
    assert (code, "ikke indlæst" in out) == (0, True)
    code, _, err = run("undo", "010190-1234")
    assert (code, "findes ikke" in err, "010190" in err) == (1, True, False)


def test_reasons_are_erased_by_words_that_no_shell_remembers(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    commit(store, small(), Stamp(AT, "anna", "Ringede om Jens Bendtsen"))
    store.close()
    monkeypatch.setattr("sys.stdin", StringIO("jens\n" * 2))
    code, out, err = run("erase", "--dry-run")
    assert (code, "Handling nr. 1" in out, "Intet er slettet" in out) == (0, True, True)
    assert "Ord, der står i begrundelsen" in err
    code, out, _ = run("erase")
    assert (code, "Slettede begrundelser: 1." in out, "Jens" in out) == (0, True, False)
    assert run("check")[0] == 0


def test_what_is_too_old_is_taken_away(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    store.records.put(Record("doubt", "x", '{"at":"2020-01-01T00:00:00+00:00"}', expires="2020-04-01"))
    store.close()
    code, out, _ = run("purge", "--dry-run")
    assert (code, "beskeder om fejl: 1" in out, "Intet er slettet" in out) == (0, True, True)
    assert "Slettet, fordi tiden er gået" in run("purge")[1]
    assert "Intet er for gammelt" in run("purge")[1]
    monkeypatch.setenv("BROBYGGER_KEEP_DOUBTS", "91")
    code, _, err = run("purge")
    assert (code, "BROBYGGER_KEEP_DOUBTS" in err) == (1, True)


def test_sources_are_listed(run: Run) -> None:
    code, out, _ = run("sources")
    assert code == 0
    folder = Path(sources.__file__).parent
    modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    assert [line.partition(":")[0] for line in out.splitlines()] == modules


@pytest.mark.parametrize(
    "words",
    [
        ("import", "ingen", "fil.csv"),
        ("import", "directory"),
        ("serve", "--port", "0"),
        ("flyv",),
        ("export",),
    ],
)
def test_wrong_use_exits_with_two(run: Run, words: tuple[str, ...]) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "danish"),
    [
        ("flyv", "Fejl: Der er ingen kommando, der hedder 'flyv'."),
        ("lod", "Fejl: Der er ingen kommando, der hedder 'lod'. Mente du 'load'?"),
        ("import ingen fil.csv", "Fejl: Forkert værdi for 'SOURCE': 'ingen' er ikke en af disse: 'areas', "),
        ("import directory", "Fejl: Her mangler 'FILES...'."),
        ("import", "Fejl: Her mangler 'SOURCE'. Vælg en af disse:"),
        ("serve --port 0", "Fejl: Forkert værdi for '--port': 0 er for lidt eller for meget (1<=x<=65535)."),
        ("serve --port x", "Fejl: Forkert værdi for '--port': 'x' er ikke et tal, der kan bruges her."),
        ("serve --pust", "Fejl: Der er ingen indstilling, der hedder '--pust'."),
        ("serve --prot", "(Mente du en af disse: '--host', '--port'?)"),
        ("serve --port", "Fejl: Der mangler en værdi efter '--port'."),
        ("load --demo=3", "Fejl: Indstillingen '--demo' tager ingen værdi."),
        ("check mere", "Fejl: Her står noget, der ikke skal være der: mere"),
        ("check a b", "Fejl: Her står noget, der ikke skal være der: a b"),
    ],
)
def test_wrong_use_is_said_in_the_language_of_the_command_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, danish: str
) -> None:
    """Seen red without ``_teach_click``."""
    code, _, err = run(*words.split())
    assert (code, danish in err) == (2, True), err
    assert not re.search(r"Usage|Try|OPTIONS|Error|option|command", err)
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    code, _, err = run(*words.split())
    assert (code, "Error: " in err, "Fejl" in err) == (2, True, False), err


def test_the_help_is_in_one_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = run("serve", "--help")
    assert re.match(r"Brug: .* serve \[INDSTILLINGER\]\n", out)
    assert ("Vis denne hjælp." in out, "[ellers: 127.0.0.1]" in out, "Options" in out) == (True, True, False)
    assert "Kommandoer:" in run("--help")[1]
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    _, out, _ = run("serve", "--help")
    assert re.match(r"Usage: .* serve \[OPTIONS\]\n", out)
    assert "Show this message and exit." in out


def test_click_still_says_what_we_translate() -> None:
    """A newer click with other words would speak English again."""
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    texts = {both[ENGLISH].encode("unicode_escape").decode() for both in catalogue("click").values()}
    assert len(texts) > 20
    assert [text for text in texts if f'"{text}"' not in sources] == []


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BROBYGGER_STORE", "mysql://localhost", ("check",)),
        ("BROBYGGER_STORE", "sqlite:////ingen/steder/store.db", ("check",)),
        ("PORT", "mange", ("serve",)),
        ("BROBYGGER_NEO4J_PASSWORD_FILE", "/ingen/fil", ("check",)),
    ],
)
def test_a_wrong_environment_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, value)
    code, _, err = run(*words)
    assert code == 1
    assert 0 < len(err.strip().splitlines()) <= 2
    assert "Traceback" not in err


def test_a_database_that_is_away_is_named_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import brobygger; brobygger.main()", "check"]
    store = {"BROBYGGER_STORE": "bolt://127.0.0.1:1", "BROBYGGER_NEO4J_PASSWORD": "x"}
    run = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **store, "PYTHONPATH": ROOT}, capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert (
        run.stderr == "Databasen på 127.0.0.1:1 svarer ikke. Prøv igen om lidt, eller tjek BROBYGGER_STORE.\n"
    )


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_said_before_anything_starts(
    run: Run, tmp_path: Path, command: str, taken: int
) -> None:
    code, _, err = run(command, "--port", str(taken))
    assert (code, "optaget" in err, "--port" in err) == (1, True, True)
    assert not (tmp_path / "brobygger.db").exists()


@pytest.mark.parametrize("command", ["demo", "serve"])
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "rådhuset.lan"])
def test_others_are_served_under_a_known_address_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, host: str
) -> None:
    # Red without the first question of ``server.check``.
    monkeypatch.delenv("BROBYGGER_URL", raising=False)
    code, _, err = run(command, "--host", host)
    assert (code, "BROBYGGER_URL=http://" in err, "Traceback" in err) == (1, True, False)
    assert not (tmp_path / "brobygger.db").exists()


@pytest.mark.usefixtures("loaded")
def test_example_data_does_not_go_in_beside_real_actors(run: Run, tmp_path: Path) -> None:
    run("import", "directory", directory(tmp_path)[0])
    code, _, err = run("load", "--demo")
    assert (code, "eksempeldata" in err.lower()) == (1, True)


def test_the_command_line_speaks_english_when_asked_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "en")
    assert "Takes municipalities and regions" in run("sources")[1]
    assert "put example data into it" in run("demo", "--help")[1]
    code, _, err = run("check")
    assert (code, "does not exist. Check the path" in err) == (1, True)
    monkeypatch.setenv("BROBYGGER_LANG", "da")
    assert "Tager kommuner og regioner" in run("sources")[1]
    assert "læg eksempeldata i" in run("demo", "--help")[1]


def test_a_language_that_there_is_not_is_refused_in_danish(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_LANG", "tysk")
    code, _, err = run("check")
    assert (code, err) == (1, "Miljøvariablen BROBYGGER_LANG skal være da eller en.\n")


@pytest.mark.usefixtures("loaded")
def test_a_file_that_is_not_there_is_said(run: Run) -> None:
    for words in (("import", "directory", "ingen-actors.csv"), ("restore", "ingen.jsonl")):
        code, _, err = run(*words)
        assert code == 1
        assert "Traceback" not in err


@pytest.mark.usefixtures("loaded")
def test_a_report_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    code, out, why = run("import", "directory", directory(tmp_path)[0], "--report", ".")
    assert (code, "aktører" in out) == (1, True)
    assert "Rapporten . kan ikke skrives" in why
    assert "Traceback" not in why


def test_an_export_needs_a_name(run: Run) -> None:
    store = open_store("sqlite:///brobygger.db")
    store.prepare()
    store.close()
    code, _, err = run("export", ".")
    assert (code, "mappe" in err, "Traceback" in err) == (1, True, False)


def test_the_version_is_the_one_that_is_installed(run: Run) -> None:
    assert run("--version") == (0, f"brobygger {version('brobygger')}\n", "")


@pytest.mark.parametrize("source", ["seed", "demo", "demo-own", "national", "Demo", "SEED"])
@pytest.mark.usefixtures("loaded")
def test_a_name_of_ours_is_no_source(run: Run, tmp_path: Path, source: str) -> None:
    """The next load would prune what such an import brought. Seen red without ``not_ours``."""
    actors, _ = directory(tmp_path)
    code, _, err = run("import", "directory", actors, "--source", source)
    assert (code, "--source horsens" in err) == (1, True)


@pytest.mark.usefixtures("loaded")
def test_a_report_is_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    """Seen red with ``write_text``."""
    actors, _ = directory(tmp_path)
    path = tmp_path / "rapport.json"
    path.write_text("fra i går")
    path.chmod(0o644)
    for _ in range(2):
        assert run("import", "directory", actors, "--report", "rapport.json")[0] == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.unlink()
