"""The fields of a place: a physical address."""

from typing import Final

from graphdb.fields.field import Field, Sort

PLACE: Final = (
    Field("name", Sort.NAME, "Navn", "Name", help_da="hvad stedet hedder", hsds="location.name"),
    Field(
        "address",
        Sort.TEXT,
        "Adresse",
        "Address",
        help_da="vej og husnummer; aldrig adressen på et krisecenter",
        help_en="street and number; never a crisis centre's",
        hsds="address.address_1",
    ),
    Field("postal_code", Sort.POSTCODE, "Postnummer", "Postcode", hsds="address.postal_code"),
    Field("city", Sort.TEXT, "By", "Town", hsds="address.city"),
    Field(
        "lat",
        Sort.LATITUDE,
        "Breddegrad",
        "Latitude",
        unit_da="grader",
        unit_en="degrees",
        hsds="location.latitude",
    ),
    Field(
        "lon",
        Sort.LONGITUDE,
        "Længdegrad",
        "Longitude",
        unit_da="grader",
        unit_en="degrees",
        hsds="location.longitude",
    ),
)
ADDRESS: Final = frozenset(field.name for field in PLACE)
"""What may not be known of a secret place."""
