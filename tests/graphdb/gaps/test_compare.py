"""Two days compared from history: what the gaps of the earlier one were is what they were said to be then."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from graphdb.errors import NotFound, Refused
from graphdb.gaps import past
from graphdb.gaps.compare import Comparison, compare
from graphdb.gaps.discovery import in_history
from graphdb.gaps.gaps import gaps
from graphdb.gaps.states import Decision, GapState, decide
from graphdb.model import EdgeKind, area_id, node_id
from graphdb.store import GraphStore
from graphdb.writing.plan import Drop, Edit, Put, Stamp, commit
from tests.contract.samples import everything
from tests.files import opened
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.gaps.test_rules import CHANGES
from tests.graphdb.world import (
    STALE,
    TODAY,
    actor,
    actor_id,
    answered,
    located,
    relates,
    service,
    tie,
)

SOURCE = "prøve"
FIRST = date.fromisoformat(TODAY)


def day(number: int) -> str:
    """The day so many after the first."""
    return (FIRST + timedelta(days=number)).isoformat()


def on(store: GraphStore, number: int, edits: Iterable[Edit]) -> None:
    """Write on the morning of a day."""
    planned, _ = commit(store, list(edits), Stamp(f"{day(number)}T09:30:00+00:00", "test", "prøve"))
    assert not planned.refused, planned.refused


def ids(store: GraphStore, number: int) -> set[str]:
    """The gaps of a day, as far as history will know of them."""
    return {gap.id for gap in gaps(store, "9901", day(number)).items if in_history(gap.id)}


def earlier(store: GraphStore, comparison: Comparison) -> set[str]:
    """The gaps of the earlier day, by what the comparison says has changed since."""
    now = {gap.id for gap in gaps(store, "9901", comparison.until).items if in_history(gap.id)}
    opened, closed = ({gap.id for gap in side} for side in (comparison.opened, comparison.closed))
    assert opened <= now
    assert not closed & now
    return now - opened | closed


def gone(*targets: str) -> list[Edit]:
    """Take back all that was said of some things."""
    return [Drop(target, SOURCE) for target in targets]


STEPS: Sequence[Sequence[Edit]] = (
    *(edits for _, edits in CHANGES),
    [*actor("Sidst", "civ_ngo", groups=["rg_migrant"], day=STALE)],
    gone(f"SERVES|{actor_id('Sidst')}|{area_id('9901')}"),
    [tie(EdgeKind.SERVES, actor_id("Sidst"), area_id("9901"))],
    [answered("9901", "kom_familie", "as_ingen")],
    gone(f"RELATES|{actor_id('Foged')}|{actor_id('Voksen')}|rel_underretter"),
    [*service("Krisecenter", "plads", groups=["rg_vold"], status="temporarily_closed")],
    gone(*(f"REACHES|{actor_id('Natcafé')}|term:rg_migrant", f"SERVES|{actor_id('Natcafé')}|area:9901")),
    gone(actor_id("Natcafé")),
)
"""What is written, one a day: each gap put right, then some of it undone."""


def test_each_earlier_day_is_worked_out_as_it_was(world: GraphStore) -> None:
    """Seen red with relations left as they are now."""
    plant(world)
    history = [ids(world, 0)]
    for number, edits in enumerate(STEPS, 1):
        on(world, number, edits)
        history.append(ids(world, number))
    assert len(set(map(frozenset, history))) > len(CHANGES)
    last = len(STEPS) + 1
    for number, then in enumerate(history):
        assert earlier(world, compare(world, "9901", day(number), day(last))) == then, day(number)


def test_both_stores_compare_alike(store: GraphStore, seeded_file: Path) -> None:
    for source in opened(seeded_file):
        store.load(everything(source))
    plant(store)
    before = ids(store, 0)
    on(store, 1, [relates("Foged", "rel_underretter", "Voksen"), *actor("Familien", "kom_familie")])
    comparison = compare(store, "9901", day(0), day(2))
    assert {gap.id for gap in comparison.closed} == {PLANTED["owed"], PLANTED["nobody"]}
    assert {gap.rule for gap in comparison.opened} == {"owed", "transition"}
    assert earlier(store, comparison) == before


def test_nothing_is_written_and_the_pages_stay_as_they_are(world: GraphStore) -> None:
    plant(world)
    on(world, 1, actor("Familien", "kom_familie"))
    version, now = world.status(), gaps(world, "9901", day(2))
    compare(world, "9901", day(0), day(2))
    assert (world.status(), gaps(world, "9901", day(2))) == (version, now)


def test_what_weighs_something_else_or_was_decided_on_has_moved(world: GraphStore) -> None:
    plant(world)
    decide(world, "9901", PLANTED["owed"], Decision(GapState.ACCEPTED, "vi venter", "leder", day(2)))
    decide(world, "9901", PLANTED["single"], Decision(GapState.IN_WORK, "vi er i gang", "leder", day(0)))
    on(world, 1, actor("Familie Ø", "kom_familie", towns=["9902"]))
    visitors = compare(world, "9901", day(0), day(3))
    assert "owed" not in {pair.now.rule for pair in visitors.moved}
    comparison = compare(world, "9901", day(0), day(3), decided=True)
    assert (comparison.opened, comparison.closed) == ((), ())
    weights = {pair.now.rule: (pair.before.severity, pair.now.severity) for pair in comparison.moved}
    states = {pair.now.rule: (pair.before.state, pair.now.state) for pair in comparison.moved}
    assert states["owed"] == (GapState.NEW, GapState.ACCEPTED)
    assert weights["owed"][0] == weights["owed"][1]
    assert "single" not in states


def test_two_past_days_are_compared_as_they_were(world: GraphStore) -> None:
    """What came after the later one is not in it. Seen red with today's gaps in its place."""
    plant(world)
    on(world, 2, actor("Familien", "kom_familie"))
    on(world, 4, [relates("Foged", "rel_underretter", "Voksen")])
    past = compare(world, "9901", day(0), day(6), until=day(3))
    assert (past.since, past.until) == (day(0), day(3))
    assert PLANTED["nobody"] in {gap.id for gap in past.closed}
    assert PLANTED["owed"] not in {gap.id for gap in past.closed}
    whole = compare(world, "9901", day(0), day(6))
    assert PLANTED["owed"] in {gap.id for gap in whole.closed}
    rest = compare(world, "9901", day(3), day(6))
    assert {gap.id for gap in whole.closed} == {gap.id for gap in (*past.closed, *rest.closed)}
    assert past.open_today == whole.open_today == {gap.id for gap in gaps(world, "9901", day(6)).items}


