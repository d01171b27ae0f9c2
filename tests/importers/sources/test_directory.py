"""The directory format: what each column becomes, and what is refused."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from graphdb.errors import Refused
from graphdb.fields.contact_point import contact_id
from graphdb.message import say
from graphdb.model import Edge, EdgeKind, edge_id, node_id, term_id
from graphdb.runs import runs
from graphdb.store import GraphStore, What
from importers.problems import Outcome, Problem
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
ACTOR = node_id("actor", "demo", "a")


def bring(store: GraphStore, *paths: Path, source: str = "demo") -> Report:
    return frame.run(store, directory.IMPORTER, paths, order(source))


def links(store: GraphStore, one: str, kind: EdgeKind) -> list[Edge]:
    return sorted(store.edges([one], kinds=[kind]), key=lambda edge: edge.id)


def where(problems: Iterable[Problem]) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in problems]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("sign", [",", ";"])
def test_comma_or_semicolon_with_or_without_bom(
    seeded: GraphStore, write: Write, bom: str, sign: str
) -> None:
    text = "id,name,kind,phone\na,Værestedet Æblet,civ_vaerested,00 12 34 56\n".replace(",", sign)
    assert not bring(seeded, write("actors.csv", bom + text)).problems
    actor = seeded.get([ACTOR])[ACTOR]
    assert (actor.text("name"), actor.text("phone")) == ("Værestedet Æblet", "+4500123456")


def test_cells_with_line_breaks_count_as_a_spreadsheet_does(seeded: GraphStore, write: Write) -> None:
    text = 'id,name,kind,description\na,A,civ_ngo,"to\nlinjer"\nb,B,civ_ngo,x\nc,,civ_ngo,x\n'
    report = bring(seeded, write("actors.csv", text))
    assert where(report.problems) == [(4, "name")]


def test_a_file_in_the_letters_of_windows_is_read_too(seeded: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes("id,name,kind\na,Værestedet,civ_vaerested\n".encode("cp1252"))
    bring(seeded, path)
    assert seeded.get(["actor:demo:a"])["actor:demo:a"].text("name") == "Værestedet"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("actors.csv", "", "første række"),
        ("actors.csv", "id,name\na,A\n", "kind mangler"),
        ("actors.csv", "id,id,name,kind\n", "samme navn"),
        ("liste.csv", "navn,adresse\n", "filens navn"),
        ("actors.csv", 'id,name,kind\n"a,A,civ_ngo\n', "anførselstegn"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_whole(
    seeded: GraphStore, write: Write, name: str, text: str, why: str
) -> None:
    before = [item for what in (What.CLAIMS, What.CHANGES) for item in seeded.scan(what)]
    with pytest.raises(Refused, match=why):
        bring(seeded, write(name, text))
    assert [item for what in (What.CLAIMS, What.CHANGES) for item in seeded.scan(what)] == before
    assert not runs.unfinished(seeded)


def test_an_unknown_column_is_told_and_the_rest_is_read(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("actors.csv", "id,name,kind,telefon\na,A,civ_ngo,00 12 34 56\n"))
    assert where(report.problems) == [(1, "telefon")]
    assert ACTOR in seeded.get([ACTOR])


def test_a_file_is_known_by_its_columns_too(seeded: GraphStore, write: Write) -> None:
    bring(seeded, write("udtræk 2026.csv", "id,name,kind\na,A,civ_ngo\n"))
    assert ACTOR in seeded.get([ACTOR])


def test_lists_become_relations_with_their_note(seeded: GraphStore, write: Write) -> None:
    text = "id,name,kind,risk_groups,municipalities\na,A,civ_ngo,rg_rus=opsøgende|rg_psyk,0615|1082\n"
    bring(seeded, write("actors.csv", text))
    assert [(e.dst, e.text("how")) for e in links(seeded, ACTOR, EdgeKind.REACHES)] == [
        (term_id("rg_psyk"), ""),
        (term_id("rg_rus"), "opsøgende"),
    ]
    assert [e.dst for e in links(seeded, ACTOR, EdgeKind.SERVES)] == ["area:0615", "area:1082"]


def test_an_area_is_served_by_an_agreement(seeded: GraphStore, write: Write) -> None:
    text = "0615=driftsaftale=places:12=until:today+30=district:Nordbyen|0101=until:engang|1082"
    report = bring(seeded, write("actors.csv", f"id,name,kind,municipalities\na,A,civ_ngo,{text}\n"))
    served = {edge.dst: dict(edge.props) for edge in links(seeded, ACTOR, EdgeKind.SERVES)}
    assert served["area:0615"] == {
        "agreement": "driftsaftale",
        "places": 12,
        "until": (date.fromisoformat(order("x").today) + timedelta(days=30)).isoformat(),
        "district": "Nordbyen",
    }
    assert (served["area:0101"], served["area:1082"]) == ({}, {})
    assert [(problem.column, problem.value) for problem in report.problems] == [("municipalities", "engang")]


def test_what_looks_like_a_cpr_number_across_items_costs_the_item_and_is_not_shown(
    seeded: GraphStore, write: Write
) -> None:
    """Red when the whole cell is asked: the row was refused. And when its value is shown."""
    rows = ("a,A,civ_ngo,0615=until:2026-12-31|1234|1082", "b,B,civ_ngo,010190|1234")
    report = bring(seeded, write("actors.csv", "\n".join(("id,name,kind,municipalities", *rows))))
    assert [e.dst for e in links(seeded, ACTOR, EdgeKind.SERVES)] == ["area:0615", "area:1082"]
    left_out = report.of(Outcome.LEFT_OUT)
    assert [(one.row, one.column, one.value) for one in left_out[:1]] == [(2, "municipalities", "")]
    assert {one.value for one in left_out} == {""}
    assert not report.of(Outcome.REFUSED)


@pytest.mark.parametrize("cell", ["010190-1234|1082", "1082=how: 010190-1234", "1234=until:010190 1234"])
def test_a_cpr_number_in_an_item_of_a_list_refuses_the_row(
    seeded: GraphStore, write: Write, cell: str
) -> None:
    report = bring(seeded, write("actors.csv", f"id,name,kind,municipalities\na,A,civ_ngo,{cell}\n"))
    assert ACTOR not in seeded.get([ACTOR])
    assert "1234" not in str([problem.line() for problem in report.problems])


def test_a_misspelt_field_of_a_relation_is_told_and_opens_nothing(seeded: GraphStore, write: Write) -> None:
    """Seen red when it became part of the note: what was for professionals stood on the page."""
    cell = "rg_rus=opsøgende=visibilty:professionals|rg_psyk=to: tirsdag=dage"
    report = bring(seeded, write("actors.csv", f"id,name,kind,risk_groups\na,A,civ_ngo,{cell}\n"))
    assert where(report.of(Outcome.LEFT_OUT)) == [(2, "risk_groups")]
    shown = [(edge.dst, edge.text("how")) for edge in links(seeded, ACTOR, EdgeKind.REACHES)]
    assert shown == [(term_id("rg_psyk"), "to: tirsdag=dage")]
    target = edge_id(EdgeKind.REACHES, ACTOR, term_id("rg_rus"))
    (kept,) = seeded.claims([target])[target]
    assert [kept.facts[name].value for name in ("how", "visibility")] == ["opsøgende", "professionals"]


PLACES = "id,municipality,address\nhavn,0615,Havnen 1\ntorv,0615,Torvet 2\n"
SERVICE = node_id("service", "demo", "s")
HARBOUR, SQUARE = (edge_id(EdgeKind.LOCATED_AT, SERVICE, f"place:demo:{name}") for name in ("havn", "torv"))


def several_places(store: GraphStore, write: Write, cell: str, phone: str) -> Report:
    """A service at several places, with a number of its own too."""
    actors = write("actors.csv", "id,name,kind\na,A,civ_ngo\n")
    services = write("services.csv", f"id,actor,name,phone,place\ns,a,S,{phone},{cell}\n")
    return bring(store, write("places.csv", PLACES), actors, services)


def test_a_service_has_several_places_each_with_its_own_hours_and_number(
    seeded: GraphStore, write: Write
) -> None:
    cell = "havn=man-fre 9-12=phone:00 12 34 56| torv =Mo 10:00-12:00;PH off=visibility:public"
    assert not several_places(seeded, write, cell, "00 22 22 22").problems
    by_id = {edge.id: dict(edge.props) for edge in links(seeded, SERVICE, EdgeKind.LOCATED_AT)}
    assert by_id == {
        HARBOUR: {"opening_hours": "Mo-Fr 09:00-12:00", "phone": "+4500123456"},
        SQUARE: {"opening_hours": "Mo 10:00-12:00; PH closed", "visibility": "public"},
    }
    assert seeded.get([SERVICE])[SERVICE].text("phone") == "+4500222222"


def test_what_cannot_be_read_of_a_place_leaves_what_stood_and_costs_no_more(
    seeded: GraphStore, write: Write
) -> None:
    """Seen red with ``left_out`` of the row in place of ``listed``: the service kept its old number."""
    several_places(seeded, write, "havn=Mo 09:00-12:00=phone:00 12 34 56|torv=Tu 09:00-12:00", "00111111")
    cell = "havn=We 09:00-12:00=phone:ring bare|ikke:en:vej:her|torv|torv=24/7"
    report = several_places(seeded, write, cell, "00 22 22 22")
    assert where(report.of(Outcome.LEFT_OUT)) == [(2, "place")] * 3
    by_id = {edge.id: dict(edge.props) for edge in links(seeded, SERVICE, EdgeKind.LOCATED_AT)}
    assert by_id == {HARBOUR: {"opening_hours": "We 09:00-12:00", "phone": "+4500123456"}, SQUARE: {}}
    assert seeded.get([SERVICE])[SERVICE].text("phone") == "+4500222222"


def test_an_unknown_code_is_refused_with_its_row(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("actors.csv", "id,name,kind,risk_groups\na,A,civ_ngo,rg_findes_ikke\n"))
    assert [problem.row for problem in report.problems] == [2]


@pytest.mark.parametrize("kind", ["rumskib", "bo_plejefamilie", "sund_praksis"])
def test_only_kinds_that_can_be_entries_are_taken(seeded: GraphStore, write: Write, kind: str) -> None:
    report = bring(seeded, write("actors.csv", f"id,name,kind\na,A,{kind}\n"))
    assert where(report.problems) == [(2, "kind")]
    assert seeded.get([ACTOR])[ACTOR].text("kind") == "ukendt"


def test_two_sources_can_speak_of_one_actor(seeded: GraphStore, write: Write) -> None:
    path = write("actors.csv", "id,name,kind\ncvr:12345678,Fonden,civ_ngo\n")
    bring(seeded, path, source="one")
    bring(seeded, path, source="two")
    assert len(seeded.claims(["actor:cvr:12345678"])["actor:cvr:12345678"]) == 2


def test_numbers_that_are_nobodys_belong_to_example_data(seeded: GraphStore, write: Write) -> None:
    path = write("actors.csv", "id,name,kind,phone,cvr\na,A,civ_ngo,00 12 34 56,00000012\n")
    assert where(bring(seeded, path, source="horsens").problems) == [(2, "cvr"), (2, "phone")]
    assert not bring(seeded, path, source="demo").problems


def test_relative_dates_count_from_the_day_of_loading(seeded: GraphStore, write: Write) -> None:
    text = "id,name,kind,temporary_to,stated_on,confirmed_on\na,A,civ_ngo,today+14,today-400,today-30\n"
    bring(seeded, write("actors.csv", text))
    actor = seeded.get([ACTOR])[ACTOR]
    assert actor.text("temporary_to") == "2026-03-16"
    assert (actor.prov["name"].stated_on, actor.prov["name"].confirmed_on) == ("2025-01-26", "2026-01-31")


def test_a_date_that_is_none_is_left_out(seeded: GraphStore, write: Write) -> None:
    report = bring(seeded, write("actors.csv", "id,name,kind,stated_on\na,A,civ_ngo,snart\n"))
    assert where(report.of(Outcome.LEFT_OUT)) == [(2, "stated_on")]
    assert seeded.get([ACTOR])[ACTOR].prov["name"].stated_on == "2026-03-02"


def contacts(seeded: GraphStore, write: Write, rows: str) -> Report:
    header = "actor,role,phone,email,hours,visibility,person,person_reason,person_until\n"
    actors = write("actors.csv", "id,name,kind\na,A,civ_ngo\n")
    return bring(seeded, actors, write("contacts.csv", header + rows))


def test_contact_points_that_are_not_for_everybody_are_kept_with_whom_they_are_for(
    seeded: GraphStore, write: Write
) -> None:
    rows = "a,vagt,00 12 34 56,,,public,,,\na,leder,00 12 34 57,,,professionals,,,\n"
    assert not contacts(seeded, write, rows).problems
    owner = {edge.dst: edge.props["position"] for edge in links(seeded, ACTOR, EdgeKind.CONTACTED_AT)}
    points = sorted(seeded.get(owner).values(), key=lambda point: str(owner[point.id]))
    assert [dict(point.props) for point in points] == [
        {"role": "vagt", "phone": "+4500123456", "visibility": "public"},
        {"role": "leder", "phone": "+4500123457", "visibility": "professionals"},
    ]


def test_a_contact_point_of_a_service_a_place_or_several(seeded: GraphStore, write: Write) -> None:
    several_places(seeded, write, "havn", "00 11 11 11")
    text = (
        "actor,service,place,role,phone,number_kind,extension,note\n"
        "a,s,,Visitation,00 12 34 56,Omstilling,214,Bed om visitationen\n,,havn,Reception,00 12 34 57,,,\n"
        ",,,Ingen,00 12 34 58,,,\n,s,,Visitation,00 12 34 59,nk_ukendt,,\n,s,,visitation,00 12 34 60,,,\n"
    )
    report = bring(seeded, write("contacts.csv", text))
    assert where(report.of(Outcome.REFUSED)) == [(4, "actor")]
    assert where(report.of(Outcome.LEFT_OUT)) == [(5, "number_kind")]
    first = contact_id(ACTOR, "Visitation")
    assert {edge.src for edge in seeded.edges([first], kinds=[EdgeKind.CONTACTED_AT])} == {ACTOR, SERVICE}
    point = seeded.get([first])[first]
    assert (point.text("number_kind"), point.text("extension")) == ("nk_omstilling", "214")
    of_place = contact_id("place:demo:havn", "Reception")
    assert seeded.get([of_place])[of_place].text("phone") == "+4500123457"
    twins = [contact_id(SERVICE, "Visitation", again) for again in (0, 1)]
    assert [seeded.get([one])[one].text("phone") for one in twins] == ["+4500123459", "+4500123460"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,,00 12 34 56,,,,,,", "role"),
        ("a,vagt,hos os,,,,,,", "phone"),
        ("a,vagt,,,,alle,,,", "visibility"),
        ("a,vagt,,,,,Ane Jensen,,", "person"),
        ("a,vagt,,,,,010190-1234,grund,2027-01-01", "person"),
        ("b,vagt,,,,,,,", "actor"),
    ],
)
def test_a_contact_point_that_breaks_a_rule(seeded: GraphStore, write: Write, row: str, column: str) -> None:
    assert where(contacts(seeded, write, row + "\n").problems) == [(2, column)]


def test_a_crisis_centre_is_secret_unless_the_file_says_otherwise(seeded: GraphStore, write: Write) -> None:
    places = write("places.csv", "id,address,city,municipality\nhus,Skjulestedet 7,Horsens,0615\n")
    actors = write("actors.csv", "id,name,kind,place\na,Krisecenteret,bo_109,hus\nb,Åbent,bo_109,\n")
    report = bring(seeded, places, actors)
    assert seeded.get([ACTOR])[ACTOR].flag("secret_address")
    assert [problem.file for problem in report.problems] == ["places.csv"]
    assert seeded.get(["place:demo:hus"])["place:demo:hus"].props == {}
    actors.write_text("id,name,kind,secret_address\na,Krisecenteret,bo_109,ja\nb,Åbent,bo_109,nej\n")
    bring(seeded, actors)
    assert not seeded.get(["actor:demo:b"])["actor:demo:b"].flag("secret_address")


def test_two_agreements_between_one_pair_need_an_id(seeded: GraphStore, write: Write) -> None:
    actors = write("actors.csv", "id,name,kind\na,A,civ_ngo\nb,B,civ_ngo\n")
    header = "id,from,kind,to,since,until\n"
    one = ",a,rel_samarbejdsaftale,b,2024-01-01,2025-01-01\n"
    relations = write("relations.csv", header + one + one.replace("2024", "2023"))
    assert where(bring(seeded, actors, relations).problems) == [(3, "id")]
    write("relations.csv", header + one + "ny" + one.replace("2024", "2023"))
    assert not bring(seeded, actors, relations).problems
    assert len(links(seeded, ACTOR, EdgeKind.RELATES)) == 2


def test_json_lines_say_the_same(seeded: GraphStore, write: Write) -> None:
    lines = [
        {"type": "actor", "id": "a", "name": "A", "kind": "civ_ngo", "risk_groups": ["rg_rus", "rg_psyk"]},
        {"type": "contact", "actor": "a", "role": "vagt", "phone": "00 12 34 56"},
        {"type": "service", "id": "s", "actor": "a", "name": "S", "anonymous": True, "min_age": 18},
        {"type": "bog", "id": "x"},
        {"type": "actor", "id": "b", "name": "B", "kind": "civ_ngo", "farve": "blå"},
    ]
    text = "\n".join(json.dumps(line) for line in lines) + "\nikke json\n"
    report = bring(seeded, write("alt.jsonl", text))
    assert where(report.problems) == [(6, ""), (4, "type"), (5, "farve")]
    service = seeded.get(["service:demo:s"])["service:demo:s"]
    assert (service.flag("anonymous"), service.number("min_age")) == (True, 18)
    assert len(links(seeded, ACTOR, EdgeKind.REACHES)) == 2
    assert links(seeded, ACTOR, EdgeKind.CONTACTED_AT)


def test_contact_points_stand_when_their_file_does_not_come(seeded: GraphStore, write: Write) -> None:
    contacts(seeded, write, "a,vagt,00 12 34 56,,,public,,,\n")
    assert not bring(seeded, write("actors.csv", "id,name,kind\na,A,civ_ngo\n")).changed
    assert contacts(seeded, write, "").changed
    assert not links(seeded, ACTOR, EdgeKind.CONTACTED_AT)
    assert contact_id(ACTOR, "vagt") not in seeded.get([contact_id(ACTOR, "vagt")])


def test_the_last_day_of_a_named_contact_is_kept_as_a_date(seeded: GraphStore, write: Write) -> None:
    contacts(seeded, write, "a,vagt,,,,public,Ane,eneste ansatte,3.5.2027\n")
    point = contact_id(ACTOR, "vagt")
    assert seeded.get([point])[point].text("person_until") == "2027-05-03"


def test_an_id_is_no_place_for_a_cpr_number(seeded: GraphStore, write: Write) -> None:
    text = "id,name,kind\n010190-1234,A,civ_ngo\n0101901234,B,civ_ngo\nx:010190-1234,C,civ_ngo\n"
    text += "pnr:1012345678,D,civ_ngo\ncvr:0101901234,E,civ_ngo\nx:0101901234,F,civ_ngo\n"
    report = bring(seeded, write("actors.csv", text))
    assert where(report.problems) == [(row, "id") for row in (2, 3, 4, 6, 7)]
    assert "actor:pnr:1012345678" in seeded.get(["actor:pnr:1012345678"])


def test_without_vocabularies_it_says_what_to_load(sqlite_store: GraphStore, write: Write) -> None:
    (problem,) = bring(sqlite_store, write("actors.csv", "id,name,kind\na,A,civ_ngo\n")).problems
    assert "brobygger load" in say(problem.reason)


@pytest.mark.parametrize("column", ["stated_on", "confirmed_on"])
def test_nobody_confirms_in_the_future(seeded: GraphStore, write: Write, column: str) -> None:
    """Such a fact would never grow stale."""
    report = bring(seeded, write("actors.csv", f"id,name,kind,{column}\na,A,civ_ngo,2062-03-01\n"))
    assert where(report.problems) == [(2, column)]


@pytest.mark.parametrize(
    ("ages", "column"), [("-5,", "min_age"), (",300", "max_age"), ("65,18", "max_age"), ("18 år,24", "")]
)
def test_ages_are_years_that_somebody_can_be(
    seeded: GraphStore, write: Write, ages: str, column: str
) -> None:
    actors = write("actors.csv", "id,name,kind\na,A,civ_ngo\n")
    services = write("services.csv", f"id,actor,name,min_age,max_age\ns,a,S,{ages}\n")
    assert where(bring(seeded, actors, services).problems) == ([(2, column)] if column else [])


def test_an_answer_that_cannot_be_read_stands_as_it_was(seeded: GraphStore, write: Write) -> None:
    actors = write("actors.csv", "id,name,kind\na,A,civ_ngo\n")
    target = node_id("service", "demo", "s")

    def answers(cell: str) -> tuple[dict[str, object], Report]:
        services = write("services.csv", f"id,actor,name,exclusions\ns,a,S,{cell}\n")
        report = bring(seeded, actors, services)
        props = seeded.get([target])[target].props
        return {name: value for name, value in props.items() if name.startswith("exclusions")}, report

    first, report = answers("ex_par=ja|ex_dyr=nej")
    assert not report.problems
    assert first == {"exclusions.ex_par": True, "exclusions.ex_dyr": False}
    then, report = answers("ex_par=nej|ex_dyr=måske|Ikke hunde")
    assert where(report.problems) == [(2, "exclusions"), (2, "exclusions")]
    assert then == {"exclusions.ex_par": False, "exclusions.ex_dyr": False}
    assert answers("ex_par=nej")[0] == {"exclusions.ex_par": False}


def test_a_secret_actor_has_no_postal_address(seeded: GraphStore, write: Write) -> None:
    head = "id,name,kind,parent,secret_address,postal_address\n"
    open_house = write("actors.csv", f"{head}a,A,civ_ngo,,,Havnegade 30\nb,B,civ_ngo,a,,Havnegade 30\n")
    bring(seeded, open_house)
    ids = [ACTOR, node_id("actor", "demo", "b")]
    assert all("postal_address" in node.props for node in seeded.get(ids).values())
    secret = write("actors.csv", f"{head}a,A,civ_ngo,,ja,\nb,B,civ_ngo,a,,Havnegade 30\n")
    bring(seeded, secret)
    assert not any("postal_address" in node.props for node in seeded.get(ids).values())
    report = bring(seeded, secret)
    assert not any("postal_address" in node.props for node in seeded.get(ids).values())
    assert Outcome.HELD_BACK in {problem.outcome for problem in report.problems}
