"""What every test may ask for: an empty store of either kind, a Neo4j of one's own, a browser."""

import gc
import logging
import os
import signal
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from graphdb.connect import open_store
from graphdb.store import GraphStore
from tests import browser as chromium
from tests import machine
from tests import neo4j_server as neo4j_for_tests
from tests.files import copied, filled_once
from tests.graphdb.world import load_all, load_demo, load_national
from tests.kept import load_unless_there
from tests.sweeps import ONE_IN, thin

# The server remarks that no data has this label, this relationship type, this property yet.
NOT_YET_IN_USE: Final = frozenset({"01N50", "01N51", "01N52"})
GARBAGE_AFTER: Final = (100_000, 20, 100)
"""New objects until the young are looked through, and how often before older ones: Python has 700, 10, 10."""
NEEDS: Final = {
    "neo4j_server": "neo4j",
    "own_neo4j": "neo4j",
    "neo4j_address": "neo4j",
    "neo4j_demo": "neo4j",
    "browser": "chromium",
}

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_configure() -> None:
    """Tests begin alike everywhere.

    A shell that runs its jobs in the background lets them, and all they start, ignore Ctrl-C.
    """
    gc.disable()  # what is imported and collected stays until the end
    machine.forget()
    machine.same_examples()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rounds``: how often each torture test runs. ``--sweep``: long sweeps whole."""
    parser.addoption("--rounds", type=int, default=1, help="rounds of each torture test (default 1)")
    parser.addoption("--sweep", action="store_true", help=f"long sweeps whole, not one case in {ONE_IN}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``torture_round`` runs once per round."""
    if "torture_round" in metafunc.fixturenames:
        metafunc.parametrize("torture_round", range(metafunc.config.getoption("--rounds")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look no more for garbage among modules and thousands of collected tests, and elsewhere less often.

    It took an eighth of the time of tests that do no more than to compute.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs Neo4j or Chromium, so that ``-m "not neo4j"`` needs no care in the tests.

    And say what runs side by side: files do, but all tests of Neo4j follow each other, since each begins with
    an empty database, or with the demo, and the community edition has one. What takes longest begins first.
    """
    for item in items:
        asked = getattr(item, "fixturenames", ())
        for marker in sorted({NEEDS[name] for name in asked if name in NEEDS}):
            item.add_marker(marker)
        if "torture_round" in asked:
            item.add_marker("torture")
        if is_above_the_store(item):
            item.add_marker("cases_on_sqlite")
        item.add_marker(pytest.mark.xdist_group(group(item)))
    items.sort(key=turn)
    if not config.getoption("--sweep"):
        thin(config, items)


def turn(item: pytest.Item) -> tuple[bool, ...]:
    """By this the tests are sorted: those of Neo4j begin, and of them those that begin with the same
    contents: they read the demo, which others then edit and one damages, or take what they write in the world
    away again. Those that change the schema come last of them, since the server then forgets all its plans,
    and behind them those that kill it.

    Files that start processes and browsers come before those that do not: the last files to end are short.
    """
    asked, on_neo4j = {*getattr(item, "fixturenames", ())}, asks_neo4j(item)
    return (
        not on_neo4j,
        "own_neo4j" in asked,
        item.get_closest_marker("changes_schema") is not None,
        on_neo4j and asked.isdisjoint({"neo4j_demo", "demo_to_edit"}),
        "to_damage" in asked,
        on_neo4j and "demo_to_edit" in asked,
        on_neo4j and "each_world" not in asked,
        not starts_processes(item),
    )


def starts_processes(item: pytest.Item) -> bool:
    """Whether the test's file does, as far as its imports say, or the test drives a browser."""
    module = getattr(item, "module", None)
    names = ("subprocess", "serving")
    return item.get_closest_marker("chromium") is not None or any(hasattr(module, name) for name in names)


def group(item: pytest.Item) -> str:
    """The name that the test shares with those that run in the same process."""
    return "neo4j" if asks_neo4j(item) else item.nodeid.partition("::")[0]


def asks_neo4j(item: pytest.Item) -> bool:
    """Whether the test needs a Neo4j."""
    return item.get_closest_marker("neo4j") is not None


def is_above_the_store(item: pytest.Item) -> bool:
    """Whether the test runs on each kind of store, and tries what comes about by calls of the store.

    Both kinds answer these alike, says ``tests/contract``: on Neo4j a file's first tests will do.
    """
    folders = set(item.nodeid.partition("::")[0].split("/"))
    each_kind = "neo4j" in getattr(getattr(item, "callspec", None), "params", {}).values()
    return each_kind and "graphdb" in folders and folders.isdisjoint({"stores", "upkeep"})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything must be there, a skipped test has failed."""
    return fail_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself."""
    return fail_skipped((yield))


def fail_skipped(report: Report) -> Report:
    """A skip becomes a failure with its reason; what is expected to fail (``xfail``) is none."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        _, _, why = report.longrepr if isinstance(report.longrepr, tuple) else ("", 0, str(report.longrepr))
        report.outcome, report.longrepr = "failed", f"{why} (skipped, and CI is set)"
    return report


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether sweeps run whole (``make sweep``); else a case may take some of its hours or files."""
    return bool(request.config.getoption("--sweep"))


@dataclass(frozen=True, slots=True)
class Address:
    """How another process reaches a store: the arguments of ``open_store``."""

    url: str
    user: str = ""
    password: str = ""

    def open(self) -> GraphStore:
        """A new connection; the caller closes it."""
        return open_store(self.url, user=self.user, password=self.password)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[neo4j_for_tests.Server]:
    """A running Neo4j, shared by the whole session: never assumed empty, killed by its last tests alone."""
    try:
        home = tmp_path_factory.mktemp("neo4j") / "home"
        server = neo4j_for_tests.given() or neo4j_for_tests.own(home)
        server.start()
    except neo4j_for_tests.Neo4jMissing as why:
        pytest.skip(str(why))
    except neo4j_for_tests.NotEmpty as why:
        pytest.exit(str(why), returncode=pytest.ExitCode.USAGE_ERROR)
    yield server
    server.stop()


@pytest.fixture
def neo4j_to_freeze(neo4j_server: neo4j_for_tests.Server) -> neo4j_for_tests.Server:
    """The session's Neo4j, which the test may freeze and thaws."""
    if isinstance(neo4j_server, neo4j_for_tests.GivenServer):
        pytest.skip("the Neo4j that BROBYGGER_TEST_NEO4J names is somebody else's to stop")
    return neo4j_server


@pytest.fixture
def own_neo4j(neo4j_to_freeze: neo4j_for_tests.Server) -> neo4j_for_tests.Server:
    """The session's Neo4j, emptied, which the test may kill and restart: only such tests follow."""
    if not neo4j_for_tests.answers(neo4j_to_freeze):
        neo4j_to_freeze.start()
    neo4j_for_tests.wipe(neo4j_to_freeze)
    return neo4j_to_freeze


@pytest.fixture
def sqlite_address(tmp_path: Path) -> Address:
    """A SQLite file that is not there yet."""
    return Address(f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def neo4j_address(neo4j_server: neo4j_for_tests.Server) -> Address:
    """The session's Neo4j, emptied."""
    neo4j_for_tests.wipe(neo4j_server)
    return Address(neo4j_server.uri, neo4j_server.user, neo4j_server.password)


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def address(request: pytest.FixtureRequest) -> Address:
    """An empty database of each kind in turn, not prepared."""
    store_address: Address = request.getfixturevalue(f"{request.param}_address")
    return store_address


@pytest.fixture
def store(address: Address) -> Iterator[GraphStore]:
    """An empty, prepared store of each kind in turn."""
    yield from prepared(address)


@pytest.fixture
def sqlite_store(sqlite_address: Address) -> Iterator[GraphStore]:
    """An empty, prepared SQLite store."""
    yield from prepared(sqlite_address)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with reference data and the demo directory, as of ``world.TODAY``. Only read it."""
    return filled_once(tmp_path_factory, "demo.db", load_demo)


@pytest.fixture(scope="session")
def national_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with reference data and the country's public entries. Only read it."""
    return filled_once(tmp_path_factory, "national.db", load_national)


@pytest.fixture(scope="session")
def all_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with those and the demo directory. Only read it."""
    return filled_once(tmp_path_factory, "all.db", load_all)


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """The demo directory in a SQLite store of one's own."""
    yield from copied(demo_file, tmp_path)


@pytest.fixture(scope="session")
def demo_fingerprints() -> set[str]:
    """Which contents of the session's Neo4j have been the demo directory."""
    return set()


@pytest.fixture(scope="session")
def neo4j_reader(neo4j_server: neo4j_for_tests.Server) -> Iterator[GraphStore]:
    """The store that all tests of the demo in Neo4j read through: each new one reads its whole index anew."""
    with closing(Address(neo4j_server.uri, neo4j_server.user, neo4j_server.password).open()) as store:
        yield store


@pytest.fixture
def neo4j_demo(
    neo4j_server: neo4j_for_tests.Server,
    neo4j_reader: GraphStore,
    demo_file: Path,
    demo_fingerprints: set[str],
) -> GraphStore:
    """The demo directory in the session's Neo4j, loaded unless the test before left it. Only read it.

    That files can be imported into Neo4j is seen by ``tests/importers/sources/test_samples.py``, and by
    ``tests/test_interrupted.py`` with all reference data.
    """
    load_unless_there(neo4j_reader, neo4j_server, demo_file, demo_fingerprints)
    return neo4j_reader


@pytest.fixture
def neo4j_store(neo4j_address: Address) -> Iterator[GraphStore]:
    """An empty, prepared Neo4j store."""
    yield from prepared(neo4j_address)


def prepared(address: Address) -> Iterator[GraphStore]:
    """Open, prepare, hand over, close."""
    opened = address.open()
    try:
        opened.prepare()
        yield opened
    finally:
        opened.close()


class Notices(logging.Handler):
    """Collects what Neo4j remarks about statements, but for the three remarks that mean an empty database."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if not any(code in text for code in NOT_YET_IN_USE):
            self.texts.append(text)


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """A test leaves the settings of the next one alone. Seen red with a port that a command had put there."""
    before = settings_around()
    yield
    assert settings_around() == before


def settings_around() -> Mapping[str, str]:
    """What this process would tell a program that it starts, but for what pytest itself puts there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


@pytest.fixture(autouse=True)
def no_remarks_from_neo4j() -> Iterator[None]:
    """A deprecated or suspicious statement fails the test that sent it."""
    notices, log = Notices(), logging.getLogger("neo4j.notifications")
    level = log.level
    log.addHandler(notices)
    log.setLevel(logging.DEBUG)
    yield
    log.removeHandler(notices)
    log.setLevel(level)
    assert not notices.texts, "\n".join(notices.texts)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, started once in each process that has tests for it; each test has a context of its own."""
    path = chromium.find_chromium()
    if path is None:
        pytest.skip("Chromium is missing: install Chromium or Google Chrome")
    with sync_playwright() as playwright:
        environment = chromium.environment(tmp_path_factory.mktemp("chromium"))
        running = playwright.chromium.launch(
            executable_path=path, args=chromium.arguments(), env={**environment}
        )
        expect.set_options(timeout=chromium.PATIENCE)
        running.on("context", lambda context: context.set_default_timeout(chromium.PATIENCE))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with no cookies, 1280 by 900; ``page.set_viewport_size`` makes it a telephone."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of the accessibility checker."""
    if not chromium.AXE.is_file():
        pytest.skip("axe is missing: run `make assets`")
    return chromium.AXE.read_text(encoding="utf-8")
