"""Several opening hours at once: a unit's own and those of its places, as they are kept and asked.

Seen red with: ``opening`` that looks at the first hours only, ``_where`` that names a place beside hours of
the whole, ``_called`` that leaves a tab or a line in a name.
"""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from graphdb.fields.hours import COPENHAGEN
from graphdb.fields.schedules import Schedule, from_text, opening, schedules, to_text
from graphdb.model import Edge, EdgeKind, Node, NodeKind

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
HOURS = st.sampled_from(["24/7", "Mo-Fr 09:00-12:00; PH off", '24/7 unknown "efter aftale"', "nonsense"])
NOW = datetime(2026, 11, 25, 10, tzinfo=COPENHAGEN)


def moment(hour: int) -> datetime:
    return NOW.replace(hour=hour)


def place(**props: str) -> Node:
    return Node("place:x:p", NodeKind.PLACE, props)


def at(hours: str) -> Edge:
    props = {"opening_hours": hours} if hours else {}
    return Edge("LOCATED_AT|service:x:s|place:x:p", EdgeKind.LOCATED_AT, "service:x:s", "place:x:p", props)


@given(own=HOURS, located=st.lists(st.tuples(HOURS, TEXTS, TEXTS)))
def test_an_entry_keeps_what_it_is_given(own: str, located: list[tuple[str, str, str]]) -> None:
    unit = Node("service:x:s", NodeKind.SERVICE, {"opening_hours": own})
    several = tuple(schedules(unit, [(at(h), place(name=name, address=a)) for h, name, a in located]))
    assert from_text(to_text(several)) == several
    assert [one.hours for one in several] == [own, *(hours for hours, _, _ in located)]


@given(st.lists(st.builds(Schedule, HOURS, st.sampled_from(["", "Havnen", "Torvet"]))))
def test_the_order_of_the_hours_tells_nothing(several: list[Schedule]) -> None:
    state, other = opening(several, NOW), opening(several[::-1], NOW)
    assert (state.open_now, state.opens_at, state.open_until) == (
        other.open_now,
        other.opens_at,
        other.open_until,
    )
    assert set(state.place.split(", ")) == set(other.place.split(", "))


def test_a_place_without_hours_of_its_own_adds_none() -> None:
    assert not list(schedules(Node("service:x:s", NodeKind.SERVICE, {}), [(at(""), place(name="Huset"))]))


def test_a_place_that_may_not_be_seen_has_no_name() -> None:
    (only,) = schedules(Node("service:x:s", NodeKind.SERVICE, {}), [(at("24/7"), None)])
    assert only == Schedule("24/7")


def test_of_several_hours_one_that_is_open_is_enough() -> None:
    both = opening([Schedule("Mo-Fr 09:00-12:00"), Schedule("Mo-Fr 13:00-15:00")], NOW)
    assert (both.open_now, both.open_until) == (True, moment(12))
    closed = opening([Schedule("Mo-Fr 13:00-15:00"), Schedule("Mo-Fr 12:00-13:00")], NOW)
    assert (closed.open_now, closed.opens_at) == (False, moment(12))
    assert opening([Schedule("")], NOW).open_now is None
    assert opening([], NOW).open_now is None


def test_closed_is_said_only_when_all_hours_are_known() -> None:
    """Seen red when one that is known to be closed was enough."""
    harbour, agreed = Schedule("Mo-Fr 13:00-15:00", "Havnen"), Schedule('24/7 unknown "aftale"', "Torvet")
    assert opening([harbour, agreed], NOW).open_now is None
    assert opening([harbour, agreed], moment(14)).open_now


def test_doors_are_not_the_telephone() -> None:
    """Seen red when the hours of the place were asked too: open at night, beside a telephone of the day."""
    unit = Node("actor:x:a", NodeKind.ACTOR, {"phone_hours": "Mo-Fr 09:00-15:00", "opening_hours": "24/7"})
    several = tuple(schedules(unit, [(at("24/7"), place(name="Huset"))]))
    assert opening(several, moment(21)).open_now is False


def test_the_place_that_is_open_is_named() -> None:
    harbour, square = Schedule("Mo-Fr 09:00-12:00", "Havnen"), Schedule("Mo-Fr 13:00-15:00", "Torvet")
    assert opening([harbour, square], NOW).place == "Havnen"
    assert opening([harbour, square], moment(12)).place == "Torvet"
    assert opening([harbour, Schedule("24/7", "Torvet")], NOW).place == "Havnen, Torvet"
    assert opening([harbour, Schedule("Mo-Fr 08:00-16:00")], NOW).place == ""
