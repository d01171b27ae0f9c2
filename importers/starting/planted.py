"""What no file of a directory can say, for the demo: the word of actors' own people, and searches in vain.

They stand in ``seed/demo/said`` and are written as if they had been said: a relation as the word of the
people of ``from``, searches as this quarter's count.
"""

from pathlib import Path
from typing import Final

from graphdb.claims import Fact, Rank, own_source, relation
from graphdb.gaps import ended
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from graphdb.writing.plan import Put, Stamp, commit
from importers.reading.rows import Row, read_csv
from importers.running.frame import Order
from importers.tabular.archive import Piece

FOLDER: Final = "said"


def plant(store: GraphStore, folder: Path, order: Order) -> None:
    """Write both as said on the order's day; again without harm."""
    with read_csv(Piece.at(folder / "relations.csv")) as table:
        said = [_own_word(row, order.today) for row in table.of("relations")]
    commit(store, said, Stamp(order.at, order.by, ""))
    with read_csv(Piece.at(folder / "searches.csv")) as table:
        for row in table.of("searches"):
            about = row.get("municipality"), row.get("risk_group"), row.get("kind")
            ended.raise_to(store, about, int(row.get("count")), order.today)


def _own_word(row: Row, today: str) -> Put:
    kind, actor, other = row.get("kind"), f"actor:{row.get('from')}", f"actor:{row.get('to')}"
    facts = {"kind": Fact(kind, today, today)}
    source = own_source(actor)
    return Put(
        relation(source, Rank.OWN, EdgeKind.RELATES, (actor, other), facts, mark=kind, dates=(today, today))
    )
