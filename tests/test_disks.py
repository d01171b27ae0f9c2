"""Commands where the disk is full, may only be read, or holds no database: they work, or say why not."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from graphdb.connect import open_store
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp, commit
from tests.command_line import call
from tests.conftest import Address
from tests.graphdb.writing.test_plan import AT
from tests.graphdb.writing.test_plan import small as town

ROOT: Final = Path(__file__).parents[1]
COMMAND: Final = "import brobygger; brobygger.main()"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """A command on the database at a path or address: (exit code, its words)."""
    monkeypatch.chdir(tmp_path)

    def go(store: Path | Address, *words: str) -> tuple[int, str]:
        for name, value in environment(store).items():
            monkeypatch.setenv(name, value)
        code, out, err = call(monkeypatch, capfd, *words)
        return code, out + err

    return go


def environment(store: Path | Address) -> dict[str, str]:
    """What a command is told of a database."""
    at = store if isinstance(store, Address) else Address(f"sqlite:///{store}")
    login = {"BROBYGGER_NEO4J_USER": at.user, "BROBYGGER_NEO4J_PASSWORD": at.password}
    return {"BROBYGGER_STORE": at.url, **login}


@pytest.fixture
def run_apart(tmp_path: Path) -> Run:
    """The same in a process of its own: what another process has open is not its own."""

    def go(store: Path | Address, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *words],
            cwd=tmp_path,
            env=os.environ | environment(store) | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    return go


class Disk:
    """A disk of one megabyte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, *options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", ",".join(["size=1m", *options]), "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def fill(self) -> None:
        with (self.folder / "filler").open("wb", buffering=0) as file:
            while True:
                try:
                    file.write(b"x" * 4096)
                except OSError:
                    return


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """One to fill, or to make read-only. It is no fault, in CI either, where it cannot be had."""
    small_disk = Disk(tmp_path / "disk")
    small_disk.folder.mkdir()
    if sys.platform != "linux" or not small_disk.mount():
        leave_out = pytest.xfail if os.environ.get("CI") else pytest.skip
        leave_out("needs to mount a small disk: Linux, as root")
    yield small_disk
    subprocess.run(["umount", "--lazy", str(small_disk.folder)], check=True)


def closed_store(path: Path) -> Path:
    """A database with a hostel in a town, closed."""
    store = open_store(f"sqlite:///{path}")
    store.prepare()
    commit(store, town(), Stamp(AT, "test", "prøve"))
    store.close()
    return path


@pytest.mark.parametrize("words", [("check",), ("export", "ud.jsonl"), ("serve",)])
def test_a_mistyped_path_is_said_and_no_database_is_made(run: Run, tmp_path: Path, words: tuple[str]) -> None:
    code, output = run(tmp_path / "brobyger.db", *words)
    assert (code, "brobyger.db findes ikke" in output) == (1, True)
    (tmp_path / "empty.db").touch()
    code, output = run(tmp_path / "empty.db", *words)
    assert (code, "empty.db findes ikke" in output) == (1, True)
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [("empty.db", 0)]


@pytest.mark.neo4j
@pytest.mark.parametrize("words", [("check",), ("export", "ud.jsonl"), ("serve",)])
def test_nor_is_an_empty_neo4j_taken_for_one(run: Run, neo4j_address: Address, words: tuple[str]) -> None:
    code, output = run(neo4j_address, *words)
    assert (code, "Databasen er tom" in output) == (1, True)


def test_a_dry_run_makes_no_database_and_an_import_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id,name,kind\na,A,civ_ngo\n", encoding="utf-8")
    code, output = run(tmp_path / "a.db", "import", "directory", "actors.csv", "--dry-run")
    assert (code, "findes ikke" in output) == (1, True)
    assert not (tmp_path / "a.db").exists()
    run(tmp_path / "a.db", "import", "directory", "actors.csv")
    assert run(tmp_path / "a.db", "check")[0] == 0


@pytest.mark.skipif(os.name != "posix", reason="needs links and devices of a Unix")
def test_an_export_goes_into_files_only(run: Run, tmp_path: Path) -> None:
    path = closed_store(tmp_path / "a.db")
    before = path.read_bytes()
    (tmp_path / "link.jsonl").symlink_to("a.db")
    (tmp_path / "notes.txt").write_text("mine noter")
    for name in ("link.jsonl", "a.db", "notes.txt", os.devnull, "."):
        code, output = run(path, "export", name)
        assert (code, len(output.strip().splitlines())) == (1, 1), output
    assert path.read_bytes() == before
    assert (tmp_path / "notes.txt").read_text() == "mine noter"
    assert (tmp_path / "link.jsonl").is_symlink()
    assert Path(os.devnull).is_char_device()
    assert run(path, "export", "ud.jsonl") == run(path, "export", "ud.jsonl") == (0, "")


def test_an_export_to_a_full_disk_leaves_the_earlier_one(run: Run, tmp_path: Path, disk: Disk) -> None:
    path = closed_store(tmp_path / "a.db")
    file = disk.folder / "ud.jsonl"
    assert run(path, "export", str(file)) == (0, "")
    before = file.read_bytes()
    disk.fill()
    code, output = run(path, "export", str(file))
    assert (code, "Disken er fuld" in output) == (1, True)
    assert file.read_bytes() == before
    assert sorted(one.name for one in disk.folder.iterdir()) == ["filler", "ud.jsonl"]


def test_a_database_on_a_full_disk_is_read_or_the_disk_is_named(
    run_apart: Run, tmp_path: Path, disk: Disk
) -> None:
    path = closed_store(disk.folder / "a.db")
    disk.fill()
    for words in (("check",), ("export", str(tmp_path / "ud.jsonl"))):
        code, output = run_apart(path, *words)
        assert (code, "Disken er fuld" in output) == (1, True), output
    served = open_store(f"sqlite:///{path}")
    (disk.folder / "filler").unlink()
    assert served.status().version == 1
    disk.fill()
    code, output = run_apart(path, "check")
    assert code == 0, f"what lies beside the file is there while the pages are served: {output}"
    assert run_apart(path, "export", str(tmp_path / "ud.jsonl"))[0] == 0
    served.close()


def test_a_database_on_a_disk_that_may_only_be_read_says_so(run: Run, tmp_path: Path, disk: Disk) -> None:
    path = closed_store(disk.folder / "a.db")
    assert disk.mount("remount", "ro")
    for words in (("check",), ("export", str(tmp_path / "ud.jsonl")), ("load",)):
        code, output = run(path, *words)
        assert (code, "kun kan læses" in output, "Kopiér" in output) == (1, True, True), output
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    assert run(copy, "check")[0] == 0, "as the sentence says"
    code, output = run(copy, "export", str(disk.folder / "ud.jsonl"))
    assert (code, "kun kan læses" in output) == (1, True)


def test_prepare_makes_a_store_unless_told_not_to(store: GraphStore) -> None:
    store.prepare(create=False)
    assert store.status().version == 0
