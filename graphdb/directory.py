"""Use case: find an actor, and read the whole of what is known about one."""

from graphdb.finding import search
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
from graphdb.readmodel import Filters
from graphdb.results import Alternative, Coded, Hit, Results

__all__ = ["Alternative", "Coded", "Contact", "Filters", "Hit", "Link", "Origin", "PlaceLine", "Profile"]
__all__ += ["Reached", "RelationLine", "Results", "ServiceLine", "profile", "search"]
