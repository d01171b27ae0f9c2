"""Taking a finished run back, in any order with imports and edits, on both stores."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphdb.claims import Claim
from graphdb.errors import Refused
from graphdb.message import Message, say
from graphdb.model import EdgeKind, Id, NodeKind, is_edge
from graphdb.runs import runs
from graphdb.runs.undo import Undone, shown_no_more
from graphdb.store import GraphStore, What
from graphdb.stores.sqlite.store import SqliteStore
from graphdb.upkeep import check
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.graphdb.identity.twice import same, unsaid
from tests.graphdb.runs.overtaken import Overtaken
from tests.graphdb.writing.test_plan import HERBERG, PLACE, UNIT, link, node, small

AT = "2026-03-02T08:00:00+00:00"


def claims_of(store: GraphStore) -> dict[tuple[Id, str], Claim]:
    """All claims with the runs they came with, without their versions."""
    claims = (item for item in store.scan(What.CLAIMS) if isinstance(item, Claim))
    return {(claim.target, claim.source): replace(claim, version=0) for claim in claims}


def ran(store: GraphStore, second: int, *edits: Edit, source: str = "a") -> str:
    """A run that began in this second."""
    with runs.alone(store, source, f"2026-03-02T08:00:{second:02}+00:00", "test", lambda: AT) as run:
        for part in runs.parts(edits):
            commit(store, part, run.stamp("prøve"))
    return run.id


def edited(store: GraphStore, *edits: Edit) -> None:
    commit(store, edits, Stamp(AT, "test", "prøve"))


def named(name: str, target: Id = HERBERG, source: str = "a") -> Put:
    return node(target, NodeKind.ACTOR, source, name=name, kind="civ_ngo")


def undo(store: GraphStore, run: str, *, dry_run: bool = False) -> Undone:
    return runs.undo(store, run, AT, "test", dry_run=dry_run)


def reasons(undone: Undone) -> list[tuple[Id, str]]:
    return [(kept.target, kept.reason.id if isinstance(kept.reason, Message) else "") for kept in undone.kept]


def test_a_finished_run_is_taken_back_whole(store: GraphStore) -> None:
    edited(store, *small())
    before = claims_of(store)
    run = ran(store, 1, named("Nyt navn"), Drop(PLACE, "a"), named("Enheden", UNIT))
    undone = undo(store, run)
    assert claims_of(store) == before
    assert (undone.changed, undone.gone, undone.kept) == (1, 1, [])
    assert undone.back > 0
    assert check.check(store).faults == ()
    assert [one["state"] for one in runs.list_runs(store)] == ["undone"]


def test_a_dry_run_tells_the_same_and_writes_nothing(store: GraphStore) -> None:
    edited(store, *small())
    run = ran(store, 1, named("Nyt navn"), Drop(PLACE, "a"), named("Enheden", UNIT))
    before, version = claims_of(store), store.status().version
    forecast = undo(store, run, dry_run=True)
    assert (claims_of(store), store.status().version) == (before, version)
    assert undo(store, run) == forecast


def leaving(store: GraphStore, undone: Undone, most: int = 20) -> tuple[list[str], int]:
    names, of_all = shown_no_more(store, undone, most)
    return list(map(say, names)), of_all


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_shown_no_more_is_named(store: GraphStore, dry_run: bool) -> None:
    """Seen red with each place that goes among the names."""
    edited(store, *small(), named("Fra andre", "actor:x:c", "b"))
    run = ran(
        store,
        1,
        *(named("Åen", UNIT), named("Aaen", "actor:x:b"), named("Fra andre", "actor:x:c")),
        *(node("service:x:s", NodeKind.SERVICE, name="Seng"), node("place:x:q", NodeKind.PLACE, city="Vest")),
        *(link(EdgeKind.OFFERS, UNIT, "service:x:s"), link(EdgeKind.LOCATED_AT, "service:x:s", "place:x:q")),
        *(link(EdgeKind.PART_OF, "actor:x:c", HERBERG), node("source:a", NodeKind.SOURCE, title="Listen")),
    )
    undone = undo(store, run, dry_run=dry_run)
    assert leaving(store, undone)[1] == 5
    first, second, *others = leaving(store, undone)[0]
    assert {first, second} == {"Aaen", "Åen"}
    assert others == ["Seng", f"Fra andre til {store.get([HERBERG])[HERBERG].text('name')}"]
    assert leaving(store, undone, 2) == ([first, second], 5)


def test_who_is_shown_as_one_with_another_does_not_leave(store: GraphStore) -> None:
    """Seen red with every thing that leaves its id."""
    edited(store, *small(), named("Enheden", UNIT), same(HERBERG, UNIT))
    run = ran(store, 1, unsaid(same(HERBERG, UNIT)), source="coordinator:9901")
    assert UNIT in store.get([UNIT])
    assert leaving(store, undo(store, run)) == ([], 0)
    assert UNIT not in store.get([UNIT])


@pytest.mark.parametrize("order", [(1, 0), (0, 1)], ids=["newest first", "oldest first"])
def test_two_runs_over_each_other_leave_neither(store: GraphStore, order: Sequence[int]) -> None:
    """Seen red when what came back got the run that took it back, and when undone runs counted."""
    edited(store, *small())
    before = claims_of(store)
    ids = [
        ran(store, 1, named("Et"), named("Enheden", UNIT)),
        ran(store, 2, named("To"), named("Enheden", UNIT)),
    ]
    for which in order:
        undo(store, ids[which])
    assert claims_of(store) == before
    assert check.check(store).faults == ()


def test_what_the_source_said_again_stands(store: GraphStore) -> None:
    """The newer file holds it, though it changed nothing. Seen red without ``said_again``."""
    edited(store, *small())
    first = ran(store, 1, named("Enheden", UNIT))
    ran(store, 2, named("Enheden", UNIT))
    undone = undo(store, first)
    assert (undone.said_again, UNIT in store.get([UNIT])) == (1, True)


def test_what_a_newer_file_does_not_hold_either_stays_away(store: GraphStore) -> None:
    """Seen red without the look at what is gone: an undo brought back what the next file left out too."""
    edited(store, *small(), named("Enheden", UNIT))
    before = claims_of(store)
    second = ran(store, 1, Drop(UNIT, "a"))
    third = ran(store, 2)
    assert reasons(undo(store, second)) == [(UNIT, "undo.gone_again")]
    assert UNIT not in store.get([UNIT])
    undo(store, third)
    assert claims_of(store) == before


def test_what_the_source_said_again_of_another_kind_does_not_count(store: GraphStore) -> None:
    """A file of areas does not say a vocabulary again. Seen red without ``kinds``."""
    edited(store, *small())
    first = ran(store, 1, named("Enheden", UNIT))
    run = runs.begin(store, "a", "2026-03-02T08:00:02+00:00", "test")
    run.outcome = {"kinds": [NodeKind.AREA]}
    run.close()
    assert undo(store, first).said_again == 0
    assert UNIT not in store.get([UNIT])


def test_what_was_written_since_stays_and_is_named(store: GraphStore) -> None:
    run = ran(store, 1, *small(), named("Enheden", UNIT))
    edited(store, named("Rettet"), named("Deres eget", UNIT, "own"))
    undone = undo(store, run)
    assert store.get([HERBERG])[HERBERG].text("name") == "Rettet"
    assert [claim.source for claim in store.claims([UNIT])[UNIT]] == ["own"]
    assert reasons(undone) == [(HERBERG, "undo.written_since")]


def test_what_others_tied_something_to_stays_and_is_named(store: GraphStore) -> None:
    """Seen red without ``_keep_what_others_need``: the other source's relation went too."""
    edited(store, *small())
    run = ran(store, 1, named("Enheden", UNIT))
    edited(store, link(EdgeKind.PART_OF, UNIT, HERBERG, "b"))
    undone = undo(store, run)
    assert reasons(undone) == [(UNIT, "undo.needed")]
    assert UNIT in store.get([UNIT])
    assert len(store.edges([UNIT], kinds=[EdgeKind.PART_OF])) == 1


