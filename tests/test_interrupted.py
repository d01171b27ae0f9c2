"""An import that is killed leaves nothing behind once anything starts again; one at work is left alone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import psutil
import pytest

from graphdb.model import EdgeKind, Entry, NodeKind, area_id, term_id
from graphdb.runs import runs
from graphdb.store import GraphStore, Item, What
from graphdb.upkeep import check
from graphdb.writing.plan import Stamp, commit
from tests.conftest import Address
from tests.graphdb.writing.test_plan import AT, link, node
from tests.ports import free_port
from tests.webapp.serving import ask

ROOT: Final = Path(__file__).parents[1]
MANY: Final = 200
COMMAND: Final = "import brobygger; brobygger.main()"
HELD: Final = """
import os, pathlib, time
from graphdb.runs import runs
from importers.running import frame
runs.PART = 50
each, parts = frame.commit_each, []
def pausing(store, edits, stamp, still):
    def wait():
        still()
        parts.append(1)
        if len(parts) == 3:
            pathlib.Path(os.environ["WAITS"]).touch()
            while not pathlib.Path(os.environ["GO_ON"]).exists():
                time.sleep(0.02)
    return each(store, edits, stamp, wait)
frame.commit_each = pausing
"""
"""An import in small parts that stops between two of them until GO_ON exists."""
TOGETHER: Final = """
import os, pathlib, time
import brobygger
from graphdb.runs.runs import Run
def wait_for(path):
    while not pathlib.Path(path).exists():
        time.sleep(0.001)
stamp = Run.stamp
def stamp_later(run, why):
    wait_for(os.environ["GO_ON"] + "-writing")
    return stamp(run, why)
