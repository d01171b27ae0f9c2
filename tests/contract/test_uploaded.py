"""The program that imports what was sent to a page, on each store: as the command does it, or not at all."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graphdb.runs import runs
from tests.conftest import Address
from tests.contract.conftest import ROOT
from tests.contract.fail_closed import World
from webapp.upload import folder
from webapp.upload.folder import Order, Upload

HOUSE = "actor:horsens:huset"
ACTORS = "id,name,kind\nhuset,Huset,civ_ngo\n,Uden id,civ_ngo\n"
Work = Callable[..., Any]


@pytest.fixture
def upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upload]:
    """A file that was sent."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    upload = folder.make()
    (upload.inbox / "actors.csv").write_text(ACTORS, encoding="utf-8")
    upload.write_order(Order("directory", "horsens", "account:x", "a" * 32, "da", folder.name()))
    yield upload
    upload.drop()


@pytest.fixture
def work(upload: Upload, address: Address) -> Work:
    """Runs the program on it; answers what came of it."""
    names = ("BROBYGGER_STORE", "BROBYGGER_NEO4J_USER", "BROBYGGER_NEO4J_PASSWORD")
    login = dict(zip(names, (address.url, address.user, address.password), strict=True))

    def run(of: str = "") -> Any:
        order = upload.order()
        attempt = of or ("none" if order is None else order.attempt)
        command = [sys.executable, "-m", "commands.uploaded", str(upload.path), attempt]
        subprocess.run(command, env={**os.environ, **login}, cwd=ROOT, check=True, timeout=120)
        return None if order is None else upload.result(order)

    return run


def start(upload: Upload) -> None:
    """Order the import itself."""
    order = upload.order()
    assert order is not None
    assert upload.follow(order, imports=True)


def test_it_says_what_it_would_do_and_then_does_it(world: World, upload: Upload, work: Work) -> None:
    version = world.store.status().version
    tried = work()["report"]["da"]
    assert tried["counts"] == [["aktører", 1, 0, 0, 0]]
    assert [line["row"] for line in tried["problems"]["refused"]["lines"]] == [3]
    assert tried["new"] == [{"group": "aktører", "total": 1, "names": ["Huset"]}]
    assert world.store.status().version == version
    start(upload)
    result = work()
    assert result["report"]["da"]["counts"] == tried["counts"]
    assert result["run"] == next(runs.list_runs(world.store, "horsens"))["id"]
    assert world.store.get([HOUSE])[HOUSE].text("name") == "Huset"
    assert upload.files == []


def test_a_refused_one_leaves_the_graph_as_it_was(world: World, upload: Upload, work: Work) -> None:
    version = world.store.status().version
    (upload.inbox / "actors.csv").write_bytes(b"PK\x03\x04 no zip")
    start(upload)
    assert "actors.csv" in work()["refused"]["en"]
    assert world.store.status().version == version
    assert not runs.unfinished(world.store)
    assert upload.files, "it can be started again"


def test_in_a_folder_that_is_gone_it_does_nothing(world: World, upload: Upload, work: Work) -> None:
    start(upload)
    upload.drop()
    assert work() is None
    assert list(runs.list_runs(world.store, "horsens")) == []


def test_a_process_of_an_earlier_attempt_does_nothing(world: World, upload: Upload, work: Work) -> None:
    """One that a second click began may come to itself when the import is ordered."""
    first = upload.order()
    assert first is not None
    start(upload)
    work(first.attempt)
    assert upload.result(first) is None
    assert list(runs.list_runs(world.store, "horsens")) == []
