"""Foreign tables for the tests: a mapping, a row of a list, and bringing rows in."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from graphdb.store import GraphStore, What
from importers.running import frame
from importers.running.report import Report
from importers.sources import table
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
MAPPING = """
[[table]]
ignore = ["Løbenr."]
[table.parent]
name = "Organisation"
kind = { constant = "civ_ngo" }
[table.actor]
name = "Sted"
kind = { column = "Type", values = { "Varmestue" = "civ_vaerested", "Krise" = "bo_109" } }
phone = ["Telefon", "Mobil"]
email = "Mail"
identifiers = [{ column = "P-nr.", scheme = "pnr" }]
risk_groups = [
    { column = "Målgruppe", split = ";,/" },
    { column = "Rus", yes = "rg_rus" },
]
[table.place]
address = { columns = ["Vej", "Nr"] }
postal_code = { column = "By", pattern = "[0-9]{4}" }
city = { column = "By", pattern = "[0-9]{4} (.+)" }
municipality = { column = "Kommune" }
[[table.service]]
name = "Ydelse"
legal_basis = { column = "Paragraf", split = ";" }
[[table.contact]]
role = { constant = "Vagt" }
phone = "Vagttelefon"
[[table.relation]]
kind = { constant = "rel_samarbejder" }
to = { name = "Samarbejder med" }
"""
HEADER = (
    *("Organisation", "Sted", "Type", "Telefon", "Mobil", "Mail", "P-nr.", "Målgruppe", "Rus", "Vej", "Nr"),
    *("By", "Kommune", "Ydelse", "Paragraf", "Vagttelefon", "Samarbejder med"),
)
BROEN = {
    "Organisation": "Hjælpen",
    "Sted": "Broen",
    "Type": "varmestue",
    "Telefon": "Tlf.nr. 87411000",
    "Mail": "ukendt",
    "Målgruppe": "rg_hjemloes",
    "Rus": "x",
    "Vej": "Søndergade",
    "Nr": "1",
    "By": "8700 Horsens",
    "Kommune": "Horsens",
    "Ydelse": "Mad",
    "Paragraf": "sel_104",
}


def as_csv(rows: Iterable[dict[str, str]], header: Iterable[str] = HEADER) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(header), restval="", extrasaction="ignore", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def bring(seeded: GraphStore, write: Write) -> Callable[..., Report]:
    def put(*rows: dict[str, str], mapping: str = MAPPING, header: Iterable[str] = HEADER) -> Report:
        importer = table.by_mapping(write("m.toml", mapping))
        return frame.run(seeded, importer, [write("liste.csv", as_csv(rows, header))], order("liste"))

    return put


Bring = Callable[..., Report]


def outcomes(report: Report) -> list[tuple[str, int, str, str]]:
    return [(one.outcome.value, one.row, one.column, one.value) for one in report.problems]


def says(store: GraphStore, text: str) -> bool:
    """Whether it stands in any claim or node."""
    return any(text in str(item) for what in (What.NODES, What.CLAIMS) for item in store.scan(what))
