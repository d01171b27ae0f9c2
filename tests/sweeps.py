"""Long sweeps: a part of their cases in the gate, all of them by ``make sweep``."""

from collections import Counter
from typing import Final

import pytest

ONE_IN: Final = 20


def thin(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of each long sweep leave one case in twenty, and so of a file's ``cases_on_sqlite`` on Neo4j."""
    cases = Counter[str]()
    chosen, left_out = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        name = sweep_of(item)
        (left_out if name and cases[name] % ONE_IN else chosen).append(item)
        cases[name] += 1
    config.hook.pytest_deselected(items=left_out)
    items[:] = chosen


def sweep_of(item: pytest.Item) -> str:
    """What the test is one of very many cases of: itself, or on Neo4j its file. None: an empty text."""
    if item.get_closest_marker("sweep") is not None:
        return item.nodeid.partition("[")[0]
    on_neo4j = item.get_closest_marker("neo4j") is not None
    return str(item.path) if on_neo4j and item.get_closest_marker("cases_on_sqlite") is not None else ""
