"""What a coordinator looks at: matrices, gaps, the network, the whole net, and the pages with two clients."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from random import Random
from threading import Thread
from typing import Final

from graphdb.coverage.matrix.matrix import By, coverage, coverages
from graphdb.gaps.gaps import find_whole, gaps
from graphdb.gaps.monday import monday
from graphdb.gaps.openings import FEW
from graphdb.network import whole
from graphdb.network.structure import structure
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.search.search import search
from graphdb.store import GraphStore
from tests.benchmarks import mix
from tests.benchmarks.clock import Times, measured, say, tell, timed
from webapp.app import create_app
from webapp.settings import Settings

_TOWNS: Final = [town for town, _ in mix.TOWNS]
_CLIENTS: Final = 2
_PAGES: Final = (
    "/kommune/{}",
    *(f"/kommune/{{}}/matrix?by={by}" for by in By),
    "/kommune/{}/huller",
    "/kommune/{}/netvaerk",
    "/kommune/{}/samlet.xlsx",
)


def measure(store: GraphStore, edit: Callable[[int], object], now: datetime, rounds: int) -> None:
    """All of it, one line each; ``edit`` changes an actor, so that what is kept is kept no longer."""
    today = now.date().isoformat()
    asked = [Random(5).choice(_TOWNS) for _ in range(max(20, rounds // 4))]
    _, seconds = timed(partial(index.current, store, today))
    tell("index, built", f"{seconds:.2f} s")
    _, seconds = timed(partial(gaps, store, asked[0], today, patience=FEW))
    tell("gaps, the first after the start", f"{seconds * 1000:.0f} ms")
    for by in By:
        matrices = measured(partial(_rows_of, store, town, by, today) for town in asked)
        say(f"matrix, {by}", matrices, aim="aim p95 100")
    for number, by in enumerate(By):
        edit(number)
        index.current(store, today)
        for name, aim in (("cold", "aim 500"), ("warm", "aim 50")):
            times = measured([partial(_all_matrices, store, _TOWNS, by, today)])
            say(f"all matrices, {by}, {name}", times, aim=aim)
    few = asked[:20]
    say("gaps", measured(partial(gaps, store, town, today, patience=FEW) for town in few), aim="aim 300")
    first = [items[0].id for town in few if (items := gaps(store, town, today).items)]
    say("a gap, and what others do", measured(partial(find_whole, store, gap, today) for gap in first))
    say("Monday", measured(partial(monday, store, town, today) for town in few))
    say("network of a municipality", measured(partial(structure, store, town, today) for town in few))
    _whole_net(store, now)
    _pages(store, now)


def _rows_of(store: GraphStore, town: str, by: By, today: str) -> object:
    return coverage(store, town, by, today).rows


def _all_matrices(store: GraphStore, towns: Sequence[str], by: By, today: str) -> None:
    """What is counted of each; the rows of a matrix name its actors, for the page of a single one."""
    coverages(store, towns, by, today)


def _whole_net(store: GraphStore, now: datetime) -> None:
    """Worked out by a program of its own, while searches go on; then again, with nothing to do."""
    today = now.date().isoformat()
    seconds: list[float] = []
    thread = Thread(target=lambda: seconds.append(timed(partial(whole.work_out, store, today))[1]))
    thread.start()
    meanwhile: list[float] = []
    while thread.is_alive():
        meanwhile += measured([partial(search, store, Filters(q="gæld"), now=now)]).each
    thread.join()
    net = whole.worked_out(store)
    assert net is not None
    summary = f"{net.relations} relations, {len(net.cut_points)} cut points, {len(net.bridges)} bridges"
    tell("whole net", f"{seconds[0]:.2f} s (aim 4): {summary}")
    say("search meanwhile", Times(tuple(sorted(meanwhile))))
    say("whole net, nothing changed", measured([partial(whole.work_out, store, today)]))


def _pages(store: GraphStore, now: datetime) -> None:
    """Each of the pages in turn of some municipalities, by clients at the same time."""
    application = create_app(Settings(), store, clock=lambda: now)
    pages = list(_PAGES)

    def visit(seed: int) -> dict[str, list[float]]:
        client, random = application.test_client(), Random(seed)
        times: dict[str, list[float]] = {page: [] for page in pages}
        for _ in range(6):
            town = random.choice(_TOWNS)
            for page in pages:
                times[page] += measured([partial(_get, client.get, page.format(town))]).each
        return times

    with ThreadPoolExecutor(_CLIENTS) as clients:
        visits = list(clients.map(visit, range(_CLIENTS)))
    for page in pages:
        times = sorted(_of(visits, page))
        say(f"page {page.format('KODE')}", Times(tuple(times)), aim="aim 1000")


def _of(visits: Sequence[dict[str, list[float]]], page: str) -> Iterator[float]:
    for visit in visits:
        yield from visit[page]


def _get(get: Callable[[str], object], address: str) -> None:
    response = get(address)
    assert getattr(response, "status_code", 0) == 200, address
