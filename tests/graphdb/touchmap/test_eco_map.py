"""The picture of a touch map says what the lists say, and shows nobody whose address is secret."""

from graphdb import touchmap
from graphdb.message import say
from graphdb.network.picture import vis_data
from graphdb.network.routes import Ego
from graphdb.store import GraphStore
from graphdb.touchmap import CITIZEN, Question, TouchMap
from tests.graphdb.world import NOW, TODAY

SECRET = "actor:demo:krisecenter-laerken"


def drawn(store: GraphStore, **asked: object) -> tuple[TouchMap, Ego]:
    """A touch map and its picture."""
    touch_map = touchmap.build(store, Question("9901", **asked), now=NOW)  # type: ignore[arg-type]
    return touch_map, touchmap.around(store, touch_map, today=TODAY)


def test_the_citizen_is_in_the_middle_and_everybody_shown_around(demo: GraphStore) -> None:
    touch_map, picture = drawn(demo, situation="sp_foged", known_kinds=("sund_praksis",))
    centre = picture.dots[0]
    assert (centre.id, say(centre.label), centre.hop) == (CITIZEN, "Borgeren", 0)
    wanted = ["sund_praksis", *(one.id for one in touch_map.likely[: touch_map.folded])]
    assert [dot.id for dot in picture.dots[1:]] == wanted
    assert [dot.hop for dot in picture.dots[1:]] == [1, *[2] * touch_map.folded]
    assert picture.left_out == len(touch_map.likely) - touch_map.folded


def test_spokes_say_who_is_known_and_who_is_guessed(demo: GraphStore) -> None:
    _, picture = drawn(demo, situation="sp_foged", known_actors=("actor:demo:broparken",))
    spokes = {line.dst: say(line.label) for line in picture.lines if line.src == CITIZEN}
    assert spokes.pop("actor:demo:broparken") == "er i kontakt med"
    assert set(spokes.values()) == {"er sandsynligvis i kontakt med"}
    assert any(CITIZEN not in (line.src, line.dst) for line in picture.lines)


def test_every_line_ends_at_somebody_shown(demo: GraphStore) -> None:
    _, picture = drawn(demo, situation="sp_vold", known_actors=(SECRET, "actor:demo:broparken"))
    shown = {dot.id for dot in picture.dots}
    assert all({line.src, line.dst} <= shown for line in picture.lines)


def test_a_secret_address_is_not_drawn(demo: GraphStore) -> None:
    """Seen red without the question whether the address is secret."""
    touch_map, picture = drawn(demo, situation="sp_vold", known_actors=(SECRET,))
    assert SECRET in {one.id for one in touch_map.touched}
    assert SECRET not in {dot.id for dot in picture.dots}
    assert SECRET not in str(vis_data(picture, "da"))


def test_the_same_question_draws_the_same_picture(demo: GraphStore) -> None:
    assert drawn(demo, situation="sp_18")[1] == drawn(demo, situation="sp_18")[1]


def test_nobody_around_is_a_lone_dot(sqlite_store: GraphStore) -> None:
    empty = TouchMap(1, (), (), (), (), (), None, (), (), (), (), ())
    assert [dot.id for dot in touchmap.around(sqlite_store, empty, today=TODAY).dots] == [CITIZEN]


def test_two_agreements_of_the_same_two_are_one_line(demo: GraphStore) -> None:
    _, picture = drawn(demo, situation="sp_foged")
    said = [(line.src, line.dst, say(line.label)) for line in picture.lines]
    pair = ("actor:demo:broparken", "actor:demo:brostad-bolig", "Har skriftlig aftale med")
    assert said.count(pair) == 1
    assert len(said) == len(set(said))
