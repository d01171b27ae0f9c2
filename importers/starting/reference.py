"""Loading what the product ships: reference data from ``seed``, and the demo directory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from itertools import takewhile
from pathlib import Path
from typing import Final, cast

from graphdb.cards.card import NATIONAL, is_demo
from graphdb.claims import Rank
from graphdb.errors import Refused
from graphdb.identity.placeholder import is_start
from graphdb.message import message
from graphdb.model import Node, code_of
from graphdb.runs import runs
from graphdb.store import GraphStore, What
from importers.reading.rows import read_csv
from importers.running.frame import Order, alone, run
from importers.running.report import Report
from importers.sources import areas, asked, directory, indicators, vocabulary
from importers.sources import national as nationals
from importers.starting import planted
from importers.tabular.archive import Piece

SEED: Final = "seed"
OURS: Final = frozenset({SEED, NATIONAL})
_SEED: Final = {
    "title": "Brobyggers ordlister, kommuner og regioner",
    "publisher": "Brobygger, efter kilder nævnt i hver række",
    "licence": "MIT; frie geografiske data (DAGI); folketal: Danmarks Statistik, CC BY 4.0",
    "url": "",
}
_BESIDE: Final = {one.id: one for one in (areas.IMPORTER, indicators.IMPORTER, asked.IMPORTER)}
"""What lies beside the files of the directory, by the file's name."""
_DEMO: Final = (
    ("demo", "", "Eksempeldata: opdigtede kommuner og aktører", Rank.MUNICIPALITY),
    ("demo-register", "register", "Eksempeldata: opdigtet register", Rank.REGISTER),
    ("demo-own", "own", "Eksempeldata: aktørernes egne rettelser", Rank.OWN),
)


def load(store: GraphStore, order: Order, *, demo: bool = False, national: bool = False) -> Iterator[Report]:
    """What the product ships, as one run after the other with no other run in between; again without harm.

    The vocabularies and areas as the source ``seed``, then with ``national`` the public facts for the whole
    country, and with ``demo`` the fictional municipalities and directory. Refused as ``frame.run`` says, and
    where example data would come beside real actors.
    """
    with alone(store, replace(order, source=SEED)) as only:
        if demo:
            refuse_beside_real(store)
        yield from _load_reference(store, order, only)
        if national:
            yield _load_national(store, order, only)
        if demo:
            yield from _load_demo(store, order, only)


def _load_reference(store: GraphStore, order: Order, within: runs.Run) -> Iterator[Report]:
    with as_file(files(SEED)) as root:
        # What we ship is whole: a newer edition may leave much out.
        # A municipality's own rows weigh more, also when our edition is the newer one.
        edition = replace(order, today=_compiled_on(root, SEED), confirms=True, rank=Rank.REGISTER)
        seed_order = replace(edition, source=SEED, about=_SEED, allow_gone=True)
        yield run(store, areas.IMPORTER, _csv(root / "areas"), seed_order, within)
        yield run(store, vocabulary.IMPORTER, _csv(root / "vocabulary"), seed_order, within)


def _load_national(store: GraphStore, order: Order, within: runs.Run) -> Report:
    with as_file(files(SEED)) as root:
        seed_order = replace(order, source=NATIONAL, today=_compiled_on(root, NATIONAL), allow_gone=True)
        return run(store, nationals.IMPORTER, [root / "national" / "national.csv"], seed_order, within)


def _compiled_on(root: Path, source: str) -> str:
    """When what we ship was compiled: the day of rows without a date of their own."""
    with read_csv(Piece.at(root / "edition.csv")) as editions:
        rows = editions.of("edition")
        return next(row.get("compiled_on") for row in rows if row.get("source") == source)


def _load_demo(store: GraphStore, order: Order, within: runs.Run) -> Iterator[Report]:
    with as_file(files(SEED)) as root:
        for source, folder, title, rank in _DEMO:
            about = {"title": title, "publisher": "Brobygger", "licence": "MIT", "url": ""}
            seed_order = replace(order, source=source, about=about, rank=rank, allow_gone=True)
            paths = {path.stem: path for path in _csv(root / "demo" / folder)}
            files_of = {name: paths.pop(name) for name in _BESIDE if name in paths}
            if "areas" in files_of:
                compiled = replace(seed_order, confirms=True)
                yield run(store, areas.IMPORTER, [files_of.pop("areas")], compiled, within)
            yield run(store, directory.IMPORTER, list(paths.values()), seed_order, within)
            for name, path in files_of.items():
                yield run(store, _BESIDE[name], [path], seed_order, within)
        planted.plant(store, root / "demo" / planted.FOLDER, order)


def not_ours(source: str) -> str:
    """The source's name; refused when it stands for what we ship, for the next load would prune the rest."""
    plain = source.lower()
    if plain in OURS or is_demo(plain) or is_start(plain):
        raise Refused(message("import.ours", source=plain))
    return source


def wants_demo(store: GraphStore) -> bool:
    """True when there are no actors but the country's public ones, or when the example data was cut short."""
    if actor_sources(store) <= {NATIONAL}:
        return True
    newest: dict[str, list[str]] = {}
    begun: dict[str, str] = {}
    for one in runs.list_runs(store):
        source, moment = str(one["source"]), runs.began(str(one["id"]))
        if begun.get(source) != moment:
            newest[source] = []  # one load of ours is several runs of the same moment
        begun[source] = moment
        newest[source].append(str(one["state"]))
    return any(state != "done" for source, *_ in _DEMO for state in newest.get(source, ()))


def refuse_beside_real(store: GraphStore) -> None:
    """Refused when the store holds actors of a municipality's: example data must not be taken for them."""
    if any(not is_demo(source) for source in actor_sources(store) - {NATIONAL}):
        raise Refused(message("import.beside_real"))


def actor_sources(store: GraphStore) -> frozenset[str]:
    """The sources that claim actors."""
    nodes = takewhile(lambda node: node.id.startswith("source:"), _nodes(store))
    return frozenset(code_of(node.id) for node in nodes if _claims_actors(store, code_of(node.id)))


def _claims_actors(store: GraphStore, source: str) -> bool:
    first = store.claims_of(source, after="actor:", limit=1).items
    return bool(first) and first[0].target.startswith("actor:")


def _nodes(store: GraphStore) -> Iterator[Node]:
    return cast("Iterator[Node]", store.scan(What.NODES, after="source:"))


def _csv(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.csv"))
