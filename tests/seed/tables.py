"""The shipped tables as rows, read the way the product reads them."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import Final

Row = dict[str, str]

DEMO_SOURCES: Final = ("demo", "demo/register", "demo/own")
CITY, TOWN, SMALL = "9901", "9902", "9903"


@cache
def rows(path: str) -> tuple[Row, ...]:
    """The rows of ``seed/PATH.csv``."""
    text = files("seed").joinpath(*f"{path}.csv".split("/")).read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def names(folder: str) -> list[str]:
    """The tables in a folder, without ``.csv``."""
    paths = files("seed").joinpath(*folder.split("/")).iterdir()
    return sorted(path.name.removesuffix(".csv") for path in paths if path.name.endswith(".csv"))


def codes(vocabulary: str) -> set[str]:
    """The codes of a vocabulary."""
    return {row["code"] for row in rows(f"vocabulary/{vocabulary}")}


def cells(row: Row, column: str) -> list[str]:
    """A list cell's items, without what stands after ``=``."""
    return [item.partition("=")[0] for item in row.get(column, "").split("|") if item]


def ids(table: str) -> set[str]:
    """The ids of one of the demo's tables."""
    return {row["id"] for row in rows(f"demo/{table}")}


def regions_of() -> dict[str, set[str]]:
    """For each fictional municipality the areas that reach it: itself, its region, the country."""
    return {row["code"]: {row["code"], row["region_code"], "dk"} for row in rows("demo/areas")}


def actors_in(municipality: str) -> list[Row]:
    """The active actors of the demo that serve a municipality."""
    served = regions_of()[municipality]
    return [
        row
        for row in rows("demo/actors")
        if row["status"] == "active" and served.intersection(cells(row, "municipalities"))
    ]
