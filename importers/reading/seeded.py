"""Tables that sources are read by: what codes and labels of others mean to us, and where postcodes lie."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import cos, hypot, radians
from typing import Final

from graphdb.language.danish import fold

Rows = tuple[Mapping[str, str], ...]
_SURELY: Final = 0.5
"""How much nearer the middle of a municipality must be than that of the next for a point to lie in it."""


def seeded(name: str) -> Rows:
    """The rows of a table in ``seed/sources``, by column."""
    return _table("sources", name)


def municipality_of(postcode: str, point: tuple[float, float] | None = None) -> str:
    """The municipality, by its code, that a postcode lies in, "" when that is not certain.

    Where it lies in several, or is not known, a ``point`` (latitude, longitude) tells which, but for those
    near a border.
    """
    codes = _districts().get(postcode, ())
    if len(codes) == 1:
        return codes[0]
    if point is None:
        return ""
    nearest = sorted((_distance(point, middle), code) for code, middle in _middles(codes).items())
    (first, code), (second, _) = nearest[:2]
    return code if first < second * _SURELY else ""


def municipality_about(postcode: str) -> str:
    """A municipality, by its code, that a postcode lies in, "" of an unknown one.

    Of several always the same: the one that is called as the postal town is, else the first by code.
    """
    codes = _districts().get(postcode, ())
    return min(codes, key=lambda code: (_names()[code] != _towns()[postcode], code), default="")


def municipality_called(name: str) -> str:
    """A municipality by its code, also one that lost its zero, or its name ("Skive Kommune"); else ""."""
    plain = fold(name)
    return _codes().get(plain) or _codes().get(plain.removesuffix("kommune"), "")


@cache
def _codes() -> Mapping[str, str]:
    return {key: code for code, name in _names().items() for key in (code, code.lstrip("0"), fold(name))}


@cache
def _districts() -> Mapping[str, tuple[str, ...]]:
    rows = _table("vocabulary", "postal_districts")
    return {row["postal_code"]: tuple(row["municipalities"].split("|")) for row in rows}


@cache
def _towns() -> Mapping[str, str]:
    return {row["postal_code"]: row["label_da"] for row in _table("vocabulary", "postal_districts")}


@cache
def _names() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in _table("areas", "municipalities")}


@cache
def _middles(codes: tuple[str, ...]) -> Mapping[str, tuple[float, float]]:
    rows = (row for row in _table("areas", "municipalities") if not codes or row["code"] in codes)
    return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in rows}


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """In degrees of latitude."""
    return hypot(one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0])))


@cache
def _table(folder: str, name: str) -> Rows:
    text = (files("seed") / folder / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
