"""What has been kept long enough goes, on both stores; the chain of digests stands."""

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from graphdb.accounts import accounts, sessions
from graphdb.accounts.roles import Grant, Role
from graphdb.claims import Rank
from graphdb.confirming import links
from graphdb.doubts import doubts
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import State
from graphdb.store import GraphStore
from graphdb.upkeep import retention
from graphdb.upkeep.check import check
from graphdb.upkeep.retention import SORTS, Kept
from graphdb.writing.plan import Set, Stamp, commit
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW, answer, build, correct

FOR_GOOD = Kept(365, 90, 0)


@pytest.fixture
def kept(each_world: GraphStore) -> Iterator[GraphStore]:
    """A house with a link, a session, a doubt, and proposals that wait and that were answered."""
    build(each_world)
    answer(each_world, correct(HOUSE, "phone", "74 44 44 44"))
    answer(each_world, correct(HOUSE, "email", "ny@brostad.example"))
    (first, _) = proposals.waiting(each_world, HOUSE)
    review.close(each_world, first, State.REJECTED, "Nej", AT)
    doubts.keep(each_world, doubts.doubt(HOSTEL, "Ingen tager den", NOW))
    account = accounts.add(each_world, "bo@brostad.example", [Grant(Role.ADMINISTRATOR)])
    sessions.begin(each_world, account, AT)
    yield each_world
    for kind in (*SORTS, accounts.KIND, accounts.KNOWN_BY, "asked_about"):
        for record in each_world.records.list(kind, now="").items:
            each_world.records.delete(record.kind, record.id)


def at(days: float) -> str:
    """A moment so many days after AT, as records have it."""
    return (NOW + timedelta(days=days)).astimezone(UTC).isoformat(timespec="seconds")


def numbers(store: GraphStore, settings: Kept, days: float, *, dry_run: bool = False) -> dict[str, int]:
    """How much went of each sort, by its kind."""
    counts = retention.purge(store, settings, at(days), dry_run=dry_run)
    kinds = {sort: kind for kind, sort in SORTS.items()}
    return {kinds.get(sort, "reasons"): count for sort, count in counts.items()}


def test_what_is_in_its_time_stays(kept: GraphStore) -> None:
    assert numbers(kept, FOR_GOOD, 0.001) == {}
    assert len(proposals.waiting(kept, HOUSE)) == 1


def test_a_rehearsal_takes_nothing_and_the_second_run_nothing_more(kept: GraphStore) -> None:
    """Seen red with a rehearsal that purges."""
    expected = {"session": 1, "confirmation_link": 1}
    for _ in range(2):
        assert numbers(kept, FOR_GOOD, 40, dry_run=True) == expected
    assert numbers(kept, FOR_GOOD, 40) == expected
    assert numbers(kept, FOR_GOOD, 40) == {}
    assert kept.records.list(links.KIND, now="").items == ()


def test_settings_shorten_what_is_kept(kept: GraphStore) -> None:
    """What waits for the coordinator is never too old."""
    gone = numbers(kept, Kept(30, 14, 0), 31)
    assert (gone["proposal"], gone["doubt"]) == (1, 1)
    assert proposals.rejected(kept, HOUSE, at(31)) == ()
    assert len(proposals.waiting(kept, HOUSE)) == 1
    assert doubts.waiting(kept, at(31)) == ()


def test_old_reasons_are_erased_and_the_chain_stands(kept: GraphStore) -> None:
    account = accounts.list_all(kept)[0]
    edit = Set(HOUSE, "coordinator:0101", Rank.COORDINATOR, "email", "x@brostad.example", "2026-09-07")
    commit(kept, [edit], Stamp(AT, f"account:{account.id}", "Bo bad om det"))
    number = kept.status().version
    assert "reasons" not in numbers(kept, FOR_GOOD, 800)
    assert numbers(kept, Kept(365, 90, 730), 800)["reasons"] >= 1
    (erased,) = kept.commits(after=number - 1, limit=1).items
    assert (erased.why, erased.by) == ("", f"account:{account.id}")
    assert numbers(kept, Kept(365, 90, 730), 801) == {}
    accounts.erase(kept, account.id)
    assert accounts.find(kept, account.id) is None
    assert check(kept).faults == ()
