"""The demo directory for tests that only read it."""

from tests.graphdb.conftest import demo, demo_file

__all__ = ["demo", "demo_file"]
