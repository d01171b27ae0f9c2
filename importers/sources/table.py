"""Tables of others: CSV, XLSX and ODS, alone, in folders or zips, by a mapping file (``seed/mappings``).

A row may be an actor, what it is part of, its services, places, contact points, relations and what was asked;
an actor that is repeated on each row is one actor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.errors import Refused
from graphdb.message import message
from graphdb.model import Id
from importers.cells import Cells
from importers.directory_rows import DirectoryRows
from importers.foreign.gathering import Gathering
from importers.foreign.guess import guess
from importers.foreign.mapping_file import MappingFile, read_mapping, shipped
from importers.foreign.records import END, KINDS
from importers.frame import Batch, Importer
from importers.gathered import Rows
from importers.problems import Outcome
from importers.sources import asked, directory

_ENDS: Final = ("from", "to")
_WRITE_ID: Final = message("import.write_id_of_actor")


def read(paths: Sequence[Path], rows: Rows) -> Batch:
    """Refused: which column is what, only a mapping can say."""
    raise Refused(message("import.needs_mapping", words=", ".join(shipped())))


def read_by(mapping: MappingFile, paths: Sequence[Path], rows: Rows) -> Batch:
    """Add the rows that those of the files stand for; of a correction of some rows nothing is pruned."""
    lines = DirectoryRows(rows)
    gathering = Gathering(mapping, lines)
    gathering.read(paths)
    batch = lines.batch()
    return batch if gathering.complete else replace(batch, groups=frozenset())


def claims(cells: Cells) -> Iterable[Claim]:
    """As the directory's own rows, once it is known who a relation is with."""
    group = cells.row.group
    if group == "actors" and _may_be_secret(cells):
        cells.row = replace(cells.row, cells={"secret_address": "ja", **cells.row.cells})
    if group == asked.GROUP:
        return asked.claims(cells)
    if group == "relations" and not _know_ends(cells):
        return ()
    return directory.claims(cells)


def group(claim: Claim) -> str:
    """The sort of row a claim comes from."""
    return asked.group(claim) or directory.group(claim)


def by_mapping(where: Path) -> Importer:
    """The importer that reads by a mapping file, or by one of ours with that name. Refused as it says."""
    mapping = read_mapping(where)
    about = mapping.about
    return replace(
        IMPORTER,
        read=partial(read_by, mapping),
        title=about.get("title", IMPORTER.title),
        publisher=about.get("publisher", ""),
        licence=about.get("licence", ""),
        url=about.get("url", ""),
    )


def _may_be_secret(cells: Cells) -> bool:
    """True when one of the kinds that its rows give it, and do not agree on, keeps its address to itself."""
    kinds = replace(cells.row, cells={"kind": cells.row.get(KINDS)})
    codes = cells.context.names.in_codes(kinds).get("kind").split("|")
    return not cells.context.secret_kinds.isdisjoint(codes)


def _know_ends(cells: Cells) -> bool:
    """Give the relation's ends their ids, by the names that actors have; False when one is not certain."""
    for end in _ENDS:
        name = cells.row.get(f"{END}{end}")
        if cells.row.get(end) or not name:
            continue
        ids = sorted(cells.context.actors_called(name))
        if len(ids) != 1:
            reason = message("import.actors_called", name=name) if ids else message("import.no_actor_called")
            cells.tell(end, reason, Outcome.HELD_BACK, value=name, advice=_WRITE_ID)
            return False
        cells.row = replace(cells.row, cells={**cells.row.cells, end: _written(ids[0])})
    return True


def _written(actor: Id) -> str:
    """An actor's id as a cell holds it."""
    return actor.partition(":")[2]


IMPORTER: Final = Importer(
    id="table",
    title="Tabeller fra andre: regneark og CSV",
    publisher="",
    licence="",
    rank=Rank.MUNICIPALITY,
    takes=message("import.takes_table"),
    read=read,
    claims=claims,
    group=group,
    confirms=False,
    formats=("CSV", "TSV", "XLSX", "ODS", "zip"),
    by_mapping=by_mapping,
    guess=guess,
)
