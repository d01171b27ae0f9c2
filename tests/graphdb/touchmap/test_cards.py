"""What the map shows of an actor is what search and profile show of it."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from graphdb.message import Words
from graphdb.model import EdgeKind, Id, Node
from graphdb.store import GraphStore
from tests.graphdb.counting import Counting
from tests.graphdb.touchmap.test_worlds import asked, names
from tests.graphdb.world import actor, actor_id, contact, service, tie, write


def test_hours_say_nothing_while_something_else_holds(world: GraphStore) -> None:
    change = {"temporary_text": "Lukket hele ugen", "temporary_from": "2026-11-23"}
    write(world, actor("Café", "bo_natcafe", phone_hours="24/7", **change))
    write(world, service("Café", "Seng", needs=("need_akutbolig",), opening_hours="24/7"))
    touch_map = asked(world, situation="sp_hjemloes", acute=True)
    assert touch_map.tonight == ()
    cards = [one.card for one in touch_map.likely if one.card]
    shown = {(card.opening.open_now, card.temporary) for card in cards if card.name == "Café"}
    assert shown == {(None, Words("Lukket hele ugen"))}


def test_the_number_of_a_contact_point_is_rung_but_none_that_is_not_for_everybody(world: GraphStore) -> None:
    """Seen red with hidden ones let through in ``in_order``."""
    write(world, actor("Bolig", "kom_bolig", phone=""))
    write(world, contact(actor_id("Bolig"), "Chef", phone="+4573333333", visibility="professionals"))
    write(world, contact(actor_id("Bolig"), "Visitation", phone="+4572222222"))
    touch_map = asked(world, situation="sp_hjemloes", age=30)
    cards = [one.card for one in touch_map.call if one.card]
    assert [(card.name, card.phone) for card in cards if card.name == "Bolig"] == [("Bolig", "+4572222222")]
    assert "Bolig" in names(touch_map.likely)


def test_a_tenant_with_children_is_not_asked_about_as_a_child(world: GraphStore) -> None:
    write(world, actor("Ydelse", "kom_ydelse"))
    about: dict[str, Any] = {"situation": "sp_foged", "from_kind": "kom_voksen", "known_kinds": ("civ_ngo",)}
    said = asked(world, child_in_household=True, **about).sharing
    rule_codes = {rule.code for one in said for rule in one.rules}
    assert rule_codes
    assert "sh_barn" not in rule_codes
    said = asked(world, age=16, **about).sharing
    assert "sh_barn" in {rule.code for one in said for rule in one.rules}


class Reading(Counting):
    """A store that notes, too, which nodes were asked for."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__(store)
        self.read: set[Id] = set()

    def get(self, ids: Collection[Id]) -> Mapping[Id, Node]:
        self.read |= set(ids)
        return cast("Mapping[Id, Node]", super().__getattr__("get")(ids))


def test_of_many_that_may_be_rung_the_best_are_read_and_no_more(world: GraphStore) -> None:
    """All of eight were. Seen red with all of a row read ahead."""
    for letter in "ABCDEFGH":
        write(world, actor(f"{letter} bolig", "kom_bolig"))
    reading: Any = Reading(world)
    assert "A bolig" in names(asked(reading, situation="sp_hjemloes", age=30).call)
    assert reading.calls["edges"] == 0
    assert {actor_id("A bolig"), actor_id("B bolig")} <= reading.read
    assert not {actor_id("D bolig"), actor_id("H bolig")} & reading.read


def test_who_has_no_number_is_passed_over_however_many_they_are(world: GraphStore) -> None:
    """Seen red with only those that were read ahead."""
    for letter in "ABCD":
        write(world, actor(f"{letter} bolig", "kom_bolig", phone=""))
    write(world, actor("E bolig", "kom_bolig"))
    reading: Any = Reading(world)
    assert "E bolig" in names(asked(reading, situation="sp_hjemloes", age=30).call)
    # Read ahead, then once the others; the points of each, in one call for the relations.
    assert (reading.calls["get"], reading.calls["edges"]) == (2, 2)


def test_the_number_of_what_it_is_part_of_is_rung_also_by_way_of_its_contact_point(world: GraphStore) -> None:
    write(world, actor("Huset", "kom_center", towns=("9902",), phone=""))
    write(world, contact(actor_id("Huset"), "Vagt", phone="+4574444444"))
    write(world, actor("Bolig", "kom_bolig", phone=""))
    write(world, [tie(EdgeKind.PART_OF, actor_id("Bolig"), actor_id("Huset"))])
    reading: Any = Reading(world)
    cards = [one.card for one in asked(reading, situation="sp_hjemloes", age=30).call if one.card]
    assert [(card.name, card.phone) for card in cards if card.name == "Bolig"] == [("Bolig", "+4574444444")]
    assert (reading.calls["get"], reading.calls["edges"]) == (2, 1)
