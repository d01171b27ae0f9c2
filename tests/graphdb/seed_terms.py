"""The shipped vocabularies and areas as a ``Vocabulary``, without any store."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, partial
from importlib.resources import files
from typing import Final

from graphdb.fields.schema import normalise
from graphdb.language.text import Lexicon
from graphdb.model import Edge, EdgeKind, Node, NodeKind, Value, area_id, code_of, edge_id, term_id
from graphdb.vocabulary.catalogue import Vocabulary

TABLES: Final[Mapping[str, NodeKind]] = {
    "actor_groups": NodeKind.ACTOR_GROUP,
    "actor_types": NodeKind.ACTOR_TYPE,
    "access_routes": NodeKind.ACCESS_ROUTE,
    "anchors": NodeKind.ANCHOR,
    "call_conditions": NodeKind.CALL_CONDITION,
    "call_purposes": NodeKind.CALL_PURPOSE,
    "deadlines": NodeKind.DUTY,
    "exclusions": NodeKind.EXCLUSION,
    "first_calls": NodeKind.FIRST_CALL,
    "legal_basis": NodeKind.LEGAL_BASIS,
    "needs": NodeKind.NEED,
    "relation_types": NodeKind.RELATION_TYPE,
    "risk_factors": NodeKind.RISK_FACTOR,
    "risk_groups": NodeKind.RISK_GROUP,
    "sharing_rules": NodeKind.SHARING_RULE,
    "situation_words": NodeKind.SITUATION_WORD,
    "starting_points": NodeKind.STARTING_POINT,
    "stopwords_da": NodeKind.STOPWORD,
    "transitions": NodeKind.TRANSITION,
}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of ``seed/vocabulary/TABLE.csv``."""
    text = files("seed").joinpath("vocabulary", f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def seed_vocabulary() -> Vocabulary:
    """Every table that situations, duties, sharing and expectations read, and all areas, demo ones too."""
    terms: dict[NodeKind, dict[str, Node]] = {kind: {} for kind in TABLES.values()}
    for table, kind in TABLES.items():
        for number, row in enumerate(rows(table)):
            code = row.get("code") or f"{table}.{number}"
            terms[kind][code] = Node(term_id(code), kind, _props(row))
    areas, within = _areas()
    edges = {
        EdgeKind.EXPECTS: _by_start(
            _edges("expected_partners", EdgeKind.EXPECTS, "risk_group", "actor_type")
        ),
        EdgeKind.RAISES: _by_start(_edges("raises", EdgeKind.RAISES, "risk_factor", "risk_group")),
    }
    return Vocabulary(1, terms, areas, edges, _by_start(within), partial(Lexicon.build, ()))


def _props(row: Mapping[str, str]) -> dict[str, Value]:
    return {name: _value(name, text) for name, text in row.items() if text}


def _value(name: str, text: str) -> Value:
    if name in ("lat", "lon"):
        return float(text)
    value = normalise(NodeKind.RISK_GROUP, name, text)
    return text if value is None else value


def _edges(table: str, kind: EdgeKind, start: str, end: str) -> Iterator[Edge]:
    for row in rows(table):
        src, dst = term_id(row[start]), term_id(row[end])
        props = _props({name: text for name, text in row.items() if name not in (start, end)})
        yield Edge(edge_id(kind, src, dst), kind, src, dst, props)


def _by_start(edges: Iterator[Edge] | list[Edge]) -> dict[str, tuple[Edge, ...]]:
    edges_by_start: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: edge.id):
        edges_by_start[code_of(edge.src)].append(edge)
    return {code: tuple(from_start) for code, from_start in edges_by_start.items()}


def _areas() -> tuple[dict[str, Node], list[Edge]]:
    areas: dict[str, Node] = {}
    within: list[Edge] = []
    for path in ("areas/country.csv", "areas/regions.csv", "areas/municipalities.csv", "demo/areas.csv"):
        text = files("seed").joinpath(*path.split("/")).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            code, level = row["code"], row.get("level") or "municipality"
            known = {
                name: row.get(name, "") for name in ("code", "name", "lat", "lon", "valid_from", "valid_to")
            }
            areas[code] = Node(area_id(code), NodeKind.AREA, _props({**known, "level": level}))
            within += _within(row, code, level)
    return areas, within


def _within(row: Mapping[str, str], code: str, level: str) -> Iterator[Edge]:
    if level == "region":
        yield _in(code, "dk", {})
    elif level == "municipality" and not row["next_region_code"]:
        yield _in(code, row["region_code"], {})
    elif level == "municipality":
        first = date.fromisoformat(row["next_region_from"])
        yield _in(code, row["region_code"], {"valid_to": (first - timedelta(days=1)).isoformat()})
        yield _in(code, row["next_region_code"], {"valid_from": first.isoformat()})


def _in(code: str, upper: str, bounds: Mapping[str, Value]) -> Edge:
    src, dst = area_id(code), area_id(upper)
    return Edge(edge_id(EdgeKind.IN, src, dst), EdgeKind.IN, src, dst, bounds)
