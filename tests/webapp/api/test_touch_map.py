"""``POST /touch-map``, member by member."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.api.conftest import PREFIX, Ask, problem

MEMBERS = {
    "version",
    "tonight",
    "call",
    "duties",
    "touched",
    "links",
    "coordinator",
    "likely",
    "missing",
    "missing_links",
    "routes",
    "sharing",
    *("inform", "own", "information", "countdown", "stages"),
}
NIGHT = {
    *("id", "kind", "name", "only_for", "phone", "open_now", "how_in", "reasons", "reasons_values"),
    *("service", "opens_at", "open_until", "open_place", "against"),
}
CALL = {
    *("id", "kind", "name", "only_for", "phone", "open_now", "say", "reasons", "reasons_values"),
    *("purpose", "opens_at", "open_until", "open_place", "against"),
}
MISSING = {"kind", "label_da", "strength", "reasons", "reasons_values", "nearest"}
PARTNER = {"id", "kind", "name", "only_for", "reasons", "reasons_values"}
EVERYTHING: dict[str, Any] = {
    "situation": "sp_sofa",
    "staying_municipality": "9902",
    "risk_groups": ["rg_lgbt"],
    "risk_factors": ["rf_psyk"],
    "needs": ["need_psyk"],
    "age": 17,
    "child_in_household": True,
    "event": "birthday_18",
    "event_date": "2027-03-01",
    "known_actors": ["actor:demo:brostad-familie"],
    "known_kinds": ["sund_praksis"],
    "acute": True,
    "danger": True,
    "from_kind": "kom_unge",
    "child_age": 4,
    "chips": ["ex_par"],
    "landlord": "privat",
}


def test_only_the_municipality_is_required(ask: Ask, client: FlaskClient) -> None:
    assert set(ask()) == MEMBERS
    problem(client.post(f"{PREFIX}/touch-map", json={}), 422, "acting_municipality")


def test_everything_can_be_said(ask: Ask) -> None:
    touch_map = ask(**EVERYTHING)
    assert set(touch_map) == MEMBERS
    assert touch_map["tonight"]
    assert all(set(one) == NIGHT for one in touch_map["tonight"])


def test_null_is_the_same_as_nothing(ask: Ask) -> None:
    empty = dict.fromkeys(("situation", "staying_municipality", "age", "event", "event_date"))
    assert ask(**empty) == ask()


def test_actors_have_id_kind_name_and_reasons(ask: Ask) -> None:
    touch_map = ask(situation="sp_foged", known_actors=["actor:demo:broparken"], known_kinds=["sund_praksis"])
    assert all(set(one) == PARTNER for one in (*touch_map["touched"], *touch_map["likely"]))
    assert [(one["id"], one["kind"]) for one in touch_map["touched"]] == [
        ("actor:demo:broparken", "bol_organisation"),
        (None, "sund_praksis"),
    ]
    assert all(one["reasons"] for one in touch_map["likely"])


def test_at_most_three_are_called(ask: Ask) -> None:
    calls = ask(situation="sp_foged")["call"]
    assert 0 < len(calls) <= 3
    assert all(set(one) == {*CALL, "choose"} for one in calls)
    assert all(one["phone"] and one["say"] and one["reasons"] for one in calls)
    assert not {"kom_voksen", "sund_praksis", "bo_plejefamilie"} & {one["kind"] for one in calls}


def test_duties_are_dated_only_from_the_event(ask: Ask) -> None:
    plain = ask(situation="sp_foged")["duties"]
    assert all(duty["date"] is None and duty["overdue"] is False for duty in plain)
    dated = ask(situation="sp_foged", event="foged_notice", event_date="2026-10-01")["duties"]
    late = next(duty for duty in dated if duty["code"] == "dl_5a_afgoerelse")
    assert (late["date"], late["overdue"], late["kind"]) == ("2026-10-15", True, "duty")
    assert set(late) == {
        "code",
        "kind",
        "date",
        "overdue",
        "text",
        "owed_by",
        "owed_to",
        "legal_basis",
        "verified",
    }
    assert {duty["kind"] for duty in dated} <= {"duty", "right", "agreement"}


@pytest.mark.parametrize("about", [{"age": 17}, {"child_in_household": True}])
def test_the_duty_to_notify_comes_first_about_a_child(ask: Ask, about: dict[str, Any]) -> None:
    assert ask(situation="sp_sofa", **about)["duties"][0]["code"] == "dl_underretning"


def test_who_has_the_plan_is_named_or_null(ask: Ask) -> None:
    plan = ask(situation="sp_18", age=17)["coordinator"]
    assert set(plan) == {"kind", "id", "text"}
    assert plan["kind"] == "kom_familie"
    assert ask(situation="sp_foged")["coordinator"] is None


def test_sharing_follows_who_asks_and_danger(ask: Ask) -> None:
    sharing = ask(situation="sp_vold", known_kinds=["jus_politi"], from_kind="kom_voksen")["sharing"]
    rules = {one["kind"]: [rule["code"] for rule in one["rules"]] for one in sharing}
    assert "sh_akut_politi" not in rules["jus_politi"]
    sharing = ask(situation="sp_vold", known_kinds=["jus_politi"], danger=True)["sharing"]
    rules = {one["kind"]: [rule["code"] for rule in one["rules"]] for one in sharing}
    assert "sh_akut_politi" in rules["jus_politi"]


def test_missing_says_the_nearest(ask: Ask, client: FlaskClient) -> None:
    answer = client.post(f"{PREFIX}/touch-map", json={"acting_municipality": "9903", "situation": "sp_vold"})
    missing = (answer.json or {})["missing"]
    assert missing
    assert all(set(one) == MISSING for one in missing)
    assert any(one["nearest"] and one["nearest"]["municipality"] != "9903" for one in missing)


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        ({"acting_municipality": "9999"}, "acting_municipality"),
        ({"acting_municipality": 9901}, "acting_municipality"),
        ({"acting_municipality": None}, "acting_municipality"),
        ({"staying_municipality": "1"}, "staying_municipality"),
        ({"situation": "sp_x"}, "situation"),
        ({"situation": ""}, "situation"),
        ({"situation": ["sp_18"]}, "situation"),
        ({"risk_groups": "rg_rus"}, "risk_groups"),
        ({"risk_groups": ["x"]}, "risk_groups"),
        ({"risk_factors": ["rg_rus"]}, "risk_factors"),
        ({"needs": [1]}, "needs"),
        ({"age": "17"}, "age"),
        ({"age": -1}, "age"),
        ({"age": 1e400}, "age"),
        ({"age": True}, "age"),
        ({"acute": "ja"}, "acute"),
        ({"danger": 1}, "danger"),
        ({"child_in_household": None}, "child_in_household"),
        ({"event": "x"}, "event"),
        ({"event": "eviction", "event_date": "i morgen"}, "event_date"),
        ({"event": "eviction", "event_date": "2026-02-30"}, "event_date"),
        ({"known_actors": ["actor:demo:nobody"]}, "known_actors"),
        ({"known_kinds": ["x"]}, "known_kinds"),
        ({"from_kind": "x"}, "from_kind"),
        ({"name": "Jens"}, "name"),
        ({"note": ""}, "note"),
    ],
)
def test_what_cannot_be_used_is_named(client: FlaskClient, asked: dict[str, Any], member: str) -> None:
    problem(client.post(f"{PREFIX}/touch-map", json={"acting_municipality": "9901", **asked}), 422, member)


@pytest.mark.parametrize(
    "member", ["situation", "needs", "event", "event_date", "known_actors", "from_kind", "note"]
)
def test_a_citizens_number_is_refused_and_not_repeated(client: FlaskClient, member: str) -> None:
    several = member in ("needs", "known_actors")
    asked = {"acting_municipality": "9901", member: ["010190-1234"] if several else "010190-1234"}
    answer = client.post(f"{PREFIX}/touch-map", json=asked)
    problem(answer, 422, member)
    assert "1234" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"acting_municipality": "\xff"}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"x" * 70_000, "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
    ],
)
def test_a_body_that_cannot_be_read(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    problem(client.post(f"{PREFIX}/touch-map", data=body, content_type=kind), status)


def test_nothing_of_it_stands_in_an_address(client: FlaskClient) -> None:
    problem(client.post(f"{PREFIX}/touch-map?age=17", json={"acting_municipality": "9901"}), 422, "age")
    problem(client.get(f"{PREFIX}/touch-map"), 405)
