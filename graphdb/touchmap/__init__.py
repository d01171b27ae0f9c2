"""The touch map: ``build(store, Question(...), now=...)`` gives a ``TouchMap``."""

from graphdb.duties import DutyLine
from graphdb.sharing import RuleLine, Sharing
from graphdb.situation import Question
from graphdb.touchmap.answer import (
    Call,
    Choice,
    Coordinator,
    LinkLine,
    Missing,
    MissingLink,
    Nearest,
    Partner,
    Route,
    Stop,
    Tonight,
    TouchMap,
)
from graphdb.touchmap.build import build
from graphdb.touchmap.picture import CITIZEN, around

__all__ = ["Call", "Choice", "Coordinator", "DutyLine", "LinkLine", "Missing", "MissingLink", "Nearest"]
__all__ += ["Partner", "Question", "Route", "RuleLine", "Sharing", "Stop", "Tonight", "TouchMap", "build"]
__all__ += ["CITIZEN", "around"]
