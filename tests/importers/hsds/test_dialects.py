"""Earlier versions of HSDS and Ohana: known by their columns, read by files, refused by what is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.errors import Refused
from graphdb.store import GraphStore
from importers.hsds import dialects
from importers.hsds.dialects import TableDialect
from importers.problems import Outcome
from importers.reading.seeded import seeded as table_of
from importers.running import frame
from importers.running.report import Report
from importers.sources import hsds
from tests.importers.conftest import order
from tests.importers.sources.samples import bring, claims, files

Write = Callable[[str, str], Path]
SETS: Final = tuple(f"hsds-{name}" for name in dialects.shipped())


@pytest.mark.parametrize("source", SETS)
def test_a_set_is_known_by_its_columns_in_a_folder_or_a_zip_or_file_by_file(
    seeded: GraphStore, tmp_path: Path, source: str
) -> None:
    bring(seeded, source)
    before = list(claims(seeded, source))
    [folder] = files(source)
    packed = Path(shutil.make_archive(str(tmp_path / "set"), "zip", folder))
    for paths in ([folder], [packed], sorted(folder.glob("*.csv"))):
        if paths != [folder] and (folder / "datapackage.json").exists() and len(paths) > 1:
            continue  # what its tables are called stands in the package
        report = frame.run(seeded, hsds.IMPORTER, paths, order(source))
        assert not report.changed, paths
        assert list(claims(seeded, source)) == before


def test_today_s_version_is_none_of_them() -> None:
    header = "organizations.id organizations.website services.status schedules.byday taxonomy_terms.name"
    assert dialects.known_by(header.split()) is None


@pytest.mark.parametrize("name", dialects.shipped())
def test_every_column_becomes_one_that_is_known(name: str) -> None:
    # Red with a misspelt name on the right of a rename.
    known = {(row["object"], row["column"]) for row in table_of("hsds_columns")}
    for table in dialects.read_dialect(Path(name)).tables.values():
        targets = {(table.object, column) for column in (*table.rename.values(), *table.constants)}
        targets |= {
            (sort, column) for sort, _, column in (path.partition(".") for path in table.lists.values())
        }
        assert targets <= known
        assert set(table.values) <= {*table.rename, *table.lists} | {"closed", "weekday"}


def test_a_row_becomes_objects() -> None:
    table = TableDialect(
        "service",
        scope="x",
        rename={
            "fees": "fees_description",
            "audience": "eligibility_description",
            "for": "eligibility_description",
        },
        values={"for": {"all": "everybody"}},
        lists={"languages": "language.name", "terms": "attribute.taxonomy_term_id"},
    )
    row = {"id": "1", "fees": "0", "audience": "A", "for": "ALL", "languages": "da, ,en", "terms": "t"}
    assert list(table.objects(row)) == [
        ("service", {"id": "x.1", "fees_description": "0", "eligibility_description": "A; everybody"}),
        ("language", {"id": "service.x.1.0", "service_id": "x.1", "name": "da"}),
        ("language", {"id": "service.x.1.1", "service_id": "x.1", "name": "en"}),
        (
            "attribute",
            {"id": "service.x.1.2", "link_id": "x.1", "link_entity": "service", "taxonomy_term_id": "t"},
        ),
    ]


def test_a_dialect_of_one_s_own(seeded: GraphStore, write: Write) -> None:
    mapping = write(
        "egen.toml",
        'title = "Naboen"\n[table.enheder]\nobject = "organization"\nrename = { nr = "id", navn = "name" }\n',
    )
    report = frame.run(
        seeded,
        hsds.by_mapping(mapping),
        [write("enheder.csv", "nr,navn,farve\n1,Huset,rød\n")],
        order("nabo"),
    )
    assert seeded.get(["actor:nabo:1"])["actor:nabo:1"].text("name") == "Huset"
    assert seeded.get(["source:nabo"])["source:nabo"].text("title") == "Naboen"
    assert [one.column for one in report.of(Outcome.UNUSED)] == ["organization.farve"]


def test_ids_that_count_within_each_table_are_kept_apart(
    seeded: GraphStore,
) -> None:
    # Red without "scope" (an address lost) and "link_entity" (the term is the organisation's, too).
    report = bring(seeded, "hsds-ohana")
    actor = seeded.get(["actor:hsds-ohana:1"])["actor:hsds-ohana:1"]
    assert actor.items("other_terms") == ()
    assert {one.file for one in report.of(Outcome.HELD_BACK)} >= {"locations.csv", "organizations.csv"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[table", "ikke gyldig TOML"),
        ("title = 'x'", "mindst én tabel"),
        ("[table]", "mindst én tabel"),
        ("[table.x]", "mindst én tabel"),
        ("table = 7", "mindst én tabel"),
        ("farve = 'x'", "farve kender vi ikke"),
        ("[table.x]\nobject = 'service'\nomdoeb = {}", r"x\.omdoeb kender vi ikke"),
        ("[table.x]\nobject = 'service'\nrename = { a = 7 }", "tekst i anførselstegn"),
        ("[table.x]\nobject = 'service'\nrename = 7", "tekst i anførselstegn"),
        ("[table.x]\nobject = 'service'\nvalues = { a = { b = 7 } }", "tekst i anførselstegn"),
        ("[table.x]\nobject = 'service'\nthrough = { a = 'b.c' }", "tekst i anførselstegn"),
        ("[table.x]\nobject = 'service'\nlists = { a = 'b' }", "tekst i anførselstegn"),
        ("[table.x]\nobject = 'service'\nscope = 7", "tekst i anførselstegn"),
    ],
)
def test_a_dialect_that_is_wrong_says_where(write: Write, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        dialects.read_dialect(write("m.toml", text))
    with pytest.raises(Refused, match="ohana"):
        dialects.read_dialect(Path("findes-ikke.toml"))


SERVICES: Final = "id,organization_id,name,status\n1,1,Seng,active\n"
ORGANIZATIONS: Final = "id,name,url\n1,Huset,huset.example\n"


@pytest.fixture
def put(seeded: GraphStore, tmp_path: Path) -> Callable[..., tuple[Report, dict[str, str]]]:
    """Import tables of HSDS 1.1; what the service then says beside the report."""

    def import_tables(**tables: str) -> tuple[Report, dict[str, str]]:
        folder = tmp_path / "set"
        folder.mkdir()
        for name, text in {"organizations": ORGANIZATIONS, "services": SERVICES, **tables}.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        report = frame.run(seeded, hsds.by_mapping(Path("1.1")), [folder], order("nabo"))
        service = seeded.get(["service:nabo:1"])["service:nabo:1"]
        return report, {name: str(value) for name, value in service.props.items()}

    return import_tables


Put = Callable[..., tuple[Report, dict[str, str]]]


def lost(report: Report) -> list[tuple[str, str, str]]:
    """What is left out of the rows, but for the kind that no organisation has here."""
    return [(one.file, one.column, one.value) for one in report.of(Outcome.LEFT_OUT) if one.column != "kind"]


def test_rows_that_say_more_of_a_service_are_put_together(put: Put) -> None:
    text = "id,service_id,eligibility,minimum_age\n1,1,adult,18\n2,1,family,18\n3,1,adult; family,21\n"
    report, service = put(eligibility=text)
    assert (service["eligibility"], service["min_age"]) == ("adult; family", "18")
    assert lost(report) == [("eligibility.csv", "minimum_age", "21")]


def test_what_is_said_of_nobody_is_named(put: Put) -> None:
    report, service = put(
        eligibility="id,service_id,eligibility\n1,7,adult\n2,,adult\n",
        payments_accepted="id,service_id,payment\n1,1,cash\n",
        service_taxonomy="id,service_id,taxonomy_id\n1,7,t\n",
        postal_addresses="id,location_id,address_1\n1,7,Postboks 1\n",
    )
    assert lost(report) == [
        ("eligibility.csv", "service_id", "7"),
        ("eligibility.csv", "service_id", ""),
        ("postal_addresses.csv", "address", ""),
        ("service_taxonomy.csv", "attribute", ""),
    ]
    assert (service.get("eligibility"), service["other_facts"]) == (None, "Betaling med: cash")


def test_days_off_are_no_hours_of_every_week_and_stay_with_the_service(put: Put) -> None:
    days = "id,{},start_date,end_date,closed\n1,{},2026-12-24,2026-12-26,{}\n"
    report, service = put(
        locations="id,organization_id,name\n1,1,Huset\n",
        services_at_location="id,service_id,location_id\n1,1,1\n",
        holiday_schedules=days.format("location_id", 1, "true"),
        regular_schedules="id,service_id,weekday,opens_at,closes_at\n1,1,1,8:00,12:00\n2,1,x,8:00,12:00\n",
    )
    assert lost(report) == []
    assert service["opening_hours"] == "Mo 08:00-12:00"
    lines = service["other_facts"].split("\n")
    assert "Åbningstid: fra 2026-12-24, til 2026-12-26" in lines
    assert "Åbningstid: dag x, åbner 8:00, lukker 12:00" in lines


def test_an_organisation_has_its_mail_sent_where_its_location_has(seeded: GraphStore, put: Put) -> None:
    put(
        organizations="id,name\n1,Herberget\n",
        services="id,organization_id,name,status\n1,1,Seng,active\n",
        taxonomy="id,name\nt,Homeless Shelter\n",
        service_taxonomy="id,service_id,taxonomy_id\n1,1,t\n",
        locations="id,organization_id,name\n1,1,Huset\n",
        physical_addresses="id,location_id,address_1,address_3,city,postal_code\n"
        "1,1,Fjordvej 4,1. sal,Horsens,8700\n",
        postal_addresses="id,location_id,address_1,city,postal_code\n1,1,Postboks 12,Horsens,8700\n",
    )
    nodes = seeded.get(["actor:nabo:1", "place:nabo:1"])
    assert nodes["actor:nabo:1"].text("postal_address") == "Postboks 12, 8700 Horsens"
    assert nodes["place:nabo:1"].text("address") == "Fjordvej 4, 1. sal"


@given(
    cells=st.dictionaries(
        st.sampled_from(["id", "a", "b", "languages", "place_id"]),
        st.text(" ,;abcæ1", min_size=1),
        min_size=1,
    )
)
def test_no_word_of_a_row_is_lost(cells: dict[str, str]) -> None:
    table = TableDialect(
        "service",
        rename={"a": "name", "b": "name"},
        lists={"languages": "language.name", "place_id": "service_at_location.location_id"},
        through={"organization_id": "place_id.location.organization_id"},
    )
    texts = [text for _, values in table.objects(cells) for text in values.values()]
    for column, text in cells.items():
        parts = filter(str.strip, text.split(",") if column in table.lists else [text])
        assert all(any(part.strip() in one for one in texts) for part in parts)
    sorts = [sort for sort, _ in table.objects(cells)]
    assert sorts[0] == "service"
    assert set(sorts) <= {"service", "language", "service_at_location"}
