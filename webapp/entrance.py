"""What is looked at before a request reaches a view: the host it names, and whether its body is whole.

What is turned away goes on to Flask as an empty request with a note on it, so that the answer is a page or a
problem document like any other, with all headers and its line in the log. So does a body with files whose
sender may send none, without a note: the gate refuses it as any other page.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from flask import Flask, Response, request

from graphdb.message import ENGLISH
from webapp import failures, hosts
from webapp.bodies import Places, seconds_for
from webapp.failures import Failure
from webapp.language import lazy_gettext

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY: Final = 64 * 1024
BODIES: Final = 16
"""Bodies that one process waits for at the same time: half of the server's threads, the others stay free."""
FILES_PATH: Final = "/indlaesninger/fil"
"""The one address that files are sent to."""
MAX_FILES: Final = 20 * 1024 * 1024
"""Bytes of files that are sent at once."""
FILES_AT_ONCE: Final = 2
"""Bodies with files that one process waits for at the same time, besides the others."""
OVERDUE: Final = 8
"""Bodies that came too slowly and lost their places, whose threads wait for them in one process."""
OVERDUE_FILES: Final = 2
_MAX_BODY_OF_FILES: Final = MAX_FILES + MAX_BODY
_MOST_HEARD: Final = 5 * MAX_FILES
"""A browser that sends more than it may reads no answer before it has sent all; so much is heard out."""
_PART: Final = 1 << 16
OPEN_TO_ANY_HOST: Final = ("/healthz", "/readyz")
_DIGITS: Final = 20
"""Of a length that is stated; Python reads no number of thousands of digits."""
_NOTE: Final = "brobygger.turned_away"


class Reason(NamedTuple):
    """Why a request is turned away; ``text`` is for people, in the language of the request."""

    status: HTTPStatus
    text: object


UNKNOWN_HOST: Final = Reason(
    HTTPStatus.BAD_REQUEST,
    lazy_gettext(
        "Siderne svarer kun på den adresse, de er sat op til. Brug den adresse, du plejer. "
        "Er det dig, der har sat dem op? Se BROBYGGER_URL i vejledningen."
    ),
)
NO_LENGTH: Final = Reason(
    HTTPStatus.LENGTH_REQUIRED,
    lazy_gettext("Send længden med i headeren Content-Length, og send ikke i stykker (chunked)."),
)
TOO_MANY: Final = Reason(
    HTTPStatus.SERVICE_UNAVAILABLE,
    lazy_gettext("Mange sender noget til os lige nu. Gå tilbage, og prøv igen om lidt."),
)
CUT_SHORT: Final = Reason(
    HTTPStatus.BAD_REQUEST, lazy_gettext("Vi fik kun noget af det, du sendte. Gå tilbage, og prøv igen.")
)
TOO_LARGE: Final = Reason(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    lazy_gettext(
        "Filerne fylder for meget: her kan du sende 20 MB ad gangen. Gå tilbage, pak dem som zip, og send "
        "dem igen. Er de stadig for store, så bed den, der driver kataloget, om at bruge kommandoen "
        "brobygger import."
    ),
)


class Entrance:
    """Lets in what names a known host and has a whole body of a stated length; ``public`` as in ``hosts``.

    ``may_send``: whether who asks may send files at all; one that may not is given no place.
    """

    def __init__(
        self, app: "WSGIApplication", public: str, may_send: "Callable[[WSGIEnvironment], bool]"
    ) -> None:
        self._app = app
        self._public = public
        self._may_send = may_send
        self._places = Places(BODIES, OVERDUE)
        self._places_of_files = Places(FILES_AT_ONCE, OVERDUE_FILES)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with SpooledTemporaryFile(MAX_BODY) as body:
            reason = self._host(environ) or self._body(environ, body)
            if reason is not None:
                environ[_NOTE] = reason
                _empty(environ)
            return self._app(environ, start_response)

    def _host(self, environ: "WSGIEnvironment") -> Reason | None:
        if hosts.is_known(environ.get("HTTP_HOST", ""), self._public):
            return None
        environ["HTTP_HOST"] = "localhost"  # on some names werkzeug fails before anything can be answered
        return None if environ.get("PATH_INFO") in OPEN_TO_ANY_HOST else UNKNOWN_HOST

    def _body(self, environ: "WSGIEnvironment", body: IO[bytes]) -> Reason | None:
        stated = environ.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in environ or len(stated) > _DIGITS:
            return NO_LENGTH  # where its end is not known beforehand, Flask takes what fits for the whole
        length = int(stated) if stated.isdecimal() else 0
        if environ["REQUEST_METHOD"] != "POST" or length <= 0:
            return None  # no view reads it
        if length <= MAX_BODY:
            return _read(environ, length, self._places, body)
        if not _is_of_files(environ):
            return None  # Flask answers 413
        if not self._may_send(environ):
            _empty(environ)
            return None
        if length > _MAX_BODY_OF_FILES:
            return _read(environ, min(length, _MOST_HEARD), self._places_of_files, None) or TOO_LARGE
        return _read(environ, length, self._places_of_files, body)


def _read(environ: "WSGIEnvironment", length: int, places: Places, body: IO[bytes] | None) -> Reason | None:
    """Wait for a body of that length, in one of the places, and put it in ``body``; None: throw it away."""
    left = length
    with places.place(seconds_for(length)) as is_free:
        if not is_free:
            return TOO_MANY
        try:
            while left and (part := environ["wsgi.input"].read(min(left, _PART))):
                left -= len(part)
                if body is not None:
                    body.write(part)
        except OSError:
            return CUT_SHORT
    if body is not None:
        body.seek(0)
        environ["wsgi.input"] = body
    return CUT_SHORT if left else None


def _empty(environ: "WSGIEnvironment") -> None:
    environ["wsgi.input"] = BytesIO()
    environ["CONTENT_LENGTH"] = "0"


def _is_of_files(environ: "WSGIEnvironment") -> bool:
    return str(environ.get("PATH_INFO", "")).removeprefix(f"/{ENGLISH}") == FILES_PATH


def set_up(app: Flask) -> None:
    """Answer what was turned away, and have Flask read long bodies where files are sent."""
    app.before_request(_allow_files)
    app.before_request(_turned_away)


def _allow_files() -> None:
    if request.path == FILES_PATH:
        request.max_content_length = _MAX_BODY_OF_FILES
        request.max_form_memory_size = 4 * MAX_BODY  # Werkzeug counts the part of a file that it looks at


def _turned_away() -> Response | None:
    reason = cast("Reason | None", request.environ.get(_NOTE))
    return None if reason is None else failures.answer(Failure(reason.status, str(reason.text)))
