"""Which importer reads some files, and the source that they are of unless another is named."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from graphdb.claims import Rank
from graphdb.errors import Refused
from graphdb.message import message
from importers import discovery
from importers.importer import Importer

RANKS: Final[Mapping[str, Rank]] = {
    rank.name.lower(): rank for rank in (Rank.MUNICIPALITY, Rank.REGISTER, Rank.DIRECTORY)
}
"""What a source may weigh, by the names that people choose by; the heaviest first."""


def chosen(name: str, files: Sequence[Path], mapping: Path | None = None) -> tuple[Importer, str]:
    """The importer of that id, one of ``discovery.names``, as it reads these files, and their source.

    By a mapping file where there is one, else by what the files say that they are. Refused for a mapping
    that it does not take.
    """
    importer = discovery.importer(name)
    if mapping is not None:
        if importer.by_mapping is None:
            raise Refused(message("import.takes_no_mapping", source=name))
        return importer.by_mapping(mapping), name
    known = None if importer.recognised is None else importer.recognised(files)
    return (importer, importer.id) if known is None else known
