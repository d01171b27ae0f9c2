"""Organisations, offers and places to compare, by hand."""

from dataclasses import replace

from graphdb.identity.features import Features, Question
from graphdb.identity.names import name_of
from graphdb.model import Id

TOWNS = {"aarhus": ("0751",), "viby": ("0751",), "odens": ("0461",), "5000": ("0461",)}


def texts(*values: str) -> frozenset[str]:
    """Numbers, telephones, domains."""
    return frozenset(values)


def thing(number: int, name: str = "Herberget", source: str = "", /, **values: object) -> Features:
    """An organisation of a source of its own."""
    return _made(Question.ORGANISATION, f"actor:x:{number}", name, source or f"source-{number}", values)


def offer(number: int, name: str, /, **values: object) -> Features:
    """A service of one actor."""
    known = {"owners": frozenset({"actor:x:0"}), **values}
    return _made(Question.OFFER, f"service:x:{number}", name, f"source-{number}", known)


def place(number: int, name: str = "", /, **values: object) -> Features:
    """A place."""
    return _made(Question.PLACE, f"place:x:{number}", name, f"source-{number}", values)


def _made(question: Question, target: Id, name: str, source: str, values: dict[str, object]) -> Features:
    names = tuple(name_of(text, TOWNS) for text in name.split("|") if text)
    areas = frozenset(area for one in names for area in one.areas)
    known = Features(target, question, name, names, areas=areas, sources=frozenset({source}))
    return replace(known, **values)  # type: ignore[arg-type]
