"""What a source is: how its files become rows, and its rows claims; all that running it needs to know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from graphdb.claims import Claim, Rank
from graphdb.message import Text
from graphdb.model import EdgeKind, Id
from importers.problems import Layout, Problem
from importers.reading.cells import Cells
from importers.reading.gathered import Rows
from importers.reading.rows import Row, read_csv, row_files, unknown_columns
from importers.tabular.archive import checksum

OWNED: Final = frozenset({EdgeKind.OFFERS, EdgeKind.CONTACTED_AT})
"""Relations that stand in the row of what they lead to: a service, a contact point."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What files hold beside rows: the groups they supply, if only by an empty file: only these are pruned.

    Groups in ``unread`` had rows that could not be read: it is not known whose, so nothing of them is pruned,
    and ``lost`` are the words in them.
    """

    groups: frozenset[str]
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    layout: Layout = field(default_factory=Layout)


def one_table(
    files: Sequence[Path],
    rows: Rows,
    group: str,
    columns: frozenset[str],
    row_of: Callable[[Row], Row | None] = lambda row: row,
) -> Batch:
    """Add the rows of CSV files that all hold the same sort of row, each as ``row_of`` makes it (None: not).

    Columns beside ``columns`` are named.
    """
    left: list[Problem] = []
    problems: list[Problem] = []
    unread, whole = False, True
    for piece in row_files(files, left):
        with read_csv(piece) as table:
            for row in map(row_of, table.of(group)):
                if row is not None:
                    rows.add(row)
            whole = whole and not table.correction
        problems += (*table.problems, *unknown_columns(table.file, table.header, columns))
        unread = unread or bool(table.problems)
    groups, of_unread = ({group} if whole else ()), ({group} if unread or left else ())
    return Batch(frozenset(groups), (*left, *problems), frozenset(of_unread))


class Example(NamedTuple):
    """A small file that the documentation shows: its name, and its text."""

    name: str
    text: str


NO_EXAMPLE: Final = Example("", "")


@dataclass(frozen=True, slots=True)
class Importer:
    """One format. ``claims`` maps a row, noting its problems; ``group`` tells a claim's sort of row.

    ``formats`` are the kinds of files it takes, ``columns`` the names of what is read in them, and
    ``example`` is a small file of them, for the documentation. ``by_mapping`` answers the importer that reads
    by a mapping file, and ``guess`` the text of such a file, by its name and in a language, for the files.
    ``layouts`` are the mapping files that we ship for it and that it does not recognise by itself: what each
    is called, by its name.
    ``mapped_by`` names the mapping file that it reads by, and its contents.
    ``recognised`` answers the importer and the source of files that need no mapping file, None for others.
    """

    id: str
    title: str
    publisher: str
    licence: str
    rank: Rank
    takes: Text
    read: Callable[[Sequence[Path], Rows], Batch]
    claims: Callable[[Cells], Iterable[Claim]]
    group: Callable[[Claim], str]
    url: str = ""
    formats: tuple[str, ...] = ("CSV", "zip")
    columns: Callable[[], Iterable[str]] = lambda: ()
    example: Example = NO_EXAMPLE
    mapped_by: str = ""
    by_mapping: "Callable[[Path], Importer] | None" = None
    guess: Callable[[Sequence[Path], str, str], str] | None = None
    layouts: Callable[[], Mapping[str, str]] = dict
    recognised: "Callable[[Sequence[Path]], tuple[Importer, str] | None] | None" = None


def about(claim: Claim) -> Id:
    """Whose row a claim comes from: a relation stands in the row of what it leaves, but for ``OWNED``."""
    return claim.dst if claim.kind in OWNED else claim.src or claim.target


def told_by(mapping: Path) -> str:
    """A mapping file, known again by its checksum; one that can be read only once is never the same."""
    once = mapping.exists() and not mapping.is_file()
    return f"{mapping} {uuid4() if once else checksum(mapping)}"
