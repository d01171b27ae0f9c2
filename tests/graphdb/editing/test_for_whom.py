"""Whom a corrected number is for, when sources say otherwise later, in each kind of store."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from graphdb.accounts.sight import OWN_ENTRY
from graphdb.claims import Claim, Fact, Rank, coordinator_source, own_source
from graphdb.editing import changes
from graphdb.editing.changes import Typed
from graphdb.editing.editable import editable
from graphdb.fields.contact_point import contact_id
from graphdb.model import NodeKind, Value
from graphdb.proposals import proposals
from graphdb.search import index
from graphdb.store import GraphStore
from graphdb.view import winners
from graphdb.writing.edits import Drop, Put, Set
from tests.graphdb.confirming.house import HOSTEL, NOW, TODAY, build
from tests.graphdb.world import contact, write

POINT = contact_id(HOSTEL, "Visitation")
OLD, NEW = "+4572222222", "+4573333333"
SOURCE, OTHER, OWN = "prøve", "liste", own_source(HOSTEL)


@pytest.fixture
def corrected(each_world: GraphStore) -> Iterator[GraphStore]:
    """A number for professionals that the hostel's own people corrected."""
    build(each_world)
    write(each_world, contact(HOSTEL, "Visitation", phone=OLD, visibility="professionals"))
    seen = index.seen(each_world, OWN_ENTRY, TODAY)
    about = editable(seen, HOSTEL, NOW)
    thing = about.things[POINT]
    read = changes.read(about, thing, {"phone": Typed(OLD, NEW)})
    assert read.errors == {}
    changes.send(each_world, about, thing, read.changes, seen=about.version, by="account:x", now=NOW)
    assert shown(each_world) == (NEW, "professionals")
    yield each_world
    for record in each_world.records.list(proposals.KIND, now="").items:
        each_world.records.delete(record.kind, record.id)


def shown(store: GraphStore) -> tuple[str, str] | None:
    """The number, and whom it is for; None where it is not there."""
    node = store.get([POINT]).get(POINT)
    return None if node is None else (node.text("phone"), node.text("visibility"))


def say(store: GraphStore, source: str = SOURCE, **values: str) -> None:
    """What a source says of the point from now on."""
    said = {"role": "Visitation", **values}
    facts = {name: Fact(value, TODAY, TODAY) for name, value in said.items()}
    write(store, [Put(Claim(POINT, source, Rank.MUNICIPALITY, NodeKind.CONTACT_POINT, facts))])


def test_a_source_may_narrow_whom_it_is_for(corrected: GraphStore) -> None:
    """Seen red: professionals everywhere saw what the source had since kept to its own municipality."""
    say(corrected, phone=OLD, visibility="municipality")
    assert shown(corrected) == (NEW, "municipality")
    assert not index.seen(corrected, OWN_ENTRY, TODAY).get([POINT])
    say(corrected, phone=OLD, visibility="professionals")
    assert shown(corrected) == (NEW, "professionals")


@pytest.mark.parametrize("values", [{"visibility": "public"}, {}])
def test_no_source_opens_what_was_typed_for_professionals(
    corrected: GraphStore, values: dict[str, str]
) -> None:
    """They typed it for these. A coordinator, who decides, may open it."""
    say(corrected, phone=OLD, **values)
    assert shown(corrected) == (NEW, "professionals")
    coordinator = coordinator_source("9901")
    write(corrected, [Set(POINT, coordinator, Rank.COORDINATOR, "visibility", "public", TODAY)])
    assert shown(corrected) == (NEW, "public")


@pytest.mark.parametrize(("left", "seen_by"), [("public", "professionals"), ("municipality", "municipality")])
def test_it_is_never_public_because_a_source_went(corrected: GraphStore, left: str, seen_by: str) -> None:
    """Whatever another source says that stays. With none that does, it is not there."""
    say(corrected, OTHER, visibility=left)
    write(corrected, [Drop(POINT, SOURCE)])
    assert shown(corrected) == (NEW, seen_by)
    write(corrected, [Drop(POINT, OTHER)])
    assert shown(corrected) is None


def word(source: str, rank: Rank, seen_by: Value, after: int = 0) -> Claim:
    """What somebody says of whom the point is for, and no more."""
    facts = {"visibility": Fact(seen_by, TODAY, TODAY, after)}
    return Claim(POINT, source, rank, NodeKind.CONTACT_POINT, facts)


@pytest.mark.parametrize(
    ("words", "seen_by"),
    [
        # The weightiest of the sources, as if nothing had been corrected.
        (
            [
                word(OWN, Rank.OWN, "professionals", 3),
                word(SOURCE, Rank.MUNICIPALITY, "professionals"),
                word(OTHER, Rank.DIRECTORY, "municipality"),
            ],
            "professionals",
        ),
        # Two whose point it is corrected it.
        (
            [
                word(OWN, Rank.OWN, "professionals", 3),
                word("own:actor:x:huset", Rank.OWN, "professionals", 4),
                word(SOURCE, Rank.MUNICIPALITY, "municipality"),
            ],
            "municipality",
        ),
        # A list of their own narrows it, too, and alone it says what it likes.
        ([word(OWN, Rank.OWN, "professionals", 3), word("egen", Rank.OWN, "municipality")], "municipality"),
        ([word("egen", Rank.OWN, "public"), word(SOURCE, Rank.MUNICIPALITY, "municipality")], "public"),
        # What cannot be read is for the fewest, and what is said to be unsaid for everybody.
        ([word(OWN, Rank.OWN, "professionals", 3), word(SOURCE, Rank.MUNICIPALITY, "andre")], "andre"),
        ([word(OWN, Rank.OWN, "professionals", 3), word(SOURCE, Rank.MUNICIPALITY, ())], "professionals"),
        # A coordinator decided before or after the correction.
        (
            [
                word(OWN, Rank.OWN, "professionals", 3),
                word("coordinator:9901", Rank.COORDINATOR, "professionals", 2),
                word(SOURCE, Rank.MUNICIPALITY, "municipality"),
            ],
            "professionals",
        ),
        (
            [
                word(OWN, Rank.OWN, "municipality", 3),
                word("coordinator:9901", Rank.COORDINATOR, "public", 4),
                word(SOURCE, Rank.MUNICIPALITY, "municipality"),
            ],
            "public",
        ),
    ],
)
def test_the_narrower_of_a_correction_and_what_holds_without_it(words: list[Claim], seen_by: str) -> None:
    for in_some_order in permutations(words):
        assert winners(in_some_order)["visibility"][1].value == seen_by
