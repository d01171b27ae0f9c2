"""The tiles of a municipality's week count what stands on the lists that they lead to."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from graphdb.store import GraphStore
from tests.files import opened
from tests.webapp.conftest import application
from tests.webapp.test_municipality import words


def test_the_tile_counts_the_lines_of_its_list(client: FlaskClient) -> None:
    """Not the sets that are not answered: the list shows the kinds."""
    for town in ("9901", "9902", "9903", "0615"):
        week = client.get(f"/kommune/{town}").text
        link, number = re.findall(r'href="([^"]*state=not_asked[^"]*)"><strong>(\d+)</strong>', week)[0]
        body = client.get(link.replace("&amp;", "&")).text
        assert body.count('scope="row"') == int(number)
        assert "strength=core" in link


def test_the_tiles_of_entries_count_what_their_lists_show(
    demo_store: GraphStore, client: FlaskClient, all_file: Path
) -> None:
    """The list of all has those for the whole country too, which the tile counts apart."""
    for store, town in ((demo_store, "9901"), *((whole, "9903") for whole in opened(all_file))):
        page = application(store).test_client()
        week = page.get(f"/kommune/{town}").text
        link, own, beside = re.findall(
            r'class="tile" href="(/find[^"]+)"><strong>(\d+)</strong> \w+(?: <span>og (\d+))?', week
        )[0]
        answer = page.get(f"/api/v1/actors?{link.partition('?')[2]}").json
        assert answer is not None
        assert answer["total"] == int(own) + int(beside or 0)
        new = re.findall(r'href="#nye"><strong>(\d+)</strong>', week)[0]
        listed = week.split('id="nye"')[1]
        assert int(new) == int(own), "all came with the first import"
        assert "Kataloget er yngre end en uge, så alle jeres aktører er nye." in listed
    assert client.get("/kommune/0615").text.count('href="#nye"><strong>0</strong>') == 1


def test_whom_to_ring_stands_with_the_number(client: FlaskClient, demo_store: GraphStore) -> None:
    """Seen red: the list said ring, and no number."""
    calls = client.get("/kommune/9901").text.split('id="ring"')[1].split("</ol>")[0]
    actors = re.findall(r'href="/actors/([^"]+)"', calls)
    phones = [demo_store.get([actor])[actor].text("phone") for actor in actors]
    assert re.findall(r'href="tel:([^"]+)"', calls) == [phone for phone in phones if phone] != []


def test_a_rule_without_gaps_says_so(client: FlaskClient) -> None:
    """Seen red: a rule without gaps was on no page, as if nobody had looked."""
    week = words(client.get("/kommune/9901").text)
    assert "0 Mangler her: der er spurgt, og der er ingen" in week
    holes = words(client.get("/kommune/9901/huller").text)
    quiet = holes.split("Ingen huller af disse slags:")[1].split("Tag den med")[0]
    assert "Mangler her: der er spurgt, og der er ingen ·" in quiet
    assert "Kun én aktør" not in quiet
    assert "Ingen huller af disse slags" not in client.get("/kommune/9901/huller?rule=single").text
