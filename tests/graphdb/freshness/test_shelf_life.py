"""Facts age by field, as the table ``shelf_life`` says; it is data, and changes without the code."""

from collections.abc import Mapping

import pytest

from graphdb.directory.profile import profile
from graphdb.freshness.shelf_life import ShelfLife, ShelfLives, shelf_lives
from graphdb.model import EdgeKind, NodeKind, Value, area_id, node_id, term_id
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from graphdb.writing.plan import Put
from tests.graphdb.town import (
    FRESH,
    NOW,
    OLD,
    TODAY,
    actor,
    actor_id,
    country,
    find,
    hit_codes,
    link,
    node,
    put,
    service,
)

HOUSE = actor_id("house")


def row(entity: str, name: str, **values: Value) -> Put:
    code = f"sl_{entity}_{name}"
    return node(term_id(code), NodeKind.SHELF_LIFE, code=code, entity=entity, field=name, **values)


def test_a_fact_is_past_its_life_the_day_after() -> None:
    life = ShelfLife("2026-01-02", "2025-11-02", call_critical=True)
    assert [life.past(day) for day in ("2026-01-02", "2026-01-01", "")] == [False, True, True]
    assert [life.spoils(day) for day in ("2025-11-02", "2025-11-01", "")] == [False, True, True]


@pytest.fixture
def town(sqlite_store: GraphStore) -> GraphStore:
    """A country whose table says: a number three months, free places fourteen days."""
    put(
        sqlite_store,
        country(),
        row("actor", "phone", months=3, call_critical=True),
        row("actor", "municipalities", months=12, call_critical=True),
        row("service", "capacity", days=14),
        row("service", "exclusions", months=6, call_critical=True),
    )
    return sqlite_store


def test_months_and_days_and_a_year_for_a_field_without_a_row(town: GraphStore) -> None:
    lives = shelf_lives(catalogue.read(town), TODAY)
    assert lives.of(NodeKind.ACTOR, "phone") == ShelfLife("2025-12-02", "2025-09-02", call_critical=True)
    assert lives.of(NodeKind.SERVICE, "capacity") == ShelfLife("2026-02-16", "2026-02-02")
    assert lives.of(NodeKind.SERVICE, "documents").good_since == "2025-03-02"
    assert lives.of(NodeKind.SERVICE, "exclusions.ex_dyr").call_critical


@pytest.mark.parametrize(("counted_on", "known"), [("2026-02-16", True), ("2026-02-15", False), ("", False)])
def test_free_places_are_not_known_past_their_shelf_life(
    town: GraphStore, counted_on: str, known: bool
) -> None:
    """By the day they are of; what was never confirmed and names no day is not known either."""
    dated = {"capacity_on": counted_on} if counted_on else {}
    bed = node(
        node_id("service", "x", "bed"), NodeKind.SERVICE, "", name="Seng", capacity_state="cap", **dated
    )
    put(town, row("service", "capacity_state", days=14), actor("a", "A"), bed)
    put(town, link(EdgeKind.OFFERS, actor_id("a"), node_id("service", "x", "bed")))
    (line,) = profile(town, actor_id("a"), now=NOW).services
    assert line.values.get("capacity_state") == ("cap" if known else None)
    assert line.formerly == ({} if known else {"capacity_state": "cap"})


@pytest.mark.parametrize(("counted_on", "known"), [("2026-02-27", True), ("2026-02-26", False)])
def test_an_answer_about_places_holds_as_long_as_its_own_row_says(
    town: GraphStore, counted_on: str, known: bool
) -> None:
    """Three days here, though the field holds fourteen. Seen red with the field's life for every answer."""
    seat = node_id("service", "x", "bed")
    put(
        town,
        row("service", "capacity_state", days=14),
        node(term_id("cap"), NodeKind.CAPACITY_STATE, code="cap", days=3),
        actor("a", "A"),
        node(seat, NodeKind.SERVICE, "", name="Seng", capacity_state="cap", capacity_on=counted_on),
        link(EdgeKind.OFFERS, actor_id("a"), seat),
    )
    (line,) = profile(town, actor_id("a"), now=NOW).services
    assert line.formerly == ({} if known else {"capacity_state": "cap"})


