"""A real Neo4j Community server for tests, without Docker where none runs.

    python -m tests.neo4j_server download   fetch what is missing (`make neo4j` does this)
    python -m tests.neo4j_server run        a server of your own until Ctrl-C

The server is GPL; it is talked to over Bolt and never shipped. Its jars come from Maven Central once and are
checked against ``neo4j_jars/SHA256SUMS`` each time they are used.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import click
import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.ports import free_port

VERSION: Final = "5.26.31"
IMAGE: Final = "neo4j:5.26-community"
USER: Final = "neo4j"
PASSWORD: Final = "only-for-tests"
LOGIN: Final = (
    f"{USER}:SHA-256,b219e76468640cda457bf5682c3e98f0293b09ae084e215b9c0ed0ff8b48e705,"
    "b36aad988edcf6d5b3717fe9d912e90002dd095e5f7cbc51e7c3a4f6eab5b95f,1:"
)
"""Salt and password digested once, where ``neo4j-admin dbms set-initial-password`` does it 1,024 times, and
so would each of the thousands of connections. And it is a Java less to start for each server."""
START_SECONDS: Final = 270  # an idle machine needs ten; pytest gives the first test five minutes
HEAP: Final = "512m"
BRIEF: Final = (
    *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=240m"),
    *("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"),
)
"""A server of tests lives too short for the good compiler, which takes half of the processor from it.

Without that compiler Java keeps 48 MB for compiled code, which a whole run fills; else it keeps 240 MB. And
the jars were compared byte for byte: that their code is sound Java need not prove at each start.
"""
BRIEFLY: Final = {
    "dbms.cypher.min_replan_interval": "12h",
    "internal.cypher.use_parameter_size": "false",
    "db.checkpoint.interval.time": "30s",
}
"""A plan is not made anew because data changed: its own ten seconds cost two thirds of its time where each
test begins with an empty database. Nor is there another for each power of ten that a list or a text among
the parameters is long, which was a sixth of what was left. And one that is killed begins again with what the
last half minute wrote, not with what all tests of a quarter of an hour did.
"""
LISTS: Final = Path(__file__).parent / "neo4j_jars"
OPENS: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
CONF: Final = f"""\
server.bolt.listen_address=127.0.0.1:{{port}}
server.bolt.advertised_address=127.0.0.1:{{port}}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size={HEAP}
server.memory.heap.max_size={HEAP}
server.memory.pagecache.size=128m
dbms.usage_report.enabled=false
db.tx_log.preallocate=false
"""


class Neo4jMissing(Exception):
    """No Neo4j can be started here; the text says how to get one."""


class NotEmpty(Exception):
    """The named server holds data that tests would delete; name another one."""


class Server(Protocol):
    """A running Neo4j; ``kill`` to ``thaw`` belong to servers that nobody else uses."""

    uri: str
    user: str
    password: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def freeze(self) -> None: ...
    def thaw(self) -> None: ...


def cache() -> Path:
    """The folder that jars are kept in between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "brobygger" / f"neo4j-{VERSION}"


def connect(server: Server) -> neo4j.Driver:
    """A driver that gives up soon and tries nothing twice."""
    login = (server.user, server.password)
    return neo4j.GraphDatabase.driver(
        server.uri,
        auth=login,
        connection_timeout=2,
        connection_acquisition_timeout=3,
        max_transaction_retry_time=0,
        telemetry_disabled=True,
    )


def answers(server: Server) -> bool:
    """Whether a login succeeds."""
    try:
        with connect(server) as driver:
            driver.verify_connectivity()
    except (DriverError, Neo4jError, OSError):
        return False
    return True


