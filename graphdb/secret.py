"""Whose address is secret, as the index knows it: such actors are in no picture and no distance."""

from typing import Final

import numpy as np

from graphdb.columns import Bools
from graphdb.readmodel import Index

_LEVELS: Final = 8
"""Levels of units that a flag is followed through."""


def secret_slots(index: Index) -> Bools:
    """Who is flagged, or is part of somebody flagged."""
    parent = index.columns.numbers["parent"]
    held = (parent >= 0) & (parent < index.size)
    above = np.where(held, parent, np.arange(index.size))
    found = index.columns.flags["secret"]
    for _ in range(_LEVELS):
        found = found | found[above]
    return found
