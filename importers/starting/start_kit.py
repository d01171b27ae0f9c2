"""The start kit of a municipality: an entry for each kind of actor that ought to be there and is not yet.

Such an entry has a name, a kind and the municipality, and counts nowhere before another source says something
of it (``graphdb.identity.placeholder``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from graphdb.claims import Rank
from graphdb.directory.start_list import StartList, State, start_list
from graphdb.identity.placeholder import start_source
from graphdb.model import code_of
from graphdb.store import GraphStore, every
from graphdb.vocabulary import catalogue
from importers.importer import Batch, Importer
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.running.frame import Order, run
from importers.running.report import Report
from importers.sources import directory

_GROUP: Final = "actors"


def start(store: GraphStore, municipality: str, order: Order) -> Report:
    """Enter what the municipality lacks; once more is no run at all. Raises NotFound for an unknown one."""
    listed = start_list(store, municipality, order.today)
    labels = catalogue.read(store).label_da
    source = start_source(municipality)
    entered = set(_entered(store, source))
    rows = [
        Row("", number, _GROUP, _cells(listed, line.kind, labels(line.kind)))
        for number, line in enumerate(listed.lines, 1)
        if line.kind in entered or (line.state is State.NO_CONTACT and line.fill is None)
    ]
    importer = replace(_IMPORTER, read=partial(_read, rows))
    about = {"title": f"Startpakke, {listed.name}", "publisher": "Brobygger", "licence": "MIT"}
    order = replace(order, source=source, about=about, allow_gone=True)
    rehearsed = run(store, importer, [], replace(order, dry_run=True))
    return run(store, importer, [], order) if rehearsed.changed else rehearsed


def _entered(store: GraphStore, source: str) -> Iterator[str]:
    """The kinds that the kit has entered before: it keeps them, also those that are filled in by now."""
    claims = every(lambda at: store.claims_of(source, after=at), "")
    return (code_of(claim.target) for claim in claims if claim.target.startswith("actor:"))


def _cells(listed: StartList, kind: str, label: str) -> dict[str, str]:
    return {"id": kind, "name": f"{label}, {listed.name}", "kind": kind, "municipalities": listed.code}


def _read(lines: Sequence[Row], paths: Sequence[Path], rows: Rows) -> Batch:
    for line in lines:
        rows.add(line)
    return Batch(frozenset({_GROUP}))


_IMPORTER: Final = Importer(
    id="start",
    title="Startpakke",
    publisher="Brobygger",
    licence="MIT",
    rank=Rank.START,
    takes="",
    read=lambda paths, rows: _read((), paths, rows),
    claims=directory.claims,
    group=directory.group,
)
