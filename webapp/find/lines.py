"""Parts of the page of results that are the same again and again, kept as HTML.

Of a page they are two thirds to write. Nothing of them was typed: why a hit stands there is said in words of
the vocabulary and of the entry.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Final

from flask import current_app, request
from markupsafe import Markup

from graphdb.search.results import Hit
from webapp import context
from webapp.find.choices import Facet, Option
from webapp.language import foreign, language
from webapp.pages import source_titles

MOST: Final = 1_500
"""Lines of hits, of 2 kB."""
_TICKS: Final = 1_000
_COUNT: Final = "\0"
"""Stands where the number does; no label has it."""
_SELECTS: Final = 100
_Key = tuple[object, ...]


@dataclass(slots=True)
class _Lines:
    """The lines of hits by what they say, written from one vocabulary on one day."""

    written_from: object = None
    lines: dict[_Key, tuple[Hit, Markup]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def find(self, written_from: object, key: _Key, hit: Hit) -> Markup | None:
        with self.lock:
            known = self.lines.get(key) if self.written_from == written_from else None
        return known[1] if known is not None and known[0] == hit else None

    def keep(self, written_from: object, key: _Key, hit: Hit, line: Markup) -> None:
        with self.lock:
            if self.written_from != written_from:
                self.written_from, self.lines = written_from, {}
            elif len(self.lines) >= MOST:
                del self.lines[next(iter(self.lines))]
            self.lines[key] = (hit, line)


_lines: Final = _Lines()


def hit_lines(hits: Iterable[Hit], asked: Container[str]) -> Markup:
    """The hits in the reader's language; of the groups that they reach those asked for come first."""
    written_from = (context.today(), context.vocabulary(), source_titles())
    return Markup("".join(_line(written_from, hit, asked) for hit in hits))


def _line(written_from: object, hit: Hit, asked: Container[str]) -> Markup:
    first = tuple(code for code in hit.whom if code in asked)
    key = (hit.card.id, language(), request.script_root, hit.why, hit.circumstances, first)
    line = _lines.find(written_from, key, hit)
    if line is None:
        line = _rendered("find/_hit.html", hit=hit, asked=first, da=foreign())
        _lines.keep(written_from, key, hit, line)
    return line


def ticks(facet: Facet) -> Markup:
    """The boxes to tick of a facet."""
    return Markup("".join(_tick(facet.name, option) for option in facet.options))


def _tick(facet: str, option: Option) -> str:
    before, behind = _around(facet, option.code, option.label, option.chosen)
    return f"{before}{option.count}{behind}"


@lru_cache(_TICKS)
def _around(facet: str, code: str, label: str, chosen: bool) -> tuple[str, str]:
    """A box up to the number of actors, and from there on: each search has other numbers."""
    values = {"code": code, "label": label, "chosen": chosen, "count": _COUNT}
    before, _, behind = _rendered("find/_option.html", facet=facet, option=values).partition(_COUNT)
    return before, behind


@lru_cache(_SELECTS)
def municipality_options(municipalities: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """What can be chosen in a list of municipalities; ``chosen`` is the code of one, "" for none."""
    return _rendered("find/_municipalities.html", municipalities=municipalities, chosen=chosen)


def _rendered(template: str, **values: object) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(**values))
