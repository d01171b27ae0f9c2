"""Bodies that never come, and files that strangers send, on the real server: no place is theirs for long."""

import select
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from graphdb.accounts import accounts, sessions
from graphdb.accounts.roles import Grant, Role
from graphdb.connect import open_store
from tests.webapp.serving import FORM, LIMIT, Answer, Serving, ask, crowd, head, read, serving
from webapp.bodies import Places, seconds_for
from webapp.entrance import (
    BODIES,
    FILES_AT_ONCE,
    FILES_PATH,
    MAX_BODY,
    MAX_FILES,
    OVERDUE,
    OVERDUE_FILES,
)
from webapp.server import THREADS

LONG: Final = 2 * MAX_BODY
QUESTION: Final = b"acting_municipality=9901"


@pytest.fixture(scope="module")
def database(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo directory, to sign in to."""
    return Path(shutil.copy(demo_file, tmp_path_factory.mktemp("slow")))


@pytest.fixture(scope="module")
def hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each hour by which the server's clock of bodies is fast."""
    return tmp_path_factory.mktemp("hours")


@pytest.fixture(scope="module")
def running(database: Path, hours: Path) -> Iterator[Serving]:
    """Granian, whose reads wait for the sender."""
    fast = f"""import os, time, webapp.bodies
webapp.bodies.monotonic = lambda: time.monotonic() + 3600 * len(os.listdir({str(hours)!r}))"""
    with serving(database, workers=1, before=fast) as started:
        ask(f"{started.address}/readyz")
        yield started


@pytest.fixture(scope="module")
def cookie(database: Path) -> str:
    """The header of an administrator who is signed in."""
    with closing(open_store(f"sqlite:///{database}")) as store:
        account = accounts.add(store, "it@brostad.example", [Grant(Role.ADMINISTRATOR)])
        token = sessions.begin(store, account, datetime.now(UTC).isoformat(timespec="seconds"))
    return f"Cookie: brobygger-session={token}"


def let_an_hour_go_by(hours: Path) -> None:
    """No body that is on its way has its place for itself any more."""
    (hours / f"{len(list(hours.iterdir()))}").touch()


def begin(path: str, length: int, *lines: str) -> bytes:
    """A form of that length, of which only the beginning is sent."""
    return head("POST", path, FORM, f"Content-Length: {length}", *lines) + b"\r\nform=x"


def send_whole(running: Serving, cookie: str) -> Answer:
    """The answer to a long form with nothing in it that the page takes."""
    body = b"form=" + b"x" * LONG
    return running.send(
        head("POST", FILES_PATH, FORM, f"Content-Length: {len(body)}", cookie) + b"\r\n" + body
    )


@pytest.mark.parametrize("line", ["X: y", "Cookie: brobygger-session=" + "a" * 43], ids=["none", "invented"])
@pytest.mark.parametrize("path", [FILES_PATH, f"/en{FILES_PATH}"])
def test_files_of_a_stranger_get_no_place(running: Serving, cookie: str, line: str, path: str) -> None:
    """Each is answered before its body has come, as any page that asks to sign in."""
    with ExitStack() as stack:
        strangers = [stack.enter_context(running.connect()) for _ in range(3 * FILES_AT_ONCE)]
        for stranger in strangers:
            stranger.sendall(begin(path, LONG, line))
        for stranger in strangers:
            answer = read(stranger)
            assert answer.status == 403
            assert ("Siden er for dem, der er logget ind." in answer.text) == (path == FILES_PATH)
        assert "Siden var for gammel" in send_whole(running, cookie).text


def test_a_file_that_stops_on_its_way_gives_its_place_back(
    running: Serving, cookie: str, hours: Path
) -> None:
    with ExitStack() as stack:
        stopped = [stack.enter_context(running.connect()) for _ in range(FILES_AT_ONCE + 1)]
        for connection in stopped:
            connection.sendall(begin(FILES_PATH, LONG, cookie))
        stopped.remove(refused := first_answered(stopped))
        assert read(refused).status == 503
        let_an_hour_go_by(hours)
        assert "Siden var for gammel" in let_in(lambda: send_whole(running, cookie)).text
        stopped[0].sendall(b"x" * (LONG - len(b"form=x")))
        assert "Siden var for gammel" in read(stopped[0]).text, "what comes late is not lost"


def test_a_form_that_stops_on_its_way_gives_its_place_back(running: Serving, hours: Path) -> None:
    with crowd(running, slow=BODIES + 1) as stopped:
        assert read(first_answered(stopped)).status == 503
        let_an_hour_go_by(hours)
        assert let_in(lambda: running.post("/touch-map", QUESTION)).status == 200
        assert running.get("/find?q=herberg").status == 200


def first_answered(connections: list[socket.socket]) -> socket.socket:
    """The connection on which something came first: the others are waited for."""
    return select.select(connections, [], [], LIMIT)[0][0]


def let_in(ask_again: Callable[[], Answer]) -> Answer:
    """The answer once there is a place."""
    until = time.monotonic() + LIMIT
    while (answer := ask_again()).status == 503:
        assert time.monotonic() < until
        time.sleep(0.1)
    return answer


def test_a_place_is_anothers_when_its_time_is_up() -> None:
    places = Places(1, 1)
    with places.place(60) as first, places.place(60) as second:
        assert (first, second) == (True, False)
    with places.place(0) as first, places.place(60) as second, places.place(60) as third:
        assert (first, second, third) == (True, True, False)


def test_threads_that_wait_for_nothing_are_few() -> None:
    """Each overdue body has a thread until its sender hangs up; they do not pile up without end."""
    places = Places(1, 2)
    with ExitStack() as bodies:
        assert [bodies.enter_context(places.place(0)) for _ in range(4)] == [True, True, True, False]
    with places.place(60) as is_free:
        assert is_free


def test_all_places_leave_threads_for_pages() -> None:
    assert BODIES + OVERDUE + FILES_AT_ONCE + OVERDUE_FILES < THREADS


def test_a_long_body_has_more_time() -> None:
    assert seconds_for(MAX_FILES) > 10 * seconds_for(1)
    assert seconds_for(MAX_BODY) > 30
