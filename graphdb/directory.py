"""Use case: find an actor, and read the whole of what is known about one."""

from graphdb.finding.results import Alternative, Coded, Hit, Results
from graphdb.finding.search import search
from graphdb.index.readmodel import Filters
from graphdb.profile import (
    Contact,
    Link,
    Origin,
    PlaceLine,
    Profile,
    Reached,
    RelationLine,
    ServiceLine,
    profile,
)

__all__ = ["Alternative", "Coded", "Contact", "Filters", "Hit", "Link", "Origin", "PlaceLine", "Profile"]
__all__ += ["Reached", "RelationLine", "Results", "ServiceLine", "profile", "search"]
