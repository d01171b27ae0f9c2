"""Short ways to ask about the cells of the two municipalities of a small world."""

from graphdb.coverage.cells import Cell, Ground, read_ground
from graphdb.coverage.matrix.matrix import By, coverage
from graphdb.coverage.matrix.row import Row
from graphdb.store import GraphStore
from graphdb.writing.plan import Put
from tests.graphdb.world import FRESH, TODAY, answered

VEST, EAST = "9901", "9902"


def ground_of(store: GraphStore, municipality: str = VEST, today: str = TODAY) -> Ground:
    """What the cells of a municipality are worked out from."""
    return read_ground(store, store.status(), municipality, today)


def cell(store: GraphStore, group: str, *kinds: str, municipality: str = VEST, today: str = TODAY) -> Cell:
    """The expected cell that these kinds are the members of, else the cell of the kinds by themselves."""
    ground = ground_of(store, municipality, today)
    expected = {frozenset(one.kinds): one for one in ground.expected_cells(group)}
    return expected.get(frozenset(kinds)) or ground.cell(group, kinds)


def state(store: GraphStore, group: str, *kinds: str, municipality: str = VEST, today: str = TODAY) -> str:
    """Its state."""
    return str(cell(store, group, *kinds, municipality=municipality, today=today).state)


def rows(store: GraphStore, by: By, municipality: str = VEST) -> dict[tuple[str, str], Row]:
    """The rows of a matrix by group and column."""
    answer = coverage(store, municipality, by, TODAY)
    return {(row.risk_group, row.column): row for row in answer.rows}


def says(kind: str, code: str, group: str = "", day: str = FRESH, municipality: str = VEST) -> Put:
    """An answer about a kind of actor in Vest."""
    return answered(municipality, kind, code, group, day)


__all__ = ["EAST", "VEST", "By", "cell", "ground_of", "rows", "says", "state"]
