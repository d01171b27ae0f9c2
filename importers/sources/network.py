"""Who relates how to whom, since when: CSV, XLSX and ODS, by the mapping ``seed/mappings/netvaerk.toml``.

A side is called by the name that one actor alone has, by its id, or by its number in a register. What is
only like a name waits, with those named that may be meant; their id, in place of the name or in the column
beside it, confirms which one it is. This source adds no actors.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from graphdb.claims import Claim
from graphdb.message import message
from importers.foreign.mapping_file import read_mapping
from importers.importer import Batch, Example, Importer
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.sources import directory, table

_MAPPING: Final = Path("netvaerk")
_WRITE_RELATION: Final = message("import.write_relation")


def read(paths: Sequence[Path], rows: Rows) -> Batch:
    """Add all rows."""
    return table.read_by(read_mapping(_MAPPING), paths, rows)


def claims(cells: Cells) -> Iterator[Claim]:
    """The relation, once both of its sides are certain."""
    yield from table.relations(cells)
    cells.advise("kind", _WRITE_RELATION)


_EXAMPLE: Final = Example(
    "relationer.csv",
    """\
Hvem;Relation;Med hvem;Siden
Værestedet Broen;samarbejder med;Natcaféen Kajen;2025-01-01
""",
)
IMPORTER: Final = Importer(
    id="network",
    title="Relationer mellem aktører",
    publisher="",
    licence="",
    rank=table.IMPORTER.rank,
    takes=message("import.takes_network"),
    read=read,
    claims=claims,
    group=directory.group,
    formats=table.IMPORTER.formats,
    columns=lambda: dict.fromkeys(name for one in read_mapping(_MAPPING).tables for name in one.columns()),
    example=_EXAMPLE,
)
