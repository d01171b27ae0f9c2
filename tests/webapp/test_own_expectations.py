"""What a municipality has decided for itself, on its page, in the matrix, in files and in the API."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from graphdb.coverage.answering import About
from graphdb.coverage.expecting import expect
from graphdb.store import GraphStore
from graphdb.writing.plan import Stamp
from tests.graphdb.world import TODAY
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from tests.webapp.test_municipality import words

LESS, NEVER = About("9903", "rus_ambulant", "rg_rus"), About("9903", "kom_voksen", "rg_rus")


@pytest.fixture
def decided(demo_copy: GraphStore) -> FlaskClient:
    """Kærsund has decided two things."""
    for about, strength, why in (
        (LESS, "optional", "Vi køber det i Brostad."),
        (NEVER, "none", "=Det gør <b>Rusmiddelcentret</b>."),
    ):
        stamp = Stamp(f"{TODAY}T08:00:00+00:00", "coordinator", "besluttet")
        expect(demo_copy, about, strength, why, stamp, TODAY)
    return application(demo_copy).test_client()


def test_they_stand_beside_the_starting_point_with_reason_and_day(decided: FlaskClient) -> None:
    for prefix, line in {
        "": "skal kan Vi køber det i Brostad. 23. november 2026",
        "/en": "must may Vi køber det i Brostad. 23 November 2026",
    }.items():
        page = decided.get(f"{prefix}/kommune/9903/forventninger")
        assert problems(page.text) == []
        assert line in words(page.text)
        assert "<b>Rus" not in page.text
        assert page.text.count('scope="row"') == 2


def test_the_matrix_marks_them_and_leads_to_the_list(decided: FlaskClient) -> None:
    page = decided.get("/kommune/9903/matrix?by=kind&group=rg_rus").text
    assert 'href="/kommune/9903/forventninger"' in page
    assert "2 forventninger er kommunens egne" in words(page)
    cell = page.split("/matrix/kind/rg_rus/rus_ambulant")[1].split("</td>")[0]
    assert "Egen forventning. Udgangspunkt: skal" in cell
    assert "kan" in words(cell)
    assert page.count("Egen forventning.") == 2
    assert "Egen forventning" not in decided.get("/kommune/9902/matrix?by=kind").text


def test_both_files_and_the_api_say_the_same(decided: FlaskClient) -> None:
    text = decided.get("/kommune/9903/forventninger.csv").data.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) > 1]
    assert lines[0] == ["Slags aktør", "Hvem det handler om", "Udgangspunkt", "Hos jer", "Hvorfor", "Siden"]
    assert [line[2:] for line in lines[1:]] == [
        ["skal", "ikke ventet", "'=Det gør <b>Rusmiddelcentret</b>.", TODAY],
        ["skal", "kan", "Vi køber det i Brostad.", TODAY],
    ]
    assert decided.get("/kommune/9903/forventninger.xlsx").status_code == 200
    answer = decided.get("/api/v1/coverage?municipality=9903&by=kind").json
    assert answer is not None
    assert [(own["kind"], own["national"], own["strength"], own["since"]) for own in answer["own"]] == [
        ("kom_voksen", "core", "none", TODAY),
        ("rus_ambulant", "core", "optional", TODAY),
    ]


def test_without_any_it_says_so_and_who_may_change_them(client: FlaskClient) -> None:
    page = words(client.get("/kommune/0615/forventninger").text)
    assert "har ikke bestemt noget selv. Udgangspunktet gælder." in page
    assert "Kommunens koordinator kan lave om på dem" in page
