"""The whole entry of one actor, with the source and dates of everything in it."""

from graphdb.directory.profile.answer import (
    RELATIONS,
    Contact,
    Link,
    Origin,
    PlaceLine,
    Profile,
    Reached,
    RelationLine,
    Served,
    ServiceLine,
)
from graphdb.directory.profile.build import profile, profiles

__all__ = ["RELATIONS", "Contact", "Link", "Origin", "PlaceLine", "Profile", "Reached", "RelationLine"]
__all__ += ["Served", "ServiceLine", "profile", "profiles"]
