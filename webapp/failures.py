"""Errors become pages, for the API problem documents (RFC 9457). Here alone: views need no ``try``."""

import traceback
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, g, json, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from graphdb.errors import (
    BrobyggerError,
    Busy,
    Conflict,
    Gone,
    InvalidValue,
    Moved,
    NotFound,
    Refused,
    SchemaTooNew,
    SchemaTooOld,
    TooLarge,
    Unavailable,
)
from graphdb.fields.cpr import find_cpr_outside_ids
from webapp import access, typed
from webapp.language import gettext, sentence

RETRY_AFTER: Final = 5
_STATUS: Final[tuple[tuple[type[BrobyggerError], int], ...]] = (
    (Gone, 410),
    (NotFound, 404),
    (InvalidValue, 422),
    (TooLarge, 422),
    (Refused, 409),
    (Conflict, 409),
    (Unavailable, 503),
    (Busy, 503),
    (SchemaTooNew, 503),
    (SchemaTooOld, 503),
)
_SAYING: Final = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.GONE, HTTPStatus.CONFLICT)
"""Answers that give the reason of the error itself."""
_MACHINE: Final = ("/api/",)
_PAGES: Final = ("page", "per_page")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in words for people; ``field`` names the parameter at fault.

    ``typed`` are texts of the form that was not taken, for the person to copy, each with its field.
    """

    status: int
    text: str
    field: str = ""
    typed: tuple[tuple[str, str], ...] = ()


def set_up(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(BrobyggerError, handle)
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)
    app.after_request(_leads_nowhere)


def answer(failure: Failure) -> Response:
    """The failure as a problem document or a page, whichever the caller reads.

    The page has what was typed: what it was about may have gone while the form stood open.
    """
    if request.method == "POST" and failure.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        failure = replace(failure, typed=typed.texts())
    response = _problem(failure) if _wants_problem() else _page(failure)
    response.status_code = failure.status
    if failure.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def handle(error: BrobyggerError) -> Response:
    """The answer to an error of ours, with the status of its kind."""
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unknown(error)
    field = error.field if isinstance(error, InvalidValue) else ""
    text = sentence(error.reason) if status in _SAYING else _text(status)
    return answer(Failure(status, text, field))


def _moved(error: Moved) -> Response:
    """On to the same page or call of the id that it is shown under; of the query only which page it was.

    With what was sent: after a 301 a browser asks for the page alone, and what was typed is lost.
    """
    values: dict[str, Any] = dict(request.view_args or {})
    if request.endpoint is None or error.old not in values.values():
        return handle(error)
    values = {name: error.new if value == error.old else value for name, value in values.items()}
    values |= {name: request.args.get(name, type=int) for name in _PAGES if name in request.args}
    reads = request.method in ("GET", "HEAD")
    status = HTTPStatus.MOVED_PERMANENTLY if reads else HTTPStatus.PERMANENT_REDIRECT
    return make_response(redirect(url_for(request.endpoint, **values), status))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # redirects are answers, not failures
        return make_response(error.get_response())
    text = _api_text(error.code) if _wants_problem() else _text(error.code)
    response = answer(Failure(error.code, text))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _unknown(error: Exception) -> Response:
    # Where it happened, but not the message: a message may quote text that was typed.
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    access.logger().error("failure", route=access.route(), kind=type(error).__name__, where=where)
    return answer(Failure(500, _text(500)))


def _leads_nowhere(response: Response) -> Response:
    """No redirect repeats a citizen's number: the router sends "//find?q=…" on to "/find?q=…" as it is.

    One account's id in four hundred looks like it has one. To another site only a sign-in leads, and its
    address has random digits and nothing that was typed.
    """
    location = response.headers.get("Location", "")
    is_ours = urlsplit(location).netloc in ("", request.host)
    is_refused = is_ours and find_cpr_outside_ids(unquote(location))
    return answer(Failure(404, _text(404))) if is_refused else response


def _text(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return gettext("Siden findes ikke. Måske er linket gammelt, eller aktøren er taget ud af kataloget.")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return gettext(
            "Vi kan ikke hente oplysninger lige nu. Haster det? Ring til kommunens hovednummer. "
            "Vi prøver igen af os selv."
        )
    if status < 500:
        return gettext("Det kan vi ikke bruge. Gå tilbage, og prøv igen.")
    return gettext("Noget gik galt hos os. Prøv igen om lidt. Det, du har skrevet, står her stadig.")


def _api_text(status: int) -> str:
    """What a programmer can do about it; the rest reads as on the pages."""
    known = {
        HTTPStatus.BAD_REQUEST: gettext("Forespørgslen kan ikke læses. Send gyldig JSON."),
        HTTPStatus.NOT_FOUND: gettext("Adressen findes ikke. Se /api/v1/openapi.json."),
        HTTPStatus.METHOD_NOT_ALLOWED: gettext("Adressen tager ikke den metode. Se headeren Allow."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext("Forespørgslen er for stor: højst 64 kB."),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: gettext("Send JSON med headeren Content-Type: application/json."),
    }
    return known.get(HTTPStatus(status)) or _text(status)


def _wants_problem() -> bool:
    return request.path.startswith(_MACHINE) or request.path.endswith(".json")


def _problem(failure: Failure) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(failure.status).phrase,
        "status": failure.status,
        "detail": failure.text,
    }
    if failure.field:
        body["parameter"] = failure.field
    return Response(json.dumps(body), content_type="application/problem+json")


def _page(failure: Failure) -> Response:
    retry = failure.status == HTTPStatus.SERVICE_UNAVAILABLE and request.method in ("GET", "HEAD")
    # What was refused must not come back in a link to the same page in another language.
    g.refused = True
    return make_response(
        render_template("failure.html", failure=failure, heading=_heading(failure.status), retry=retry)
    )


def _heading(status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return gettext("Siden findes ikke")
    if status == HTTPStatus.GONE:
        return gettext("Siden findes ikke længere")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return gettext("Vi kan ikke hente oplysninger")
    if status == HTTPStatus.FORBIDDEN:
        return gettext("Det har du ikke adgang til")
    if status < 500:
        return gettext("Det kan vi ikke bruge")
    return gettext("Noget gik galt hos os")
