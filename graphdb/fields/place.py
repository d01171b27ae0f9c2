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
    Field(
        "step_free",
        Sort.FLAG,
        "Adgang uden trin",
        "Step-free",
        help_da="`ja`, når man kan komme ind i kørestol, `nej`, når man ikke kan",
        help_en="`ja` when one can get in by wheelchair, `nej` when one cannot",
        hsds="accessibility.description",
    ),
    Field(
        "directions",
        Sort.TEXT,
        "Sådan finder man derhen",
        "How to find it",
        help_da="bagindgang, opgang, stoppested",
        help_en="back door, stairs, bus stop",
        hsds="location.transportation",
    ),
)
ADDRESS: Final = frozenset(field.name for field in PLACE)
"""What may not be known of a secret place."""
