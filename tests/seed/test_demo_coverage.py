"""The demo directory shows everything the product can do, with gaps where they are meant to be.

Seen red with: a crisis centre given a place, a kind taken out, a night café that opens an hour later, notices
of release taken out, and a debt adviser put into the small municipality.
"""

from collections import Counter

from tests.seed.tables import CITY, DEMO_SOURCES, SMALL, TOWN, Row, actors_in, cells, codes, rows


def entry_kinds() -> set[str]:
    return {row["code"] for row in rows("vocabulary/actor_types") if row["entry"] == "yes"}


def kinds_in(municipality: str) -> Counter[str]:
    return Counter(row["kind"] for row in actors_in(municipality))


def reached(actor: Row) -> set[str]:
    own = set(cells(actor, "risk_groups"))
    return own.union(
        *(cells(row, "risk_groups") for row in rows("demo/services") if row["actor"] == actor["id"])
    )


def day(text: str) -> int:
    return int(text.removeprefix("today") or 0)


def test_it_is_of_the_promised_size() -> None:
    assert 140 <= len(rows("demo/actors")) <= 180
    assert 240 <= len(rows("demo/services")) <= 280
    sizes = [len(actors_in(one)) for one in (CITY, TOWN, SMALL)]
    assert sizes == sorted(sizes, reverse=True)


def test_every_kind_that_can_be_an_entry_is_one_and_no_other() -> None:
    assert {row["kind"] for row in rows("demo/actors")} == entry_kinds()


def test_every_group_need_method_way_in_and_relation_kind_is_used() -> None:
    for column in ("needs", "methods", "access_routes"):
        used = {code for row in rows("demo/services") for code in cells(row, column)}
        assert used == codes(column), column
    groups = {code for row in rows("demo/actors") for code in cells(row, "risk_groups")}
    assert groups == codes("risk_groups")
    assert {row["kind"] for row in rows("demo/relations")} == codes("relation_types")


def test_what_the_law_requires_is_in_all_three_municipalities_or_serves_it() -> None:
    required = {
        row["code"] for row in rows("vocabulary/actor_types") if row["statutory"] == "yes"
    } & entry_kinds()
    for municipality in (CITY, TOWN, SMALL):
        assert required <= set(kinds_in(municipality)), municipality


def test_the_city_has_a_partner_for_every_core_expectation() -> None:
    here = actors_in(CITY)
    for row in rows("vocabulary/expected_partners"):
        if row["strength"] == "core" and row["actor_type"] in entry_kinds():
            known = [one for one in here if one["kind"] == row["actor_type"]]
            assert any(row["risk_group"] in reached(one) for one in known), row


def test_the_smaller_municipalities_have_the_gaps_that_are_meant() -> None:
    town, small = kinds_in(TOWN), kinds_in(SMALL)
    assert not {"civ_gaeld", "kom_gaeld", "kom_ssp", "bo_natcafe"} & set(small)
    assert not {"civ_gaeld", "bol_helhedsplan", "bo_natcafe", "kom_ksp"} & set(town)
    assert town["kom_gaeld"] == town["bo_110"] == 1


def test_each_transition_has_somebody_to_give_notice_in_the_city() -> None:
    kind = {row["id"]: row["kind"] for row in actors_in(CITY)}
    ties = {(kind.get(row["from"]), row["kind"], kind.get(row["to"])) for row in rows("demo/relations")}
    for row in rows("vocabulary/transitions"):
        notified = {
            target
            for source in cells(row, "from_actor_types")
            for target in cells(row, "to_actor_types")
            if (source, row["relation_type"], target) in ties
        }
        # kom_ydelse and others are notified only in some passages: what is missing is a finding of the demo.
        assert notified, row["code"]


def test_somebody_is_open_all_night_where_there_is_a_hostel() -> None:
    nights = {row["opening_hours"] for row in rows("demo/services")}
    assert {"24/7", "20:00-08:00"} <= nights
    for municipality in (CITY, TOWN, SMALL):
        here = {row["id"]: row["kind"] for row in actors_in(municipality)}
        offers = [row for row in rows("demo/services") if row["opening_hours"] == "24/7"]
        assert "bo_110" in {here.get(row["actor"]) for row in offers}, municipality


def test_nearly_every_unit_has_a_phone() -> None:
    with_phone = sum(bool(row["phone"]) for row in rows("demo/actors"))
    assert with_phone / len(rows("demo/actors")) >= 0.95


