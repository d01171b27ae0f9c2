"""What becomes of a form, in each kind of store: the view, the history, and what waits."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import cast

import pytest

from graphdb.claims import Rank, own_source
from graphdb.editing import changes
from graphdb.editing.changes import Typed
from graphdb.editing.editable import Editable, editable
from graphdb.errors import Contested
from graphdb.fields.formats import display_phone
from graphdb.model import EdgeKind, Id, node_id, term_id
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About
from graphdb.store import GraphStore, Way
from graphdb.versions import erasing
from tests.graphdb.confirming.house import HOSTEL, HOURS, NOW, build, edited
from tests.graphdb.runs.overtaken import Overtaken

BY = "account:x"
BEDS = node_id("service", "x", "senge")


@pytest.fixture
def house(each_world: GraphStore) -> Iterator[GraphStore]:
    """The actors of ``build`` in each kind of store."""
    build(each_world)
    yield each_world
    for record in each_world.records.list(proposals.KIND, now="").items:
        each_world.records.delete(record.kind, record.id)


def edit(
    store: GraphStore, typed: Mapping[str, str], thing: Id = HOSTEL, seen: Editable | None = None
) -> None:
    """Send a form as it was ``seen``, or as it is now."""
    shown = seen or editable(store, HOSTEL, NOW)
    values = {name: item.value for name, item in shown.things[thing].items.items()}
    was = {
        name: "|".join(value) if isinstance(value, tuple) else str(value or "")
        for name, value in values.items()
    }
    about = editable(store, HOSTEL, NOW)
    read = changes.read(
        about, about.things[thing], {name: Typed(was[name], text) for name, text in typed.items()}
    )
    assert read.errors == {}
    refused = changes.refused(store, about, about.things[thing], read.changes, shown.version, NOW)
    assert refused == {}
    changes.send(store, about, about.things[thing], read.changes, seen=shown.version, by=BY, now=NOW)


def test_what_is_live_is_the_actors_own_word(house: GraphStore) -> None:
    edit(house, {"description": "Et nyt herberg", "risk_groups": "rg_restance"})
    node = house.get([HOSTEL])[HOSTEL]
    assert node.text("description") == "Et nyt herberg"
    assert node.prov["description"].source == own_source(HOSTEL)
    reached = house.edges([HOSTEL], kinds=[EdgeKind.REACHES], way=Way.OUT)
    assert {edge.dst for edge in reached} == {term_id("rg_restance")}
    (commit,) = (one for one in house.commits(limit=100_000).items if one.by == BY)
    assert commit.why == changes.WHY
    assert {one.about for one in proposals.waiting(house, HOSTEL)} == {About.SHOWN}
    edit(house, {"risk_groups": ""})
    assert not house.edges([HOSTEL], kinds=[EdgeKind.REACHES], way=Way.OUT)


def test_a_number_of_places_brings_its_day(house: GraphStore) -> None:
    edit(house, {"capacity": "2"}, BEDS)
    node = house.get([BEDS])[BEDS]
    assert (node.number("capacity"), node.text("capacity_on")) == (2, NOW.date().isoformat())


def test_what_waits_writes_nothing(house: GraphStore) -> None:
    version = house.status().version
    edit(house, {"name": "Det nye", "municipalities": ""})
    assert house.status().version == version
    assert {one.field for one in proposals.waiting(house, HOSTEL)} == {"name", "municipalities"}


@pytest.mark.parametrize("field", ["description", "name"])
def test_what_others_changed_since_is_contested(house: GraphStore, field: str) -> None:
    """Shown at once or not; other fields are not in the way."""
    seen = editable(house, HOSTEL, NOW)
    edited(house, HOSTEL, field, "Andres ord")
    with pytest.raises(Contested) as contested:
        edit(house, {field: "Mine ord"}, seen=seen)
    (contest,) = contested.value.contests
    assert (contest.field, contest.shown) == (field, "Andres ord")
    edit(house, {"website": "https://ny.example"}, seen=seen)
    assert house.get([HOSTEL])[HOSTEL].text("website") == "https://ny.example"


@pytest.mark.parametrize(
    "typed", [{}, {"description": "Vi har åbent om natten"}, {"risk_groups": "rg_restance"}]
)
@pytest.mark.parametrize("proposed", ["", "når månen er fuld"])
def test_hours_in_words_meet_what_others_save_in_the_same_moment(
    house: GraphStore, typed: Mapping[str, str], proposed: str
) -> None:
    """With something that is shown at once and without; what was proposed before stands as it stood.

    Seen red either way: the words waited, and what they were about was another by then.
    """
    hours = {"opening_hours": proposed}
    edit(house, {name: text for name, text in hours.items() if text}, BEDS)
    before = proposals.waiting(house)

    def other() -> None:
        edited(house, BEDS, "opening_hours", HOURS)

    with pytest.raises(Contested) as contested:
        edit(cast("GraphStore", Overtaken(house, other)), {"opening_hours": "ved nymåne", **typed}, BEDS)
    assert [one.field for one in contested.value.contests] == ["opening_hours"]
    node = house.get([BEDS])[BEDS]
    assert (node.text("opening_hours"), node.text("description")) == (HOURS, "")
    assert not house.edges([BEDS], kinds=[EdgeKind.REACHES], way=Way.OUT)
    assert proposals.waiting(house) == before
    edit(house, {"opening_hours": "ved nymåne"}, BEDS)
    assert [one.value for one in proposals.waiting(house)] == ["ved nymåne"]


def test_ranks_stay_what_they_are(house: GraphStore) -> None:
    edit(house, {"description": "Vores ord"})
    (claim,) = (one for one in house.claims([HOSTEL])[HOSTEL] if one.source == own_source(HOSTEL))
    assert claim.rank is Rank.OWN


def test_what_is_sent_of_a_contact_that_was_erased_meanwhile_is_not_kept(demo_copy: GraphStore) -> None:
    """Seen red where something else of it was shown at once."""
    about = editable(demo_copy, "actor:demo:herberg-broen", NOW)
    point = next(one for one in about.things.values() if one.node.text("role") == "Nattevagt")
    role, phone = point.node.text("role"), display_phone(point.node.text("phone"))
    read = changes.read(about, point, {"role": Typed(role, "Anna"), "phone": Typed(phone, "00 11 22 33")})
    assert {change.live for change in read.changes} == {True, False}
    at = NOW.astimezone(UTC).isoformat(timespec="seconds")
    erasing.erase(demo_copy, about.actor.id, point.node.id, at, BY)
    changes.send(demo_copy, about, point, read.changes, seen=about.version, by=BY, now=NOW)
    assert proposals.waiting(demo_copy) == ()