def test_what_has_a_name_stands_first_of_what_stays(store: GraphStore) -> None:
    """Seen red: on the demo a hundred lines said that a place stays, and none which service."""
    edited(store, *small())
    bed, house = "service:x:s", "place:x:q"
    run = ran(store, 1, node(house, NodeKind.PLACE, city="Vest"), node(bed, NodeKind.SERVICE, name="Seng"))
    edited(store, link(EdgeKind.LOCATED_AT, HERBERG, house), link(EdgeKind.OFFERS, HERBERG, bed))
    assert [target for target, _ in reasons(undo(store, run))] == [bed, house]


def test_what_another_run_left_is_no_reason_of_this_one(store: GraphStore) -> None:
    """Seen red on the demo: each later undo named and counted what the first one had to leave."""
    edited(store, *small())
    first, second = ran(store, 1, named("Enheden", UNIT)), ran(store, 2, named("Ny", "actor:x:b"), source="b")
    edited(store, link(EdgeKind.PART_OF, UNIT, HERBERG, "b"))
    assert reasons(undo(store, first)) == [(UNIT, "undo.needed")]
    assert reasons(undo(store, second)) == []
    assert {one["id"]: one["kept"] for one in runs.list_runs(store)} == {first: 1, second: 0}


def test_what_a_run_said_that_was_taken_back_stays_away_when_another_is(store: GraphStore) -> None:
    """The second run went over the first, and left something behind when it was taken back.

    Seen red: when a third was taken back, what the first had said came again, and what it took away went.
    """
    other = "actor:x:b"
    edited(store, *small(), named("En anden", other))
    first = ran(store, 1, named("Af den første"), Drop(other, "a"))
    second = ran(store, 2, named("Af den anden"), named("En tredje", other), named("Enheden", UNIT))
    edited(store, named("Rettet siden", UNIT))
    assert reasons(undo(store, second)) == [(UNIT, "undo.written_since")]
    undo(store, first)
    before = claims_of(store)
    third = ran(store, 3, named("Fra andre", "actor:x:c", "b"), source="b")
    undo(store, third)
    assert claims_of(store) == before


