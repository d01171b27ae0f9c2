"""Rows that a mapping says are none: examples, rows nobody wrote in, answers instead of actors."""

import pytest

from graphdb.errors import Refused
from graphdb.model import EdgeKind, area_id, term_id
from graphdb.store import GraphStore
from importers.foreign import mapping_file
from importers.problems import Outcome
from tests.importers.foreign.conftest import Bring, outcomes

HEADER = ("Kommune", "Slags", "Navn", "Før", "Telefon", "Om", "Findes ikke", "Dato")
MAPPING = """
[[table]]
fill_down = ["Kommune"]
skip = { column = "Navn", pattern = '^(Eksempel):' }
only_with = ["Telefon", "Om"]
suggested = { "Navn" = "Før" }
[table.actor]
name = "Navn"
kind = "Slags"
phone = "Telefon"
description = "Om"
municipalities = "Kommune"
[table.asked]
instead = true
municipality = "Kommune"
actor_type = "Slags"
state = { column = "Findes ikke", yes = "as_ingen" }
asked_on = "Dato"
answered_by = { constant = "ab_koordinator" }
asked_by_role = { constant = "Koordinator" }
[[table.service]]
name = "Navn"
min_age = "Alder"
"""
EXAMPLE = {"Kommune": "0615", "Slags": "Værested", "Navn": "Eksempel: Broen", "Telefon": "87411000"}
CAFE = {"Slags": "Værested", "Navn": "Cafeen", "Telefon": "87411001"}


def actors(store: GraphStore) -> list[str]:
    return [claim.target for claim in store.claims_of("liste").items if claim.target.startswith("actor:")]


def test_an_example_and_an_empty_row_are_nobody_and_are_not_named(seeded: GraphStore, bring: Bring) -> None:
    empty = {"Slags": "Værested", "Navn": "Tom", "Før": "Tom"}
    report = bring(EXAMPLE, CAFE, empty, mapping=MAPPING, header=HEADER)
    assert outcomes(report) == [("left_out", 1, "Alder", "")]
    assert actors(seeded) == ["actor:liste:cafeen"]


def test_a_name_that_a_person_wrote_or_changed_is_read(seeded: GraphStore, bring: Bring) -> None:
    """Seen red without ``suggested``: it was lost in silence."""
    new, changed = {"Slags": "Værested", "Navn": "Ny"}, {"Slags": "Værested", "Navn": "Lyset", "Før": "Tom"}
    bring(new, changed, mapping=MAPPING, header=HEADER)
    assert actors(seeded) == ["actor:liste:lyset", "actor:liste:ny"]


def test_without_the_column_of_what_was_suggested_no_name_is_a_changed_one(
    seeded: GraphStore, bring: Bring
) -> None:
    """It looks superfluous and is deleted; every entry that waits would become an actor."""
    mapping = MAPPING.replace('name = "Navn"\nkind', 'name = "Navn"\nid = "Nr"\nkind')
    waits = {"Slags": "Værested", "Navn": "Tom", "Nr": "start-0615:x"}
    header = ("Nr", *(name for name in HEADER if name != "Før"))
    alone = {"Slags": "Værested", "Navn": "Lyset"}
    report = bring(CAFE, waits, alone, mapping=mapping, header=header)
    assert ("left_out", 4, "Navn", "") in outcomes(report)
    assert not [problem for problem in outcomes(report) if problem[1] == 3]
    assert actors(seeded) == ["actor:liste:cafeen"]


def test_a_date_alone_is_nobody_and_is_named(seeded: GraphStore, bring: Bring) -> None:
    mapping = MAPPING.replace('phone = "Telefon"', 'phone = "Telefon"\nconfirmed_on = "Dato"')
    row = {"Slags": "Værested", "Navn": "Tom", "Før": "Tom", "Dato": "1-2-2026"}
    report = bring(CAFE, row, mapping=mapping, header=HEADER)
    assert ("left_out", 3, "Navn", "") in outcomes(report)
    assert actors(seeded) == ["actor:liste:cafeen"]


