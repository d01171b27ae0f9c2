"""The page that says where everything comes from."""

import re

import pytest
from flask.testing import FlaskClient

from tests.seed.tables import rows
from tests.webapp.lint import problems


@pytest.mark.parametrize("path", ["/about", "/en/about"])
def test_the_page_is_sound(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert problems(answer.text) == []


def test_sources_stand_with_licence_and_date(client: FlaskClient) -> None:
    page = client.get("/about").text
    assert "CC BY 4.0" in page
    assert "(eksempeldata)" in page
    assert re.search(r"\d+\. november 2026", page)


def test_what_no_source_confirms_is_said_and_named(client: FlaskClient) -> None:
    page = client.get("/about").text
    name = '<th scope="row"><a href="/about/lists/ActorType">Slags aktører</a></th>'
    row = re.search(name + r"<td>(\d+)</td>" * 4, page)
    assert row is not None
    total, *parts = map(int, row.groups())
    assert total == sum(parts)
    assert int(row[4]) == len(
        re.findall("<li>", page.split("Ikke bekræftet i en kilde: Slags aktører")[1].split("</ul>")[0])
    )


def test_rules_are_english_on_the_english_page(client: FlaskClient) -> None:
    assert "Obtain consent. Without consent:" in client.get("/en/about/lists/SharingRule").text
    assert "Indhent samtykke. Uden samtykke:" in client.get("/about/lists/SharingRule").text


def test_every_list_adds_up(client: FlaskClient) -> None:
    lines = re.findall(
        r"<td>(\d+)</td><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td></tr>", client.get("/about").text
    )
    assert len(lines) >= 15
    for total, *parts in lines:
        assert int(total) == sum(map(int, parts))


@pytest.mark.parametrize(
    "path", ["/about/lists/PostalDistrict", "/en/about/lists/Duty", "/about/lists/Stage"]
)
def test_a_list_shows_its_rows_with_source_and_standing(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert problems(page) == []
    assert re.search(r'<th scope="row">\s*(<span[^>]*>)?[^<\s]', page)
    assert not re.search(r'<th scope="row">\s*(<span[^>]*>\s*</span>)?\s*</th>', page)


def test_every_list_that_is_linked_to_is_there(client: FlaskClient) -> None:
    links = re.findall(r'href="(/about/lists/\w+)"', client.get("/about").text)
    assert len(links) >= 25
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("kind", ["Synonym", "Actor", "ingen"])
def test_search_words_and_what_is_no_list_have_no_page(client: FlaskClient, kind: str) -> None:
    """Some search words would hurt to read: "shown=no" and the synonyms are for searching alone."""
    assert client.get(f"/about/lists/{kind}").status_code == 404
    hidden = [row["phrase"] for row in rows("vocabulary/situation_words") if row["shown"] == "no"]
    page = client.get("/about/lists/SituationWord").text
    assert hidden
    assert not [phrase for phrase in hidden if f">{phrase}<" in page]


def test_what_is_not_stored_is_promised_in_words(client: FlaskClient) -> None:
    page = client.get("/about").text.split('id="gemmes-ikke"')[1]
    for word in ("CPR-nummer", "cookies", "Loggen", "Hemmelige adresser", "Plejefamilier"):
        assert word in page


def test_an_empty_store_says_so(away: FlaskClient) -> None:
    assert away.get("/about").status_code == 503


def test_no_line_of_the_page_is_empty(client: FlaskClient) -> None:
    assert not re.search(r"<li>\s*(<span[^>]*>\s*</span>)?\s*</li>", client.get("/about").text)
