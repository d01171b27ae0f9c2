"""Samples of each source in the shape that is found in the wild, with its dirt, and what becomes of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graphdb.claims import Claim
from graphdb.store import GraphStore, every
from importers import discovery
from importers.running import frame
from importers.running.report import Report
from importers.sources import directory
from tests.importers.conftest import order

FOLDER: Final = Path(__file__).parents[1] / "samples"
SOURCES: Final = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
NO_SAMPLES: Final = ("golden.txt", "before")


def files(source: str) -> list[Path]:
    """The sample files of a source; ``golden.txt`` and the folder ``before`` beside them are no samples."""
    return sorted(path for path in (FOLDER / source).iterdir() if path.name not in NO_SAMPLES)


def prepare(store: GraphStore, source: str) -> None:
    """Import the directory that lies in ``before``: the actors that the sample speaks of."""
    if before := sorted((FOLDER / source / "before").glob("*.csv")):
        frame.run(store, directory.IMPORTER, before, order("andre"))


def bring(store: GraphStore, source: str, *paths: Path, **values: Any) -> Report:
    """Import files, or the sample's own; behind "-" stands the name of a mapping that we ship."""
    name, _, mapping = source.partition("-")
    importer = discovery.importer(name)
    if mapping and importer.by_mapping is not None:
        importer = importer.by_mapping(Path(mapping))
    return frame.run(store, importer, list(paths) or files(source), order(source, **values))


def claims(store: GraphStore, source: str) -> Iterator[Claim]:
    """All that the source says, but what it says of itself."""
    said = every(lambda at: store.claims_of(source, after=at))
    return (claim for claim in said if not claim.target.startswith("source:"))


def golden(store: GraphStore, source: str, report: Report) -> str:
    """The claims, a line each, and the report's problems."""
    lines = [_line(claim) for claim in claims(store, source)]
    problems = json.loads(report.text("en"))
    for outcome in ("refused", "left_out", "held_back", "unused_columns"):
        lines += [f"{outcome}: {json.dumps(line, ensure_ascii=False)}" for line in problems[outcome]]
    return "\n".join(lines) + "\n"


def _line(claim: Claim) -> str:
    facts = {name: [fact.value, fact.stated_on, fact.confirmed_on] for name, fact in claim.facts.items()}
    return f"{claim.target} {json.dumps(facts, ensure_ascii=False, sort_keys=True)}"
