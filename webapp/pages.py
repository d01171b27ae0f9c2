"""What every template may use besides the languages: names of areas and sources, phones in words."""

from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import cast

from flask import Flask, current_app, g

from graphdb.cards.card import fictional_areas
from graphdb.directory import sources
from graphdb.directory.overview import has_own
from graphdb.errors import BrobyggerError
from graphdb.fields.formats import display_phone, tel_link
from graphdb.message import Text
from graphdb.model import Id, Node, NodeKind, code_of
from graphdb.search import index
from graphdb.search.index.readmodel import Filters
from graphdb.vocabulary.catalogue import Vocabulary
from webapp import context
from webapp.language import in_language


def set_up(app: Flask) -> None:
    """Give templates their words. ``ui`` are the macros, called by keyword."""
    app.jinja_env.globals.update(owner=context.owner, contact=context.contact, this_day=context.today)
    app.jinja_env.globals.update(has_page=has_page, nothing_loaded=nothing_loaded, with_words=with_words)
    app.jinja_env.globals.update(examples=examples, lacks_own=lacks_own)
    app.jinja_env.filters.update(area=area, code=code, label=label, labels=labels, source_title=source_title)
    app.jinja_env.filters.update(phone_text=display_phone, tel_link=tel_link)
    app.jinja_env.globals["ui"] = app.jinja_env.get_template("macros.html").module


def has_page(endpoint: str) -> bool:
    """Whether this application has that page."""
    return endpoint in current_app.view_functions


def nothing_loaded() -> bool:
    """Whether this page read a vocabulary and it was empty; the database is not asked for it again."""
    vocabulary = g.get("vocabulary")
    return vocabulary is not None and not vocabulary.terms.get(NodeKind.RISK_GROUP)


def examples() -> bool:
    """Whether example data is loaded: its municipalities are. False when the database cannot say."""
    with suppress(BrobyggerError):
        return bool(fictional_areas(context.vocabulary()))
    return False


def lacks_own(municipality: str) -> bool:
    """Whether a municipality has no actors of its own, only the country's; not asked for none and unknown."""
    known = municipality in context.vocabulary().areas
    return known and not has_own(index.recent(context.store(), context.today()), municipality)


def with_words(filters: Filters, words: str) -> Filters:
    """The same search with other words."""
    return replace(filters, q=words)


def area(code: str) -> str:
    """The name of an area, or the code itself."""
    node = context.vocabulary().areas.get(code)
    return code if node is None else node.text("name")


def source_title(source: str) -> Text:
    """What a source is called, or its id."""
    return sources.source_title(source, source_titles())


def source_titles() -> Mapping[Id, str]:
    """What the sources call themselves; looked up once in a request."""
    if "source_titles" not in g:
        g.source_titles = index.recent(context.store(), context.today()).titles
    return cast("Mapping[Id, str]", g.source_titles)


def label(code: str) -> str:
    """What the code of a term or an area is called in the reader's language; the code itself when unknown."""
    return label_in(context.vocabulary(), code)


def labels(codes: Iterable[str], first: Container[str] = ()) -> list[str]:
    """What the codes are called, in the order given but for those asked about, which come first."""
    codes, terms = tuple(codes), context.vocabulary()
    routes = terms.terms.get(NodeKind.ACCESS_ROUTE, {})
    said = [code for code in codes if code not in routes or not _implied(routes[code], codes)]
    return [label_in(terms, code) for code in sorted(said, key=lambda code: code not in first)]


def label_in(terms: Vocabulary, code: str) -> str:
    """As ``label``, of a vocabulary that is at hand."""
    words = terms.labels.get(code)
    return code if words is None else in_language(words.da, words.en) or words.da or code


def _implied(route: Node, codes: Container[str]) -> bool:
    """Whether another of the ways in says it already: under section 110 people may walk in."""
    return any(other in codes for other in route.items("implied_by"))


def code(node: Node) -> str:
    """The code of a term or an area."""
    return code_of(node.id)
