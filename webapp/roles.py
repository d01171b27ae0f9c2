"""Who may use what: each feature says it beside its blueprint, and a feature that says nothing is closed.

There is no sign-in yet, so every request is ``ANYBODY`` and any other role is refused.
"""

from typing import Final, cast

from flask import Blueprint, Flask, abort, current_app, request

ANYBODY: Final = "anybody"
_KEY: Final = "brobygger.roles"


def set_up(app: Flask) -> None:
    """Refuse a request for what its role may not use. The files of pages are open to every role."""
    app.extensions[_KEY] = {"static": ANYBODY}
    app.before_request(_refuse)


def register(app: Flask, feature: Blueprint, role: str) -> None:
    """Add a feature for a role."""
    _roles(app)[feature.name] = role
    app.register_blueprint(feature)


def role_of(app: Flask, endpoint: str) -> str:
    """The role that an endpoint is for; "" when no role may use it."""
    return _roles(app).get(endpoint.partition(".")[0], "")


def _roles(app: Flask) -> dict[str, str]:
    return cast("dict[str, str]", app.extensions[_KEY])


def _refuse() -> None:
    if request.endpoint is not None and role_of(current_app, request.endpoint) != ANYBODY:
        abort(403)
