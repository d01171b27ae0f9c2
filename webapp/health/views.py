"""``/healthz`` and ``/readyz``."""

from typing import Final

from flask import Blueprint, Response

from graphdb.errors import BrobyggerError, Replaced
from graphdb.model import NodeKind
from webapp import context
from webapp.signin.needs import OPEN
from webapp.warming import is_warming

bp: Final = Blueprint("health", __name__)
NEED: Final = OPEN


@bp.get("/healthz")
def healthz() -> Response:
    """The process is alive; the database is not asked."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@bp.get("/readyz")
def readyz() -> Response:
    """The store answers, holds its reference data and is read, or 503 with the reason in one word.

    A process that has not drawn a touch map yet is "warming": the first would keep somebody waiting.
    """
    reason = _reason()
    return Response(
        f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )


def _reason() -> str:
    try:
        if context.store().status().loading:
            return "loading"
        if not context.vocabulary().terms.get(NodeKind.RISK_GROUP):
            return "empty"
        return "warming" if is_warming(context.store()) else ""
    except Replaced:
        return "replaced"
    except BrobyggerError:
        return "unavailable"
