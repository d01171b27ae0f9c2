"""Writes the tables of columns in seed/demo/README.md anew from the fields: ``make docs``."""

import sys
from pathlib import Path
from typing import Final

from importers.directory_columns import OWN, documentation

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "seed" / "demo" / "README.md"


def renewed(text: str) -> str:
    """The text with each table between its two marks written anew."""
    for group in OWN:
        mark, end = f"<!-- columns: {group} -->", "<!-- end -->"
        table = "\n".join((mark, *documentation(group), end))
        before, begun, rest = text.partition(mark)
        _, ended, after = rest.partition(end)
        if not (begun and ended):
            sys.exit(f"{README}: {mark} mangler.")
        text = before + table + after
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
