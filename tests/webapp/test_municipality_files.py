"""A municipality's lists as files: all in one workbook, and nothing in them that is not for everybody."""

import csv
import io
import re

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from graphdb.claims import Rank, coordinator_source
from graphdb.store import GraphStore
from graphdb.writing.edits import Clear
from tests.graphdb.world import actor, actor_id, contact, write
from tests.webapp.conftest import application

LISTS = ("uge", "aktoerer", "matrix", "huller", "netvaerk", "netvaerkslister")


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of each sheet of a workbook, by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def test_all_lists_come_in_one_workbook_with_how_much_was_asked_in_each_head(client: FlaskClient) -> None:
    answer = client.get("/kommune/9903/samlet.xlsx")
    assert "samlet-9903.xlsx" in answer.headers["Content-Disposition"]
    book = sheets(answer.data)
    names = ["Uge", "Aktører", "Matrix", "Huller", "Netværk", "Netværkslister", "Forventninger"]
    assert list(book) == names
    for name, rows in book.items():
        assert rows[0][0].startswith("Kærsund, 2026-11-23"), name
        assert rows[1][0] == "41 af 55 forventede slags er spurgt", name
    assert list(sheets(client.get("/en/kommune/9903/samlet.xlsx").data))[:2] == ["Week", "Actors"]


def test_the_week_as_a_file_says_what_its_tiles_say(client: FlaskClient) -> None:
    page = client.get("/kommune/9903").text
    tiles = [int(number) for number in re.findall(r'class="tile"[^>]*><strong>(\d+)</strong>', page)]
    text = client.get("/kommune/9903/uge.csv").data.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) == 4]
    numbers = [int(line[1]) for line in lines if line[1].isdigit()]
    assert [numbers[0], *numbers[2:]] == tiles  # the national ones stand in the tile of the own
    calls = [line[1] for line in lines if line[0] == "Ring først til"]
    assert len(calls) == 5
    assert all(name in page for name in calls)


def test_whom_to_ring_first_stands_with_the_number_or_without_one(demo_copy: GraphStore) -> None:
    """Seen red: it was a list of whom to ring, without a number."""

    def shown(client: FlaskClient) -> tuple[list[str], str]:
        text = client.get("/kommune/9903/uge.csv").data.decode("utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) == 4]
        return [line[2] for line in lines if line[0] == "Ring først til"], client.get("/kommune/9903").text

    client = application(demo_copy).test_client()
    numbers, page = shown(client)
    assert all(re.fullmatch(r"\d\d \d\d \d\d \d\d", number) for number in numbers)
    assert all(f">{number}</a>" in page for number in numbers)
    assert "intet nummer" not in page
    first = re.findall(r'<ol>\s*<li><a href="/actors/([^"]+)"', page)[0]
    source = coordinator_source("9903")
    write(demo_copy, [Clear(first, source, Rank.COORDINATOR, "phone", "2026-11-23")])
    numbers, page = shown(client)
    assert numbers.count("intet nummer") == page.count("intet nummer") == 1


def test_the_actors_as_a_file_are_those_that_the_week_counts(client: FlaskClient) -> None:
    page = client.get("/kommune/9903").text
    own = re.findall(r'class="tile"[^>]*><strong>(\d+)</strong>', page)[0]
    text = client.get("/kommune/9903/aktoerer.csv").data.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) == 4]
    assert len(lines) - 1 == int(own)
    assert all(line[3].startswith("actor:") for line in lines[1:])
    assert any(line[2] for line in lines[1:])


def test_the_lists_of_the_network_are_taken_along_as_they_stand_on_the_page(client: FlaskClient) -> None:
    """Cut points, bridges, isolates, what one side says, what is owed, and who might speak together."""
    net = (client.get("/api/v1/network?municipality=9903").json) or {}
    text = client.get("/kommune/9903/netvaerkslister.csv").data.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) == 6][1:]
    by_list = {title: [line for line in lines if line[0] == title] for title in {line[0] for line in lines}}
    assert [line[4] for line in by_list["Hvem de andre hænger på"]] == [
        one["id"] for one in net["cut_points"]
    ]
    bridges = by_list["Den eneste forbindelse mellem to dele"]
    assert [(line[4], line[5]) for line in bridges] == [
        (one["from_id"], one["to_id"]) for one in net["bridges"]
    ]
    assert [line[4] for line in by_list.get("Uden forbindelser", [])] == net["isolates"]
    assert len(by_list["En pligt uden en forbindelse"]) == len(net["owed_missing"])
    pairs = [(line[4], line[5]) for line in by_list["Hvem kunne tale sammen?"]]
    assert pairs == [(one["from_id"], one["to_id"]) for one in net["suggested"]["pairs"]]
    assert all(line[3] for line in by_list["Hvem kunne tale sammen?"])


def test_no_file_has_what_is_secret_personal_or_not_public(demo_copy: GraphStore) -> None:
    """One of each is planted."""
    owner = actor_id("Huset")
    write(demo_copy, actor("Huset", "bo_109", groups=["rg_vold"], secret_address=True))
    write(demo_copy, actor("Skjulested", "civ_vaerested", visibility="professionals"))
    write(demo_copy, contact(owner, "leder", person="Planta Personsen", phone="+4572727272"))
    client = application(demo_copy).test_client()
    names = [f"{name}.{form}" for name in LISTS for form in ("csv", "xlsx")]
    for name in ("samlet.xlsx", *names):
        data = client.get(f"/kommune/9901/{name}").data
        text = str(sheets(data)) if name.endswith("xlsx") else data.decode("utf-8-sig")
        for planted in ("Planta", "72727272", "Skjulested", "+45"):
            assert planted not in text, (name, planted)
    assert "Huset" in client.get("/kommune/9901/aktoerer.csv").text


def test_a_file_of_nothing_is_still_a_file(client: FlaskClient) -> None:
    for name in ("uge.csv", "aktoerer.csv", "samlet.xlsx", "aktoerer.xlsx"):
        assert client.get(f"/kommune/0615/{name}").status_code == 200
        assert client.get(f"/kommune/0000/{name}").status_code == 404
    assert client.get("/kommune/0615/samlet.csv").status_code == 404


def test_each_tile_of_holes_counts_what_its_list_has(client: FlaskClient) -> None:
    for town in ("9901", "9902", "9903"):
        week = client.get(f"/kommune/{town}").text
        tiles = re.findall(r'href="(/kommune/[^"]*huller\?rule=[^"]*)"><strong>(\d+)</strong>', week)
        assert tiles
        for link, number in tiles:
            assert client.get(link).text.count('class="hole-text"') == int(number), link
