"""Rows of a directory from the objects of HSDS: what columns and ids are called on either side."""

from collections.abc import Mapping
from typing import Final

from importers.directory.rows import cells
from importers.hsds.objects import Objects, Record
from importers.hsds.terms import PLAIN
from importers.reading.rows import Row

_CALLED: Final[Mapping[str, Mapping[str, str]]] = {
    "places": {"lat": "latitude", "lon": "longitude", "directions": "transportation"},
    "actors": {"other_names": "alternate_name", "parent": "parent_organization_id"},
    "services": {
        "other_names": "alternate_name",
        "actor": "organization_id",
        "website": "url",
        "min_age": "minimum_age",
        "max_age": "maximum_age",
        "how_to_apply": "application_process",
        "fee": "fees_description",
        "waiting_text": "wait_time",
        "eligibility": "eligibility_description",
        "stated_on": "last_modified",
        "confirmed_on": "assured_date",
    },
    "contacts": {"phone": "number"},
}
"""What our columns are called there, for messages."""


def add_row(objects: Objects, group: str, record: Record, values: Mapping[str, object]) -> None:
    """Take a row of this group, under the names that its columns have in the file."""
    columns = {ours: record.called(theirs) for ours, theirs in _CALLED[group].items()}
    row = Row(record.file, record.number, group, cells(values), columns=columns)
    objects.gathered.add(row)


def id_of(raw: str) -> str:
    """An id of the source's; one with a colon would be an authority's."""
    return raw.replace(":", ".").translate(PLAIN)
