"""Danish first; English under ``/en``, with the translations read from ``translations/en.po``."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote, unquote

from babel.dates import format_date, get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain, force_locale
from flask_babel import lazy_gettext as translate_later
from markupsafe import Markup

from graphdb.directory.counts import FEW, Number
from graphdb.fields.cpr import find_cpr_outside_ids
from graphdb.fields.hours import describe_hours
from graphdb.message import DANISH, ENGLISH, Param, Text, Voice, Words, say
from graphdb.model import Node
from graphdb.vocabulary.catalogue import said

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_language: Final = ContextVar("language", default=DANISH)
"""A page asks for it hundreds of times; through Flask's request that was a twelfth of the page."""
_FOLDER: Final = Path(__file__).parent / "translations"


@contextmanager
def spoken(wanted: str) -> Iterator[None]:
    """All texts within are in a language, ``da`` or ``en``."""
    before = _language.set(wanted)
    try:
        yield
    finally:
        _language.reset(before)


class LanguagePrefix:
    """Moves ``/en`` from the path into SCRIPT_NAME, so that every route and link has an English twin."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path, wanted = environ.get("PATH_INFO", ""), DANISH
        if path == f"/{ENGLISH}" or path.startswith(f"/{ENGLISH}/"):
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{ENGLISH}"
            environ["PATH_INFO"] = path[len(ENGLISH) + 1 :] or "/"
            wanted = ENGLISH
        with spoken(wanted):
            return self._app(environ, start_response)


class _PoDomain(Domain):  # type: ignore[misc]  # the library has no types
    """Translations straight from the ``.po`` file: what is reviewed runs, no compiled file to forget."""

    def get_translations(self) -> Translations | NullTranslations:
        return _catalogue(language())


class _Babel(Babel):  # type: ignore[misc]  # the library has no types
    @cached_property
    def domain_instance(self) -> Domain:
        return _PoDomain()


def set_up(app: Flask) -> None:
    """Give the application its languages, its time zone and the filters for dates, hours and terms."""
    _Babel().init_app(
        app,
        default_locale=DANISH,
        default_timezone="Europe/Copenhagen",
        locale_selector=language,
    )
    # Templates ask hundreds of times a page; through the library each finds its domain and locale anew.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=lambda text: _catalogue(language()).ugettext(text),
        ngettext=lambda one, many, number: _catalogue(language()).ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _on_page
    app.jinja_env.filters.update(
        clock=clock,
        day=day,
        term=term,
        hours_text=hours,
        sentence=sentence_on_page,
        danish=danish,
        count=count,
        decimal=lambda value: format_decimal(value, locale=language()),
    )
    app.jinja_env.globals.update(language=language, other_language=other_language)
    app.context_processor(lambda: {"da": foreign()})


def count(line: Number) -> str:
    """What may be shown of a number: itself, "under 5", from where to where, or that it is not shown."""
    if line.value is not None:
        return format_decimal(line.value, locale=language())
    if line.few:
        return gettext("under %(few)s", few=FEW)
    if line.low is not None:
        return f"{line.low}–{line.high}"
    return gettext("ikke vist")


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; messages are written in Danish."""
    translated = _catalogue(language()).ugettext(message)
    return translated % values if values else translated


def _on_page(message: str, **values: object) -> Markup:
    """The message as HTML; its values are escaped."""
    return _markup(message, language()) % values


@lru_cache(maxsize=2048)
def _markup(message: str, wanted: str) -> Markup:
    return Markup(_catalogue(wanted).ugettext(message))


def ngettext(singular: str, plural: str, number: int) -> str:
    """A message about so many, in the language of the request."""
    return _catalogue(language()).ungettext(singular, plural, number) % {"num": number}


def lazy_gettext(message: str) -> object:
    """A message for a constant: ``str`` of it is the text in the reader's language."""
    return cast("object", translate_later(message))


def in_language(danish: str, english: str) -> str:
    """A text that comes with both languages, in the reader's."""
    return danish if language() == DANISH else english