@pytest.mark.parametrize(("since", "until"), [(3, 3), (3, 1), (1, 9)])
def test_days_that_do_not_follow_each_other_are_refused(world: GraphStore, since: int, until: int) -> None:
    plant(world)
    with pytest.raises(Refused):
        compare(world, "9901", day(since), day(6), until=day(until))


def test_time_alone_opens_and_closes(world: GraphStore) -> None:
    """An agreement that ends says so three months before; a free place is known for some days."""
    plant(world)
    on(world, 1, [relates("Bolig", "rel_samarbejdsaftale", "Voksen", until="2027-02-25")])
    comparison = compare(world, "9901", day(1), day(8))
    assert [gap.rule for gap in comparison.opened] == ["agreement"]


@pytest.mark.parametrize("since", [day(0), day(1), "2026-11-22", "2020-01-01"])
def test_a_day_that_cannot_be_compared_with_is_refused(world: GraphStore, since: str) -> None:
    """Today and later are no earlier day, and before the first commit nothing is known."""
    plant(world)
    with pytest.raises(Refused):
        compare(world, "9901", since, day(0))


def test_too_much_since_is_refused_and_not_half_read(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(world)
    on(world, 1, actor("Familien", "kom_familie"))
    monkeypatch.setattr(past, "MOST", 1)
    with pytest.raises(Refused):
        compare(world, "9901", day(0), day(2))
    compare(world, "9901", day(1), day(2))


def test_what_is_written_elsewhere_shuts_no_comparison(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large import of another municipality is no reason to refuse this one."""
    plant(world)
    before = ids(world, 0)
    on(world, 1, [one for number in range(40) for one in actor(f"Øst {number}", "civ_gaeld", towns=["9902"])])
    on(world, 2, [relates("Foged", "rel_underretter", "Voksen")])
    monkeypatch.setattr(past, "MOST", 20)
    assert earlier(world, compare(world, "9901", day(0), day(3))) == before


def test_a_municipality_that_is_not_there_is_not_found(world: GraphStore) -> None:
    with pytest.raises(NotFound):
        compare(world, "0000", day(0), day(1))


def test_how_much_was_asked_then_stands_beside(world: GraphStore) -> None:
    plant(world)
    on(world, 1, [answered("9901", "civ_gaeld", "as_findes")])
    comparison = compare(world, "9901", day(0), day(2))
    assert comparison.asked.answered == comparison.asked_then.answered + 1
    assert comparison.asked.of == comparison.asked_then.of


def test_an_actor_of_the_demo_that_went_was_there_before(demo_copy: GraphStore) -> None:
    before = {gap.id for gap in gaps(demo_copy, "9902", day(0)).items}
    hostel = "actor:demo:herberg-mosegaarden"
    on(demo_copy, 1, [Drop(hostel, claim.source) for claim in demo_copy.claims([hostel])[hostel]])
    comparison = compare(demo_copy, "9902", day(0), day(1))
    now = {gap.id for gap in gaps(demo_copy, "9902", day(1)).items}
    opened, closed = ({gap.id for gap in side} for side in (comparison.opened, comparison.closed))
    assert now - opened | closed == before
    assert f"single.9902.{hostel}" in closed


def test_what_was_said_by_another_source_is_laid_back_too(world: GraphStore) -> None:
    plant(world)
    (claim,) = world.claims([actor_id("Gammel")])[actor_id("Gammel")]
    before = ids(world, 0)
    on(world, 1, [Put(claim), *gone(actor_id("Gammel"))])
    assert earlier(world, compare(world, "9901", day(0), day(2))) == before


def test_who_was_here_by_an_address_or_by_the_region_alone_is_laid_back(world: GraphStore) -> None:
    """Nothing of today's municipality leads to them: only the history does."""
    plant(world)
    on(world, 1, [*actor("Ved torvet", "civ_gaeld", towns=[], day=STALE), *located("Ved torvet", "9901")])
    on(world, 1, [*actor("Regionen", "civ_ngo", towns=["1082"], day=STALE)])
    before = ids(world, 1)
    stale = {f"stale.9901.{actor_id(name)}" for name in ("Ved torvet", "Regionen")}
    assert stale <= before
    on(world, 2, gone(f"IN|{node_id('place', 'x', 'Ved torvet')}|{area_id('9901')}"))
    on(world, 2, gone(f"SERVES|{actor_id('Regionen')}|{area_id('1082')}"))
    comparison = compare(world, "9901", day(1), day(3))
    assert earlier(world, comparison) == before
    assert stale <= {gap.id for gap in comparison.closed}


def test_what_happened_elsewhere_is_not_looked_at(world: GraphStore) -> None:
    """Another municipality's partners came and went, and one of them works with one from here."""
    plant(world)
    before = ids(world, 0)
    on(world, 1, [*actor("Øst", "civ_gaeld", towns=["9902"]), relates("Øst", "rel_samarbejder", "Bolig")])
    comparison = compare(world, "9901", day(0), day(2))
    assert earlier(world, comparison) == before == ids(world, 2)
