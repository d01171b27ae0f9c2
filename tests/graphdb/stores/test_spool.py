"""What an import works with on the disk: nobody else opens it, and nothing of it stays behind."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from graphdb.claims import Claim, Fact, Rank, relation
from graphdb.connect import Entry, Spool, entry, open_spool, open_store
from graphdb.errors import Unavailable
from graphdb.model import EdgeKind, Id, NodeKind

DAY = "2026-11-23"
STREET = "Lærkevej 7"
MUCH = 3000
"""Claims that do not fit into what a spool keeps in memory."""


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path, "x", Rank.OWN)) as opened:
        yield opened


def place(name: str, address: str = STREET) -> Claim:
    facts = {"address": Fact(address, DAY, DAY), "lat": Fact(55.5, DAY, ""), "open": Fact(True, "", "")}
    return Claim(f"place:x:{name}", "x", Rank.OWN, NodeKind.PLACE, facts)


def at(actor: Id, name: str) -> Claim:
    ends = (f"actor:x:{actor}", f"place:x:{name}")
    return relation("x", Rank.OWN, EdgeKind.LOCATED_AT, ends, {}, dates=(DAY, DAY))


def said(claim: Claim, about: Id = "", *, flagged: bool = False) -> Entry:
    return entry(claim, about or claim.src or claim.target, 1, "place", ("phone", "email"), 0, flagged, True)


def open_in(folder: Path) -> list[tuple[str, int]]:
    """(name, mode) of the files in a folder that this process has open."""
    opened = []
    for path in list(Path("/proc/self/fd").iterdir()):
        with suppress(FileNotFoundError):  # what listed them is closed again
            if str(folder) in str(path.readlink()):
                opened.append((path.readlink().name, stat.S_IMODE(path.stat().st_mode)))
    return opened


def test_its_file_has_no_name_and_is_its_owners_alone(tmp_path: Path) -> None:
    """Seen red without the ``unlink`` in ``open_private``."""
    with closing(Spool(tmp_path, "x", Rank.OWN)) as spool:
        spool.put(said(place(f"p{number}", STREET * 50)) for number in range(MUCH))
        assert list(tmp_path.iterdir()) == []
        if Path("/proc/self/fd").exists():
            ((name, mode),) = open_in(tmp_path)
            assert name.endswith("(deleted)")
            assert mode == 0o600


def test_a_process_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from graphdb.claims import Rank\nfrom graphdb.connect import Spool\n"
        "spool = Spool(Path(sys.argv[1]), 'x', Rank.OWN)\n"
        f"spool.add_rows((0, '{STREET}'.encode() * 100) for _ in range({MUCH * 10}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    process = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert process.returncode < 0
    assert list(tmp_path.iterdir()) == []


def test_it_lies_on_the_disk_of_an_embedded_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's own folder for what is temporary is often memory. Seen red with TMPDIR for all stores."""
    folder = tmp_path / "data"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    open_spool(store, "x", Rank.OWN).close()
    with pytest.raises(Unavailable):
        open_spool(open_store("bolt://localhost:1"), "x", Rank.OWN)


def test_claims_come_back_as_they_went_in(spool: Spool) -> None:
    claims = [place("a"), at("u", "a")]
    spool.put(map(said, claims))
    assert [(said.claim, said.claim.facts) for said in spool.touching(["place:x:a"])] == [
        (claim, claim.facts) for claim in claims
    ]
    assert spool.taken(["place:x:a"])["place:x:a"].left_out == {"phone", "email"}
    assert spool.origin("place:x:a") == (1, "place")


def test_what_is_set_aside_is_spoken_of_and_not_taken(spool: Spool) -> None:
    spool.put([said(place("a")), said(at("u", "a"))])
    spool.put([said(place("a"), flagged=True)], taken=False)
    spool.set_aside([said.n for said in spool.touching(["actor:x:u"])])
    assert [said.claim.target for said in spool.touching(["place:x:a"])] == ["place:x:a"]
    spoken = spool.touching(["place:x:a"], aside=True)
    assert [said.claim.target for said in spoken] == ["place:x:a", "LOCATED_AT|actor:x:u|place:x:a"]
    assert [claim.target for claim in spool.flagged()] == ["place:x:a"]
    assert {about for *_, about in spool.rows_set_aside(["actor:x:u", "place:x:a"])} == {
        "actor:x:u",
        "place:x:a",
    }
    assert spool.origin("LOCATED_AT|actor:x:u|place:x:a") == (1, "place")


def test_what_is_left_out_is_gone_but_for_where_it_came_from(spool: Spool) -> None:
    spool.put([said(place("a"))])
    spool.leave_out([said.n for said in spool.touching(["place:x:a"])])
    assert spool.present(["place:x:a"]) == set()
    assert spool.about(["place:x:a"]) == []
    assert spool.origin("place:x:a") == (1, "place")


def test_a_claim_is_said_again_word_for_word_or_not_at_all(spool: Spool) -> None:
    """Seen red without the comparison of the rank, and without that of the facts."""
    same, other, heavier = place("a"), place("b"), place("c")
    spool.put(map(said, [same, place("b", "Enghavevej 3"), heavier]))
    turned_round = dict(sorted(same.facts.items(), reverse=True))
    turned = replace(same, facts=turned_round, run="an earlier one", version=7)
    stored = [turned, other, replace(heavier, rank=Rank.REGISTER), place("d")]
    assert spool.say_again(stored) == [turned]
    spool.put_in_order({}, 0)
    assert [claim.target for claim in spool.in_order()] == ["place:x:b", "place:x:c"]


def test_rows_come_by_rank_and_then_as_they_were_added(spool: Spool) -> None:
    spool.add_rows([(1, b"first"), (0, b"another sort"), (1, b"second")])
    rows = [(packed, spool.row(number)) for chunk in spool.rows(2) for number, packed in chunk]
    assert rows == [(packed, packed) for packed in (b"another sort", b"first", b"second")]


def test_a_full_disk_is_told_in_words(spool: Spool) -> None:
    """Seen red without ``_reported``."""
    spool._ask("PRAGMA max_page_count = 20")
    with pytest.raises(Unavailable, match="fuld"):
        spool.add_rows((0, STREET.encode() * 1000) for _ in range(MUCH))


def test_the_ends_of_which_nothing_is_said_are_told_once_and_in_order(spool: Spool) -> None:
    """Seen red with the ends of what was set aside from the start among them."""
    spool.put([said(place("b")), said(at("z", "a")), said(at("z", "b")), said(at("y", "c"))])
    spool.put([said(at("x", "d"))], taken=False)
    assert spool.loose_ends(["actor:", "place:"]) == ["actor:x:y", "actor:x:z", "place:x:a", "place:x:c"]
    assert spool.loose_ends(["place:"]) == ["place:x:a", "place:x:c"]
    spool.leave_out([1])
    assert "place:x:b" in spool.loose_ends(["place:"])
