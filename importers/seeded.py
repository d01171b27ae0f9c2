"""Tables that sources are read by, from ``seed/sources``: what codes and labels of others mean to us."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def seeded(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, by column."""
    text = (files("seed") / "sources" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def towns() -> Mapping[str, str]:
    """Postcode -> the municipality it lies in, where that is one alone."""
    text = (files("seed") / "vocabulary" / "postal_districts.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["postal_code"]: row["municipalities"] for row in rows if "|" not in row["municipalities"]}
