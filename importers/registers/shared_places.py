"""Who shares a place, in files that tell an address of each actor: what is secret for one is told of none.

The id of a place is made of the number of the first who is there: one made of the address would tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graphdb.message import message
from importers.problems import Outcome, Problem

_UNPLACED: Final = message("import.unplaced")
_MEND: Final = message("import.mend_unplaced")
Address = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class There:
    """An actor by its id, the whole address and the building, () where not told, and whether it is secret."""

    id: str
    address: Address
    building: Address
    withheld: bool


@dataclass(slots=True)
class SharedPlaces:
    """Those at one address share the place of the first of them by id.

    So do all in a building in which one is secret, on whatever floor.
    """

    _withheld: set[Address] = field(default_factory=set)
    _first: dict[Address, str] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Iterable[There]) -> "SharedPlaces":
        """The places of all actors of a run."""
        known, places = [one for one in actors if one.id], cls()
        places._withheld = {one.building for one in known if one.withheld} - {()}
        for one in known:
            if at := places._at(one.address, one.building):
                places._first[at] = min(one.id, places._first.get(at, one.id))
        return places

    def place(self, id_: str, address: Address, building: Address) -> str:
        """The id of the place of an actor; it is the actor's own id for the first who is there."""
        return self._first.get(self._at(address, building), id_)

    def _at(self, address: Address, building: Address) -> Address:
        return building if building in self._withheld else address


def unplaced(file: str, number: int, postcode: str, column: str = "municipality") -> Problem:
    """Say that it is not known in which municipality a place lies."""
    return Problem(file, number, column, postcode, _UNPLACED, Outcome.LEFT_OUT, _MEND)
