"""``GET /vocabulary`` and ``GET /areas``, and what every answer has in common."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.api.conftest import PREFIX, Ask, Get, problem

PATHS = ["/actors", "/actors/actor:demo:herberg-broen", "/vocabulary", "/areas", "/openapi.json"]


def test_every_vocabulary_with_all_columns(get: Get) -> None:
    vocabulary = get("/vocabulary")
    assert set(vocabulary) == {"version", "kinds"}
    assert {"ActorType", "RiskGroup", "Need", "StartingPoint", "Duty", "SharingRule", "Anchor"} <= set(
        vocabulary["kinds"]
    )
    rows = [row for rows in vocabulary["kinds"].values() for row in rows]
    assert all({"code", "label_da", "label_en"} <= set(row) for row in rows)
    start = next(row for row in vocabulary["kinds"]["StartingPoint"] if row["code"] == "sp_foged")
    assert start["label_da"] == "Lejer bagud med huslejen"
    assert "rg_restance" in start["risk_groups"]


def test_the_areas_of_today(get: Get) -> None:
    areas = get("/areas")
    assert set(areas) == {"version", "items"}
    assert all(set(item) == {"code", "name", "level"} for item in areas["items"])
    municipalities = [item for item in areas["items"] if item["level"] == "municipality"]
    assert len(municipalities) == 98 + 3
    assert all(len(item["code"]) == 4 and item["code"].isdigit() for item in municipalities)
    assert {"code": "0851", "name": "Aalborg", "level": "municipality"} in municipalities


def test_every_answer_has_the_version_of_the_data(get: Get, ask: Ask) -> None:
    versions = {get(path)["version"] for path in PATHS if path != "/openapi.json"}
    assert versions == {ask()["version"]}
    assert all(isinstance(version, int) for version in versions)


@pytest.mark.parametrize("path", PATHS)
def test_head_and_options(client: FlaskClient, path: str) -> None:
    head = client.head(PREFIX + path)
    assert (head.status_code, head.content_type, head.data) == (200, "application/json", b"")
    assert "GET" in client.options(PREFIX + path).headers["Allow"]


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/actors"])
def test_no_parameters_where_none_are_promised(client: FlaskClient, path: str) -> None:
    problem(client.get(f"{PREFIX}{path}?x=1"), 422, "x")


@pytest.mark.parametrize("path", [*PATHS, "/touch-map"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(PREFIX + path, method=method)
    problem(answer, 405)
    assert "POST" in answer.headers["Allow"] if path == "/touch-map" else "GET" in answer.headers["Allow"]


def test_an_unknown_call_is_404(client: FlaskClient) -> None:
    problem(client.get(f"{PREFIX}/people"), 404)
    problem(client.get("/api/v2/actors"), 404)


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/openapi.json"])
def test_a_database_that_is_away(away: FlaskClient, path: str) -> None:
    answer = away.get(PREFIX + path)
    problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_touch_map_without_a_database(away: FlaskClient) -> None:
    problem(away.post(f"{PREFIX}/touch-map", json={"acting_municipality": "9901"}), 503)


def test_the_description_needs_no_database(away: FlaskClient) -> None:
    assert away.get(f"{PREFIX}/openapi.json").status_code == 200
