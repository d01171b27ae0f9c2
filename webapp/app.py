"""The application factory."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final, Protocol, cast

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

import webapp
from graphdb.deadline import within
from graphdb.errors import StoreError
from graphdb.store import GraphStore
from webapp import (
    access,
    assets,
    bytecode,
    compression,
    context,
    entrance,
    failures,
    headers,
    language,
    opening,
    page_cache,
    pages,
    server,
    unfinished,
    warming,
)
from webapp.context import Context, attach, copenhagen
from webapp.entrance import MAX_BODY, Entrance
from webapp.importing import Importing
from webapp.maillink import outbox
from webapp.oidc import connect
from webapp.routing import LateRule
from webapp.settings import Settings
from webapp.signin import gate, trial
from webapp.signin.needs import ADMINISTER, Need

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# One deadline for the whole request, well inside the four seconds that a person is promised.
DEADLINE_SECONDS: Final = 3.5
FIRST_READING_SECONDS: Final = 30.0
_FIRST: Final = ("/", "/find?q=hj%C3%A6lp")
# Flask runs the latest ``after_request`` first: the log line comes last, when all is said and compressed.
PARTS: Final = (
    access,
    compression,
    entrance,
    headers,
    failures,
    language,
    assets,
    opening,
    pages,
    page_cache,
    unfinished,
    gate,
)


def create_app(
    settings: Settings,
    store: GraphStore,
    clock: Callable[[], datetime] = copenhagen,
    *,
    examples: bool = False,
    importing: Importing | None = None,
) -> Flask:
    """A web client of ``store``. ``clock`` gives the time in Copenhagen.

    ``examples``: started to show examples, so its roles may be tried out (``webapp.signin.trial``).
    ``importing`` imports the files that are sent; without it none can be.
    """
    app = Flask("webapp", static_folder=None)
    app.url_rule_class = LateRule
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "bytecode_cache": bytecode.templates()}
    if examples:
        settings = outbox.settings_of(settings)
    attach(app.extensions, Context(settings, store, clock, connect(settings.oidc()), importing))
    for part in PARTS:
        part.set_up(app)
    for feature in features():
        gate.register(
            app, feature.bp, feature.NEED, *(getattr(feature, name, {}) for name in ("NEEDS", "AGAIN"))
        )
    if examples:
        trial.set_up(app)
        outbox.set_up(app)
    # A form that takes its time to arrive takes none of the request's.
    within_time = language.LanguagePrefix(Deadline(app.wsgi_app, store))
    entered = Entrance(within_time, settings.public_host(), partial(_may_send, app))
    app.wsgi_app = ProxyFix(entered, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def read_ahead(app: Flask) -> None:
    """Read the directory and answer the first pages, before this process becomes those that serve them.

    What they have in common is then in memory once; where visitors are shown nothing, only what was read is.
    The store is closed. Of a database that is away or being filled the requests tell.
    """
    with app.app_context():
        store, now = context.store(), context.now()
    with suppress(StoreError):
        warming.read_ahead(store, now)
        for path in _FIRST:
            _visit(app, path)
    store.close()


def live(app: Flask) -> Flask:
    """The application, its directory read and kept up to date beside the requests; called in each process.

    The front page, which takes no index, is written before: whoever comes first waits for neither.
    """
    _visit(app, _FIRST[0])
    with app.app_context():
        warming.keep_warm(
            context.store(),
            copenhagen,
            when_read=partial(_show_first, app),
            when_idle=server.give_back_memory,
        )
    return app


def _show_first(app: Flask) -> None:
    """Show the pages that wait for the directory once: their templates are read, and the models of answers.

    Who asked for a touch map first waited five times as long as the next.
    """
    own = {access.OWN: True}
    try:
        with suppress(StoreError), app.app_context():
            question = warming.some_question(context.store(), context.today())
            if question is not None:
                given = {"acting_municipality": question.acting_municipality, "situation": question.situation}
                _visit(app, _FIRST[1])
                Client(app).post("/touch-map", data=given, environ_base=own)
                Client(app).post("/api/v1/touch-map", json=given, environ_base=own)
    finally:
        server.end_reading()


def _visit(app: Flask, path: str) -> None:
    # Flask's own client imports the debugger, which takes 1 MB.
    Client(app).get(path, environ_base={access.OWN: True})


def _may_send(app: Flask, environ: "WSGIEnvironment") -> bool:
    """Whether who asks may send files, known before any of them is read."""
    with within(DEADLINE_SECONDS), app.request_context(environ):
        return gate.would_let_in(ADMINISTER)


class Feature(Protocol):
    """A module of views: its blueprint, and what its routes need. Without either nothing starts."""

    bp: Blueprint
    NEED: Need


class Deadline:
    """Gives each request its time; code that waits for a database looks at it.

    A request that comes while a new process reads the directory of the store waits for it.
    """

    def __init__(self, app: "WSGIApplication", store: GraphStore) -> None:
        self._app = app
        self._store = store

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with within(FIRST_READING_SECONDS if warming.is_reading(self._store) else DEADLINE_SECONDS):
            return self._app(environ, start_response)


@cache
def features() -> tuple[Feature, ...]:
    """The views of every folder here that has some: a feature is added by being there."""
    folders = (f"webapp.{module.name}.views" for module in iter_modules(webapp.__path__) if module.ispkg)
    return tuple(cast("Feature", import_module(name)) for name in folders if find_spec(name) is not None)
