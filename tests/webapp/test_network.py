"""The page of a municipality's network: what it says without links, and of those with a secret address."""

import io
import re
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from graphdb.network.files import TYPES
from graphdb.store import GraphStore
from tests.graphdb.town import place
from tests.graphdb.world import actor, actor_id, load_seed, relates, write
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.test_municipality import words

PAGE = "/kommune/9901/netvaerk"
SECRET = "Hemmelig"
STREET = "Lønvej"


@pytest.fixture
def small(sqlite_store: GraphStore) -> GraphStore:
    """A, B and one in a municipality whose address became secret, and no links."""
    load_seed(sqlite_store)
    for name in ("A", "B", SECRET):
        write(sqlite_store, actor(name, "civ_ngo"))
    write(sqlite_store, place("loen", "9901", of=SECRET, address=f"{STREET} 7"))
    write(sqlite_store, actor(SECRET, "civ_ngo", secret_address=True))
    return sqlite_store


def below(client: FlaskClient, address: str = PAGE) -> str:
    """What stands under the first heading of the lists, up to the second list."""
    page = client.get(address).text
    assert problems(page) == []
    return words(page.split("<h2>")[1].split("</h2>")[1].split("<h2>")[0])


def test_the_first_line_says_whether_there_are_links_at_all(small: GraphStore) -> None:
    """Seen red: it said of nobody, and of a single pair, that all were linked by more than one way."""
    client = application(small).test_client()
    assert below(client) == "Vi kender ingen forbindelser endnu."
    assert below(client, f"/en{PAGE}") == "We know of no links yet."
    write(small, [relates("A", "rel_henviser", "B")])
    assert below(client) == "Ingen enkelt aktør."
    assert below(client, f"/en{PAGE}") == "No single actor."
    write(small, [relates("B", "rel_henviser", SECRET), relates(SECRET, "rel_henviser", "A")])
    assert below(client).startswith("Ingen: alle, der hænger sammen")


def test_a_secret_address_is_in_nothing_and_the_page_says_where_the_name_is(small: GraphStore) -> None:
    write(small, [relates("A", "rel_henviser", SECRET)])
    client = application(small).test_client()
    page = client.get(PAGE).text
    assert (
        "1 aktør med hemmelig adresse er ikke med i billedet, dets tabel og dets filer. Listerne ovenfor og "
        "filen med alle forbindelser nævner den ved navn, uden adresse."
    ) in words(page)
    lists, picture = page.split('id="billede"')
    named = [lists, *(client.get(path).text for path in (f"{PAGE}.csv", "/api/v1/network?municipality=9901"))]
    with ZipFile(io.BytesIO(client.get(f"{PAGE}.xlsx").data)) as book:
        named.append("".join(book.read(part).decode() for part in book.namelist()))
    drawn = [picture, client.get(f"{PAGE}.json").text, *(client.get(f"{PAGE}.{form}").text for form in TYPES)]
    assert all(SECRET in text for text in named)
    assert not any(SECRET in text for text in drawn)
    assert not any(STREET in text for text in (*named, *drawn))


def test_the_page_says_of_no_secret_address_that_is_not_in_focus(small: GraphStore) -> None:
    client = application(small).test_client()
    assert "hemmelig adresse" in words(client.get(PAGE).text)
    assert "hemmelig adresse" not in words(client.get(f"{PAGE}?actor={actor_id('A')}").text)


def test_each_actor_that_can_be_chosen_is_answered(small: GraphStore) -> None:
    """Seen red: those with a secret address could be chosen and were answered 404."""
    client = application(small).test_client()
    chooser = client.get(PAGE).text.split('id="actor"')[1].split("</select>")[0]
    options = re.findall(r'<option value="([^"]*)"', chooser)
    assert options == ["", actor_id("A"), actor_id("B")]
    assert {client.get(f"{PAGE}?actor={option}").status_code for option in options} == {200}
