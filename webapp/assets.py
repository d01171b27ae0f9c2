"""The files that pages load. Their address names the digest of them all, so a browser keeps them for ever.

One digest for all, because a style sheet names its fonts beside itself: they come from the same folder and
are kept as long.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort, request

from graphdb.message import ENGLISH
from webapp import compression

ROOT: Final = Path(__file__).parent / "static"
_PREFIX: Final = "/static"
_QUALITY, _WINDOW = 9, 22
"""Of Brotli, for a file that the build did not compress: once in a process, when it is first asked for."""
_KEPT: Final = "public, max-age=31536000, immutable"
# Not by the machine's own list of types, which may say anything.
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/plain",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}


def set_up(app: Flask) -> None:
    """Serve the files, and give templates their addresses."""
    app.add_url_rule(f"{_PREFIX}/<digest>/<path:filename>", "static", serve)
    app.jinja_env.globals.update(asset=asset)


def asset(name: str) -> str:
    """The address of a file of ours, the same on pages of every language."""
    return f"{request.script_root.removesuffix(f'/{ENGLISH}')}{_PREFIX}/{_digest()}/{name}"


def serve(digest: str, filename: str) -> Response:
    """A file, whole: an answer to ``Range`` is optional, and the longest file is half a megabyte.

    A page that is open while another version takes over asks by the old digest, and gets what there is now.
    """
    if filename not in _files():
        abort(404)
    body, mimetype = _body(filename), _TYPES.get(Path(filename).suffix, "application/octet-stream")
    coding = compression.coding_for(mimetype, len(body))
    response = Response(_compressed(filename, coding) if coding else body, mimetype=mimetype)
    response.headers["Cache-Control"] = _KEPT if digest == _digest() else "no-cache"
    response.set_etag("-".join(filter(None, (sha256(body).hexdigest()[:16], coding))))
    if coding:
        response.headers["Content-Encoding"] = coding
    response.make_conditional(request)
    return response


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Twelve hexadecimal digits that change with any name or body; the files come in order of their names."""
    whole = sha256()
    for name, body in files:
        whole.update(f"{name}\0{sha256(body).hexdigest()}\0".encode())
    return whole.hexdigest()[:12]


@cache
def _files() -> Mapping[str, Path]:
    """Every file by the name that addresses have; listed once, so that no name leads anywhere else."""
    return dict(sorted(_found()))


def _found() -> Iterator[tuple[str, Path]]:
    for folder, _, names in os.walk(ROOT, followlinks=True):
        for name in names:
            path = Path(folder, name)
            yield path.relative_to(ROOT).as_posix(), path


@cache
def _digest() -> str:
    return digest_of((name, _body(name)) for name in _files())


@cache
def _body(name: str) -> bytes:
    return _files()[name].read_bytes()


@cache
def _compressed(name: str, coding: str) -> bytes:
    built = f"{name}.{coding}"
    if built in _files():
        return _body(built)
    return compression.compress(_body(name), coding, _QUALITY, _WINDOW)
