"""A store with the vocabularies in it, and files to import."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from graphdb.claims import Rank
from graphdb.connect import open_spool, open_store
from graphdb.store import GraphStore
from importers.directory.rows import DirectoryRows
from importers.reading.gathered import Rows
from importers.running import frame
from importers.running.report import Report
from importers.sources import areas, vocabulary
from tests.files import copied, filled_once

SEED: Final = Path(__file__).parents[2] / "seed"
LONG_LISTS: Final = {"expected_partner_stages", "first_calls", "postal_districts", "situation_words"}
"""Three quarters of the rows, of which a directory asks nothing: a store without them is compared and checked
in a third of the time."""
Importing = Callable[..., Report]


def order(name: str, /, **values: Any) -> frame.Order:
    """An order of a fixed day."""
    return replace(frame.Order(source=name, at="2026-03-02T08:00:00+00:00", today="2026-03-02"), **values)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the reference data but for ``LONG_LISTS``, built once; tests copy it."""

    def fill(store: GraphStore) -> None:
        paths = [path for path in (SEED / "vocabulary").glob("*.csv") if path.stem not in LONG_LISTS]
        frame.run(store, areas.IMPORTER, sorted((SEED / "areas").glob("*.csv")), order("seed"))
        frame.run(store, vocabulary.IMPORTER, paths, order("seed"))

    return filled_once(tmp_path_factory, "seeded.db", fill)


@pytest.fixture
def seeded(seeded_file: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A store that holds the reference data and nothing else."""
    yield from copied(seeded_file, tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file and answer its path."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def files(write: Callable[[str, str], Path]) -> Mapping[str, Path]:
    """A small directory: a hostel with a bed in a house, its municipality's unit, and how they relate."""
    return {
        "places": write(
            "places.csv", "id,address,postal_code,city,municipality\nhus,Broen 1,8700,Horsens,0615\n"
        ),
        "actors": write(
            "actors.csv",
            "id,name,kind,parent,place,municipalities,risk_groups,phone,stated_on,confirmed_on\n"
            "herberg,Herberg,bo_110,,hus,0615,rg_hjemloes=optager|rg_rus,75 62 00 00,2026-01-05,2026-02-01\n"
            "bolig,Boligsocial enhed,kom_bolig,kommune,,0615,,75 62 00 01,2026-01-05,\n"
            "kommune,Horsens Kommune,kom_kommune,,,0615,,75 62 00 02,2026-01-05,\n",
        ),
        "services": write(
            "services.csv",
            "id;actor;name;min_age;opening_hours;needs;legal_basis;access_routes;stated_on\n"
            "seng;herberg;Seng for natten;18;24/7;need_akutbolig;sel_110;ar_110|ar_selv;2026-01-05\n",
        ),
        "relations": write(
            "relations.csv",
            "from,kind,to,since,until,stated_on\nherberg,rel_adviserer,bolig,2025-01-01,,2026-01-05\n",
        ),
    }


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[DirectoryRows]:
    """Rows of a directory on their way in, of which places and actors are supplied."""
    with closing(open_store(f"sqlite:///{tmp_path / 'rows.db'}")) as store:
        store.prepare()
        with closing(open_spool(store, "x", Rank.REGISTER)) as spool:
            gathered = DirectoryRows(Rows(spool))
            gathered.supply(("places", "actors"))
            yield gathered