def test_a_row_that_says_both_is_refused(seeded: GraphStore, bring: Bring) -> None:
    both = {**CAFE, "Kommune": "0615", "Findes ikke": "ja", "Dato": "1-2-2026"}
    report = bring(both, mapping=MAPPING, header=HEADER)
    assert ("refused", 2, "Telefon", "") in outcomes(report)
    assert actors(seeded) == []
    assert seeded.edges([area_id("0615")], kinds=[EdgeKind.ASKED]) == frozenset()


def test_what_stands_in_an_example_is_filled_down_all_the_same(seeded: GraphStore, bring: Bring) -> None:
    bring(EXAMPLE, CAFE, mapping=MAPPING, header=HEADER)
    [served] = seeded.edges(["actor:liste:cafeen"], kinds=[EdgeKind.SERVES])
    assert served.dst == area_id("0615")


def test_an_answer_stands_instead_of_the_actor(seeded: GraphStore, bring: Bring) -> None:
    """Seen red without ``instead``."""
    none = {
        "Kommune": "0615",
        "Slags": "Værested",
        "Navn": "Værested",
        "Findes ikke": "x",
        "Dato": "1-2-2026",
    }
    bring(none, mapping=MAPPING, header=HEADER)
    assert actors(seeded) == []
    [asked] = seeded.edges([area_id("0615")], kinds=[EdgeKind.ASKED])
    assert (asked.dst, asked.text("state"), asked.text("asked_on")) == (
        term_id("civ_vaerested"),
        "as_ingen",
        "2026-02-01",
    )


def test_of_the_actors_own_name_nothing_is_offered_unless_more_is_said(
    seeded: GraphStore, bring: Bring
) -> None:
    """Seen red with a service for each row."""
    bring(CAFE, mapping=MAPPING, header=HEADER)
    assert seeded.edges(["actor:liste:cafeen"], kinds=[EdgeKind.OFFERS]) == frozenset()
    bring({**CAFE, "Alder": "18"}, mapping=MAPPING, header=(*HEADER, "Alder"))
    assert len(seeded.edges(["actor:liste:cafeen"], kinds=[EdgeKind.OFFERS])) == 1


@pytest.mark.parametrize(
    "line",
    [
        'only_with = "Telefon"',
        "skip = 7",
        "suggested = 'Navn'",
        "suggested = { Navn = 1 }",
        "skip = { columm = 'Navn' }",
        "skip = { column = 'A', pattern = '(' }",
    ],
)
def test_a_mistake_in_the_mapping_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        mapping_file.parse("m.toml", f'[[table]]\n{line}\n[table.actor]\nname = "Navn"\n')


def test_sheets_to_ignore_are_a_list_of_names() -> None:
    text = '[[table]]\n[table.actor]\nname = "Navn"\n'
    assert mapping_file.parse("m.toml", f'ignore = ["Læs*"]\n{text}').ignore == ("Læs*",)
    with pytest.raises(Refused):
        mapping_file.parse("m.toml", f'ignore = "Læs mig"\n{text}')


BESIDE = MAPPING.replace(
    "[table.asked]",
    """risk_groups = "Gruppe"
[table.place]
address = "Vej"
[table.asked]""",
)


@pytest.mark.parametrize("column", ["Telefon", "Vej"])
def test_how_to_reach_what_there_is_none_of_refuses_the_row(
    seeded: GraphStore, bring: Bring, column: str
) -> None:
    """Seen red for the address, which was dropped in silence."""
    row = {"Kommune": "0615", "Slags": "Værested", "Findes ikke": "ja", column: "87411001"}
    report = bring(row, mapping=BESIDE, header=(*HEADER, "Gruppe", "Vej", "Alder"))
    assert [(problem.column, problem.outcome) for problem in report.problems] == [(column, Outcome.REFUSED)]


def test_what_else_is_said_of_what_there_is_none_of_is_named(seeded: GraphStore, bring: Bring) -> None:
    row = {"Kommune": "0615", "Slags": "Værested", "Findes ikke": "ja", "Dato": "01-02-2026", "Før": "Tom"}
    said = {"Gruppe": "rg_hjemloes", "Om": "lukket", "Alder": "18"}
    report = bring({**row, **said}, mapping=BESIDE, header=(*HEADER, "Gruppe", "Vej", "Alder"))
    assert sorted((one.column, one.value) for one in report.of(Outcome.LEFT_OUT)) == sorted(said.items())
    assert report.total("refused") == 0
    assert report.counts["asked"]["new"] == 1
