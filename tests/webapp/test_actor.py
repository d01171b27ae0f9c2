"""The page of one actor, as somebody without scripts reads it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graphdb.claims import Rank, coordinator_source, own_source
from graphdb.store import GraphStore
from graphdb.writing.plan import Clear, Set, Stamp, commit
from tests.files import copied
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.test_find import EXAMPLE

HOSTEL = "/actors/actor:demo:herberg-broen"
SECRET = "/actors/actor:demo:krisecenter-laerken"


@pytest.fixture(scope="module")
def every_actor(app: Flask) -> list[str]:
    """The addresses of all actors that can be found."""
    client, addresses = app.test_client(), set[str]()
    for page in count(1):
        shown = set(re.findall(r'<h3><a href="(/actors/[^"]+)"', client.get(f"/find?page={page}").text))
        if shown <= addresses:  # a page past the last shows the last
            break
        addresses |= shown
    return sorted(addresses)


def text(html: str) -> str:
    """What is read: no tags, single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, at: str) -> str:
    """The section with this heading's id."""
    return html.split(f'aria-labelledby="{at}"')[1].split("</section>")[0]


def test_every_actor_has_a_sound_page(client: FlaskClient, every_actor: list[str]) -> None:
    assert len(every_actor) > 140
    for address in every_actor:
        page = client.get(address).text
        assert problems(page) == [], address
        assert EXAMPLE in page, address
        assert not re.search(r"\b(rg|ar|need|rel|lb)_[a-z]", text(page)), address


def test_english_is_sound_too(client: FlaskClient) -> None:
    page = client.get(f"/en{HOSTEL}").text
    assert problems(page) == []
    assert "Whom they work with" in page
    assert "Cooperates with" in page


def test_what_one_needs_to_call(client: FlaskClient) -> None:
    contact = section(client.get(HOSTEL).text, "kontakt")
    assert re.search(r'<a class="phone" href="tel:[+\d]+">00 \d\d \d\d \d\d</a>', contact)
    for word in (
        "Åbent nu",
        "Telefontid",
        "Mail",
        "Adresse",
        "Havnegade 30, 9911 Brostad",
        "Sidst bekræftet",
    ):
        assert word in contact


def test_numbers_are_written_as_people_write_them(app: Flask) -> None:
    written = app.jinja_env.filters["phone_text"]
    assert [written(one) for one in ("+4587411000", "116111", "112")] == ["87 41 10 00", "116 111", "112"]


def test_services_say_the_way_in(client: FlaskClient) -> None:
    services = section(client.get(HOSTEL).text, "tilbud")
    for word in (
        "Vejen ind",
        "Du kan selv møde op",
        "Alder",
        "fra 18 år",
        "Lovgrundlag",
        "Serviceloven § 110",
    ):
        assert word in services


def test_sources_and_dates_are_folded_and_there(client: FlaskClient) -> None:
    page = client.get(HOSTEL).text
    folded = re.findall(r'<details class="source">.*?</details>', page, flags=re.S)
    assert len(folded) >= 5
    for part in folded:
        assert re.search(r"oplyst \d+\. \w+ \d{4}, bekræftet \d+\. \w+ \d{4}", text(part))
        assert "Eksempeldata" in part


def test_where_sources_disagree_both_are_told_with_their_dates(client: FlaskClient) -> None:
    page = client.get(HOSTEL).text
    contact, facts = (text(section(page, at)) for at in ("kontakt", "fakta"))
    said = r"Eksempeldata: opdigtet register siger noget andet: {} ?, oplyst .*? 2024, bekræftet .*? 2026"
    assert re.search(said.format("00 41 12 07"), contact)
    assert re.search(said.format("Forsorgshjemmet Broen"), facts)
    assert re.search(said.format("20 år"), text(section(page, "tilbud")))
    assert "siger noget andet" not in client.get(SECRET).text


