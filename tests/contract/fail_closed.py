"""A small world for the tests of imports that must fail closed: some words, a town, files to write."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from graphdb.model import Node
from graphdb.store import GraphStore
from graphdb.upkeep import transfer
from importers.problems import Outcome
from importers.running import frame
from importers.running.report import Report
from importers.sources import areas, directory, vocabulary

SOURCE = "horsens"
STREET = "Skjulestedet"
WORDS = {
    "actor_types": (
        "code,label_da,entry,secret_by_default\n"
        "civ_ngo,Social NGO,yes,no\nbo_110,Herberg,yes,no\nbo_109,Krisecenter,yes,yes\n"
        "bo_plejefamilie,Plejefamilie,tick_only,no\nukendt,Ukendt slags,unread,yes\n"
    ),
    "risk_groups": "code,label_da\nrg_rus,Rusmidler\nrg_psyk,Psykisk sygdom\nrg_vold,Vold\n",
    "needs": "code,label_da\nneed_seng,Seng\nneed_mad,Mad\n",
    "relation_types": "code,label_da\nrel_henviser,henviser til\n",
    "budget_areas": "code,label_da\nba_civil,Foreninger\n",
}
_ORDER = frame.Order(source="seed", at="2026-03-02T08:00:00+00:00", today="2026-03-02")


class World:
    """A store with the words in it (``begin``), and a folder for files; ``report`` is of the last import."""

    def __init__(self, store: GraphStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.report: Report
        self.reports: list[str] = []

    def begin(self) -> None:
        """Read the words and two towns."""
        files = [self.put(f"{name}.csv", text) for name, text in WORDS.items()]
        frame.run(self.store, vocabulary.IMPORTER, files, _ORDER)
        towns = self.put("kommuner.csv", "code,name\n0615,Horsens\n0630,Vejle\n")
        frame.run(self.store, areas.IMPORTER, [towns], _ORDER)

    def put(self, name: str, text: str) -> Path:
        """A file with this text."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def bring(self, source: str = SOURCE, **tables: str) -> Report:
        """Import these tables, by name, and remember the report."""
        files = [self.put(f"{name}.csv", text) for name, text in tables.items()]
        return self.bring_files(files, source)

    def bring_files(self, files: Iterable[Path], source: str = SOURCE, **values: Any) -> Report:
        """Import files."""
        order = replace(_ORDER, source=source, **values)
        self.report = frame.run(self.store, directory.IMPORTER, list(files), order)
        self.reports += [self.report.text(), *self.report.sentences()]
        return self.report

    def lines(self, outcome: Outcome) -> list[tuple[str, int, str, str]]:
        """(file, row, column, value) of the last report's list."""
        lines = json.loads(self.report.text())[outcome]
        return [(line["file"], line["row"], line["column"], line["value"]) for line in lines]

    def node(self, name: str, kind: str = "actor") -> Node | None:
        """A node of the source by its bare id."""
        return self.store.get([f"{kind}:{SOURCE}:{name}"]).get(f"{kind}:{SOURCE}:{name}")

    def where_told(self, word: str) -> list[str]:
        """Where a word stands: in the store and its history, in an export, in what reports say."""
        path = self.folder / "eksport.jsonl"
        transfer.export(self.store, path)
        places = {
            "store or history": transfer.dump(self.store).decode(),
            "export": path.read_text(encoding="utf-8"),
            "report": "\n".join(self.reports),
        }
        return [place for place, text in places.items() if word.lower() in text.lower()]
