"""A directory of one's own in September."""

from tests.webapp.own import app, clock

__all__ = ["app", "clock"]