def test_units_stand_in_a_hierarchy_of_three_levels_without_a_loop() -> None:
    parent = {row["id"]: row["parent"] for row in rows("demo/actors")}

    def depth(one: str, seen: frozenset[str] = frozenset()) -> int:
        assert one not in seen, one
        return depth(parent[one], seen | {one}) + 1 if parent[one] else 0

    assert max(depth(one) for one in parent) >= 3
    kinds = {row["id"]: row["kind"] for row in rows("demo/actors")}
    assert ("bol_afdeling", "bol_organisation") in {
        (kinds[one], kinds[up]) for one, up in parent.items() if up
    }


def test_a_secret_address_is_nowhere() -> None:
    secret = {row["id"] for row in rows("demo/actors") if row["secret_address"] == "ja"}
    kinds = {row["kind"] for row in rows("demo/actors") if row["id"] in secret}
    assert kinds == {"bo_109", "bo_udslusning"}
    for row in rows("demo/actors"):
        if row["kind"] == "bo_109" or row["parent"] in secret:
            assert row["id"] in secret, row
        if row["id"] in secret:
            assert row["phone"], row
            assert row["municipalities"], row
            assert not row["place"], row
    assert not any(row["place"] for row in rows("demo/services") if row["actor"] in secret)


def test_some_facts_are_stale_some_agreements_have_run_out_and_one_has_not_begun() -> None:
    for table in ("actors", "services", "relations"):
        stale = [row for row in rows(f"demo/{table}") if day(row["confirmed_on"]) < -365]
        assert 0.08 < len(stale) / len(rows(f"demo/{table}")) < 0.25, table
    relations = rows("demo/relations")
    assert sum(bool(row["until"]) and day(row["until"]) < 0 for row in relations) >= 5
    assert any(row["since"] and day(row["since"]) > 0 for row in relations)


def test_statuses_and_a_temporary_change_are_shown() -> None:
    statuses = {row["status"] for row in rows("demo/actors")}
    assert statuses == {"active", "inactive", "defunct", "temporarily_closed"}
    now = [row for row in rows("demo/actors") if row["temporary_from"]]
    assert any(day(row["temporary_from"]) <= 0 <= day(row["temporary_to"]) for row in now)


def test_funders_say_when_and_who_may_apply() -> None:
    funders = {row["id"] for row in rows("demo/actors") if row["kind"].startswith("fund_")}
    offers = [row for row in rows("demo/services") if row["actor"] in funders]
    assert all(row["amount"] and row["applicants"] for row in offers)
    assert any(row["apply_from"] and row["apply_by"] for row in offers)


def test_nothing_made_up_serves_a_real_municipality() -> None:
    """An invented help line is no line to ring in Aarhus. Seen red with ``dk`` and with 1082."""
    tables = [f"{folder}/{table}" for folder in DEMO_SOURCES for table in ("actors", "services")]
    served = {code for table in tables for row in rows(table) for code in cells(row, "municipalities")}
    assert served == {CITY, TOWN, SMALL}


def test_some_actors_serve_several_municipalities_and_some_all() -> None:
    served = {frozenset(cells(row, "municipalities")) for row in rows("demo/actors")}
    assert {frozenset({CITY, TOWN}), frozenset({CITY, TOWN, SMALL})} <= served


def test_a_service_that_runs_rests_on_a_law_that_has_ended() -> None:
    ended = {row["code"] for row in rows("vocabulary/legal_basis") if row["valid_to"][:4] in ("2023", "2025")}
    under = [row for row in rows("demo/services") if set(cells(row, "legal_basis")) & ended]
    assert [row["status"] for row in under] == ["active"]


def test_the_sources_disagree() -> None:
    ours = {row["id"]: row for row in rows("demo/actors")}
    for folder in ("demo/register", "demo/own"):
        other = rows(f"{folder}/actors")
        assert all(row["phone"] != ours[row["id"]]["phone"] for row in other), folder
        assert all(row["confirmed_on"] != ours[row["id"]]["confirmed_on"] for row in other), folder
    services = {row["id"]: row for row in rows("demo/services")}
    ages = [(row["min_age"], services[row["id"]]["min_age"]) for row in rows("demo/register/services")]
    assert any(theirs != own for theirs, own in ages)
    names = [(row["name"], ours[row["id"]]["name"]) for row in rows("demo/register/actors")]
    assert any(theirs != own for theirs, own in names)
