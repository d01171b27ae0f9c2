"""Social facilities of OpenStreetMap: what Overpass answers (``out center``), or GeoJSON.

Which are taken, and as what, is told by ``seed/sources/osm_facilities.csv`` and ``osm_for.csv``. A place for
women or for those exposed to violence is never told where it is, nor one that does not say whom it is for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from graphdb.claims import Rank
from graphdb.message import Text, message
from importers.directory.rows import DirectoryRows, cells
from importers.importer import Batch, Example, Importer
from importers.problems import Outcome, Problem
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.reading.seeded import municipality_of, seeded
from importers.registers.json_items import Item, read_items
from importers.registers.shared_places import SharedPlaces, There, unplaced
from importers.sources import directory

Tags = Mapping[str, str]
_LISTS: Final = frozenset({"elements", "features"})
_FOR: Final = "social_facility:for"
_KINDS: Final = frozenset({"amenity", "social_facility", _FOR})
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name:da", "name", "official_name"),
    "description": ("description:da", "description", "note:da"),
    "phone": ("contact:phone", "phone", "contact:mobile", "mobile"),
    "email": ("contact:email", "email"),
    "website": ("contact:website", "website", "url"),
    "opening_hours": ("opening_hours",),
    "confirmed_on": ("check_date", "survey:date"),
}
"""Columns of ours, and the tags that may tell them, the first that is there."""
_OTHER_NAMES: Final = ("name", "alt_name", "short_name", "official_name", "name:en")
_ADDRESS: Final = ("addr:street", "addr:housenumber", "addr:postcode", "addr:city", "addr:municipality")
_READ: Final = frozenset(
    {*chain.from_iterable(_FIELDS.values()), *_OTHER_NAMES, *_ADDRESS, *_KINDS, "wheelchair"}
)
_IGNORED: Final = frozenset(
    {
        *(
            "addr:country",
            "addr:floor",
            "building",
            "building:levels",
            "layer",
            "level",
            "roof:shape",
            "source",
        ),
        *("fixme", "note", "created_by", "old_name", "osak:identifier", "addr:place", "addr:unit"),
        *("@id", "id", "@timestamp", "@version", "@changeset", "@user", "@uid", "type", "area"),
    }
)
_STEP_FREE: Final = {"yes": "ja", "no": "nej"}
_ODBL: Final = "© OpenStreetMap-bidragsydere, ODbL: https://www.openstreetmap.org/copyright"
_ELEMENT: Final = re.compile(r"(node|way|relation)/([0-9]{1,19})")
_CUT: Final = re.compile("[;,]")
_DIGITS: Final = 5
"""Decimals of a degree, about a metre: two sources of one node tell it with more or fewer."""
_WITHHELD: Final = "withheld"
_OTHER: Final = message("import.osm_other")
_UNKNOWN: Final = message("import.osm_unknown")
_NAMELESS: Final = message("import.osm_nameless")


@dataclass(frozen=True, slots=True)
class _Feature:
    """A node, way or relation with its tags. ``point`` is (latitude, longitude), () when it has none."""

    item: Item
    id: str
    tags: Tags
    point: tuple[str, ...]
    stated_on: str

    @property
    def name(self) -> str:
        """Its name, "" when it has none."""
        return next(filter(None, map(self.tags.get, _FIELDS["name"])), "")

    @property
    def address(self) -> tuple[str, ...]:
        """What is the same for those at one address: its words, else the point."""
        street, number, post, *_ = (self.tags.get(name, "").casefold() for name in _ADDRESS)
        return (street, number, post) if street else self.point


@dataclass(frozen=True, slots=True)
class _Sort:
    kind: str
    needs: str
    label: str
    withheld: bool


def read(files: Sequence[Path], rows: Rows) -> Batch:
    """Add the social facilities, and say how many other things there are."""
    places = SharedPlaces.of(
        There(feature.id, feature.address, feature.address, sort.withheld)
        for feature in _features(files, DirectoryRows(rows))
        if isinstance(sort := _sort(feature), _Sort) and feature.name
    )
    gathered = DirectoryRows(rows)
    gathered.supply(("places", "actors", "services", "contacts"))
    others: Counter[tuple[str, Text]] = Counter()
    seen = set[str]()
    for feature in _features(files, gathered):
        sort = _sort(feature)
        if not isinstance(sort, _Sort):
            others[feature.item.file, sort] += 1
        elif feature.id not in seen:  # extracts overlap
            seen.add(feature.id)
            _add(feature, sort, places.place(feature.id, feature.address, feature.address), gathered)
    gathered.problems += [
        Problem(file, 0, "", str(count), reason, Outcome.LEFT_OUT) for (file, reason), count in others.items()
    ]
    return gathered.batch()


def _features(files: Sequence[Path], gathered: DirectoryRows) -> Iterator[_Feature]:
    """All elements that have tags; those of a way are corners of a house. Tags not known are named once."""
    named: set[tuple[str, str]] = set()
    for item in chain.from_iterable(read_items(path, _LISTS, gathered) for path in files):
        values = item.value
        properties = values.get("properties")
        tags = _tags(values.get("tags") or (properties if isinstance(properties, Mapping) else None))
        if not tags:
            if not {"type", "geometry"} & values.keys():
                gathered.problems.append(Problem(item.file, item.number, "", "", _UNKNOWN))
                gathered.unread |= gathered.groups
            continue
        feature = _Feature(item, _id(values, tags), tags, _point(values), _stated_on(values, tags))
        if isinstance(_sort(feature), _Sort):
            for name in sorted(tags.keys() - _READ - _IGNORED):
                if (item.file, name) not in named:
                    named.add((item.file, name))
                    reason = message("import.unknown_field")
                    gathered.problems.append(
                        Problem(item.file, item.number, name, "", reason, Outcome.UNUSED)
                    )
        yield feature


def _tags(value: object) -> Tags:
    """The tags as text; GeoJSON may hold them one level deeper."""
    if not isinstance(value, Mapping):
        return {}
    if isinstance(inner := value.get("tags"), Mapping):
        return _tags({**inner, "@id": value.get("@id") or value.get("id")})
    return {str(name): str(text).strip() for name, text in value.items() if isinstance(text, str | int)}


def _id(values: Mapping[str, Any], tags: Tags) -> str:
    """``osm:node-1``; "" for an element without a number."""
    whole = (tags.get("@id"), values.get("id"), f"{values.get('type')}/{values.get('id')}")
    match = next(filter(None, (_ELEMENT.fullmatch(str(text)) for text in whole)), None)
    return f"osm:{match[1]}-{match[2]}" if match else ""


def _stated_on(values: Mapping[str, Any], tags: Tags) -> str:
    day = values.get("timestamp") or tags.get("@timestamp") or ""
    return str(day)[: len("2026-01-01")]


def _point(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Where it is: its own point, that of its middle, or the middle of what surrounds its outline."""
    geometry, center = values.get("geometry"), values.get("center")
    if isinstance(geometry, Mapping):
        corners = list(_corners(geometry.get("coordinates"), 0))
        longitudes, latitudes = [corner[0] for corner in corners], [corner[1] for corner in corners]
        if not corners:
            return ()
        return _rounded((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
    where = center if isinstance(center, Mapping) else values
    latitude, longitude = _number(where.get("lat")), _number(where.get("lon"))
    return () if latitude is None or longitude is None else _rounded(latitude, longitude)


_DEEPEST: Final = 4
"""Lists in lists of a multipolygon."""


def _corners(value: object, depth: int) -> Iterator[tuple[float, float]]:
    """The points of GeoJSON coordinates, however deep they stand."""
    if not isinstance(value, list) or depth > _DEEPEST:
        return
    longitude, latitude = (_number(one) for one in (*value[:2], None, None)[:2])
    if longitude is not None and latitude is not None:
        yield longitude, latitude
        return
    for one in value:
        yield from _corners(one, depth + 1)


def _number(value: object) -> float | None:
    """A coordinate, in degrees."""
    try:
        degrees = float(str(value))
    except ValueError:
        return None
    return degrees if -180 <= degrees <= 180 else None


def _rounded(latitude: float, longitude: float) -> tuple[str, ...]:
    return str(round(latitude, _DIGITS)), str(round(longitude, _DIGITS))


def _sort(feature: _Feature) -> _Sort | Text:
    """What it is by its tags, or why it is not taken; of what is for women or the like no kind is told."""
    tags, whom = feature.tags, _list(feature.tags, _FOR)
    row = next((row for row in seeded("osm_facilities") if _fits(row, tags, whom)), None)
    if row is None or row["take"] == "never":
        return _OTHER
    telling = (*_OTHER_NAMES, *_FIELDS["name"], *_FIELDS["description"])
    words = " ".join(tags.get(name, "") for name in telling).casefold()
    secret = [one["value"] for one in seeded("osm_for") if one["take"] == _WITHHELD]
    hidden = any(word in whom or word in words for word in secret)
    return _Sort(
        "" if hidden else row["kind"], row["needs"], row["label_da"], hidden or row["take"] == _WITHHELD
    )


def _fits(row: Mapping[str, str], tags: Tags, whom: Sequence[str]) -> bool:
    value = tags.get(row["key"])
    return value is not None and row["value"] in ("", value) and (not row["for"] or row["for"] in whom)


def _list(tags: Tags, name: str) -> list[str]:
    """The items of a tag; people write commas and capitals, too."""
    return [one.strip() for one in _CUT.split(tags.get(name, "").casefold()) if one.strip()]


def _add(feature: _Feature, sort: _Sort, place: str, gathered: DirectoryRows) -> None:
    """Rows for the actor, its place, what it helps with, and its further numbers."""
    item, tags = feature.item, feature.tags
    said = {column: next(filter(None, map(tags.get, names)), "") for column, names in _FIELDS.items()}
    phones, emails = said["phone"].split(";"), said["email"].split(";")
    if not (feature.name and feature.id):
        column, reason = ("name", _NAMELESS) if feature.id else ("id", _UNKNOWN)
        gathered.problems.append(Problem(item.file, item.number, column, "", reason, Outcome.LEFT_OUT))
        return
    dates = {"stated_on": feature.stated_on or said["confirmed_on"], "confirmed_on": said["confirmed_on"]}
    if place == feature.id:
        gathered.add(Row(item.file, item.number, "places", _place(feature, gathered) | cells(dates)))
    whom = {row["value"]: row["risk_group"] for row in seeded("osm_for")}
    names = dict.fromkeys(tags[one] for one in _OTHER_NAMES if tags.get(one) not in (None, "", said["name"]))
    groups = [group for one in _list(tags, _FOR) if (group := whom.get(one))]
    actor = {
        **said,
        "id": feature.id,
        "other_names": [name.replace("|", " ") for name in names],
        "kind": sort.kind,
        "phone": phones[0],
        "email": emails[0],
        "place": place,
        "risk_groups": list(dict.fromkeys(groups)),
        "secret_address": sort.withheld or None,  # that it is not secret, the map does not say
        "source": _ODBL,
        **dates,
    }
    gathered.add(Row(item.file, item.number, "actors", cells(actor)))
    if sort.needs:
        service = {"id": feature.id, "actor": feature.id, "name": sort.label, "needs": sort.needs, **dates}
        gathered.add(Row(item.file, item.number, "services", cells(service)))
    for phone in filter(None, map(str.strip, phones[1:])):
        contact = {"actor": feature.id, "role": "Telefon", "phone": phone, **dates}
        gathered.add(Row(item.file, item.number, "contacts", cells(contact)))


def _place(feature: _Feature, gathered: DirectoryRows) -> dict[str, str]:
    item, tags = feature.item, feature.tags
    street, number, post, city, town = (tags.get(name, "") for name in _ADDRESS)
    point = (float(feature.point[0]), float(feature.point[1])) if feature.point else None
    municipality = town or municipality_of(post, point)
    if not municipality:
        gathered.problems.append(unplaced(item.file, item.number, post, "addr:postcode"))
    return cells(
        {
            "id": feature.id,
            "municipality": municipality,
            "address": f"{street} {number}".strip() if street else "",
            "postal_code": post,
            "city": city,
            "lat": point[0] if point else None,
            "lon": point[1] if point else None,
            "step_free": _STEP_FREE.get(tags.get("wheelchair", "")),
        }
    )


_EXAMPLE: Final = Example(
    "overpass.json",
    """\
{"elements": [{"type": "node", "id": 101, "lat": 55.861, "lon": 9.847, "tags": {"name": "Herberget Solsiden",
  "amenity": "social_facility", "social_facility": "shelter", "social_facility:for": "homeless",
  "addr:street": "Søndergade", "addr:housenumber": "1", "addr:postcode": "8700", "addr:city": "Horsens",
  "opening_hours": "24/7"}}]}
""",
)
IMPORTER: Final = Importer(
    id="osm",
    title="OpenStreetMap, © bidragsydere, ODbL",
    publisher="OpenStreetMap-bidragsydere",
    licence="Open Database License (ODbL) 1.0",
    rank=Rank.DIRECTORY,
    takes=message("import.takes_osm"),
    read=read,
    claims=directory.claims,
    group=directory.group,
    url="https://www.openstreetmap.org/copyright",
    formats=("JSON", "GeoJSON", "zip"),
    columns=lambda: sorted(_READ),
    example=_EXAMPLE,
)
