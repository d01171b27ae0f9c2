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
    Field("measure", Sort.CODE),
    Field("period", Sort.CODE),
    Field("value", Sort.FLOAT),
    Field("suppressed", Sort.FLAG),
)
SOURCE: Final = (
    Field("title", Sort.TEXT, required=True),
    Field("publisher", Sort.TEXT),
    Field("url", Sort.URL),
    Field("licence", Sort.TEXT),
    Field("precedence", Sort.CODE, required=True),
    Field("retrieved", Sort.DATE),
)
