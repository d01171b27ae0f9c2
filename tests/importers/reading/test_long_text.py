"""What a file holds is cut or refused before it is normalised or matched, through a whole import."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdb.model import LONGEST_TEXT
from graphdb.store import GraphStore
from importers.directory.columns import OWN, columns
from importers.running import frame
from importers.sources import directory
from tests.importers.conftest import order
from tests.watched import watched

LONG = (
    "a" + "\u0301\u0316" * 12_000,
    "1 " * 20_000,
    "x" * 40_000,
    "|" * 40_000,
    '\\"' * 20_000,
    "&amp;" * 8_000,
)
"""Short enough for a cell of a CSV file, and longer than any value may be."""
WHOLE = {
    "places": {"id": "hus", "municipality": "0615", "address": "Broen 1"},
    "actors": {"id": "herberg", "name": "Herberg", "kind": "bo_110", "place": "hus"},
    "services": {"id": "seng", "actor": "herberg", "name": "Seng"},
    "contacts": {"actor": "herberg", "role": "Vagt", "phone": "75 62 00 00"},
    "relations": {"from": "herberg", "kind": "rel_adviserer", "to": "bolig"},
}


def rows(group: str, text: str) -> list[dict[str, str]]:
    """A row that is right, and for each column one that has the long text there."""
    long = [{**WHOLE[group], "id": f"r{at}", name: text} for at, name in enumerate(columns(group))]
    return [WHOLE[group], *long]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_tables(seeded: GraphStore, tmp_path: Path, text: str) -> None:
    for group in OWN:
        header = [*columns(group), "unknown"]
        lines = [[row.get(name, "") for name in header] for row in rows(group, text)]
        lines.append([text] * (len(header) + 1))
        body = "\n".join(
            ";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in (header, *lines)
        )
        (tmp_path / f"{group}.csv").write_text(body, encoding="utf-8")
    with watched() as lengths:
        report = frame.run(seeded, directory.IMPORTER, sorted(tmp_path.glob("*.csv")), order("horsens"))
    assert report.problems
    assert max(lengths) <= LONGEST_TEXT


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_json_lines(seeded: GraphStore, write: Callable[[str, str], Path], text: str) -> None:
    lines = [json.dumps({"type": group[:-1], **row}) for group in OWN for row in rows(group, text)]
    lines += [
        json.dumps({"type": text}),
        json.dumps({"type": "actor", text: "x"}),
        text,
        f'["{text}"]',
        f'"{text}',
    ]
    path = write("all.jsonl", "\n".join(lines))
    with watched() as lengths:
        report = frame.run(seeded, directory.IMPORTER, [path], order("horsens"))
    assert report.problems
    assert max(lengths) <= LONGEST_TEXT
