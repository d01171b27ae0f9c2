"""Use case: whom does this citizen already touch, who is missing, and whom to ring first."""

from datetime import datetime

from graphdb.situation import Question
from graphdb.store import GraphStore
from graphdb.touchmap.answer import TouchMap


def build(store: GraphStore, question: Question, *, now: datetime) -> TouchMap:
    """The touch map for a situation; ``now`` is aware of its time zone. Raises InvalidValue for unknown codes."""
    raise NotImplementedError
