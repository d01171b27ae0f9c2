"""The access log: which route, which answer, how long. Never a query, a body, an address or a text."""

import logging
import sys
import time
from http import HTTPMethod
from typing import Any, Final

import structlog
from flask import Flask, Response, g, request
from structlog.typing import FilteringBoundLogger

_ORDER: Final = ("at", "level", "event", "method", "route", "status", "ms")
OWN: Final = "brobygger.own"
"""In the environment of a request that the server asks itself: no visit, so no line. No header can set it."""
LONGEST: Final = 4095
"""Bytes of a line without its end: what a pipe takes in one piece from each of several processes."""


def set_up(app: Flask) -> None:
    """Write one line for each request."""
    if not structlog.is_configured():
        configure()
    app.before_request(_start)
    app.after_request(_finish)


def configure() -> None:
    """Send log lines as ``key=value`` to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.LogfmtRenderer(key_order=_ORDER, drop_missing=True),
            _cut,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # It writes a line and its end in one go; what takes two has the lines of other processes in between.
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
    )


def _cut(_logger: object, _name: str, line: Any) -> bytes:
    return str(line).encode()[:LONGEST].decode(errors="ignore").encode()


def logger() -> FilteringBoundLogger:
    """The logger of the web client."""
    bound: FilteringBoundLogger = structlog.get_logger()
    return bound


def route() -> str:
    """The pattern of the route, not the path: a path can hold any text that was typed."""
    return "unknown" if request.url_rule is None else request.url_rule.rule


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if OWN in request.environ:
        return response
    spent = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000)
    # A method can be any text that was typed, too.
    method = request.method if request.method in HTTPMethod.__members__ else "other"
    logger().info("request", method=method, route=route(), status=response.status_code, ms=spent)
    return response
