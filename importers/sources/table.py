"""Tables of others: CSV, XLSX and ODS, alone, in folders or zips, by a mapping file (``seed/mappings``).

A row may be an actor, what it is part of, its services, places, contact points, relations and what was asked;
an actor that is repeated on each row is one actor.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

from graphdb.claims import Claim, Rank
from graphdb.errors import Refused
from graphdb.message import Message, any_of, message
from graphdb.model import Id
from importers.directory.rows import DirectoryRows
from importers.foreign import start_mark
from importers.foreign.gathering import Gathering
from importers.foreign.guess import guess, headers
from importers.foreign.mapping_file import ENDS, MappingFile, read_mapping, shipped, titles
from importers.foreign.records import KINDS
from importers.importer import Batch, Example, Importer, told_by
from importers.problems import Outcome
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.known_actors import Candidate
from importers.reading.persons import is_persons
from importers.reading.rows import END
from importers.sources import asked, directory

_READ_UNASKED: Final = (start_mark.MAPPING, "netvaerk")
"""Mappings of files that are recognised, or that have a source of their own."""
_PERSONS: Final = message("import.persons_mailbox")
_WRITE_SHARED: Final = message("import.write_shared")
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
    if group == "actors":
        _leave_person(cells)
    if group == asked.GROUP:
        return asked.claims(cells)
    if group == "relations":
        return relations(cells)
    return directory.claims(cells)


def group(claim: Claim) -> str:
    """The sort of row a claim comes from."""
    return asked.group(claim) or directory.group(claim)


def by_mapping(where: Path) -> Importer:
    """The importer that reads by a mapping file, or by one of ours with that name. Refused as it says.

    A list that the mapping does not name is called as its file.
    """
    mapping = read_mapping(where)
    about = mapping.about
    return replace(
        IMPORTER,
        read=partial(read_by, mapping),
        mapped_by=told_by(where),
        title=about.get("title", ""),
        publisher=about.get("publisher", ""),
        licence=about.get("licence", ""),
        url=about.get("url", ""),
    )


def recognised(paths: Sequence[Path]) -> tuple[Importer, str] | None:
    """The importer for the start kit's workbook of one municipality, and the source that it is."""
    if not (code := start_mark.kit_of(paths)):
        return None
    return by_mapping(Path(start_mark.MAPPING)), f"{start_mark.MAPPING}-{code}"


def _leave_person(cells: Cells) -> None:
    """Leave out a mailbox that is called after a person: it is no actor's, and not public."""
    row = cells.row
    if is_persons(row.get("email"), row.get("name"), *row.get("other_names").split("|")):
        cells.tell("email", _PERSONS, Outcome.HELD_BACK, value="", advice=_WRITE_SHARED)
        cells.row = replace(row, cells={**row.cells, "email": ""})


def _may_be_secret(cells: Cells) -> bool:
    """True when one of the kinds that its rows give it, and do not agree on, keeps its address to itself."""
    kinds = replace(cells.row, cells={"kind": cells.row.get(KINDS)})
    codes = cells.context.names.in_codes(kinds).get("kind").split("|")
    return not cells.context.secret_kinds.isdisjoint(codes)


def relations(cells: Cells) -> Iterator[Claim]:
    """The relation, once it is known for certain which actors the file calls so.

    A doubtful one waits; what was said before of those that may be meant stands.
    """
    ids = {end: _ids(cells, end) for end in ENDS}
    row = cells.row
    for src, dst in product(*ids.values()):
        if src != dst or not cells.refused:
            cells.row = replace(row, cells={**row.cells, "from": src, "to": dst})
            yield from directory.claims(cells)


def _ids(cells: Cells, end: str) -> Sequence[str]:
    """What the actor's id may be, as a cell holds it; more or less than one refuse the row."""
    name = cells.row.get(f"{END}{end}")
    if cells.row.get(end) or not name:
        return [cells.row.get(end)]
    certain = cells.context.actors_called(name)
    if len(certain) == 1:
        return [_written(one) for one in certain]
    candidates = cells.context.actors_alike(name)
    reason = message("import.actors_called", name=name) if certain else message("import.no_actor_called")
    advice = _WRITE_ID
    if candidates:
        advice = message("import.which_actor", candidates=any_of(map(_candidate, candidates)))
    cells.tell(end, reason, Outcome.HELD_BACK, value=name, advice=advice)
    cells.refused = True
    cells.nameless = cells.nameless or len(certain) > len(candidates)
    return [_written(one.id) for one in candidates]


def _candidate(actor: Candidate) -> Message:
    name = f"{actor.name} ({', '.join(actor.areas)})" if actor.areas else actor.name
    return message("import.candidate", name=name, id=_written(actor.id))


def _written(actor: Id) -> str:
    """An actor's id as a cell holds it."""
    return actor.partition(":")[2]


def _layouts() -> dict[str, str]:
    return {name: title for name, title in titles().items() if name not in _READ_UNASKED}


_EXAMPLE: Final = Example(
    "steder.csv",
    """\
Navn;Type;Tlf.;Adresse;Postnr.;By;Kommune
Blå Dør;Værested;75 62 00 02;Søndergade 1;8700;Horsens;Horsens
""",
)
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
    formats=("CSV", "TSV", "XLSX", "ODS", "zip"),
    by_mapping=by_mapping,
    guess=guess,
    layouts=_layouts,
    recognised=recognised,
    columns=headers,
    example=_EXAMPLE,
)