def test_what_others_said_of_a_thing_that_went_is_shown_again(store: GraphStore) -> None:
    edited(store, *small(), named("Enheden", UNIT), link(EdgeKind.PART_OF, UNIT, HERBERG, "b"))
    before = claims_of(store)
    run = ran(store, 1, Drop(UNIT, "a"))
    assert store.edges([HERBERG], kinds=[EdgeKind.PART_OF]) == frozenset()
    assert undo(store, run).kept == []
    assert claims_of(store) == before
    assert len(store.edges([UNIT], kinds=[EdgeKind.PART_OF])) == 1
    assert check.check(store).faults == ()


def test_an_address_that_became_secret_does_not_come_back_and_is_named(store: GraphStore) -> None:
    edited(store, *small())
    flagged = node(HERBERG, NodeKind.ACTOR, name="Herberget", kind="bo_110", secret_address=True)
    undone = undo(store, ran(store, 1, flagged))
    assert (PLACE, "undo.erased") in reasons(undone)
    assert "address" not in store.get([PLACE])[PLACE].props
    assert check.check(store).faults == ()


def test_a_run_that_cannot_be_taken_back_is_refused(store: GraphStore) -> None:
    with pytest.raises(Refused, match="findes ikke"):
        undo(store, "2026")
    run = ran(store, 1, *small())
    open_run = runs.begin(store, "b", AT, "test")
    for dry_run in (True, False):
        with pytest.raises(Refused, match="i gang"):
            undo(store, run, dry_run=dry_run)
    open_run.close()
    undo(store, run)
    with pytest.raises(Refused, match="allerede"):
        undo(store, run)


def test_of_two_who_take_a_run_back_one_does(store: GraphStore) -> None:
    """Seen red without the record's version in ``Run._write``: the second wrote its name over the first's."""
    ran(store, 1, *small())
    run = ran(store, 2, named("Nyt navn"))
    with pytest.raises(Refused, match="taget tilbage"):
        undo(Overtaken(store, lambda: runs.undo(store, run, AT, "other")), run)  # type: ignore[arg-type]
    assert [one.get("undone_by") for one in runs.list_runs(store)] == [None, "other"]
    assert not runs.unfinished(store)


