"""The picture of a network as a file: the places and lines of the page's picture, with a legend."""

from collections.abc import Callable, Mapping
from textwrap import wrap
from typing import Any, Final
from xml.etree import ElementTree as ET

from graphdb.message import Param, message
from graphdb.network.layout import CELL

_WIDTH: Final = 190
_LINE: Final = 19
_LETTERS: Final = 21
"""Letters that fit on a line of a box."""
_LINES: Final = 4
_SURE, _UNSURE = "#0b4a5e", "#8a5a00"
LEGEND: Final = (
    ("mutual", True, message("network.legend_mutual")),
    ("directed", True, message("network.legend_directed")),
    ("part", True, message("network.legend_part")),
    ("mutual", False, message("network.legend_unsure")),
)
BETWEEN: Final = (("several", True, message("network.legend_several")),)
"""Sort of a line, whether it was confirmed, and what that means; of communities below."""
_TOP: Final = 90


def svg(data: Mapping[str, Any], head: str, say: Callable[[Param], str]) -> bytes:
    """A file of its own, without styles or scripts. ``data`` as ``picture.drawn_network`` gives it."""
    nodes, edges = {node["id"]: node for node in data["nodes"]}, data["edges"]
    left = min((node["x"] for node in nodes.values()), default=0) - CELL[0]
    top = min((node["y"] for node in nodes.values()), default=0) - CELL[1] - _TOP
    width = max(1000, max((node["x"] for node in nodes.values()), default=0) + CELL[0] - left)
    height = max((node["y"] for node in nodes.values()), default=0) + CELL[1] - top
    root = _add(None, "svg", xmlns="http://www.w3.org/2000/svg", role="img", width=width, height=height)
    root.set("viewBox", f"{left} {top} {width} {height}")
    root.set("font-family", "IBM Plex Sans, Arial, sans-serif")
    _add(root, "title").text = head
    _ends(root)
    _add(root, "rect", x=left, y=top, width=width, height=height, fill="#ffffff")
    for number, line in enumerate(wrap(head, int(width / 9))[:3]):
        _text(root, line, left + 20, top + 30 + 22 * number)
    legend = BETWEEN if data["parts"] else LEGEND
    for number, (sort, fresh, label) in enumerate(legend):
        x, y = left + 20 + number * (width - 40) / len(legend), top + _TOP + 20
        _line(root, {"sort": sort, "fresh": fresh}, f"M{x:.0f} {y} L{x + 44:.0f} {y}")
        _text(root, say(label), x + 56, y + 5, size=13)
    for edge in edges:
        drawn = _line(root, edge, _way(nodes[edge["from"]], nodes[edge["to"]], edge["bend"]))
        said = (nodes[edge["from"]]["label"], edge["label"], nodes[edge["to"]]["label"])
        _add(drawn, "title").text = " – ".join(said)
    for node in nodes.values():
        _box(root, node)
    file: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return file


def _ends(root: ET.Element) -> None:
    """What stands at the end of a line: an arrow for one way, a dot for a part."""
    for name, fill in (("sure", _SURE), ("unsure", _UNSURE)):
        for sort, tag, shape in (
            ("directed", "path", {"d": "M0 0 L10 5 L0 10 Z"}),
            ("part", "circle", {"cx": 5, "cy": 5, "r": 4}),
        ):
            marker = _add(root, "marker", id=f"{sort}-{name}", markerWidth=10, markerHeight=10)
            for key, value in {
                "refX": 9,
                "refY": 5,
                "orient": "auto",
                "markerUnits": "userSpaceOnUse",
            }.items():
                marker.set(key, str(value))
            _add(marker, tag, fill=fill, **shape)


def _line(root: ET.Element, edge: Mapping[str, Any], way: str) -> ET.Element:
    fresh = edge["fresh"]
    line = _add(root, "path", d=way, fill="none", stroke=_SURE if fresh else _UNSURE)
    line.set("stroke-width", "4" if edge["sort"] == "several" else "1.6")
    if not fresh:
        line.set("stroke-dasharray", "7 5")
    if edge["sort"] in {"directed", "part"}:
        line.set("marker-end", f"url(#{edge['sort']}-{'sure' if fresh else 'unsure'})")
    return line


def _way(src: Mapping[str, Any], dst: Mapping[str, Any], bend: int) -> str:
    """From the edge of one box to that of the other, aside by ``bend``."""
    along = dst["x"] - src["x"], dst["y"] - src["y"]
    aside = (
        (src["x"] + dst["x"]) / 2 - 0.12 * bend * along[1],
        (src["y"] + dst["y"]) / 2 + 0.12 * bend * along[0],
    )
    (x0, y0), (x1, y1) = _rim(src, aside), _rim(dst, aside)
    return f"M{x0:.1f} {y0:.1f} Q{aside[0]:.1f} {aside[1]:.1f} {x1:.1f} {y1:.1f}"


def _rim(node: Mapping[str, Any], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the way from the middle of a box leaves it."""
    dx, dy = towards[0] - node["x"], towards[1] - node["y"]
    reach = max(abs(dx) / (_WIDTH / 2), abs(dy) / (_height(node) / 2)) or 1.0
    return node["x"] + dx / reach, node["y"] + dy / reach


def _lines(node: Mapping[str, Any]) -> list[str]:
    return wrap(node["label"], _LETTERS, max_lines=_LINES, placeholder=" …") or [""]


def _height(node: Mapping[str, Any]) -> int:
    return _LINE * len(_lines(node)) + 16


def _box(root: ET.Element, node: Mapping[str, Any]) -> None:
    height, lines = _height(node), _lines(node)
    box = _add(root, "g")
    _add(box, "title").text = node["label"]
    rect = _add(box, "rect", x=node["x"] - _WIDTH / 2, y=node["y"] - height / 2, width=_WIDTH, height=height)
    rect.attrib.update({"rx": "5", "fill": "#eef4f6", "stroke": "#7b8d94"})
    for number, line in enumerate(lines):
        y = node["y"] - height / 2 + 8 + _LINE * (number + 0.75)
        _text(box, line, node["x"], y, size=15).set("text-anchor", "middle")


def _text(root: ET.Element, words: str, x: float, y: float, *, size: int = 16) -> ET.Element:
    text = _add(root, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill="#1a1a1a")
    text.set("font-size", str(size))
    text.text = words
    return text


def _add(parent: ET.Element | None, tag: str, **attributes: object) -> ET.Element:
    texts = {name: str(value) for name, value in attributes.items()}
    return ET.Element(tag, texts) if parent is None else ET.SubElement(parent, tag, texts)
