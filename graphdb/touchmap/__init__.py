"""The touch map: ``build(store, Question(...), now=...)`` gives a ``TouchMap``."""

from graphdb.rules.duties import DutyLine
from graphdb.rules.sharing import RuleLine, Sharing
from graphdb.rules.situation import Question
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
from graphdb.touchmap.citizen_sheet import Helper, helpers, plain
from graphdb.touchmap.eco_map import CITIZEN, around

__all__ = ["Call", "Choice", "Coordinator", "DutyLine", "LinkLine", "Missing", "MissingLink", "Nearest"]
__all__ += ["Partner", "Question", "Route", "RuleLine", "Sharing", "Stop", "Tonight", "TouchMap", "build"]
__all__ += ["CITIZEN", "Helper", "around", "helpers", "plain"]
