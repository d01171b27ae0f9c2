"""Answers go out compressed, by Brotli or gzip as the browser reads it; errors too.

Where a page holds a secret beside text out of the request, its compressed length gives the secret away bit
by bit (BREACH). The only ones that pages hold again and again are the tokens of their forms, and those are
masked anew in each answer (``signin.cookies``). A page that comes to hold another must not be compressed.

Flask-Compress leaves errors as they are and compresses parts of files as if they were whole.
"""

import gzip
from typing import Final

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept

CODINGS: Final = ("br", "gzip")
"""What is offered, best first."""
QUALITY: Final = 5
"""Of Brotli, for what is written anew each time; 11 is the most and takes fifty times as long."""
WINDOW: Final = 16
"""Bits of how far back it looks: pages are seldom longer than 64 kB, and more takes longer to set up."""
LEAST: Final = 600
"""Bytes; with its headers a shorter body fits into one packet as it is."""
_TEXTS: Final = frozenset(
    {"application/json", "application/problem+json", "image/svg+xml"}
    | {"text/css", "text/html", "text/javascript", "text/plain"}
)


def set_up(app: Flask) -> None:
    """Compress every answer that gains by it."""
    app.after_request(_compress)


def coding_for(mimetype: str, size: int) -> str:
    """The coding of the running request for a body of so many bytes; "" for none."""
    return chosen(request.accept_encodings) if mimetype in _TEXTS and size >= LEAST else ""


def chosen(accepted: Accept) -> str:
    """The coding that the browser likes best; "" when it takes none of ours."""
    best = max(CODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else ""


def compress(body: bytes, coding: str, quality: int = QUALITY, window: int = WINDOW) -> bytes:
    """The body in a coding of ``CODINGS``; the same bytes each time."""
    if coding == "gzip":
        return gzip.compress(body, mtime=0)
    return bytes(brotli.compress(body, quality=quality, lgwin=window))


def _compress(response: Response) -> Response:
    if response.mimetype not in _TEXTS or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" not in response.headers:
        body = response.get_data()
        coding = coding_for(response.mimetype, len(body))
        if coding:
            response.set_data(compress(body, coding))
            response.headers["Content-Encoding"] = coding
    return response
