"""The matrix as a page: what stands against what, and in which order."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from graphdb.claims import Claim, Fact, Rank
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.state import State
from graphdb.language.text import danish_sort_key
from graphdb.model import Node, NodeKind, Value
from graphdb.store import GraphStore, What
from graphdb.writing.plan import Put, Set, Stamp, commit
from tests.graphdb.coverage.towns import says
from tests.graphdb.world import TODAY, actor, service, write
from tests.webapp.conftest import application
from tests.webapp.test_municipality import words
from webapp.municipality.signs import SIGNS


def test_needs_stand_against_areas_and_are_no_holes(client: FlaskClient) -> None:
    page = client.get("/kommune/9903/matrix?by=need").text
    assert re.findall(r'scope="col">([^<]+)', page) == ["Kærsund", "Danmark", "Brostad", "Åmose"]
    assert page.count('scope="row"') == 22
    assert "cell-red" not in page
    assert "et tomt felt er ikke et hul" in page
    turned = client.get("/kommune/9903/matrix?by=need&turned=1").text
    assert (turned.count('scope="row"'), turned.count('scope="col"')) == (4, 22)
    lines = client.get("/kommune/9903/matrix.csv?by=need&group=rg_rus").text.splitlines()
    assert "Valgt: Behov mod områder, Borgere med rusmiddelproblemer" in lines
    assert "Behov;Kærsund;Danmark;Brostad;Åmose" in lines


def test_a_need_s_cell_names_those_next_door(demo_store: GraphStore, client: FlaskClient) -> None:
    rows = coverage(demo_store, "9903", By.NEED, TODAY).rows
    row = next(row for row in rows if row.column == "9901" and 0 < (row.actors_ready or 0) < row.actors)
    page = client.get(f"/kommune/9903/matrix/need/{row.need}/9901").text
    listed = page.split("Hvem der er her</h2>")[1].split("</ul>")[0]
    assert len(re.findall(r'href="/actors?/', listed)) == row.actors
    assert words(listed).count("Klar: alt, man skal vide, er bekræftet.") == row.actors_ready


def test_a_need_that_nobody_meets_leads_to_those_for_the_whole_country(demo_copy: GraphStore) -> None:
    """Nobody is asked about needs, so none says that nobody was. Seen red with other cells' words."""
    write(demo_copy, actor("Linjen", "civ_linje", towns=["dk"]))
    write(demo_copy, service("Linjen", "samtale", needs=["need_gaeld"]))
    client = application(demo_copy).test_client()
    page = client.get("/kommune/0101/matrix/need/need_gaeld/0101").text
    for text in (page, client.get("/kommune/0101/matrix.csv?by=need").text):
        assert "ingen i kataloget" in text
        assert not re.search(r"har spurgt|;ikke spurgt", text)
    assert 'href="/kommune/0101/matrix/need/need_gaeld/dk"' in page


def test_nothing_is_said_to_be_chosen_that_is_none_of_needs(client: FlaskClient) -> None:
    """Seen red: the head of a file named an order that its lines had not."""
    for query in ("sort=early", "strength=core"):
        path = f"/kommune/9903/matrix.csv?by=need&{query}"
        assert client.get(path).text == client.get("/kommune/9903/matrix.csv?by=need").text
    form = client.get("/kommune/9903/matrix?by=need").text
    assert not re.search(r'name="strength"|value="early"', form)


def test_who_tells_whom_needs_no_readiness(client: FlaskClient) -> None:
    """Seen red: each cell of the file said that none was ready."""
    assert "klar" not in client.get("/kommune/9901/matrix.csv?by=transition").text
    rows = client.get("/api/v1/coverage?municipality=9901&by=transition").get_json()["rows"]
    assert {row["actors_ready"] for row in rows} == {None}


def lines(page: str) -> list[str]:
    """The table's body, a string for each of its lines."""
    return page.split("<tbody>")[1].split("</tbody>")[0].split('<th scope="row">')[1:]


def names(page: str) -> list[str]:
    """What the lines are called."""
    return [re.split(r"<", line)[0].strip() for line in lines(page)]


@pytest.mark.parametrize("turned", ["", "&turned=1"])
@pytest.mark.parametrize("by", list(By))
def test_most_holes_stand_first_then_most_that_nobody_asked_about(
    client: FlaskClient, by: By, turned: str
) -> None:
    page = client.get(f"/kommune/9903/matrix?by={by}&sort=holes{turned}").text
    counts = [(line.count("cell-red"), line.count(str(SIGNS[State.NOT_ASKED].text))) for line in lines(page)]
    holes = [red for red, _ in counts]
    assert holes == sorted(holes, reverse=True)
    if by in (By.KIND, By.TRANSITION, By.NEED):  # at a stage the marks say "not asked" too
        assert counts == sorted(counts, reverse=True)
    assert sorted(names(page)) == sorted(names(client.get(f"/kommune/9903/matrix?by={by}{turned}").text))


def test_one_hole_goes_before_all_that_nobody_asked_about(demo_copy: GraphStore) -> None:
    write(demo_copy, [says("kom_familie", "as_ingen", municipality="0851")])
    client = application(demo_copy).test_client()
    first = client.get("/kommune/0851/matrix?by=kind&sort=holes").text
    assert names(first)[0].startswith("Familieafdeling")
    assert not names(client.get("/kommune/0851/matrix?by=kind").text)[0].startswith("Familieafdeling")
    unasked = [line.count("cell-grey") for line in lines(first)[1:]]
    assert unasked == sorted(unasked, reverse=True)
    assert unasked[0] > lines(first)[0].count("cell-red")


