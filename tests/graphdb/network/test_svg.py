"""The picture as a file: lines reach from rim to rim, step aside for each other, and nothing lies outside."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdb.message import DANISH, ENGLISH, Voice, say
from graphdb.network.picture import bent
from graphdb.network.svg import BETWEEN, LEGEND, svg
from graphdb.network.tie import Tie

SVG = "{http://www.w3.org/2000/svg}"
SAY = Voice(DANISH).say
HALF = 95
HEAD = "Netværket i Vest, 2026-11-23. 1 af 2 forventede slags er spurgt i Vest."


def node(name: str, x: int, y: int, label: str = "") -> dict[str, Any]:
    return {"id": name, "label": label or name, "x": x, "y": y}


def edge(src: str, dst: str, *, sort: str = "directed", fresh: bool = True, bend: int = 0) -> dict[str, Any]:
    return {"from": src, "to": dst, "label": "til", "sort": sort, "fresh": fresh, "bend": bend}


def drawing(
    nodes: list[dict[str, Any]], *edges: dict[str, Any], head: str = HEAD, parts: bool = False
) -> ET.Element:
    return ET.fromstring(svg({"nodes": nodes, "edges": list(edges), "parts": parts}, head, SAY))


def lines(root: ET.Element) -> list[ET.Element]:
    """Those between two boxes."""
    return [path for path in root.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]


def numbers(path: ET.Element) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+\.\d", str(path.get("d")))]


def test_a_line_reaches_from_rim_to_rim() -> None:
    root = drawing([node("a", 0, 0), node("b", 460, 0)], edge("a", "b"))
    assert numbers(lines(root)[0]) == [HALF, 0, 230, 0, 460 - HALF, 0]


def test_two_between_the_same_step_aside_for_each_other() -> None:
    both = [edge("a", "b"), edge("a", "b", bend=1), edge("b", "a", bend=1)]
    ways = [numbers(line)[2:4] for line in lines(drawing([node("a", 0, 0), node("b", 460, 0)], *both))]
    assert ways[0] == [230, 0]
    assert ways[1][1] > 0 > ways[2][1]


def test_each_sort_and_freshness_is_drawn_in_its_own_way() -> None:
    ties = [
        edge("a", "b", sort=sort, fresh=fresh)
        for sort in ("mutual", "directed", "part")
        for fresh in (True, False)
    ]
    drawn = lines(drawing([node("a", 0, 0), node("b", 460, 110)], *ties))
    assert len({(line.get("marker-end"), line.get("stroke-dasharray")) for line in drawn}) == len(ties)
    ends = {marker.get("id") for marker in drawing([]).iter(f"{SVG}marker")}
    used = {re.sub(r"url\(#(.*)\)", r"\1", str(line.get("marker-end"))) for line in drawn} - {"None"}
    assert used == ends


def test_the_legend_says_what_is_drawn_in_both_languages() -> None:
    words = [text.text for text in drawing([node("a", 0, 0)]).iter(f"{SVG}text")]
    for _, _, label in LEGEND:
        assert say(label, DANISH) in words
        assert say(label, ENGLISH) != say(label, DANISH)
    several = drawing([node("a", 0, 0), node("b", 460, 0)], edge("a", "b", sort="several"), parts=True)
    assert say(BETWEEN[0][2], DANISH) in [text.text for text in several.iter(f"{SVG}text")]


def test_parts_without_links_have_the_legend_of_parts() -> None:
    """Seen red: without a line between them they had that of actors."""
    words = [
        text.text for text in drawing([node("a", 0, 0), node("b", 460, 0)], parts=True).iter(f"{SVG}text")
    ]
    assert say(BETWEEN[0][2], DANISH) in words
    assert not {say(label, DANISH) for _, _, label in LEGEND} & set(words)


@pytest.mark.parametrize("label", ["", "x" * 200, "Boligforeningen af 1912 i Brostad " * 6, "<&\">'"])
def test_a_name_of_any_length_stays_in_its_box_and_is_whole_in_its_title(label: str) -> None:
    root = drawing([node("a", 0, 0, label)])
    box = next(root.iter(f"{SVG}g"))
    assert box.findtext(f"{SVG}title") == (label or "a")
    rect, texts = box.find(f"{SVG}rect"), list(box.iter(f"{SVG}text"))
    assert rect is not None
    top, height = float(str(rect.get("y"))), float(str(rect.get("height")))
    assert 1 <= len(texts) <= 4
    assert all(len(str(text.text)) <= 23 for text in texts)
    assert all(top < float(str(text.get("y"))) < top + height for text in texts)


pairs = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=9)


@settings(max_examples=100, deadline=None)
@given(pairs)
def test_no_two_between_the_same_take_one_way(between: list[tuple[str, str]]) -> None:
    """Seen from one of the two ends, each bends by another step."""
    ties = tuple(Tie(f"{n}", src, dst, "x", True, "") for n, (src, dst) in enumerate(between))
    ways = [(frozenset((tie.src, tie.dst)), bend if tie.src < tie.dst else -bend) for tie, bend in bent(ties)]
    assert len(set(ways)) == len(ways)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_nothing_lies_outside_the_frame(count: int) -> None:
    root = drawing([node(f"n{n}", 230 * (n % 6), 110 * (n // 6)) for n in range(count)], head=HEAD * 4)
    left, top, width, height = map(float, str(root.get("viewBox")).split())
    for text in root.iter(f"{SVG}text"):
        assert left < float(str(text.get("x"))) < left + width
        assert top < float(str(text.get("y"))) < top + height
