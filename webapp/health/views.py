"""``/healthz`` and ``/readyz``."""

from typing import Final

from flask import Blueprint, Response

from graphdb.errors import BrobyggerError, Replaced
from graphdb.model import NodeKind
from webapp import context
from webapp.signin.needs import OPEN

bp: Final = Blueprint("health", __name__)
NEED: Final = OPEN


@bp.get("/healthz")
def healthz() -> Response:
    """The process is alive; the database is not asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
def readyz() -> Response:
    """The store answers and holds its reference data, or 503 with the reason in one word."""
    reason = _reason()
    return Response(
        f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )


def _reason() -> str:
    try:
        if context.store().status().loading:
            return "loading"
        return "" if context.vocabulary().terms.get(NodeKind.RISK_GROUP) else "empty"
    except Replaced:
        return "replaced"
    except BrobyggerError:
        return "unavailable"