def wait_for(server: Server, process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Return when the server answers; raises Neo4jMissing when its process ended or took too long."""
    until = time.monotonic() + START_SECONDS
    while not answers(server):
        if process is not None and process.poll() is not None:
            raise Neo4jMissing("Neo4j ended by itself")
        if time.monotonic() > until:
            raise Neo4jMissing(f"Neo4j did not answer at {server.uri} within {START_SECONDS} s")
        time.sleep(0.25)


@dataclass
class GivenServer:
    """The server that BROBYGGER_TEST_NEO4J names; somebody else starts and stops it."""

    uri: str
    user: str
    password: str

    def start(self) -> None:
        """Refuse a server that holds data, since tests delete everything."""
        with connect(self) as driver:
            records = driver.execute_query("MATCH (n) RETURN n LIMIT 1").records
        if records:
            raise NotEmpty(f"BROBYGGER_TEST_NEO4J names {self.uri}; it is not empty, tests would empty it")

    def stop(self) -> None:
        """Leave it running, and as empty as it was."""
        wipe(self)

    def kill(self) -> None:
        raise NotImplementedError("a server given by BROBYGGER_TEST_NEO4J is never killed")

    freeze = thaw = kill


class LocalServer:
    """The Community server started from jars, with a data folder and a port of its own."""

    def __init__(self, home: Path, *, brief: bool = True) -> None:
        self.home, self._brief = home, brief
        self.user, self.password = USER, PASSWORD
        self.port = free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir(parents=True)
        settings = [f"{name}={value}\n" for name, value in BRIEFLY.items() if brief]
        conf = CONF.format(port=self.port) + "".join(settings)
        (home / "conf" / "neo4j.conf").write_text(conf, encoding="utf-8")
        (home / "data" / "dbms").mkdir(parents=True)
        (home / "data" / "dbms" / "auth.ini").write_text(LOGIN + "\n", encoding="ascii")

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        """Start, unless it runs, and wait until it answers."""
        if self._process is not None and self._process.poll() is None:
            return wait_for(self, self._process)
        log = self.home / "console.log"
        with log.open("ab") as words:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=words, stderr=words, env=self._environment()
            )
        try:
            wait_for(self, self._process)
        except Neo4jMissing as why:
            self.kill()  # else Python warns that the process is still running, and pytest shows that instead
            raise Neo4jMissing(f"{why}; {log}:\n{log.read_text(errors='replace')[-2000:]}") from why

    def stop(self) -> None:
        """End it for good: nobody wants its data, so there is no need to ask it first."""
        self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def freeze(self) -> None:
        """Leave the port open and answer nothing."""
        self._signal(signal.SIGSTOP)
        os.waitpid(self.pid, os.WUNTRACED)  # on a busy machine its threads go on for a while

    def thaw(self) -> None:
        """Go on after ``freeze``."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _command(self) -> list[str]:
        opens = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in OPENS]
        places = [f"--home-dir={self.home}", f"--config-dir={self.home}/conf", "--console-mode"]
        path = f"{self.home}/conf/*:{jars()}/*"
        machine = [f"-Xms{HEAP}", f"-Xmx{HEAP}", *(BRIEF if self._brief else ())]
        # A test run that is killed takes its servers with it.
        tied = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        return [*tied, "java", *machine, *opens, "-cp", path, "org.neo4j.server.CommunityEntryPoint", *places]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}


class DockerServer:
    """The Community server in a container."""

    def __init__(self, *, brief: bool = True) -> None:
        settings = {"server.memory.heap.max_size": HEAP, **(BRIEFLY if brief else {})}
        self._settings = [f"--env={in_docker(name)}={value}" for name, value in settings.items()]
        self.user, self.password = USER, PASSWORD
        self.port = free_port()
        self.uri = f"bolt://127.0.0.1:{self.port}"
        self.name = f"brobygger-test-{os.getpid()}-{self.port}"

    def start(self) -> None:
        """Make the container, or start it again, and wait until it answers."""
        named = ("-d", "--name", self.name, "-p", f"127.0.0.1:{self.port}:7687")
        try:
            if docker_has("container", "inspect", self.name):
                docker("start", self.name)
            else:
                docker("run", *named, f"--env=NEO4J_AUTH={USER}/{PASSWORD}", *self._settings, IMAGE)
            wait_for(self)
        except (Neo4jMissing, subprocess.CalledProcessError):
            self.stop()  # else it stays on the machine: what did not start is never stopped
            raise

    def stop(self) -> None:
        """Remove the container and its data."""
        docker("rm", "--force", "--volumes", self.name)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        docker("kill", self.name)

    def freeze(self) -> None:
        """Leave the port open and answer nothing."""
        docker("pause", self.name)

    def thaw(self) -> None:
        """Go on after ``freeze``."""
        docker("unpause", self.name)


