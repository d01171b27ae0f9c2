"""Writes the tables of columns in seed/demo/README.md and seed/sources/README.md anew: ``make docs``."""

import csv
import sys
from pathlib import Path
from typing import Final

from graphdb.fields.registry import FIELDS
from graphdb.model import EdgeKind, NodeKind
from importers.directory.columns import OWN, documentation, table
from importers.discovery import discover
from importers.source_pages import pages
from importers.sources import asked, indicators

ROOT: Final = Path(__file__).parents[2]
DEMO: Final = ROOT / "seed" / "demo"
README: Final = DEMO / "README.md"
SOURCES: Final = ROOT / "seed" / "sources" / "README.md"
SHORT: Final = 40
"""Letters of the longest cell that serves as an example."""


def samples(group: str) -> dict[str, str]:
    """By column the first short cell of the demo."""
    cells: dict[str, str] = {}
    with (DEMO / f"{group}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            short = {column: cell for column, cell in row.items() if cell and len(cell) <= SHORT}
            cells = short | cells
    return cells


def renewed(text: str) -> str:
    """The text with each table between its two marks written anew."""
    numbers = (FIELDS[NodeKind.INDICATOR][name] for name in indicators.FIELDS_READ)
    tables = {
        **{group: documentation(group, samples(group)) for group in OWN},
        indicators.GROUP: table(indicators.OWN, numbers, samples(indicators.GROUP)),
        asked.GROUP: table(asked.OWN, FIELDS[EdgeKind.ASKED].values(), samples(asked.GROUP)),
    }
    for group, lines in tables.items():
        mark, end = f"<!-- columns: {group} -->", "<!-- end -->"
        written = "\n".join((mark, *lines, end))
        before, begun, rest = text.partition(mark)
        _, ended, after = rest.partition(end)
        if not (begun and ended):
            sys.exit(f"{README}: {mark} mangler.")
        text = before + written + after
    return text


def source_pages() -> str:
    """What ``seed/sources/README.md`` says: a section for each source, from the registry."""
    return "\n".join(pages(discover().values())) + "\n"


if __name__ == "__main__":
    SOURCES.write_text(source_pages(), encoding="utf-8")
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