class _PageVoice(Voice):
    """Says messages as HTML, and marks what is Danish on an English page."""

    def plain(self, template: str) -> str:
        return Markup(template)  # a text of the catalogue; its parameters are escaped

    def untranslated(self, danish: str) -> str:
        return Markup('<span lang="da">{}</span>').format(danish)


def sentence(text: Param) -> str:
    """A message in the reader's language, as plain text."""
    return say(text, language())


def sentence_on_page(text: Param) -> str:
    """A message in the reader's language, as HTML."""
    return _PageVoice(language()).say(text)


def danish(text: Text) -> str:
    """A text from the directory as HTML, marked as Danish on an English page, for screen readers.

    A message, which stands for one that the directory does not have, is in the reader's language.
    """
    return sentence_on_page(Words(text) if isinstance(text, str) else text) if text else ""


def language() -> str:
    """``da`` or ``en``, for this request."""
    return _language.get()


@contextmanager
def in_danish() -> Iterator[None]:
    """All texts within are Danish, on a page in another language too."""
    with spoken(DANISH), force_locale(DANISH):
        yield


_TOKEN: Final = "/link/"
"""Before a token in an address."""


def other_language() -> str:
    """The address of the same page in the other language.

    Without anything that may be a citizen's number, and of a page that refuses something, without its query.
    A token in the address is not repeated: it leads to the front page.
    """
    root = request.script_root
    base = root.removesuffix(f"/{ENGLISH}") if language() == ENGLISH else f"{root}/{ENGLISH}"
    refused = bool(g.get("refused"))
    hidden = _TOKEN in request.path or (refused and find_cpr_outside_ids(request.path))
    path = "/" if hidden else quote(request.path)
    query = request.query_string.decode("ascii", "ignore")
    return (
        f"{base}{path}"
        if refused or not query or find_cpr_outside_ids(unquote(query))
        else f"{base}{path}?{query}"
    )


def foreign() -> Markup:
    """The attribute of Danish text from the directory on a page in another language, for screen readers."""
    return Markup("") if language() == DANISH else Markup(' lang="da"')


def hours(expression: str) -> str:
    """Opening hours in words: "man-fre 9-15", "Mon-Fri 9:00-15:00"."""
    return describe_hours(expression, language())


def time_of_day(moment: datetime) -> str:
    """A time in words: "15" and "9.30", "15:00" in English."""
    if language() == ENGLISH:
        return f"{moment.hour}:{moment:%M}"
    return f"{moment.hour}.{moment:%M}" if moment.minute else str(moment.hour)


def clock(moment: str) -> str:
    """A moment (ISO) as people in Denmark say it: "23. november 2026 kl. 10.30"."""
    return sentence(datetime.fromisoformat(moment))


def weekday(moment: date) -> str:
    """The day of the week: "mandag", "Monday"."""
    return format_date(moment, "EEEE", locale=language())


def date_without_year(moment: date) -> str:
    """A day soon: "3. december", "3 December"."""
    english = language() == ENGLISH
    return format_date(moment, "d MMMM" if english else "d. MMMM", locale="en_GB" if english else DANISH)


def day(value: str | date) -> str:
    """A date in words: "3. maj 2026"; "" stays ""."""
    if not value:
        return ""
    known = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    # Babel reads its pattern anew for each day, which was a sixth of a page with many.
    wanted = language()
    stop = "" if wanted == ENGLISH else "."
    return f"{known.day}{stop} {_months(wanted)[known.month]} {known.year}"


@cache
def _months(wanted: str) -> Mapping[int, str]:
    months: Mapping[int, str] = get_month_names("wide", locale=wanted)
    return months


def term(node: Node) -> str:
    """What a vocabulary term is called in the reader's language; an area's or actor's name."""
    wanted = node.text("plain_en") or node.text("label_en") if language() == ENGLISH else ""
    return wanted or said(node) or node.text("name")


@cache
def _catalogue(wanted: str) -> Translations | NullTranslations:
    source = _FOLDER / f"{wanted}.po"
    if not source.is_file():
        return Translations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=wanted))
    compiled.seek(0)
    return Translations(compiled)
