"""The page of a municipality's network: what it says without links, and of those with a secret address."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from graphdb.network import whole
from graphdb.network.files import TYPES
from graphdb.store import GraphStore
from tests.files import copied, filled_once
from tests.graphdb.town import place
from tests.graphdb.world import TODAY, actor, actor_id, load_seed, relates, write
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.test_municipality import words

PAGE = "/kommune/9901/netvaerk"
SECRET = "Hemmelig"
STREET = "Lønvej"


def fill(store: GraphStore) -> None:
    """A, B and one in a municipality whose address became secret, and no links."""
    load_seed(store)
    for name in ("A", "B", SECRET):
        write(store, actor(name, "civ_ngo"))
    write(store, place("loen", "9901", of=SECRET, address=f"{STREET} 7"))
    write(store, actor(SECRET, "civ_ngo", secret_address=True))


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with these."""
    return filled_once(tmp_path_factory, "three.db", fill)


@pytest.fixture
def small(small_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store of one's own with these."""
    yield from copied(small_file, tmp_path)


def below(client: FlaskClient, address: str = PAGE) -> str:
    """What stands under the first heading of the lists, up to the second list, after how much was asked."""
    page = client.get(address).text
    assert problems(page) == []
    return words(page.split("<h2>")[1].split("</h2>")[1].split("<h2>")[0]).split(": ", 1)[1]


def test_the_first_line_says_whether_there_are_links_at_all(small: GraphStore) -> None:
    """Seen red: it said of nobody, and of a single pair, that all were linked by more than one way."""
    client = application(small).test_client()
    assert below(client) == "vi kender ingen forbindelser endnu."
    assert below(client, f"/en{PAGE}") == "we know of no links yet."
    write(small, [relates("A", "rel_henviser", "B")])
    assert below(client) == "ingen enkelt aktør."
    assert below(client, f"/en{PAGE}") == "no single actor."
    write(small, [relates("B", "rel_henviser", SECRET), relates(SECRET, "rel_henviser", "A")])
    assert below(client).startswith("ingen. Alle, der hænger sammen")


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


def test_those_for_the_whole_country_stand_folded_behind_those_of_the_place(small: GraphStore) -> None:
    write(small, [*actor("Linje 1", "civ_ngo", towns=["dk"]), *actor("Linje 2", "civ_ngo", towns=["dk"])])
    write(small, [relates("A", "rel_henviser", "B")])
    client = application(small).test_client()
    alone = client.get(PAGE).text.split("Uden forbindelser</h2>")[1].split("<h2>")[0]
    seen, folded = alone.split("<details")
    assert words(seen).endswith(f" slags er spurgt: {SECRET} .")
    assert "2 aktører for hele landet er heller ikke forbundet med nogen her" in words(folded)
    assert ("Linje 1" in folded, "Linje 2" in folded) == (True, True)
    answer = client.get("/api/v1/network?municipality=9901").json
    assert answer is not None
    assert answer["isolates"] == [actor_id(SECRET)]
    assert answer["isolates_wide"] == [actor_id("Linje 1"), actor_id("Linje 2")]


def test_no_request_works_the_whole_net_out(small: GraphStore) -> None:
    """Others hang on A in the whole net, which nobody sees in the municipality alone."""
    names = [f"Ø{number}" for number in range(7)]
    for name in names:
        write(small, actor(name, "civ_ngo", towns=["9902"]))
    links = [*zip(["A", *names], names, strict=False), ("A", "B"), ("B", SECRET), (SECRET, "A")]
    write(small, [relates(src, "rel_henviser", dst) for src, dst in links])
    client = application(small).test_client()
    for path in (PAGE, f"/en{PAGE}", "/api/v1/network?municipality=9901"):
        assert client.get(path).status_code == 200
    assert whole.worked_out(small) is None
    assert "Det bliver regnet ud" in words(client.get(PAGE).text)
    whole.work_out(small, TODAY)
    page = words(client.get(PAGE).text.split("I hele kataloget</h2>")[1].split("<section")[0])
    assert "Regnet ud over 10 aktører med 10 forbindelser" in page
    assert f"Ud fra 10 forbindelser i hele kataloget: uden A er der ingen vej til B , {SECRET} ." in page
    assert "1 forbindelse herfra er den eneste mellem to dele af hele nettet." in page
    assert "Uden Ø" not in page
    answer = client.get("/api/v1/network?municipality=9901").json
    assert answer is not None
    assert answer["whole"]["cut_points"] == [
        {"id": actor_id("A"), "count": 2, "some": [actor_id("B"), actor_id(SECRET)]}
    ]
    assert answer["whole"]["bridges"] == [[actor_id("A"), actor_id("Ø0")]]


def test_every_sentence_of_the_network_begins_with_its_coverage(client: FlaskClient) -> None:
    """Seen red: it stood once above all lists, and a sentence that was quoted from them had none."""
    for prefix, town in (("", "9901"), ("Foreløbig, ", "9903")):
        page = client.get(f"/kommune/{town}/netvaerk").text
        lists, rest = page.split("Hvem de andre hænger på</h2>")[1].split("Hvem kunne tale sammen?</h2>")
        begins = re.compile(rf'<span class="so-far">{prefix}\d+ af \d+ slags er spurgt:</span>')
        sentences = re.findall(
            r"<(?:li|p|summary)>(.*?)</(?:li|p|summary)>", lists.replace("</summary>\n<p>", ""), re.DOTALL
        )
        assert len(sentences) > 5
        assert [one for one in sentences if not begins.match(one)] == []
        assert begins.match(rest.split("<p>")[1])
        assert begins.match(rest.split('id="billede"')[1].split("<p>")[1])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_relation_is_said_in_the_middle_of_a_line(client: FlaskClient, prefix: str) -> None:
    page = client.get(f"{prefix}/kommune/9903/netvaerk").text
    between = re.findall(r"</a> – (.+?) – <a", page)
    assert between
    assert all(relation[0].islower() for relation in between)
