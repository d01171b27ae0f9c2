"""Pages that every visitor is sent alike, kept compressed for as long as nothing that they show changes.

What is kept is of one version of the store and one minute, for offices open and close, and goes when either
moves: an edit is on the next page of every process. A page is written anew for who is signed in, and where it
hands something out to the browser (a cookie, the token of a form) or a run is at work. No page is kept whose
query may hold what somebody typed.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple, cast

from flask import Flask, Response, current_app, g, request

from graphdb.concurrency.open_runs import open_runs
from graphdb.store import GraphStore
from webapp import compression, context, unfinished
from webapp.signin import cookies
from webapp.signin.gate import signed_in

MOST: Final = 4_000_000
"""Bytes of pages of one version and minute, in each process."""
_KEY: Final = "page_cache"
_LEFT_OUT: Final = "not_kept"
_HTML: Final = "text/html"


class _Moment(NamedTuple):
    fingerprint: str
    version: int
    minute: str


@dataclass(slots=True)
class _Pages:
    """The pages of one moment, by all that they depend on besides."""

    moment: _Moment | None = None
    bodies: dict[Hashable, bytes] = field(default_factory=dict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, moment: _Moment, key: Hashable) -> bytes | None:
        with self.lock:
            return self.bodies.get(key) if self.moment == moment else None

    def keep(self, moment: _Moment, key: Hashable, body: bytes) -> None:
        with self.lock:
            if self.moment != moment or self.size + len(body) > MOST:
                self.moment, self.bodies, self.size = moment, {}, 0
            if key not in self.bodies and len(body) <= MOST:
                self.bodies[key] = body
                self.size += len(body)


def set_up(app: Flask) -> None:
    """Give the application its pages."""
    app.extensions[_KEY] = _Pages()


def for_visitors(
    make: Callable[[], str], *parts: Hashable, only_codes: bool = False, mimetype: str = _HTML
) -> Response:
    """What ``make`` answers for this address, or did in this minute for this version of the store.

    ``parts`` is what the page shows beside the graph: of records, say. ``only_codes``: whatever stands in the
    query was chosen from lists. Without it an address with a query is not kept.
    """
    if signed_in() is not None or (request.query_string and not only_codes):
        return Response(make(), mimetype=mimetype)
    context.vocabulary()  # the notice is for pages that read the store
    coding = compression.chosen(request.accept_encodings)
    response = Response(_body(make, coding, parts), mimetype=mimetype)
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _body(make: Callable[[], str], coding: str, parts: Hashable) -> bytes:
    """The page that is kept for this request, or a new one."""
    pages, store = cast("_Pages", current_app.extensions[_KEY]), context.store()
    moment, key = _now(store), _key(coding, parts)
    body = pages.find(moment, key)
    if body is None:
        no_run = not open_runs(store.records)
        page = make().encode()
        body = compression.compress(page, coding) if coding else page
        if no_run and _may_be_kept(store, moment):
            pages.keep(moment, key, body)
    return body


def _key(coding: str, parts: Hashable) -> Hashable:
    """All that a page depends on beside the moment."""
    # Not ``request.url``: the library keeps what it takes apart, and a path may be typed.
    address = (request.scheme, request.host, request.script_root, request.path, request.query_string)
    return address, coding, unfinished.is_said(), parts


def _may_be_kept(store: GraphStore, moment: _Moment) -> bool:
    """Whether the page is of this moment still, and of nobody in particular."""
    settled = not open_runs(store.records) and _now(store) == moment
    return settled and not cookies.hands_out() and not g.get(_LEFT_OUT)


def leave_out() -> None:
    """Keep nothing of this request: the next one for the same page is to be noted too."""
    setattr(g, _LEFT_OUT, True)


def _now(store: GraphStore) -> _Moment:
    status = store.status()
    return _Moment(status.fingerprint, status.version, context.now().isoformat(timespec="minutes"))
