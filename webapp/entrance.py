"""What is looked at before a request reaches a view: the host it names, and whether its body is whole.

What is turned away goes on to Flask as an empty request with a note on it, so that the answer is a page or a
problem document like any other, with all headers and its line in the log.
"""

from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from threading import Semaphore
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from flask import Flask, Response, request

from webapp import failures, hosts
from webapp.failures import Failure
from webapp.language import lazy_gettext

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY: Final = 64 * 1024
BODIES: Final = 16
"""Bodies that one process waits for at the same time: half of the server's threads, the others stay free."""
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


class Entrance:
    """Lets in what names a known host and has a whole body of a stated length; ``public`` as in ``hosts``."""

    def __init__(self, app: "WSGIApplication", public: str) -> None:
        self._app = app
        self._public = public
        self._places = Semaphore(BODIES)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        reason = self._host(environ) or self._body(environ)
        if reason is not None:
            environ[_NOTE] = reason
            environ["wsgi.input"] = BytesIO()
            environ["CONTENT_LENGTH"] = "0"
        return self._app(environ, start_response)

    def _host(self, environ: "WSGIEnvironment") -> Reason | None:
        if hosts.is_known(environ.get("HTTP_HOST", ""), self._public):
            return None
        environ["HTTP_HOST"] = "localhost"  # on some names werkzeug fails before anything can be answered
        return None if environ.get("PATH_INFO") in OPEN_TO_ANY_HOST else UNKNOWN_HOST

    def _body(self, environ: "WSGIEnvironment") -> Reason | None:
        stated = environ.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in environ or len(stated) > _DIGITS:
            return NO_LENGTH  # where its end is not known beforehand, Flask takes what fits for the whole
        length = int(stated) if stated.isdecimal() else 0
        if environ["REQUEST_METHOD"] != "POST" or not 0 < length <= MAX_BODY:
            return None  # no view reads it, or Flask answers 413
        if not self._places.acquire(blocking=False):
            return TOO_MANY
        try:
            body = environ["wsgi.input"].read(length)
        except OSError:
            return CUT_SHORT
        finally:
            self._places.release()
        environ["wsgi.input"] = BytesIO(body)
        return None if len(body) == length else CUT_SHORT


def set_up(app: Flask) -> None:
    """Answer what was turned away."""
    app.before_request(_turned_away)


def _turned_away() -> Response | None:
    reason = cast("Reason | None", request.environ.get(_NOTE))
    return None if reason is None else failures.answer(Failure(reason.status, str(reason.text)))
