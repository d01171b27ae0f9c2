"""How long calls of Neo4j may take: seen by a test, and long enough for a machine that is busy."""

import pytest

from graphdb.stores.neo4j import link

__all__ = ["sign_of_life", "waits"]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds each call of Neo4j may take."""
    seconds: list[float] = []
    of = link._Wait.of

    def noted(default: float) -> link._Wait:
        wait = of(default)
        seconds.append(wait.answer + wait.sign)
        return wait

    monkeypatch.setattr(link._Wait, "of", noted)
    return seconds


@pytest.fixture
def sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is there has a minute to show it, and not what is left of a short deadline."""
    is_alive = link._Line.is_alive
    monkeypatch.setattr(link._Line, "is_alive", lambda line, _: is_alive(line, 60.0))
