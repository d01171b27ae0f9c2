"""A directory of one's own, that anybody may say something about."""

from tests.webapp.own import app, clock

__all__ = ["app", "clock"]
