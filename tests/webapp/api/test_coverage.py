"""``GET /coverage``: what is covered in a municipality, and what nobody asked about."""

import pytest
from flask.testing import FlaskClient

from tests.graphdb.world import NOW
from tests.webapp.api.conftest import PREFIX, Get, problem
from webapp.app import create_app
from webapp.settings import Settings

STATES = {
    *("covered", "unconfirmed", "outside", "by_decision", "refuses", "asked_none", "not_asked"),
    "no_expectation",
}


@pytest.mark.parametrize("by", ["stage", "kind", "transition", "need"])
def test_a_matrix_says_what_is_promised(get: Get, by: str) -> None:
    answer = get(f"/coverage?municipality=9903&by={by}")
    assert set(answer) == {"version", "municipality", "by", "asked", "provisional", "own", "demand", "rows"}
    assert (answer["municipality"], answer["by"], answer["provisional"]) == ("9903", by, True)
    assert 0 < answer["asked"]["answered"] < answer["asked"]["of"]
    assert {row["state"] for row in answer["rows"]} <= STATES
    promised = {"risk_group", "column", "state", "strength", "actors", "actors_fresh", "basis"}
    more = {"need", "actors_ready", "kinds", "acts", "red"}
    assert all(set(row) == promised | more for row in answer["rows"])
    assert all(row["actors_fresh"] <= row["actors"] >= (row["actors_ready"] or 0) for row in answer["rows"])
    assert all((row["need"] is None) is (by != "need") for row in answer["rows"])
    assert any(row["acts"] for row in answer["rows"]) is (by == "stage")


def test_stages_come_first(get: Get) -> None:
    assert get("/coverage?municipality=9901")["by"] == "stage"


def test_a_municipality_without_data_has_no_gap(get: Get) -> None:
    answer = get("/coverage?municipality=0851&by=kind")
    assert {row["state"] for row in answer["rows"]} == {"not_asked"}
    assert not any(row["red"] or row["actors"] for row in answer["rows"])
    assert answer["asked"]["answered"] == 0


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "municipality"),
        ("?municipality=0999", "municipality"),
        ("?municipality=1082", "municipality"),
        ("?municipality=9901&by=x", "by"),
        ("?municipality=9901&x=1", "x"),
        ("?municipality=9901&municipality=9902", "municipality"),
    ],
)
def test_what_is_not_known_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    problem(client.get(f"{PREFIX}/coverage{query}"), 422, parameter)


def test_an_installation_s_own_municipality_may_be_left_out(client: FlaskClient) -> None:
    store = client.application.extensions["brobygger"].store
    ours = create_app(Settings(municipality="9902"), store, clock=lambda: NOW).test_client()
    answer = ours.get(f"{PREFIX}/coverage").json
    assert answer is not None
    assert answer["municipality"] == "9902"
