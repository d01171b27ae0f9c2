"""Writes the tables of columns in seed/demo/README.md anew from the fields: ``make docs``."""

import sys
from pathlib import Path
from typing import Final

from graphdb.fields.registry import FIELDS
from graphdb.model import EdgeKind, NodeKind
from importers.directory_columns import OWN, documentation, table
from importers.sources import asked, indicators

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "seed" / "demo" / "README.md"


def renewed(text: str) -> str:
    """The text with each table between its two marks written anew."""
    numbers = (FIELDS[NodeKind.INDICATOR][name] for name in indicators.FIELDS_READ)
    tables = {
        **{group: documentation(group) for group in OWN},
        indicators.GROUP: table(indicators.OWN, numbers),
        asked.GROUP: table(asked.OWN, FIELDS[EdgeKind.ASKED].values()),
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


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