def in_docker(name: str) -> str:
    """The environment variable by which the container takes a setting."""
    return "NEO4J_" + name.replace("_", "__").replace(".", "_")


def docker(*words: str) -> None:
    """Run one Docker command; raises CalledProcessError."""
    subprocess.run(["docker", *words], check=True, capture_output=True)


def docker_has(*words: str) -> bool:
    """Whether a Docker command succeeds: is there an engine, is there an image?"""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", *words], check=False, capture_output=True, timeout=30).returncode == 0


def jars() -> Path:
    """The folder of the server's jars, whole or not."""
    return cache() / "lib"


def jars_are_whole() -> bool:
    """Whether every jar is there and is byte for byte the one that was tried, with nothing beside them."""
    lines = (LISTS / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    listed = {name: said for said, name in (line.split() for line in lines)}
    if not jars().is_dir() or {path.name for path in jars().iterdir()} != set(listed):
        return False
    return all(digest(jars() / name) == said for name, said in listed.items())


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download() -> None:
    """Fetch what is missing: the image where Docker answers, else the jars; raises Neo4jMissing."""
    if docker_has("info"):
        docker("pull", IMAGE)
    elif not jars_are_whole():
        fetch_jars()


def fetch_jars() -> None:
    """Let Maven copy the jars into the cache, all at once or not at all."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise Neo4jMissing(f"Neo4j for tests needs Docker, or Java 17 and Maven: {tool} is missing")
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}/lib"]
        command = ["mvn", "-q", "-B", "-f", str(LISTS / "pom.xml"), *goal]
        if subprocess.run(command, check=False).returncode != 0:
            raise Neo4jMissing("Maven could not fetch Neo4j; its own words stand above")
        shutil.rmtree(jars(), ignore_errors=True)
        (Path(folder) / "lib").rename(jars())
    if not jars_are_whole():
        raise Neo4jMissing("the jars that Maven fetched are not those in tests/neo4j_jars/SHA256SUMS")


def given() -> GivenServer | None:
    """The server named in the environment, if one is."""
    uri = os.environ.get("BROBYGGER_TEST_NEO4J")
    if not uri:
        return None
    user = os.environ.get("BROBYGGER_TEST_NEO4J_USER", USER)
    return GivenServer(uri, user, os.environ.get("BROBYGGER_TEST_NEO4J_PASSWORD", PASSWORD))


def own(home: Path, *, brief: bool = True) -> LocalServer | DockerServer:
    """A server that may be killed, not yet started; ``brief`` if nobody measures it. Raises Neo4jMissing."""
    if docker_has("info") and docker_has("image", "inspect", IMAGE):
        return DockerServer(brief=brief)
    if shutil.which("java") is None or not jars_are_whole():
        raise Neo4jMissing("Neo4j for tests is missing: run `make neo4j` (Docker, or Java 17 and Maven)")
    return LocalServer(home, brief=brief)


def wipe(server: Server) -> None:
    """Delete every node, in portions that fit the server's memory."""
    with connect(server) as driver:
        deleted = True
        while deleted:
            some = driver.execute_query("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n")
            deleted = some.records[0]["n"] > 0


@click.group()
def main() -> None:
    """Neo4j for tests and for developers."""


@main.command("download")
def download_command() -> None:
    """Fetch what is missing, once."""
    try:
        download()
    except Neo4jMissing as missing:
        sys.exit(str(missing))
    click.echo("Neo4j for tests is there.")


@main.command("run")
def run_command() -> None:
    """Run a server with an empty folder of its own until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="brobygger-neo4j-") as folder:
        try:
            server = own(Path(folder) / "home", brief=False)
            server.start()
        except Neo4jMissing as missing:
            sys.exit(str(missing))
        click.echo(f"export BROBYGGER_STORE={server.uri}")
        click.echo(f"export BROBYGGER_NEO4J_PASSWORD={server.password}")
        try:
            signal.pause()
        except KeyboardInterrupt:
            click.echo("Stopping.", err=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
