"""The objects of HSDS as records: who owns whom in JSON and in tables, and what is said of columns."""

import json
from pathlib import Path

from importers.directory.rows import DirectoryRows
from importers.hsds.objects import Objects
from importers.problems import Outcome


def test_what_stands_inside_knows_its_owner(tmp_path: Path, rows: DirectoryRows) -> None:
    path = tmp_path / "x.json"
    location = {"id": "l", "name": "Gården", "latitude": 55.8, "phones": [{"number": "2"}]}
    organization = {
        "id": "o",
        "name": "A",
        "phones": [{"id": "p", "number": "1"}, {"number": "3"}],
        "locations": [location],
        "services": [{"id": "s", "name": "B", "attributes": [{"taxonomy_term": {"id": "t", "name": "C"}}]}],
    }
    path.write_text(json.dumps(organization), encoding="utf-8")
    objects = Objects(rows)
    objects.read(path)
    assert [one.get("number") for one in objects.owned("phone", "organization_id", "o")] == ["1", "3"]
    assert [one.get("number") for one in objects.owned("phone", "location_id", "l")] == ["2"]
    assert [one.get("name") for one in objects.owned("service", "organization_id", "o")] == ["B"]
    assert [one.get("name") for one in objects.owned("location", "organization_id", "o")] == ["Gården"]
    [attribute] = objects.owned("attribute", "link_id", "s")
    assert attribute.get("taxonomy_term_id") == "t"
    assert rows.problems == []


def test_an_id_that_says_nothing_is_as_none_and_a_nought_is_a_number(
    tmp_path: Path, rows: DirectoryRows
) -> None:
    path = tmp_path / "x.json"
    locations = [{"id": "-", "name": "Gården"}, {"id": [], "name": "Laden"}]
    services = [{"id": "s", "name": "B", "minimum_age": 0}]
    organization = {"id": "o", "name": "A", "locations": locations, "services": services}
    path.write_text(json.dumps(organization), encoding="utf-8")
    objects = Objects(rows)
    objects.read(path)
    names = [one.get("name") for one in objects.owned("location", "organization_id", "o")]
    assert names == ["Gården", "Laden"]
    assert dict(objects.of("service"))["s"].get("minimum_age") == "0"


def test_what_is_said_twice_is_one_record_and_the_fuller_word_stays(
    tmp_path: Path, rows: DirectoryRows
) -> None:
    services = [
        {"id": "s", "name": "A", "status": "active", "organization": {"id": "o", "name": "Huset"}},
        {"id": "r", "name": "B", "status": "active", "organization": {"id": "o", "website": "x.example"}},
    ]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(services), encoding="utf-8")
    objects = Objects(rows)
    objects.read(path)
    [(id_, organization)] = objects.of("organization")
    assert (id_, organization.get("name"), organization.get("website")) == ("o", "Huset", "x.example")


def test_a_table_is_known_by_its_columns_when_its_name_says_nothing(
    tmp_path: Path, rows: DirectoryRows
) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "1.csv").write_text("id;organization_id;name;status\ns;o;Seng;active\n", encoding="utf-8")
    (folder / "2.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (folder / "datapackage.json").write_text("../../datapackage.json", encoding="utf-8")
    objects = Objects(rows)
    objects.read(folder)
    assert [id_ for id_, _ in objects.of("service")] == ["s"]
    assert [(one.file, one.outcome) for one in rows.problems] == [("2.csv", Outcome.REFUSED)]
    assert rows.unread


def test_what_comes_of_no_use_can_be_named(tmp_path: Path, rows: DirectoryRows) -> None:
    path = tmp_path / "phones.csv"
    path.write_text("id,service_id,number\np,s,1\nq,s,2\n", encoding="utf-8")
    objects = Objects(rows)
    objects.read(path)
    objects.use(objects.owned("phone", "service_id", "s")[:1])
    assert [(sort, one.number, one.get("id")) for sort, one in objects.loose(["phone"])] == [
        ("phone", 3, "q")
    ]
