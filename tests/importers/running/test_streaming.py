"""An import works through its rows a few at a time: how many must not be seen in what it does."""

import csv
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphdb.claims import Claim, Rank
from graphdb.connect import open_spool, open_store
from graphdb.errors import Refused
from graphdb.store import GraphStore
from importers.reading.context import read_context
from importers.reading.gathered import Rows
from importers.reading.rows import Row
from importers.running import beside, frame
from importers.running.mapping import Mapped, Plain, understand
from importers.sources import directory
from tests.importers.conftest import order
from tests.importers.running.test_frame import contents

IDS = ("a", "b", "c", "laerkevej-7", "")
TEXTS = ("Herberg", "På Lærkevej 7", "", "Ring 010190-1234")
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "places": {
        "id": IDS,
        "address": ("Lærkevej 7", "Torvet 1", ""),
        "municipality": ("0615", "Horsens", "?"),
    },
    "actors": {
        "id": IDS,
        "name": TEXTS,
        "kind": ("bo_110", "krise_kvinde", "", "?"),
        "parent": IDS,
        "place": IDS,
        "secret_address": ("", "ja", "nej", "?"),
        "stated_on": ("2026-01-05", "", "?"),
    },
    "services": {"id": IDS, "actor": IDS, "name": TEXTS, "place": IDS, "needs": ("need_akutbolig", "?|?")},
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, str]:
    """Files of a directory, right and wrong, that point at each other."""
    texts = {}
    for name, columns in COLUMNS.items():
        row = st.tuples(*(st.sampled_from(values) for values in columns.values()))
        out = StringIO()
        csv.writer(out).writerows([[*columns], *draw(st.lists(row, max_size=8))])
        texts[name] = out.getvalue()
    return texts


def outcome(seeded: Path, folder: Path, editions: list[dict[str, str]]) -> list[object]:
    """What an import of each edition reports, and what the store says in the end."""
    file = folder / "store.db"
    copyfile(seeded, file)
    store = open_store(f"sqlite:///{file}")
    outcomes: list[object] = []
    for number, texts in enumerate(editions):
        paths = [folder / f"{name}.csv" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        try:
            report = frame.run(store, directory.IMPORTER, paths, order("x", allow_gone=number > 0))
            outcomes += [report.counts, sorted(map(repr, report.problems))]
        except Refused as refused:
            outcomes.append(str(refused))
    outcomes += (replace(item, run="") if isinstance(item, Claim) else item for item in contents(store))
    store.close()
    return outcomes


# An example takes six imports: too long to look for a smaller one.
@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(editions=st.lists(tables(), min_size=1, max_size=3))
def test_how_many_rows_are_read_at_a_time_changes_nothing(
    seeded_file: Path, editions: list[dict[str, str]]
) -> None:
    """Seen red with the rows of the chunk before left out of ``present``."""
    with TemporaryDirectory() as folder:
        whole = outcome(seeded_file, Path(folder), editions)
        with patch("importers.reading.gathered.AT_ONCE", 1), patch("graphdb.stores.spool.PAGE", 1):
            assert outcome(seeded_file, Path(folder), editions) == whole


ODD = {
    "places": "id,address,municipality\nb,Torvet 1,Horsens\nc,Engvej 2,?\n",
    "actors": "id,name,kind,parent,place,secret_address\na,Herberg,bo_110,,b,\n"
    "b,Krisecenter,krise_kvinde,a,c,?\nc,,bo_110,a,,\na,Igen,bo_110,,,\n",
    "services": "id,actor,name,place,needs\na,a,Seng,b,need_akutbolig\nb,c,Samtale,,need_akutbolig|?\n",
}


def test_processes_beside_change_nothing(seeded_file: Path, tmp_path: Path) -> None:
    """One understands rows and one writes. Each chunk and each part has two here, so that there are many.

    Seen red with a target that two rows name taken from both, when both came from the other process.
    """
    with patch("graphdb.runs.runs.PART", 2), patch("importers.reading.gathered.AT_ONCE", 2):
        alone = outcome(seeded_file, tmp_path, [ODD])
        with (
            patch("importers.running.beside.FEWEST", 1),
            patch("importers.running.beside._AHEAD", 100),
            patch("importers.running.beside.Plain", side_effect=Plain) as understood_there,
            patch("graphdb.writing.pipeline.MANY", 1),
            patch("graphdb.writing.writer.processors", return_value=2),
            patch("graphdb.writing.pipeline.commit_in_turn", side_effect=AssertionError),
        ):
            assert outcome(seeded_file, tmp_path, [ODD]) == alone
        assert understood_there.call_count > 1


@pytest.mark.parametrize("command", [("/nowhere",), (sys.executable, "-c", "")], ids=["none", "ends"])
def test_rows_are_understood_here_where_there_is_no_other_process(
    seeded_file: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    alone = outcome(seeded_file, tmp_path, [ODD])
    with (
        patch("importers.running.beside.FEWEST", 1),
        patch("graphdb.writing.writer.processors", return_value=2),
        patch("graphdb.writing.writer._PYTHON", command),
    ):
        assert outcome(seeded_file, tmp_path, [ODD]) == alone


def test_what_waits_for_a_slow_process_does_not_pile_up(seeded: GraphStore) -> None:
    """None of its answers is there here. Seen red: all rows were understood before the first came out."""
    rows = 100
    context = read_context(seeded, "x", Rank.MUNICIPALITY, "2026-11-23", confirms=False)
    with (
        closing(open_spool(seeded, "x", Rank.MUNICIPALITY)) as spool,
        patch("importers.running.beside.FEWEST", 1),
        patch("importers.reading.gathered.AT_ONCE", 1),
        patch("importers.running.beside._is_there", return_value=False),
        patch("importers.running.beside.understand", side_effect=understand) as understood_here,
        patch("graphdb.writing.writer.processors", return_value=2),
        patch("graphdb.writing.writer._PYTHON", ("/nowhere",)),
    ):
        mapped = Mapped(spool, context, Rows(spool))
        for number in range(rows):
            mapped.rows.add(Row("a.csv", number, "actors", {"id": f"a{number}", "name": "Herberg"}))
        with closing(beside.understood(directory.claims, mapped)) as chunks:
            next(chunks)
            assert understood_here.call_count < rows / 2
            assert 1 + sum(map(len, chunks)) == rows
