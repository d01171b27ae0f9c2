"""A directory of one's own, that anybody may say something about."""

from tests.webapp.answer.conftest import app, client, clock

__all__ = ["app", "client", "clock"]
