"""Since when a gap is open is what the history says: the first day of those on which its rule finds it."""

import pytest

from graphdb.errors import Unavailable
from graphdb.gaps import openings, past
from graphdb.gaps.compare import compare
from graphdb.gaps.discovery import in_history
from graphdb.gaps.gaps import find_whole, gaps
from graphdb.gaps.monday import monday
from graphdb.gaps.openings import FEW, catch_up
from graphdb.gaps.rule import Inputs
from graphdb.message import message
from graphdb.model import area_id
from graphdb.store import GraphStore
from tests.graphdb.gaps.planted import PLANTED, plant
from tests.graphdb.gaps.test_compare import STEPS, day, gone, ids, on
from tests.graphdb.world import STALE, actor, actor_id, answered, relates

OWED = f"RELATES|{actor_id('Foged')}|{actor_id('Voksen')}|rel_underretter"


def since(store: GraphStore, number: int) -> dict[str, str]:
    """Since when each gap is open that is open on a day."""
    return {gap.id: gap.since for gap in gaps(store, "9901", day(number)).items}


def test_each_gap_is_as_old_as_the_days_on_which_it_was_seen(world: GraphStore) -> None:
    """Seen from the last day, and from a week later."""
    plant(world)
    seen = [ids(world, 0)]
    for number, edits in enumerate(STEPS, 1):
        on(world, number, edits)
        seen.append(ids(world, number))
    by_facts = {
        gap.id
        for gap in gaps(world, "9901", day(len(STEPS))).items
        if gap.rule in ("nobody", "stale", "full")
    }
    expected = {
        name: day(next(n for n in range(len(seen) - 1, -1, -1) if n == 0 or name not in seen[n - 1]))
        for name in seen[-1] - by_facts
    }
    assert len(set(expected.values())) >= 3
    for later in (0, 7):
        days = since(world, len(STEPS) + later)
        assert {name: days[name] for name in expected} == expected


def test_what_was_closed_for_a_while_begins_anew(world: GraphStore) -> None:
    plant(world)
    on(world, 2, [relates("Foged", "rel_underretter", "Voksen")])
    on(world, 5, gone(OWED))
    on(world, 6, actor("Uden betydning", "civ_gaeld"))
    assert since(world, 20)[PLANTED["owed"]] == day(5)
    assert since(world, 20)[PLANTED["transition"]] == day(0)


def test_both_stores_say_the_same_day(each_world: GraphStore) -> None:
    plant(each_world)
    on(each_world, 2, [relates("Foged", "rel_underretter", "Voksen")])
    on(each_world, 5, gone(OWED))
    days = since(each_world, 20)
    assert (days[PLANTED["owed"]], days[PLANTED["single"]]) == (day(5), day(0))


def test_what_time_alone_opens_is_open_from_that_day(world: GraphStore) -> None:
    """Three months before the agreement ends, on which nothing was written."""
    plant(world)
    on(world, 1, [relates("Bolig", "rel_samarbejdsaftale", "Voksen", until="2027-02-25")])
    (ending,) = (name for name in ids(world, 30) if name.startswith("agreement.") and "Bolig" in name)
    assert ending not in ids(world, 3)
    assert since(world, 30)[ending] == day(4)


def test_facts_tell_the_day_of_what_was_entered_later(world: GraphStore) -> None:
    plant(world)
    on(world, 3, [answered("9901", "bo_natcafe", "as_ingen", group="rg_migrant", day="2026-09-01")])
    days = since(world, 4)
    assert days[PLANTED["nobody"]] == "2026-10-01"
    assert days[PLANTED["stale"]] == STALE


def test_facts_do_not_tell_it_where_it_was_otherwise_since(world: GraphStore) -> None:
    """There is none, it was answered in October; then there was one, and then no more."""
    plant(world)
    on(world, 1, actor("Familien", "kom_familie"))
    assert PLANTED["nobody"] not in ids(world, 2)
    on(world, 3, gone(f"SERVES|{actor_id('Familien')}|{area_id('9901')}"))
    assert since(world, 9)[PLANTED["nobody"]] == day(3)


def test_a_page_says_that_it_is_being_worked_out_until_it_is(world: GraphStore) -> None:
    plant(world)
    for number in range(1, 5):
        on(world, number, actor(f"Sted {number}", "civ_gaeld"))
    hasty = gaps(world, "9901", day(9), patience=0).items
    assert {(gap.since, gap.pending) for gap in hasty if in_history(gap.id)} == {("", True)}
    assert find_whole(world, PLANTED["owed"], day(9), patience=0).gap.pending
    catch_up(world, day(9))
    later = gaps(world, "9901", day(9), patience=0)
    assert later == gaps(world, "9901", day(9))
    assert not any(gap.pending for gap in later.items)


