"""The demo directory for tests that only read it."""

from tests.graphdb.conftest import demo

__all__ = ["demo"]