@pytest.fixture
def changeable(demo_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """The demo directory, to write in."""
    yield from copied(demo_file, tmp_path)


def test_a_source_that_says_there_is_none_says_so_in_words(changeable: GraphStore) -> None:
    """Seen red while the empty tuple that stands for it was put into words."""
    hostel, day = HOSTEL.removeprefix("/actors/"), "2026-11-20"
    none = Clear(hostel, own_source(hostel), Rank.OWN, "phone", day)
    later = Set(hostel, coordinator_source("9911"), Rank.COORDINATOR, "phone", "+4500411207", day)
    for edit in (none, later):
        plan, _ = commit(changeable, [edit], Stamp("2026-11-20T08:00:00+00:00", "anna", "prøve"))
        assert not plan.refused
    client = application(changeable).test_client()
    for language, said in (("", "siger noget andet: har ikke"), ("/en", "says something else: has none")):
        assert said in text(section(client.get(f"{language}{HOSTEL}").text, "kontakt"))


def test_groups_are_named_once(client: FlaskClient) -> None:
    groups = re.findall(r"<li>([^<(]+)", section(client.get(HOSTEL).text, "hvem").split("<details")[0])
    names = [name.strip() for name in groups]
    assert "Borgere i hjemløshed" in names
    assert len(names) == len(set(names))


def test_relations_read_both_ways(client: FlaskClient) -> None:
    page = section(client.get(HOSTEL).text, "samarbejde")
    for label, other in re.findall(
        r'<dt>([^<]+)</dt>\s*<dd><ul class="plain">\s*<li><a href="([^"]+)"', page
    ):
        back = client.get(other)
        assert back.status_code == 200
        assert "Herberg Broen" in back.text, label
    assert "Samarbejder med" in page


def test_what_begins_later_is_not_said_to_have_begun(client: FlaskClient) -> None:
    page = text(section(client.get("/actors/actor:demo:brostad-bolig").text, "samarbejde"))
    assert re.search(
        r"Brostad Sygehus , fra \d+\. december 2026|Brostad Sygehus, fra \d+\. december 2026", page
    )
    assert re.search(r"siden \d+\. \w+ 202[0-6]", page)


def test_nobody_is_said_to_be_open_on_a_day_when_something_is_changed(client: FlaskClient) -> None:
    page = client.get("/actors/actor:demo:vaerestedet-blaa-doer").text
    assert "Køkkenet er lukket" in page
    assert "alle dage 9-17" in page
    assert "Åbent nu" not in page


def test_a_secret_address_is_said_to_be_secret_and_nothing_is_drawn(client: FlaskClient) -> None:
    page = client.get(SECRET).text
    assert "Adressen er hemmelig." in page
    assert "data-network" not in page
    assert "Udskriv" in page
    data = client.get(f"{SECRET}/network.json").json
    assert data is not None
    assert data["nodes"] == []


def test_text_to_pass_on_can_be_marked_without_scripts(client: FlaskClient) -> None:
    page = client.get(HOSTEL).text
    area = re.search(r'<textarea id="referral" readonly[^>]*>([^<]*)</textarea>', page)
    assert area is not None
    assert "Herberg Broen" in area[1]
    assert "Telefon: 00 " in area[1]
    assert len(re.findall(r"<button[^>]* hidden>", page)) == 2, "buttons that need scripts wait for them"


def test_the_permanent_address_is_shown(client: FlaskClient) -> None:
    assert f"http://localhost{HOSTEL}" in client.get(f"{HOSTEL}?municipality=9901").text


def strings(value: Any) -> Iterator[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def test_the_picture_is_data_and_the_table_says_the_same(client: FlaskClient) -> None:
    data = client.get(f"{HOSTEL}/network.json").json
    assert data is not None
    assert {"nodes", "edges", "centre", "left_out"} == set(data)
    assert all(isinstance(node["x"], int) and isinstance(node["y"], int) for node in data["nodes"])
    assert not any("<" in one for one in strings(data))
    page = unescape(client.get(HOSTEL).text)
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert table.count("<tr>") == len(data["edges"])
    for node in data["nodes"]:
        assert node["label"] in table
    assert json.dumps(data) == json.dumps(client.get(f"{HOSTEL}/network.json").json), "same again"


@pytest.mark.parametrize(
    "name", ["actor:demo:nobody", "nonsense", "term:rg_restance", "service:demo:x", "a b", "010190-1234"]
)
def test_nobody_is_not_found(client: FlaskClient, name: str) -> None:
    page = client.get(f"/actors/{name}")
    assert page.status_code == 404
    assert problems(page.text) == []
    assert "010190" not in page.text
    data = client.get(f"/actors/{name}/network.json")
    assert (data.status_code, data.content_type) == (404, "application/problem+json")