def test_by_name_in_the_danish_alphabet_and_in_the_reader_s_language(client: FlaskClient) -> None:
    for prefix in ("", "/en"):
        for query in ("by=kind", "by=need", "by=stage"):
            called = names(client.get(f"{prefix}/kommune/9903/matrix?{query}&sort=name").text)
            assert called == sorted(called, key=danish_sort_key)
            assert len(called) > 10


@pytest.mark.parametrize("query", ["by=stage", "by=kind", "by=kind&turned=1"])
def test_those_for_whom_fewest_act_before_the_crisis_stand_first(client: FlaskClient, query: str) -> None:
    """And beside each group stands how many, wherever the groups stand."""
    page = words(client.get(f"/kommune/9903/matrix?{query}&sort=early").text)
    shares = [
        tuple(map(int, pair)) for pair in re.findall(r"(\d+) af (\d+), der ser dem, handler før krisen", page)
    ]
    assert len(shares) > 15
    assert shares == sorted(shares, key=lambda share: (share[0], -share[1]))


def test_the_order_is_kept_with_filter_and_swap(client: FlaskClient) -> None:
    query = "by=kind&state=not_asked&strength=core&sort=name&turned=1"
    page = client.get(f"/kommune/9903/matrix?{query}").text
    assert '<option value="name" selected>' in page
    links = [dict(parse_qsl(link)) for link in re.findall(r'matrix\.(?:csv|xlsx)\?([^"]+)"', unescape(page))]
    assert links == [dict(parse_qsl(query))] * 2
    text = client.get(f"/kommune/9903/matrix.csv?{query}").text.splitlines()
    assert "Valgt: Grupper mod slags aktør, ikke spurgt, skal, efter navn" in [
        line.replace('"', "") for line in text
    ]
    head = next(number for number, line in enumerate(text) if line.startswith("Hvem det handler om"))
    assert [line.split(";")[0].strip('"') for line in text[head + 1 :]] == names(page)


def test_how_many_it_is_about_stands_beside_who_is_there(demo_copy: GraphStore) -> None:
    """Small counts are a range in the page, the files, the API and the page of the area."""
    numbers = demo_copy.scan(What.NODES, after="indicator:9901:", until="indicator:9901;")
    [young] = [node.id for node in numbers if isinstance(node, Node) and "rg_placeret_ung" in node.id]
    [source] = {claim.source for claim in demo_copy.claims([young])[young]}
    change = Set(young, source, Rank.REGISTER, "value", 3.0, TODAY)
    commit(demo_copy, [change], Stamp(f"{TODAY}T08:00:00+00:00", "x", "x"))
    client = application(demo_copy).test_client()
    page = words(client.get("/kommune/9901/matrix").text)
    assert "Borgere i hjemløshed i uge 6, 2026: 131 borgere (0,9 pr. 1.000 indbyggere)" in page
    assert "under 5 borgere (2026)" in page
    assert "118" not in page  # of two years ago
    english = words(client.get("/en/kommune/9901/matrix").text)
    assert "131 borgere (0.9 per 1,000 inhabitants)" in english
    assert "under 5 borgere" in client.get("/kommune/9901/matrix.csv").text
    answer = client.get("/api/v1/coverage?municipality=9901").json
    assert answer is not None
    lines = {(line["measure"], line["risk_group"]): line for line in answer["demand"]}
    few = lines["Unge med tidligere anbringelse i hjemløshed", "rg_placeret_ung"]
    assert (few["value"], few["low"], few["high"], few["per_1000"]) == (None, 1, 4, None)
    assert lines["Udsættelser af lejere", None]["value"] == 47
    assert "under 5" in client.get("/areas/9901").text
    area = client.get("/api/v1/areas/9901").json
    assert area is not None
    assert 3.0 not in [line["value"] for line in area["indicators"]]


def test_only_people_are_a_share_and_only_what_is_of_all_stands_above(demo_copy: GraphStore) -> None:
    numbers = [
        ("Afventer botilbud", 6.0, "borgere"),
        ("Husleje for et værelse", 5200.0, "kr."),
        ("Folketal: ALDER 17 år", 900.0, "personer"),
        ("Folketal: ALDER I alt", 140_000.0, "personer"),
        ("Andel i overbelægning", 12.0, "pct."),
    ]
    changes = []
    for at, (measure, amount, unit) in enumerate(numbers):
        values: dict[str, Value] = {"measure": measure, "period": "2026", "value": amount, "unit": unit}
        facts = {name: Fact(value, TODAY, TODAY) for name, value in values.items()}
        changes.append(Put(Claim(f"indicator:9901:x{at}", "x", Rank.REGISTER, NodeKind.INDICATOR, facts)))
    write(demo_copy, changes)
    page = words(application(demo_copy).test_client().get("/kommune/9901/matrix").text)
    assert "6 borgere (under 0,1 pr. 1.000 indbyggere)" in page
    assert re.search(r"5\.200 kr\.(?! \()", page)
    assert re.search(r"12 pct\.(?! \()", page)
    assert "17 år" not in page
    assert "140.000 personer" in page


def test_where_no_numbers_are_loaded_nothing_is_said(client: FlaskClient) -> None:
    assert "Hvor mange det handler om" not in client.get("/kommune/0615/matrix").text
    assert "ikke vist borgere" in words(client.get("/kommune/9903/matrix").text)


def test_the_head_of_a_file_has_what_was_chosen_before_how_many_it_is_about(client: FlaskClient) -> None:
    head = client.get("/kommune/9901/matrix.csv?by=kind").text.splitlines()
    chosen = next(at for at, line in enumerate(head) if "Valgt: " in line)
    assert "Borgere i hjemløshed i uge 6, 2026: 131 borgere" in head[chosen + 1]
