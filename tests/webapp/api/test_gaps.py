"""``GET /gaps``: the open holes of a municipality."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.api.conftest import PREFIX, Get, problem


def test_gaps_say_what_is_promised(get: Get) -> None:
    answer = get("/gaps?municipality=9903")
    assert set(answer) == {"version", "municipality", "asked", "items"}
    assert 0 < answer["asked"]["answered"] < answer["asked"]["of"]
    promised = {"id", "rule", "risk_group", "kind", "severity", "text", "reasons", "evidence"}
    assert all(set(gap) == {*promised, "since", "state", "next"} for gap in answer["items"])
    weights = [gap["severity"] for gap in answer["items"]]
    assert weights == sorted(weights, reverse=True)
    assert {gap["state"] for gap in answer["items"]} == {None}
    assert len({gap["id"] for gap in answer["items"]}) == len(answer["items"])


def test_they_can_be_asked_for_by_rule_in_english(get: Get, client: FlaskClient) -> None:
    some = get("/gaps?municipality=9903&rule=owed&rule=full")["items"]
    assert {gap["rule"] for gap in some} == {"owed", "full"}
    english = client.get(f"/en{PREFIX}/gaps?municipality=9903&rule=owed").json
    assert english is not None
    assert "We know of no link between" in english["items"][0]["text"]


def test_a_municipality_without_data_has_none(get: Get) -> None:
    assert get("/gaps?municipality=0851")["items"] == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "municipality"),
        ("?municipality=0999", "municipality"),
        ("?municipality=9901&rule=none_such", "rule"),
        ("?municipality=9901&state=closed", "state"),
        ("?municipality=9901&state=accepted", "state"),
    ],
)
def test_what_is_not_known_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    problem(client.get(f"{PREFIX}/gaps{query}"), 422, parameter)


def test_a_network_says_what_is_promised(get: Get) -> None:
    answer = get("/network?municipality=9903")
    isolated = {"isolates", "isolates_wide"}
    lists = {"nodes", "edges", "bridges", "cut_points", *isolated, "one_sided", "owed_missing"}
    assert set(answer) == {"version", "municipality", "asked", "suggested", "whole", *lists}
    ids = {node["id"] for node in answer["nodes"]}
    assert all({tie["from_id"], tie["to_id"]} <= ids for tie in answer["edges"])
    assert {tie["id"] for tie in answer["bridges"]} <= {tie["id"] for tie in answer["edges"]}
    assert all(point["falls_apart"] and point["id"] in ids for point in answer["cut_points"])
    assert len(answer["owed_missing"]) == 3
    assert get("/network?municipality=0851")["nodes"] == []


def test_a_network_says_who_might_speak_together_and_why(get: Get) -> None:
    suggested = get("/network?municipality=9903")["suggested"]
    first = suggested["pairs"][0]
    assert set(first) == {"from_id", "to_id", "groups", "common", "owed", "reasons"}
    assert first["owed"]
    assert first["groups"]
    assert len(first["reasons"]) == len(first["owed"]) + bool(first["groups"]) + bool(first["common"])
    assert suggested["left_out"] > 0


@pytest.mark.parametrize("query", ["", "?municipality=0999"])
def test_a_network_is_of_a_municipality(client: FlaskClient, query: str) -> None:
    problem(client.get(f"{PREFIX}/network{query}"), 422, "municipality")


def test_one_gap_says_what_others_do(get: Get, client: FlaskClient) -> None:
    answer = get("/gaps/single.9903.actor:demo:kaersund-vaerested")
    assert set(answer) == {"version", "municipality", "asked", "gap", "elsewhere"}
    assert answer["gap"]["rule"] == "single"
    assert (answer["elsewhere"]["mapped"], answer["elsewhere"]["too_few"]) == (3, False)
    assert {there["municipality"] for there in answer["elsewhere"]["examples"]} <= {"9901", "9902"}
    assert answer["elsewhere"]["examples"][0]["actors"]
    problem(client.get(f"{PREFIX}/gaps/owed.9903.none"), 404)


def test_one_gap_is_the_one_of_the_list(get: Get) -> None:
    """Whole, it says of itself what the list says of it."""
    items = get("/gaps?municipality=9903&rule=owed&rule=full&rule=single")["items"]
    assert items
    assert all(get(f"/gaps/{gap['id']}")["gap"] == gap for gap in items)


def test_one_gap_names_methods_where_nobody_else_has_it(get: Get, client: FlaskClient) -> None:
    others = get("/gaps/owed.9903.dl_stof")["elsewhere"]
    assert (others["sought"], others["examples"]) == (True, [])
    assert {"m_skadesreduktion", "m_vum"} <= {method["code"] for method in others["methods"]}
    for method in others["methods"]:
        assert set(method) == {"code", "definition_da", "definition_en", "source"}
        assert method["definition_da"]
        assert method["definition_en"]
    problem(client.get(f"{PREFIX}/gaps/owed.9903.dl_stof?rule=owed"), 422, "rule")
    english = client.get(f"/en{PREFIX}/gaps/owed.9903.dl_stof").json
    assert english is not None
    assert "We know of no link between" in english["gap"]["text"]
