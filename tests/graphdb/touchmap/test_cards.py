"""What the map shows of an actor is what search and profile show of it."""

from typing import Any

from graphdb.message import Words
from graphdb.store import GraphStore
from tests.graphdb.touchmap.test_worlds import asked, names
from tests.graphdb.world import actor, actor_id, contact, service, write


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
