"""Records: what is kept beside the graph, by every store alike."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.connect import open_store
from graphdb.errors import Conflict
from graphdb.records import Record, RecordWrite
from graphdb.store import GraphStore, Page
from graphdb.stores.sqlite.store import SqliteStore
from graphdb.upkeep.check import check
from graphdb.upkeep.transfer import dump, export, restore
from graphdb.writing.plan import Stamp, commit
from tests.contract.samples import AT, bare
from tests.graphdb.writing.test_plan import small

NOW = "2026-03-02T08:00:00+00:00"
LATER = "2026-03-02T09:00:00+00:00"


def record(record_id: str, kind: str = "account", expires: str = "", /, **keys: str) -> Record:
    return Record(kind, record_id, json.dumps({"navn": record_id}, ensure_ascii=False), keys, expires)


def ids(page: Page[Record]) -> list[str]:
    return [one.id for one in page.items]


def test_a_record_comes_back_with_a_version_of_its_own(store: GraphStore) -> None:
    before = store.status()
    put = store.records.put(record("å", k1="0615", k3="x"))
    assert put == replace(record("å", k1="0615", k3="x"), version=1)
    assert store.records.get("account", "å", now=NOW) == put
    assert store.records.get("session", "å", now=NOW) is None
    assert store.records.put(record("b")).version == 2
    assert store.status() == before, "the graph has not moved"


def test_writing_it_again_replaces_all_of_it(store: GraphStore) -> None:
    store.records.put(record("a", k1="x", k2="open"))
    store.records.put(record("a", k2="done"))
    again = store.records.get("account", "a", now=NOW)
    assert again is not None
    assert (again.keys, again.version) == ({"k2": "done"}, 2)
    assert ids(store.records.list("account", where={"k1": "x"}, now=NOW)) == []


@pytest.mark.parametrize(("expect", "stands"), [(None, True), (1, True), (0, False), (2, False)])
def test_it_is_compared_and_set(store: GraphStore, expect: int | None, stands: bool) -> None:
    store.records.put(record("a"), expect=0)
    if stands:
        assert store.records.put(record("a", k1="new"), expect=expect).version == 2
    else:
        with pytest.raises(Conflict) as conflict:
            store.records.put(record("a", k1="new"), expect=expect)
        assert conflict.value.ids == ("a",)
    assert ids(store.records.list("account", where={"k1": "new"}, now=NOW)) == ["a"] * stands


def test_it_is_taken_away_once(store: GraphStore) -> None:
    put = store.records.put(record("a"))
    with pytest.raises(Conflict):
        store.records.delete("account", "a", expect=put.version + 1)
    store.records.delete("account", "a", expect=put.version)
    with pytest.raises(Conflict):
        store.records.delete("account", "a", expect=put.version)
    store.records.delete("account", "a")
    assert store.records.get("account", "a", now=NOW) is None
    assert store.records.put(record("a"), expect=0).version == 2, "no version is given twice"


def test_of_twenty_that_use_a_token_one_wins(store: GraphStore) -> None:
    """Seen red without ``expect`` in ``written``: all twenty won."""
    token = store.records.put(record("t", "token", LATER))
    together = Barrier(20)

    def use(_: int) -> bool:
        together.wait()
        try:
            store.records.delete("token", "t", expect=token.version)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(use, range(20))) == 1


def test_twenty_at_once_lose_nothing(store: GraphStore) -> None:
    def put(number: int) -> int:
        store.records.add("søgt")
        return store.records.put(record(f"{number:02}")).version

    with ThreadPoolExecutor(20) as threads:
        versions = list(threads.map(put, range(20)))
    assert sorted(versions) == list(range(1, 21))
    assert len(store.records.list("account", now=NOW).items) == 20
    assert store.records.counters("") == {"søgt": 20}
    assert check(store).faults == ()


def test_what_has_expired_is_not_there(store: GraphStore) -> None:
    """Seen red with ``now`` left out of ``get``, of ``list``, and with what expires last purged too."""
    for name, expires in (("a", NOW), ("b", LATER), ("c", "")):
        store.records.put(record(name, "session", expires, k1="x"))
    assert store.records.get("session", "a", now=NOW) is None
    for where in ({}, {"k1": "x"}):
        assert ids(store.records.list("session", where=where, now=NOW)) == ["b", "c"]
    assert store.records.purge(NOW) == 1
    assert store.records.purge(NOW) == 0
    assert ids(store.records.list("session", now="")) == ["b", "c"]
    assert check(store).faults == ()


def test_records_are_asked_for_by_their_keys(store: GraphStore) -> None:
    for one in (record("a", k1="x", k2="y"), record("b", k1="x", k3="z"), record("c", k2="y")):
        store.records.put(one)
    asked = (
        *({"k1": "x"}, {"k2": "y"}, {"k3": "z"}, {"k1": "x", "k2": "y"}, {"k1": "x", "k3": "z"}),
        *({"k2": "y", "k3": "z"}, {"k1": "X"}),
    )
    answers = [ids(store.records.list("account", where=where, now=NOW)) for where in asked]
    assert answers == [["a", "b"], ["a", "c"], ["b"], ["a"], ["b"], [], []]
    with pytest.raises(ValueError, match="k1"):
        store.records.list("account", where={"name": "a"}, now=NOW)
    with pytest.raises(ValueError, match="k1"):
        store.records.put(record("d", name="x"))


def test_they_come_in_pages_in_order_of_their_ids(store: GraphStore) -> None:
    names = ["b", "å", "a", "ø", "Z", "z", "\U0001f600", "\ufb01", "æ"]
    for name in names:
        store.records.put(record(name, k1="x"))
    listed: list[str] = []
    after: str | None = ""
    while after is not None:
        page = store.records.list("account", where={"k1": "x"}, after=after, limit=2, now=NOW)
        listed += ids(page)
        after = page.after
    assert listed == sorted(names)
    assert store.records.list("account", limit=len(names), now=NOW).after is None


def test_counters_are_added_up(store: GraphStore) -> None:
    version = store.status().version
    for name, n in (("søg.tom.2026-03", 2), ("søg.2026-03", 5), ("søg.tom.2026-03", 3)):
        store.records.add(name, n)
    store.records.add("%")
    assert store.records.counters("søg.tom") == {"søg.tom.2026-03": 5}
    assert store.records.counters("%") == {"%": 1}
    assert store.records.counters("ingen") == {}
    assert store.status().version == version


def test_a_commit_carries_records_or_writes_nothing(store: GraphStore) -> None:
    """Seen red with the records written by themselves after the commit."""
    used = store.records.put(record("t", "token"))
    writes = (RecordWrite(used, used.version, gone=True), RecordWrite(record("forslag"), 0))
    commit(store, small(), Stamp(AT, "tests", "Prøve", records=writes))
    assert store.records.get("token", "t", now=NOW) is None
    assert store.records.get("account", "forslag", now=NOW) is not None
    before = dump(store)
    with pytest.raises(Conflict) as conflict:
        store.write(bare("two", records=writes))
    assert conflict.value.ids == ("forslag", "t")
    assert dump(store) == before
    assert check(store).faults == ()


def test_several_are_written_together_or_none_is(store: GraphStore) -> None:
    """Seen red with a ``put`` for each."""
    lock = store.records.put(record("lås"))
    writes = RecordWrite(record("a"), 0), RecordWrite(record("b"), 0), RecordWrite(lock, gone=True)
    assert [put.version for put in store.records.write(*writes)] == [2, 3]
    before = dump(store)
    with pytest.raises(Conflict) as conflict:
        store.records.write(RecordWrite(record("c")), RecordWrite(record("b"), 2))
    assert conflict.value.ids == ("b",)
    assert dump(store) == before
    assert store.records.write() == ()


@pytest.mark.parametrize("way", ["commit", "records"])
def test_what_is_written_under_a_lock_needs_the_lock(store: GraphStore, way: str) -> None:
    """Seen red without ``expect`` in ``written``, and without ``expect_records`` in either ``apply``."""
    lock = store.records.put(record("lås", "lock"))

    def write(number: int, *, version: int) -> None:
        wanted = RecordWrite(record(f"{number}"))
        if way == "commit":
            write_set = bare(f"{number}", records=(wanted,), expect_records={lock.key: version})
            store.write(write_set)
        else:
            store.records.write(wanted, expect={lock.key: version})

    write(1, version=lock.version)
    write(2, version=lock.version)
    taken = store.records.put(lock, expect=lock.version)
    before = dump(store)
    for wrong in (lock.version, 0):
        with pytest.raises(Conflict) as conflict:
            write(3, version=wrong)
        assert conflict.value.ids == ("lås",)
    assert dump(store) == before
    write(3, version=taken.version)
    store.records.delete(*lock.key)
    write(4, version=0)
    with pytest.raises(Conflict):
        store.write(bare("alone", expect_records={lock.key: taken.version}))
    assert ids(store.records.list("account", now=NOW)) == ["1", "2", "3", "4"]
    assert check(store).faults == ()


def test_a_commit_carries_a_record_once(store: GraphStore) -> None:
    """Seen red without a look at the keys: the sum of the digests was wrong for good."""
    store.records.put(record("a"))
    before = dump(store)
    for writes in (
        (RecordWrite(record("a", k1="x")), RecordWrite(record("a", k1="y"))),
        (RecordWrite(record("a"), gone=True), RecordWrite(record("a"))),
    ):
        with pytest.raises(ValueError, match="once"):
            store.write(bare("two", records=writes))
    assert dump(store) == before
    store.write(bare("two", records=(RecordWrite(record("a", "note")), RecordWrite(record("a")))))
    assert check(store).faults == ()


def test_the_same_commit_again_writes_no_record_again(store: GraphStore) -> None:
    writes = (RecordWrite(record("a"), 0),)
    assert store.write(bare("one", records=writes)) == store.write(bare("one", records=writes))


def test_a_backup_holds_them_but_sessions_and_tokens(store: GraphStore, tmp_path: Path) -> None:
    """Seen red with ``NOT_EXPORTED`` empty."""
    for kind in ("account", "session", "token"):
        store.records.put(record("æ", kind, LATER, k2="x"))
    store.records.put(record("b"))
    export(store, tmp_path / "backup.jsonl")
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.prepare()
    restore(other, tmp_path / "backup.jsonl")
    assert dump(other) == dump(store)
    assert ids(other.records.list("account", now=NOW)) == ["b", "æ"]
    assert other.records.get("session", "æ", now=NOW) is None
    assert other.records.put(record("c")).version == 5, "it goes on counting"
    assert check(other).faults == ()
    other.close()


class WrittenTo:
    """A store to which records are written while a snapshot of it is read."""

    def __init__(self, store: GraphStore) -> None:
        self._store, self.snapshots = store, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def snapshot(self, work: Callable[[GraphStore], object]) -> object:
        def disturbed(frozen: GraphStore) -> object:
            self.snapshots += 1
            frozen.status()
            for number in range(5):
                self._store.records.put(record(str(number)))
            return work(frozen)

        return self._store.snapshot(disturbed)


def test_an_export_is_not_disturbed_by_records(store: GraphStore) -> None:
    store.write(bare("one"))
    before = store.status()
    disturbed = WrittenTo(store)
    text = dump(disturbed)  # type: ignore[arg-type]
    assert disturbed.snapshots == store.records.list("account", now=NOW).items[0].version == 1
    assert text.splitlines()[0] == dump(store).splitlines()[0]
    assert store.status() == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("put", "delete", "purge", "carry")),
        st.sampled_from(("a", "b", "å")),
        st.sampled_from(("", NOW, LATER)),
        st.sampled_from((None, 0, 1, 2, 3)),
    ),
    max_size=12,
)


def test_any_history_is_that_of_a_simple_model(store: GraphStore) -> None:
    example = iter(range(1000))

    @settings(
        max_examples=50 if isinstance(store, SqliteStore) else 8,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(STEPS)
    def agrees(steps: list[tuple[str, str, str, int | None]]) -> None:
        kind = f"note{next(example)}"
        model: dict[str, Record] = {}
        for number, (step, name, expires, expect) in enumerate(steps):
            version = model[name].version if name in model else 0
            # 1 to 3 stand for the version that is there, and two that are not.
            wanted = None if expect is None else version + (expect - 1) if expect else 0
            new = record(name, kind, expires)
            if step == "purge":
                store.records.purge(NOW)
                model = {one.id: one for one in model.values() if one.there(NOW)}
            elif wanted not in (None, version):
                with pytest.raises(Conflict):
                    write(store, step, new, wanted, f"{kind}-{number}")
            else:
                write(store, step, new, wanted, f"{kind}-{number}")
                if step == "delete":
                    model.pop(name, None)
                else:
                    put = store.records.list(kind, now="").items
                    model[name] = replace(new, version=next(one.version for one in put if one.id == name))
                    assert model[name].version > version
            assert store.records.list(kind, now="").items == tuple(model[one] for one in sorted(model))

    agrees()
    assert check(store).faults == ()


def write(store: GraphStore, step: str, new: Record, expect: int | None, name: str) -> None:
    if step == "put":
        store.records.put(new, expect=expect)
    elif step == "delete":
        store.records.delete(new.kind, new.id, expect=expect)
    else:
        store.write(bare(name, records=(RecordWrite(new, expect),)))
