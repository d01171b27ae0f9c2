"""Every source against its samples: what comes out, twice, on both stores, and when the files are broken."""

import os
import random
from contextlib import suppress
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Final

import pytest

from graphdb.errors import Refused
from graphdb.store import GraphStore
from graphdb.upkeep import transfer
from tests.files import opened
from tests.importers.sources.samples import FOLDER, NO_SAMPLES, SOURCES, bring, claims, golden, prepare

RENEW: Final = "BROBYGGER_TEST_RENEW_GOLDEN"
BY_NAME: Final = ("table-aftaler", "network")
"""These look for actors by name: they come before the others bring theirs into the same store."""
MUTATIONS: Final = 20
"""Broken files of one case; a sweep has a hundred cases for each source."""
IN_THE_GATE: Final = 8
"""Of these files, in each of five cases for a source."""


@pytest.mark.parametrize("source", SOURCES)
def test_the_sample_becomes_what_it_became(seeded: GraphStore, source: str) -> None:
    prepare(seeded, source)
    report = bring(seeded, source)
    text = golden(seeded, source, report)
    path = FOLDER / source / "golden.txt"
    if os.environ.get(RENEW):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    before = list(claims(seeded, source))
    again = bring(seeded, source, today="2026-03-09")
    assert not again.changed
    assert again.problems == report.problems
    assert list(claims(seeded, source)) == before


def test_on_neo4j_it_becomes_the_same(neo4j_store: GraphStore, seeded_file: Path, tmp_path: Path) -> None:
    export = tmp_path / "seeded.jsonl"
    for store in opened(seeded_file):
        export.write_bytes(transfer.dump(store))
    transfer.restore(neo4j_store, export)
    for source in (*BY_NAME, *(one for one in SOURCES if one not in BY_NAME)):
        prepare(neo4j_store, source)
        text = golden(neo4j_store, source, bring(neo4j_store, source))
        assert text == (FOLDER / source / "golden.txt").read_text(encoding="utf-8"), source


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The file with a piece cut out, doubled, moved, or with other signs in it."""
    at, size = dice.randrange(len(data)), dice.choice((1, 1, 2, 8, 64, 512))
    piece = data[at : at + size]
    match dice.randrange(6):
        case 0:
            return data[:at] + data[at + size :]
        case 1:
            return data[:at] + piece * dice.choice((2, 3, 50)) + data[at:]
        case 2:
            return data[:at]
        case 3:
            return data[:at] + dice.randbytes(size) + data[at + size :]
        case 4:
            signs = (
                b"null",
                b"[]",
                b"{}",
                b"-1",
                b"1e999",
                b'"',
                b"\x00",
                b"\xff\xfe",
                b"|",
                b"=",
                b"010190-1234",
            )
            return data[:at] + dice.choice(signs) + data[at + size :]
        case _:
            to = dice.randrange(len(data))
            return data[:to] + piece + data[to:]


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("source", SOURCES)
def test_no_exception_escapes_from_broken_files(
    seeded: GraphStore, tmp_path: Path, whole: bool, source: str, seed: int
) -> None:
    dice = random.Random(f"{source} {seed}")
    prepare(seeded, source)
    before = seeded.status().fingerprint
    for number in range(MUTATIONS if whole else IN_THE_GATE):
        copy = tmp_path / str(number)
        copytree(FOLDER / source, copy, ignore=ignore_patterns(*NO_SAMPLES))
        broken = dice.choice(sorted(path for path in copy.rglob("*") if path.is_file()))
        for _ in range(dice.choice((1, 1, 2, 5))):
            broken.write_bytes(mutated(broken.read_bytes() or b" ", dice))
        with suppress(Refused):
            bring(seeded, source, *sorted(copy.iterdir()), dry_run=True)
    assert seeded.status().fingerprint == before