def test_a_page_reads_no_long_history_and_says_so_until_it_is_read(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red: the first page of a municipality took a second and more at national size."""
    plant(world)
    for number in range(1, 5):
        on(world, number, actor(f"Sted {number}", "civ_gaeld"))
    monkeypatch.setattr(openings, "_LARGE", 0)
    monkeypatch.setattr(openings, "_COMMITS", 0)
    with monkeypatch.context() as closed:
        closed.setattr(past, "changes_of_place", None)
        closed.setattr(openings, "changes_of_place", None)
        hasty = gaps(world, "9901", day(9), patience=FEW).items
        week = monday(world, "9901", day(9), patience=FEW)
    assert {gap.pending for gap in hasty if in_history(gap.id)} == {True}
    assert (week.pending, week.new_gaps, week.new_entries, week.since) == (True, frozenset(), (), "")
    catch_up(world, day(9))
    assert gaps(world, "9901", day(9), patience=FEW) == gaps(world, "9901", day(9))
    later = monday(world, "9901", day(9), patience=FEW)
    assert later == monday(world, "9901", day(9))
    assert (later.pending, len(later.new_entries)) == (False, 2)


def test_what_was_open_on_a_past_day_is_not_worked_out_again(world: GraphStore) -> None:
    """Neither by another page nor after a commit elsewhere; one here asks for the days since alone."""
    plant(world)
    on(world, 3, actor("Sted", "civ_frivilligcenter"))
    days = since(world, 9)
    on(world, 9, actor("Ø", "civ_frivilligcenter", towns=["9902"]))
    assert {gap.id: gap.since for gap in gaps(world, "9901", day(9), patience=0).items} == days
    on(world, 9, gone(OWED))
    on(world, 9, actor("Endnu et", "civ_frivilligcenter", day=STALE))
    newer = {gap.id: gap.since for gap in gaps(world, "9901", day(9), patience=1).items}
    assert newer == days | {f"stale.9901.{actor_id('Endnu et')}": STALE}


@pytest.mark.parametrize("known", [False, True])
def test_a_history_too_long_to_read_is_read_from_later_on(
    world: GraphStore, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """Also one that has become so since it was read. What was open on the first day that is read, and has no
    day by its facts, is as old as nobody knows.
    """
    plant(world)
    on(world, 2, [relates("Foged", "rel_underretter", "Voksen")])
    on(world, 5, gone(OWED))
    if known:
        gaps(world, "9901", day(9), patience=0)
    monkeypatch.setattr(past, "MOST", 12)
    days = since(world, 9)
    assert days[PLANTED["owed"]] == day(5)
    assert days[PLANTED["single"]] == ""
    assert days[PLANTED["stale"]] == STALE


def test_the_week_counts_the_entries_and_the_gaps_that_came(world: GraphStore) -> None:
    plant(world)
    on(world, 2, [relates("Foged", "rel_underretter", "Voksen")])
    on(world, 8, gone(OWED))
    on(world, 9, [*actor("Nyt", "civ_frivilligcenter"), *actor("Ø", "civ_frivilligcenter", towns=["9902"])])
    on(world, 9, actor("Gammelt nyt", "civ_frivilligcenter", day=STALE))
    week = monday(world, "9901", day(10))
    assert [new.name for new in week.new_entries] == ["Gammelt nyt", "Nyt"]
    assert week.since == day(3)
    assert len(week.new_gaps) == 1, "what was too old before it was entered is no new gap"
    assert (monday(world, "9901", day(20)).new_gaps, monday(world, "9901", day(20)).new_entries) == (
        frozenset(),
        (),
    )


def test_in_the_first_week_all_is_new(world: GraphStore) -> None:
    plant(world)
    week = monday(world, "9901", day(1))
    assert (week.since, len(week.new_entries)) == ("", week.own)
    assert len(week.new_gaps) == sum(gap.since > day(-6) for gap in gaps(world, "9901", day(1)).items) > 3


def test_a_gap_that_was_counted_has_no_day_and_is_never_new(world: GraphStore) -> None:
    """Neither when a page has worked out a past day before, nor when it has not."""
    on(world, 0, actor("Sted", "civ_frivilligcenter"))
    on(world, 3, actor("Endnu et", "civ_frivilligcenter"))
    before = monday(world, "9901", day(12)).new_gaps
    name = "ended.9901.rg_vold.psy_dobbelt"
    world.records.add("ended.9901.2026-4.rg_vold.psy_dobbelt", 5)
    gap = find_whole(world, name, day(12), patience=0).gap
    assert (gap.since, gap.pending) == ("", False)
    assert monday(world, "9901", day(12)).new_gaps == before
    comparison = compare(world, "9901", day(1), day(12))
    assert name not in {gap.id for gap in (*comparison.opened, *comparison.closed)}


def test_one_municipality_a_round_is_caught_up(world: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that a store in trouble could not do is not forgotten."""
    for number in range(1, 5):
        on(world, number, actor(f"Sted {number}", "civ_vaerested", towns=["9901", "9902"], day=STALE))

    def pending() -> list[str]:
        answers = {town: gaps(world, town, day(9), patience=0).items for town in ("9901", "9902")}
        return [town for town, items in answers.items() if any(gap.pending for gap in items)]

    def away(*_: object) -> Inputs:
        raise Unavailable(message("stores.changing"))

    assert pending() == ["9901", "9902"]
    catch_up(world, day(9))
    assert pending() == ["9902"]
    with monkeypatch.context() as trouble:
        trouble.setattr(openings, "read_inputs", away)
        with pytest.raises(Unavailable):
            catch_up(world, day(9))
    catch_up(world, day(9))
    assert pending() == []
