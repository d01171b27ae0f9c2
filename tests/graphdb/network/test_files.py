"""A network as files: read back by networkx, an XML parser and a CSV reader; nothing secret in any."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from graphdb.message import DANISH, Voice
from graphdb.model import Id
from graphdb.network.files import TYPES, Drawn, written
from graphdb.network.structure import structure
from graphdb.network.tie import Dot
from graphdb.network.view import Focus, look
from graphdb.store import GraphStore
from graphdb.vocabulary import catalogue
from tests.graphdb.world import STALE, TODAY, actor, actor_id, contact, located, relates, write

GROUP = "rg_rus"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(world: GraphStore) -> Drawn:
    """A, =B and a secret C with a contact; A refers to B, and they cooperate."""
    for name in ("A", "=B & <C>", "Hemmelig"):
        write(world, actor(name, "civ_ngo", groups=[GROUP], secret_address=name == "Hemmelig"))
    write(world, [*located("A", "9901"), *contact(actor_id("A"), "Karla Kontakt", phone="+4573333333")])
    write(world, [relates("A", "rel_henviser", "=B & <C>", day=STALE)])
    write(world, [relates("=B & <C>", "rel_samarbejder", "A"), relates("A", "rel_henviser", "Hemmelig")])
    return on(world, Focus(group=GROUP))


def on(store: GraphStore, focus: Focus, most: int = 300) -> Drawn:
    net = structure(store, "9901", TODAY)
    return Drawn(net, look(net, focus, most=most), catalogue.read(store), Voice(DANISH).say, TODAY)


def ids() -> set[Id]:
    return {actor_id("A"), actor_id("=B & <C>")}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_back_who_is_linked_with_whom(drawn: Drawn, form: str) -> None:
    data = BytesIO(written(drawn, form))
    graph = nx.read_graphml(data, force_multigraph=True) if form == "graphml" else nx.read_gexf(data)
    assert set(graph.nodes) == ids()
    assert graph.nodes[actor_id("=B & <C>")]["label"] == "=B & <C>"
    assert graph.nodes[actor_id("A")]["groups"] == GROUP
    lines = {(src, dst, tie["kind"], tie["confirmed"]) for src, dst, tie in graph.edges(data=True)}
    a, b = actor_id("A"), actor_id("=B & <C>")
    assert lines == {(a, b, "rel_henviser", False), (b, a, "rel_samarbejder", True)}


@pytest.mark.parametrize("form", sorted(TYPES))
def test_each_says_what_was_chosen_and_how_much_was_asked(drawn: Drawn, form: str) -> None:
    text = written(drawn, form).decode()
    assert "forventede slags er spurgt i Vest" in text
    assert "Kun dem, der selv nævner: Borgere med rusmiddelproblemer." in text
    assert "1 med hemmelig adresse er ikke med." in text
    assert drawn.name == "netvaerk-9901-rg_rus"


@pytest.mark.parametrize("form", sorted(TYPES))
def test_no_secret_address_no_person_and_no_number_is_in_any(drawn: Drawn, form: str) -> None:
    """Seen red with those of a secret address among the actors of a view."""
    text = written(drawn, form).decode()
    for secret in (actor_id("Hemmelig"), "Hemmelig<", "Hemmelig,", "Karla", "73333333", "71111111", "place:"):
        assert secret not in text


def rows(drawn: Drawn, form: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written(drawn, form).decode(), newline="")))


def test_tables_have_the_columns_that_kumu_and_gephi_read_and_no_formula(drawn: Drawn) -> None:
    """Seen red without the guard."""
    nodes, edges = rows(drawn, "nodes.csv"), rows(drawn, "edges.csv")
    assert {row["Id"]: row["Label"] for row in nodes} == {
        actor_id("A"): "A",
        actor_id("=B & <C>"): "'=B & <C>",
    }
    assert {(row["From"], row["To"], row["Type"], row["Direction"], row["Confirmed"]) for row in edges} == {
        ("A", "'=B & <C>", "Directed", "directed", "no"),
        ("'=B & <C>", "A", "Undirected", "mutual", "yes"),
    }
    assert {row["Source"] for row in edges} | {row["Target"] for row in edges} == ids()


def test_the_drawing_has_a_box_for_each_a_line_for_each_and_no_style(drawn: Drawn) -> None:
    root = ET.fromstring(written(drawn, "svg"))
    boxes = [box.findtext(f"{SVG}title") for box in root.iter(f"{SVG}g")]
    assert sorted(map(str, boxes)) == ["=B & <C>", "A"]
    lines = [path for path in root.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    assert sorted(str(path.findtext(f"{SVG}title")) for path in lines) == [
        "=B & <C> – Samarbejder med – A",
        "A – Henviser til – =B & <C>",
    ]
    assert [path.get("stroke-dasharray") is None for path in lines].count(False) == 1
    assert not [one for one in root.iter() if one.get("style") or one.tag.endswith(("style", "script"))]
    left, top, width, height = map(float, str(root.get("viewBox")).split())
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(str(rect.get(name))) for name in ("x", "y", "width", "height"))
        assert left <= x
        assert x + w <= left + width
        assert top <= y
        assert y + h <= top + height


def test_an_empty_network_and_one_of_communities_are_written_too(world: GraphStore) -> None:
    nobody = on(world, Focus())
    assert all(written(nobody, form) for form in TYPES)
    for name in "ABCD":
        write(world, actor(name, "civ_ngo"))
    write(world, [relates("A", "rel_henviser", "B"), relates("C", "rel_henviser", "D")])
    parted = on(world, Focus(), most=2)
    assert b"Del 1: " in written(parted, "svg")
    graph = nx.read_graphml(BytesIO(written(parted, "graphml")))
    assert {graph.nodes[one]["part"] for one in graph} == {1, 2}


def test_an_actor_without_a_kind_is_written(drawn: Drawn) -> None:
    view = replace(drawn.view, dots=(*drawn.view.dots, Dot("actor:x:y", "Y", "")))
    assert rows(replace(drawn, view=view), "nodes.csv")[-1]["Type"] == ""
