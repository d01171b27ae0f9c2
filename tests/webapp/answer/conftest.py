"""The pages behind a confirmation link, on a directory of one's own."""

from tests.webapp.own import app, clock

__all__ = ["app", "clock"]