def test_an_undo_that_dies_is_ended_by_the_next(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PART", 3)
    edited(store, *small())
    before = claims_of(store)
    run = ran(store, 1, *(named(f"Navn {n}", f"actor:x:{n}") for n in range(9)))

    def dies(self: runs.Run) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as short_lived:
        short_lived.setattr(runs.Run, "still", dies)
        with pytest.raises(KeyboardInterrupt):
            undo(store, run)
    assert runs.unfinished(store)
    assert runs.recover(store, "2026-03-02T08:10:00+00:00", "other") == (run,)
    assert claims_of(store) == before
    [record] = runs.list_runs(store)
    assert (record["state"], record["by"], record["undone_by"]) == ("undone", "test", "other")


IDS = ("a", "b", "c")
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(("a", "b")),
            st.dictionaries(st.sampled_from(IDS), st.sampled_from(("Et", "To")), max_size=3),
        ),
        st.tuples(st.just("own"), st.dictionaries(st.sampled_from(IDS), st.just("Mit"), max_size=1)),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=8,
)
"""Imports of two sources, each a whole file; edits of a third; and runs to take back, by their number."""


def test_any_history_equals_the_same_without_the_undone_runs(store: GraphStore) -> None:
    """Seen red without ``scarred``, without ``said_again`` and when undone runs counted."""
    clock, examples = count(), count()

    @settings(
        max_examples=60 if isinstance(store, SqliteStore) else 12,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(STEPS)
    def agrees(steps: Sequence[tuple[str, dict[str, str]] | int]) -> None:
        mark = f"e{next(examples)}"
        imports: list[tuple[str, str, list[Put]]] = []
        edits: list[Put] = []
        undone: set[str] = set()
        for step in steps:
            if isinstance(step, tuple):
                source, names = step
                puts = list(file_of(mark, f"{source}-{mark}", names))
                if source == "own":
                    edited(store, *puts)
                    edits += puts
                else:
                    imports.append((imported(store, next(clock), f"{source}-{mark}", puts), source, puts))
            elif step < len(imports) and imports[step][0] not in undone:
                undo(store, imports[step][0])
                undone.add(imports[step][0])
        standing = {source: puts for run, source, puts in imports if run not in undone}
        expected = {key(put) for puts in (*standing.values(), edits) for put in puts}
        claims = [claim for one in ("a", "b", "own") for claim in store.claims_of(f"{one}-{mark}").items]
        assert {(one.target, one.source, name_of(one)) for one in claims} == expected

    agrees()
    assert check.check(store).faults == ()


def file_of(mark: str, source: str, names: dict[str, str]) -> Iterator[Put]:
    """What a source says of actors, each a part of the one before."""
    ids = [f"actor:{mark}:{one}" for one in sorted(names)]
    for target, one in zip(ids, sorted(names), strict=True):
        yield node(target, NodeKind.ACTOR, source, name=names[one], kind="civ_ngo")
    for parent, unit in pairwise(ids):
        yield link(EdgeKind.PART_OF, unit, parent, source)


def imported(store: GraphStore, second: int, source: str, puts: Sequence[Put]) -> str:
    """A run that says all of this, and nothing else, of its source."""
    said = {put.claim.target for put in puts}
    gone = [claim.target for claim in store.claims_of(source).items if claim.target not in said]
    drops = [Drop(target, source) for target in sorted(gone, key=lambda one: not is_edge(one))]
    moment = (datetime.fromisoformat(AT) + timedelta(seconds=second)).isoformat()
    with runs.alone(store, source, moment, "test", lambda: AT) as run:
        commit(store, [*drops, *puts], run.stamp("prøve"))
    return run.id


def name_of(claim: Claim) -> str:
    return str(claim.facts["name"].value) if "name" in claim.facts else ""


def key(put: Put) -> tuple[Id, str, str]:
    return put.claim.target, put.claim.source, name_of(put.claim)
