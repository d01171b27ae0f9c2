"""The whole entry of one actor, with the source and dates of everything in it."""

from graphdb.directory.profile.answer import (
    Contact,
    Link,
    Origin,
    PlaceLine,
    Profile,
    Reached,
    RelationLine,
    ServiceLine,
)
from graphdb.directory.profile.build import profile, profiles

__all__ = ["Contact", "Link", "Origin", "PlaceLine", "Profile", "Reached", "RelationLine", "ServiceLine"]
__all__ += ["profile", "profiles"]
