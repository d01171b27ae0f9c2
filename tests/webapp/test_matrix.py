"""The matrix as a page: what stands against what, and in which order."""

import re

from flask.testing import FlaskClient

from graphdb.coverage.matrix import By, coverage
from graphdb.store import GraphStore
from tests.graphdb.world import TODAY
from tests.webapp.test_municipality import words


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
    row = next(row for row in rows if row.column == "9901" and 0 < row.actors_ready < row.actors)
    page = client.get(f"/kommune/9903/matrix/need/{row.need}/9901").text
    listed = page.split("Hvem der er her</h2>")[1].split("</ul>")[0]
    assert len(re.findall(r'href="/actors?/', listed)) == row.actors
    assert words(listed).count("Klar: alt, man skal vide, er bekræftet.") == row.actors_ready
