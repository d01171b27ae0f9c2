"""Opening hours: what people write becomes OpenStreetMap's syntax, is asked whether it is open, is said."""

from graphdb.fields.hours.osm import (
    COPENHAGEN,
    OpenState,
    is_understood,
    normalise_hours,
    note_of,
    open_state,
)
from graphdb.fields.hours.said import describe_hours

__all__ = ["COPENHAGEN", "OpenState", "describe_hours", "is_understood", "normalise_hours", "note_of"]
__all__ += ["open_state"]