def test_a_card_names_what_is_past_its_life_and_when_that_is_all(town: GraphStore) -> None:
    """Seen red with the newest day for the oldest of two ways in, and with ``all_past`` for any."""
    put(
        town,
        actor("a", "A", phone="+4521111111"),
        node(actor_id("a"), NodeKind.ACTOR, "2020-02-02", "b", website="https://a.dk", phone="+4522222222"),
        node(actor_id("b"), NodeKind.ACTOR, "2020-01-01", "b", name="B", kind="bo_110"),
        service("bed", "a", "Seng"),
        *(node(term_id(code), NodeKind.ACCESS_ROUTE, code=code) for code in ("ar_a", "ar_b")),
        *(
            link(EdgeKind.VIA, node_id("service", "x", "bed"), term_id(code), day)
            for code, day in (("ar_a", "2020-01-01"), ("ar_b", "2021-01-01"))
        ),
    )
    cards = {hit.card.name: hit for hit in find(town).items}
    assert (cards["A"].card.past, cards["A"].card.all_past) == ({"website": "2020-02-02"}, False)
    assert cards["A"].past == {"access_routes": "2020-01-01"}
    assert (cards["B"].card.past, cards["B"].card.all_past) == (
        {"name": "2020-01-01", "kind": "2020-01-01"},
        True,
    )
    (seat,) = profile(town, actor_id("a"), now=NOW).services
    assert seat.card.past == {"access_routes": "2020-01-01"}


@pytest.mark.parametrize(
    ("hours", "past"),
    [
        ({"bed": (OLD, "opening_hours", "Mo-Fr 09:00-15:00")}, {"opening_hours": OLD}),
        ({"bed": (FRESH, "opening_hours", "Mo-Fr 09:00-15:00")}, {}),
        # Open by fresh hours: the old ones of another service did not make the state.
        (
            {
                "bed": (FRESH, "opening_hours", "Mo-Fr 09:00-15:00"),
                "cafe": (OLD, "opening_hours", "Sa 09:00-15:00"),
            },
            {},
        ),
        # Closed by all of them.
        (
            {
                "bed": (FRESH, "opening_hours", "Tu 09:00-15:00"),
                "cafe": (OLD, "opening_hours", "Sa 09:00-15:00"),
            },
            {"opening_hours": OLD},
        ),
    ],
)
def test_a_hit_says_how_old_the_hours_are_that_make_its_state(
    town: GraphStore, hours: Mapping[str, tuple[str, str, str]], past: Mapping[str, str]
) -> None:
    """The actor has none of its own. Seen red with the marks of the actor alone."""
    put(town, actor("a", "A"))
    for code, (day, name, schedule) in hours.items():
        put(town, service(code, "a", code))
        put(town, node(node_id("service", "x", code), NodeKind.SERVICE, day, "b", **{name: schedule}))
    (hit,) = find(town).items
    assert hit.card.opening.open_now is not None
    assert hit.past == past


def test_an_old_number_sinks_the_entry_and_an_old_description_does_not(town: GraphStore) -> None:
    put(
        town,
        actor("a", "A", phone="+4521111111"),
        node(actor_id("a"), NodeKind.ACTOR, "2025-09-01", "b", phone="+4522222222"),
        actor("b", "B", description="Her"),
        node(actor_id("b"), NodeKind.ACTOR, "2020-01-01", "b", website="https://b.dk"),
    )
    put(town, actor("c", "C"), node(actor_id("c"), NodeKind.ACTOR, "2025-09-01", "b", phone="+4533333333"))
    assert hit_codes(find(town)) == ["a", "b", "c"]
    assert [hit.card.stale for hit in find(town).items] == [False, False, True]
    entry = profile(town, actor_id("c"), now=NOW)
    assert (entry.card.stale, entry.spoilt) == (True, ("phone",))
    assert profile(town, actor_id("b"), now=NOW).card.past == {"website": "2020-01-01"}


def test_what_nobody_ever_confirmed_sinks(town: GraphStore) -> None:
    put(town, actor("house", "Huset"), link(EdgeKind.SERVES, HOUSE, area_id("0101"), ""))
    actor_index = index.current(town, TODAY)
    assert actor_index.is_stale(HOUSE)
    assert not actor_index.is_stale(node_id("actor", "x", "nobody"))


def test_a_municipality_changes_the_table_as_data(town: GraphStore) -> None:
    put(town, actor("c", "C"), node(actor_id("c"), NodeKind.ACTOR, "2025-12-01", "b", phone="+4533333333"))
    assert not index.current(town, TODAY).is_stale(actor_id("c"))
    put(town, row("actor", "phone", months=1, call_critical=True))
    assert index.current(town, TODAY).is_stale(actor_id("c"))


def test_what_makes_an_actor_stale_need_not_make_a_service_so() -> None:
    """Seen red with one answer for all kinds."""
    lives = ShelfLives(
        "2026-11-23", {("actor", "phone"): ShelfLife("2026-05-01", "2025-11-01", call_critical=True)}
    )
    assert lives.stale_before(NodeKind.ACTOR, "phone") == "2025-11-01"
    assert lives.stale_before(NodeKind.ACTOR, "name") == ""
    assert lives.stale_before(NodeKind.SERVICE, "phone") == ""
