"""Actors by what files call them: certain ones, and those that people are asked about."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdb.model import LONGEST_TEXT
from graphdb.store import GraphStore
from importers.reading.known_actors import KnownActors
from importers.running import frame
from importers.sources import directory
from tests.importers.conftest import order

Write = Callable[[str, str], Path]
ACTORS: Final = """\
id,name,kind,other_names,cvr,identifiers,municipalities
hus,Røde Kors' Hus,civ_ngo,RKH|Huset på Åen,99990015,sor:123456789012345|tilbudsportal:3301,0615|0766
cafe,Café Åen,civ_ngo,,99990015,pnr:1003456812,0615
kirke,Sct. Jakobs Kirke,civ_ngo,,,,
aaen,Caféen ved Åen,civ_ngo,,,,0766
job,Jobcenter,civ_ngo,,,,
foged,"Fogedretten, Retten i Sønderborg",civ_ngo,,,,
"""


@pytest.fixture
def known(seeded: GraphStore, write: Write) -> KnownActors:
    """The actors of a small directory."""
    frame.run(seeded, directory.IMPORTER, [write("actors.csv", ACTORS)], order("x"))
    return KnownActors(seeded)


def ids(known: KnownActors, text: str) -> list[str]:
    return sorted(one.removeprefix("actor:x:") for one in known.called(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("røde kors hus", ["hus"]),
        ("Roede Kors' Hus", ["hus"]),
        ("RKH", ["hus"]),
        ("huset paa aaen", ["hus"]),
        ("café åen", ["cafe"]),
        ("SOR-id 123456789012345", ["hus"]),
        ("123456789012345", ["hus"]),
        ("tilbudsID 3301", ["hus"]),
        ("afdelingsid: 3301", ["hus"]),
        ("produktionsenhedsnummer 10 03 45 68 12", ["cafe"]),
        ("P-nummer: 1003456812", ["cafe"]),
        ("CVR-nr. 99990015", ["cafe", "hus"]),  # a number of several units tells none of them
        ("X:KIRKE", ["kirke"]),
        ("actor:x:kirke", ["kirke"]),
        ("3301", []),  # a short number may be of anything
        ("sor 3301", []),
        ("kirke", []),  # without its source an id is no id
        ("", []),
        ("  ", []),
        ("!!!", []),
    ],
)
def test_certain_ones(known: KnownActors, text: str, expected: list[str]) -> None:
    assert ids(known, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café Åen", [("cafe", ("Horsens",))]),
        ("cvr 99990015", [("cafe", ("Horsens",)), ("hus", ("Hedensted", "Horsens"))]),
        ("Sankt Jakobs Kirke", [("kirke", ())]),
        ("Cafeen ved aaen i Hedensted", [("aaen", ("Hedensted",))]),
        ("Det Norske Veritas", []),
        ("Jobcenteret i Horsens", [("job", ())]),  # and not the bailiff's court of another town
        ("", []),
    ],
)
def test_those_that_may_be_meant(known: KnownActors, text: str, expected: list[tuple[str, object]]) -> None:
    candidates = [(one.id.removeprefix("actor:x:"), one.areas) for one in known.alike(text)]
    assert candidates[: len(expected)] == expected
    assert ("foged", ()) not in candidates
    assert bool(candidates) is bool(expected)
    assert known.alike(text) is known.alike(text), "asked for on each of a thousand rows"


def test_an_empty_store_knows_nobody(seeded: GraphStore) -> None:
    known = KnownActors(seeded)
    assert (known.called("Huset"), known.alike("Huset")) == ((), ())


class Nobody:
    """A store without a single thing."""

    def scan(self, what: object, *, after: str) -> list[object]:
        return []


@given(st.text(max_size=300) | st.just("9" * (LONGEST_TEXT + 1)))
def test_any_text_is_looked_up(text: str) -> None:
    known = KnownActors(Nobody())  # type: ignore[arg-type]
    assert known.called(text) == ()
