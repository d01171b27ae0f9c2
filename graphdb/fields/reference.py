"""The fields of reference data: areas, indicators, sources, and the columns of vocabularies."""

from typing import Final

from graphdb.fields.field import Field, Sort

LEVELS: Final = ("municipality", "region", "country")
AREA: Final = (
    Field("code", Sort.CODE, required=True),
    Field("name", Sort.NAME, required=True),
    Field("level", Sort.CODE, choices=LEVELS, required=True),
    Field("population", Sort.INT, dated_by="population_on"),
    Field("population_on", Sort.DATE),
    Field("lat", Sort.LATITUDE),
    Field("lon", Sort.LONGITUDE),
    Field("provisional", Sort.FLAG),
    Field("valid_from", Sort.DATE),
    Field("valid_to", Sort.DATE),
    Field("source", Sort.TEXT),
    Field("verified", Sort.CODE),
    Field("dagi_id", Sort.CODE),
    Field("note", Sort.TEXT),
)
INDICATOR: Final = (
    Field(
        "measure",
        Sort.NAME,
        "Hvad der er talt",
        "Measure",
        help_da="hvad der er talt, i en kort linje",
        help_en="what was counted, in a short line",
        example="Borgere i hjemløshed i uge 6",
        required=True,
    ),
    Field(
        "period",
        Sort.CODE,
        "Periode",
        "Period",
        help_da="hvornår: et år, et kvartal, en måned eller en dag",
        help_en="when: a year, a quarter, a month or a day",
        example="2024",
        required=True,
    ),
    Field(
        "value",
        Sort.FLOAT,
        "Tal",
        "Value",
        help_da="tallet; `suppressed`, når kilden ikke viser det, fordi det er for lille",
        help_en="the number; `suppressed` when the source keeps it back because it is too small",
        example="42",
    ),
    Field("suppressed", Sort.FLAG, "Holdt tilbage", "Suppressed"),
    Field(
        "unit",
        Sort.TEXT,
        "Enhed",
        "Unit",
        help_da="hvad tallet tæller",
        help_en="what it counts",
        example="borgere",
    ),
    Field(
        "source",
        Sort.TEXT,
        "Læst hos",
        "Read at",
        help_da="hvor tallet er læst",
        help_en="where the number was read",
    ),
)
SOURCE: Final = (
    Field("title", Sort.TEXT, required=True),
    Field("publisher", Sort.TEXT),
    Field("url", Sort.URL),
    Field("licence", Sort.TEXT),
    Field("precedence", Sort.CODE, required=True),
    Field("retrieved", Sort.DATE),
)
