"""A directory of one's own in September, and a coordinator who is signed in."""

from tests.webapp.own import app, client, clock, coordinator

__all__ = ["app", "client", "clock", "coordinator"]