Run.stamp = stamp_later
pathlib.Path(os.environ["WAITS"] + str(os.getpid())).touch()
wait_for(os.environ["GO_ON"])
brobygger.main()
"""
"""A command that has all it needs in memory, begins with others at one moment, and writes once it may."""
Process = subprocess.Popen[str]
Start = Callable[..., Process]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")


@pytest.fixture
def town(store: GraphStore) -> GraphStore:
    """A store with one actor, and the few terms that are needed to bring more."""
    actor = "actor:old:a"
    edits = [
        node(area_id("0615"), NodeKind.AREA, code="0615", name="Horsens", level="municipality"),
        node(term_id("civ_ngo"), NodeKind.ACTOR_TYPE, code="civ_ngo", label_da="Forening"),
        node(
            term_id("rg_rus"), NodeKind.RISK_GROUP, code="rg_rus", label_da="Borgere med rusmiddelproblemer"
        ),
        node(actor, NodeKind.ACTOR, name="Den gamle", kind="civ_ngo"),
        link(EdgeKind.SERVES, actor, area_id("0615")),
    ]
    commit(store, edits, Stamp(AT, "test", "prøve"))
    return store


@pytest.fixture
def start(address: Address, tmp_path: Path) -> Iterator[Start]:
    """Run a command beside the test; what still runs at its end is ended."""
    begun: list[Process] = []
    named = {
        "BROBYGGER_STORE": address.url,
        "BROBYGGER_NEO4J_USER": address.user,
        "BROBYGGER_NEO4J_PASSWORD": address.password,
        "WAITS": str(tmp_path / "waits"),
        "GO_ON": str(tmp_path / "go-on"),
    }

    def go(*words: str, code: str = COMMAND) -> Process:
        begun.append(
            subprocess.Popen(
                [sys.executable, "-c", code, *words],
                cwd=ROOT,
                env=os.environ | {name: value for name, value in named.items() if value},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return begun[-1]

    yield go
    for process in begun:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        with process:  # waits, and closes its output
            process.communicate(timeout=60)


@pytest.fixture
def halfway(town: GraphStore, start: Start, tmp_path: Path) -> Process:
    """An import that has written some of its actors, and waits."""
    file = tmp_path / "actors.csv"
    rows = (f"a{n},Aktør {n},civ_ngo,0615" for n in range(MANY))
    file.write_text("\n".join(["id,name,kind,municipalities", *rows]), encoding="utf-8")
    process = start("import", "directory", str(file), "--source", "horsens", code=HELD + COMMAND)
    patiently(lambda: (tmp_path / "waits").exists() or process.poll() is not None)
    assert process.poll() is None
    assert 1 < len(entries(town)) < MANY
    return process


def patiently(ready: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + 90
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.1)


def entries(store: GraphStore) -> list[str]:
    return [item.id for item in store.scan(What.ENTRIES) if isinstance(item, Entry)]


def contents(store: GraphStore) -> list[Item]:
    return [item for what in (What.CLAIMS, What.NODES, What.EDGES, What.ENTRIES) for item in store.scan(what)]


def states(store: GraphStore) -> list[str]:
    return [str(one["state"]) for one in runs.list_runs(store, "horsens")]


def actors(port: int) -> int:
    """How many the pages find, once the server answers."""
    until = time.monotonic() + 90
    while True:
        try:
            return int(json.loads(ask(f"http://127.0.0.1:{port}/api/v1/actors"))["total"])
        except OSError:
            assert time.monotonic() < until


@pytest.mark.cases_on_sqlite
def test_who_serves_after_a_killed_import_serves_what_was_there_before(
    town: GraphStore, halfway: Process, start: Start
) -> None:
    halfway.kill()
    halfway.wait()
    assert states(town) == ["open"]
    port = free_port()
    serving = start("serve", "--port", str(port))
    assert actors(port) == 1
    serving.send_signal(signal.SIGINT)
    assert "bliver taget tilbage" in serving.communicate(timeout=60)[0]
    assert (states(town), entries(town)) == (["undone"], ["actor:old:a"])
    assert check.check(town).faults == ()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # test_warming.py asks of both stores
def test_pages_leave_an_import_at_work_alone_and_heal_by_themselves_when_it_dies(
    town: GraphStore, halfway: Process, start: Start
) -> None:
    before = contents(town)
    port = free_port()
    start("serve", "--port", str(port))
    assert actors(port) > 1
    assert "indlæsning blev afbrudt" in ask(f"http://127.0.0.1:{port}/find")
    assert (states(town), contents(town)) == (["open"], before)
    halfway.kill()
    halfway.wait()
    patiently(lambda: actors(port) == 1)
    assert (states(town), entries(town)) == (["undone"], ["actor:old:a"])


@pytest.mark.cases_on_sqlite
def test_an_import_at_work_ends_whole_though_others_begin(
    town: GraphStore, halfway: Process, start: Start, tmp_path: Path
) -> None:
    output, _ = start("check").communicate(timeout=90)
    assert "er i gang" in output
    output, _ = start("import", "directory", str(tmp_path / "actors.csv")).communicate(timeout=90)
    assert "Indlæsningen fra horsens, der begyndte" in output
    (tmp_path / "go-on").touch()
    output, _ = halfway.communicate(timeout=90)
    assert (halfway.returncode, states(town)) == (0, ["done"]), output
    assert len(entries(town)) == MANY + 1


@pytest.mark.cases_on_sqlite
def test_an_import_that_is_told_to_end_takes_itself_back(town: GraphStore, halfway: Process) -> None:
    """As when a container is stopped: nobody else could know at once that it is gone."""
    halfway.terminate()
    output, _ = halfway.communicate(timeout=90)
    assert (halfway.returncode, "Traceback" in output) == (1, False)
    assert (states(town), entries(town)) == (["undone"], ["actor:old:a"])


def is_read(pipe: IO[str]) -> bool:
    """Whether all that was written into it has been taken out."""
    import fcntl  # Windows has neither
    import termios

    unread = fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))
    return int.from_bytes(unread, sys.byteorder) == 0


STOPPED: Final = "Du har stoppet indlæsningen. Det, den var i gang med at skrive, er taget tilbage."


@pytest.mark.cases_on_sqlite
def test_ctrl_c_while_it_writes_takes_it_back_and_says_so(town: GraphStore, halfway: Process) -> None:
    halfway.send_signal(signal.SIGINT)
    output, _ = halfway.communicate(timeout=90)
    assert (halfway.returncode, "Traceback" in output, STOPPED in output) == (1, False, True)
    assert (states(town), entries(town)) == (["undone"], ["actor:old:a"])
    assert check.check(town).faults == ()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_ctrl_c_while_it_reads_takes_it_back_and_says_so(
    town: GraphStore, start: Start, tmp_path: Path, dry_run: tuple[str, ...]
) -> None:
    """A file that never ends, as on a share that hangs."""
    path = tmp_path / "actors.csv"
    os.mkfifo(path)
    process = start("import", "directory", str(path), "--source", "horsens", *dry_run)
    with path.open("w", encoding="utf-8") as file:  # waits until somebody reads
        file.write("id,name,kind\na,Aktør,civ_ngo\n")
        file.flush()
        patiently(lambda: states(town) == ([] if dry_run else ["open"]))
        # A signal just before a reading begins is seen only after it.
        patiently(lambda: is_read(file) and psutil.Process(process.pid).status() == psutil.STATUS_SLEEPING)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=90)
    assert (process.returncode, "Traceback" in output, STOPPED in output) == (1, False, True)
    assert (states(town), entries(town)) == ([] if dry_run else ["undone"], ["actor:old:a"])


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(
            ("import", "directory", "north.csv", "--source", "north"), marks=pytest.mark.cases_on_sqlite
        ),
        ("load",),
    ],
)
def test_of_runs_begun_together_one_runs_and_the_others_are_refused(
    town: GraphStore, start: Start, tmp_path: Path, first: tuple[str, ...], torture_round: int
) -> None:
    files = {}
    for name in ("north", "south"):
        files[f"{name}.csv"] = str(tmp_path / f"{name}.csv")
        rows = (f"a{n},Aktør {n},civ_ngo,0615" for n in range(20))
        (tmp_path / f"{name}.csv").write_text("\n".join(["id,name,kind,municipalities", *rows]))
    second = ("import", "directory", "south.csv", "--source", "south")
    begun = {
        words[-1]: start(*(files.get(word, word) for word in words), code=TOGETHER)
        for words in (first, second)
    }
    patiently(lambda: len(list(tmp_path.glob("waits*"))) == len(begun))
    before = town.status().version
    (tmp_path / "go-on").touch()
    patiently(lambda: any(process.poll() is not None for process in begun.values()))
    (tmp_path / "go-on-writing").touch()
    outputs = {name: process.communicate(timeout=90)[0] for name, process in begun.items()}
    codes = {name: process.returncode for name, process in begun.items()}
    assert sorted(codes.values()) == [0, 1], outputs
    refused = next(name for name, code in codes.items() if code)
    ran = next(name for name, code in codes.items() if not code)
    sources = {"seed", "national"} if ran == "load" else {ran}
    assert re.search(
        rf"Indlæsningen fra ({'|'.join(sources)}), der begyndte .* kl\. \d+\.\d\d, er i gang",
        outputs[refused],
    )
    written = {one.source for one in town.changes(after=before, limit=100_000).items}
    assert written == sources
    assert {str(one["source"]) for one in runs.list_runs(town)} == sources
    assert check.check(town).faults == ()
