"""What people type stays in no cache: after the answer, nothing that the process keeps holds the word."""

import gc
import secrets
import string
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import CodeType, FrameType, FunctionType, ModuleType
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

OURS = ("graphdb", "importers", "webapp")
NOT_KEPT = (ModuleType, FunctionType, CodeType, FrameType, type)
"""What leads out of what our modules keep, into the rest of Python."""


def test_a_typed_word_is_in_no_cache(app: Flask) -> None:
    """Seen red with the words of queries cached in ``graphdb.language``, and with the stemmer's last word."""
    word = "".join(secrets.choice(string.ascii_lowercase) for _ in range(18))
    form = {"acting_municipality": "9901", "situation": word, "age": word, "known_actors": word}
    statuses = [
        ask(app, "/find", {"q": f"bagud med {word}", "municipality": word}),
        ask(app, "/find", {"q": f"{word}hjælp-{word}"}),
        ask(app, "/api/v1/actors", {"q": word}),
        ask(app, f"/actors/actor:{word}"),
        ask(app, "/touch-map", form, "POST"),
    ]
    assert statuses == [422, 200, 200, 404, 422]
    texts = set(kept_texts())
    assert [text for text in texts if word[:12] in text.lower()] == []
    # The walk finds what is kept: words of the vocabulary, and texts of entries in a function's cache.
    assert "huslejerestance" in texts
    assert any(text.startswith("actor:demo:") for text in texts)


def ask(app: Flask, path: str, given: Mapping[str, str] | None = None, method: str = "GET") -> int:
    """The status of an answer. Asked without Werkzeug's client, which itself has addresses cached."""
    query, body = (urlencode(given or {}), b"") if method == "GET" else ("", urlencode(given or {}).encode())
    environ = {
        **create_environ(method=method, input_stream=BytesIO(body)),
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    return int(status.split()[0])


def kept_texts() -> Iterator[str]:
    """Every text that can be reached from our modules: their own values, and caches of their functions."""
    gc.collect()
    todo = [value for name in sorted(sys.modules) if name.split(".")[0] in OURS for value in _values(name)]
    seen = {id(thing) for thing in todo}
    while todo:
        thing = todo.pop()
        if isinstance(thing, str):
            yield thing
        elif not isinstance(thing, NOT_KEPT):
            fresh = [one for one in gc.get_referents(thing) if id(one) not in seen]
            seen.update(map(id, fresh))
            todo += fresh


def _values(module: str) -> list[object]:
    return list(vars(sys.modules[module]).values())
